// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

namespace {

std::string reference(std::string_view name_space, std::string_view path, std::string_view format = "mayaAscii") {
    const std::string common = " -ns \"" + std::string(name_space) + "\" -rfn \"" + std::string(name_space) +
                               "RN\" -op \"v=0;\" -typ \"" + std::string(format) + "\"\n\t\t \"" + std::string(path) + "\";\n";
    std::string deferred = common;
    deferred.insert(deferred.find(" -rfn"), " -dr 1");
    return "file -rdi 1" + common + "file -r" + deferred;
}

std::string camera(std::string_view name) {
    return "createNode camera -n \"" + std::string(name) + "Shape\" -p \"" + std::string(name) + "\";\n";
}

std::string texture(std::string_view node, std::string_view path) {
    return "createNode file -n \"" + std::string(node) + "\";\n\tsetAttr \".ftn\" -type \"string\" \"" + std::string(path) +
           "\";\n";
}

/// The edits that a scene makes to what it refers to, with counts as Maya writes them.
std::string edits(std::string_view reference_node, const texts& list) {
    const std::string node = '"' + std::string(reference_node) + '"';
    std::string text = "createNode reference -n " + node + ";\n\tsetAttr \".ed\" -type \"dataReferenceEdits\" \n\t\t" + node +
                       "\n\t\t" + node + " 0\n\t\t" + node + ' ' + std::to_string(list.size());
    for (const auto& one : list) text += "\n\t\t" + one;
    return text + ";\n\tsetAttr \".ptag\" -type \"string\" \"\";\n";
}

texts needed(const rb::scene_facts& facts) {
    texts files;
    for (const auto& file : rb::needed_files(facts)) files.push_back(file.local);
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_references)

BOOST_AUTO_TEST_CASE(references_are_followed_with_what_they_need_in_turn) {
    const scene_folder folder;
    const auto hand_skin = folder.write("assets/hand/skin.png");
    const auto hand = folder.write("assets/hand/hand.ma", maya_scene(texture("skin", "skin.png") + camera("hand_cam")));
    const auto body_skin = folder.write("assets/body/body.png");
    const auto body =
        folder.write("assets/body/body.ma", maya_scene(reference("hand", "../hand/hand.ma") + texture("skin", "body.png")));
    const auto facts =
        facts_of(folder.write("scenes/shot.ma", maya_scene(reference("rig", "assets/body/body.ma") + camera("main"))));

    check_same(needed(facts), {body, body_skin, hand, hand_skin});
    BOOST_REQUIRE_EQUAL(facts.references.size(), 1u);
    BOOST_TEST(facts.references[0].stored == "assets/body/body.ma");
    BOOST_TEST(facts.references[0].node == "rigRN");
    BOOST_TEST(facts.references[0].name_space == "rig");
    check_same(files_of(facts, "rig:skin"), {body_skin});
    check_same(files_of(facts, "rig:hand:skin"), {hand_skin});
    // The cameras that every scene has are not there twice.
    check_same(facts.cameras, {"perspShape", "mainShape", "rig:hand:hand_camShape"});
    BOOST_TEST(facts.missing.empty());
    BOOST_TEST(facts.unresolved.empty());
    BOOST_TEST(facts.node_count == 3u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_referred_to_often_is_needed_once) {
    const scene_folder folder;
    const auto skin = folder.write("skin.png");
    const auto rig = folder.write("rig.ma", maya_scene(texture("skin", "skin.png") + camera("cam")));
    const auto facts = facts_of(folder.write(
        "shot.ma", maya_scene(reference("a", "rig.ma") + reference("b", "rig.ma{1}") + reference("c", "./rig.ma{12}"))));
    check_same(needed(facts), {rig, skin});
    check_same(facts.cameras, {"perspShape", "a:camShape", "b:camShape", "c:camShape"});
    const auto textures = std::count_if(facts.inputs.begin(), facts.inputs.end(),
                                        [](const auto& one) { return one.kind == rb::input_kind::texture; });
    BOOST_TEST(textures == 1);
    BOOST_TEST(facts.inputs[1].stored == "rig.ma{1}");
    BOOST_TEST(facts.references.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_circle_is_told_and_ends) {
    const scene_folder folder;
    folder.write("a.ma", maya_scene(reference("b", "b.ma")));
    const auto b = folder.write("b.ma", maya_scene(reference("c", "c.ma") + texture("t", "t.png")));
    const auto c = folder.write("c.ma", maya_scene(reference("a", "a.ma")));
    const auto facts = facts_of(folder.path("a.ma"));
    check_same(needed(facts), {b, c});
    const auto* told = unresolved_of(facts, "b:c:aRN");
    BOOST_REQUIRE(told);
    BOOST_TEST(told->why.find("circle") != std::string::npos);
    BOOST_TEST(told->why.find("b.ma -> ") != std::string::npos);
    BOOST_TEST(missing_of(facts, "b:t"));
}

BOOST_AUTO_TEST_CASE(a_scene_that_refers_to_itself_through_a_link_is_a_circle_too) {
    const scene_folder folder;
    folder.write("a.ma", maya_scene(reference("me", "link.ma")));
    fs::create_symlink(folder.path("a.ma"), folder.path("link.ma"));
    BOOST_TEST(unresolved_of(facts_of(folder.path("a.ma")), "meRN"));
}

BOOST_AUTO_TEST_CASE(depth_and_number_of_references_are_bounded) {
    const scene_folder folder;
    for (int i = 0; i < 6; ++i)
        folder.write("s" + std::to_string(i) + ".ma",
                     maya_scene(i == 5 ? "" : reference("n", "s" + std::to_string(i + 1) + ".ma")));
    rb::scene_options options;
    options.reference_depth = 6;
    BOOST_TEST(facts_of(folder.path("s0.ma"), options).inputs.size() == 5u);
    options.reference_depth = 5;
    const auto deep = rb::read_scene(folder.path("s0.ma"), options);
    BOOST_REQUIRE(!deep);
    BOOST_TEST(deep.error().code == rb::scene_errc::too_complex);

    // Two references to the same file at every level: two to the power of the depth.
    for (int i = 0; i < 20; ++i) {
        const auto next = "t" + std::to_string(i + 1) + ".ma";
        folder.write("t" + std::to_string(i) + ".ma", maya_scene(reference("x", next) + reference("y", next)));
    }
    folder.write("t20.ma", maya_scene(""));
    const auto wide = rb::read_scene(folder.path("t0.ma"), {});
    BOOST_REQUIRE(!wide);
    BOOST_TEST(wide.error().code == rb::scene_errc::too_complex);
}

BOOST_AUTO_TEST_CASE(a_missing_reference_is_told) {
    const auto facts = facts_of_statements(reference("rig", "/nowhere/rig.ma"));
    const auto* missing = missing_of(facts, "rigRN");
    BOOST_REQUIRE(missing);
    BOOST_TEST(missing->stored == "/nowhere/rig.ma");
    BOOST_TEST((missing->kind == rb::input_kind::reference));
    BOOST_TEST(missing->looked_for.front() == "/nowhere/rig.ma");
}

BOOST_AUTO_TEST_CASE(a_broken_reference_is_an_error_with_its_own_line) {
    const scene_folder folder;
    const auto rig = folder.write("rig.ma", "//Maya ASCII 2023 scene\nrequires maya \"2023\";\ncreateNode file -n \"f;\n");
    const auto facts = rb::read_scene(folder.write("shot.ma", maya_scene(reference("rig", "rig.ma"))));
    BOOST_REQUIRE(!facts);
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(facts.error().place == rig + ":3");
}

BOOST_AUTO_TEST_CASE(references_in_other_formats_are_needed_and_told) {
    const scene_folder folder;
    const auto binary = folder.write("rig.usdc", "PXR-USDC");
    const auto cache = folder.write("anim.abc", "Ogawa");
    const auto facts = facts_of(folder.write(
        "shot.ma", maya_scene(reference("rig", "rig.usdc", "USD Import") + reference("anim", "anim.abc", "Alembic"))));
    check_same(needed(facts), {cache, binary});
    BOOST_REQUIRE(unresolved_of(facts, "rigRN"));
    BOOST_TEST(unresolved_of(facts, "rigRN")->why.find("in turn") != std::string::npos);
    BOOST_TEST(!unresolved_of(facts, "animRN"));
}

BOOST_AUTO_TEST_CASE(what_the_main_scene_lists_of_deeper_references_is_needed_too) {
    const scene_folder folder;
    const auto rig = folder.write("rig.abc", "Ogawa");
    const auto hand = folder.write("hand.ma", maya_scene(""));
    const auto facts = facts_of(
        folder.write("shot.ma", maya_scene("file -rdi 2 -ns \"hand\" -rfn \"rig:handRN\" -typ \"mayaAscii\" \"hand.ma\";\n" +
                                           reference("rig", "rig.abc", "Alembic"))));
    check_same(needed(facts), {hand, rig});
    BOOST_REQUIRE_EQUAL(facts.references.size(), 2u);
    BOOST_TEST(facts.references[0].depth == 2u);
}

BOOST_AUTO_TEST_CASE(edits_of_references_change_cameras_and_textures) {
    const scene_folder folder;
    const auto night = folder.write("night.png");
    folder.write("day.png");
    folder.write("rig.ma", maya_scene(camera("cam") + camera("other") + texture("sky", "day.png")));
    const auto facts = facts_of(folder.write(
        "shot.ma",
        maya_scene(reference("rig", "rig.ma") +
                   edits("rigRN", {R"(0 "|rig:cam" "|rig:group" "-s -r ")", R"(1 "|rig:cam" "note" "nt" " -ci 1 -dt \"string\"")",
                                   R"(2 "|rig:cam|rig:camShape" "renderable" " -k 0 0")",
                                   R"(2 "|rig:cam" "translate" " -type \"double3\" 1 2 3")",
                                   R"(5 2 "rigRN" "|rig:cam.visibility" "rigRN.placeHolderList[1]" "")",
                                   R"(3 "rig:a.b" "rig:c.d" "")", R"(7 "link" ":lightLinker1" 2 "renderable" "2")",
                                   R"(2 "rig:sky" "fileTextureName" " -type \"string\" \"night.png\"")",
                                   R"(8 "|rig:cam" "translateX")"}))));
    check_same(facts.cameras, {"perspShape", "rig:camShape", "rig:otherShape"});
    check_same(facts.renderable_cameras, {"perspShape", "rig:otherShape"});
    check_same(files_of(facts, "rig:sky"), {night});
}

BOOST_AUTO_TEST_CASE(the_outermost_edit_counts) {
    const scene_folder folder;
    folder.write("rig.ma", maya_scene(camera("cam")));
    folder.write("set.ma",
                 maya_scene(reference("rig", "rig.ma") + edits("rigRN", {R"(2 "|rig:cam|rig:camShape" "renderable" " 0")"})));
    const auto inner = facts_of(folder.write("a.ma", maya_scene(reference("set", "set.ma"))));
    check_same(inner.renderable_cameras, {"perspShape"});
    const auto outer =
        facts_of(folder.write("b.ma", maya_scene(reference("set", "set.ma") +
                                                 edits("setRN", {R"(2 "|set:rig:cam|set:rig:camShape" "rnd" " 1")",
                                                                 R"(2 "|set:rig:cam|set:rig:camShape" "renderable" " 1")"}))));
    check_same(outer.renderable_cameras, {"perspShape", "set:rig:camShape"});
}

BOOST_AUTO_TEST_CASE(layers_of_the_scene_turn_referenced_cameras_on_and_off) {
    const scene_folder folder;
    folder.write("rig.ma", maya_scene(camera("cam")));
    const auto facts = facts_of(folder.write("shot.ma", maya_scene(reference("rig", "rig.ma") + R"(
createNode renderLayer -n "defaultRenderLayer";
createNode renderLayer -n "without";
	setAttr ".adjs[0].val" 0;
connectAttr "rig:camShape.rnd" "without.adjs[0].plg";
)")));
    BOOST_REQUIRE_EQUAL(facts.layers.size(), 2u);
    check_same(facts.layers[0].cameras, {"perspShape", "rig:camShape"});
    check_same(facts.layers[1].cameras, {"perspShape"});
}

BOOST_AUTO_TEST_SUITE_END()
