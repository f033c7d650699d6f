// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

namespace {

const rb::render_layer& layer(const rb::scene_facts& facts, std::string_view name) {
    const auto found = std::find_if(facts.layers.begin(), facts.layers.end(), [&](const auto& one) { return one.name == name; });
    BOOST_REQUIRE_MESSAGE(found != facts.layers.end(), "no layer " << name);
    return *found;
}

constexpr std::string_view two_cameras = R"(
createNode camera -n "wideShape" -p "wide";
createNode camera -n "closeShape" -p "close";
	setAttr ".rnd" no;
select -ne :defaultRenderGlobals;
	setAttr ".an" yes;
	setAttr ".ef" 20;
)";

std::string with_cameras(std::string_view more) { return std::string(two_cameras) + std::string(more); }

/// A render setup of one layer with a collection for the settings and one for a camera.
std::string render_setup(std::string_view more) {
    return with_cameras(R"(
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode renderSetup -n "renderSetup";
createNode renderSetupLayer -n "fg";
createNode renderLayer -n "rs_fg";
createNode renderSettingsCollection -n "settings";
createNode collection -n "cameras";
createNode simpleSelector -n "camerasSelector";
	setAttr ".ssl" -type "string" "|close|closeShape\n|persp|perspShape";
connectAttr "rs_fg.msg" "fg.lrl";
connectAttr "renderSetup.lit" "fg.pls";
connectAttr "fg.lit" "settings.pls";
connectAttr "fg.lit" "cameras.pls";
connectAttr "camerasSelector.c" "cameras.sel";
)") + std::string(more);
}

std::string unique_override(std::string_view name, std::string_view attribute, std::string_view value,
                            std::string_view node = "defaultRenderGlobals") {
    return "createNode absUniqueOverride -n \"" + std::string(name) +
           "\";\n\taddAttr -ci true -sn \"atv\" -ln \"attrValue\" -at \"time\";\n" + "\tsetAttr \".atr\" -type \"string\" \"" +
           std::string(attribute) + "\";\n\tsetAttr \".tgName\" -type \"string\" \"" + std::string(node) +
           "\";\n\tsetAttr \".atv\" " + std::string(value) + ";\nconnectAttr \"settings.lit\" \"" + std::string(name) +
           ".pls\";\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_layers)

BOOST_AUTO_TEST_CASE(legacy_layers_change_what_their_adjustments_say) {
    const auto facts = facts_of_statements(with_cameras(R"(
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".g" yes;
createNode renderLayer -n "glow";
	setAttr ".adjs[0].val" 100;
	setAttr ".adjs[2].val" -type "string" "glow/<Scene>";
	setAttr ".adjs[3].val" 1;
	setAttr ".adjs[7].val" 512;
createNode renderLayer -n "off";
	setAttr ".rndr" no;
connectAttr ":defaultRenderGlobals.ef" "glow.adjs[0].plg";
connectAttr ":defaultRenderGlobals.ifp" "glow.adjs[2].plg";
connectAttr "closeShape.rnd" "glow.adjs[3].plg";
connectAttr ":defaultResolution.width" "glow.adjustments[7].plug";
)"));
    BOOST_TEST((facts.layer_type == rb::render_layer_type::legacy));
    BOOST_REQUIRE_EQUAL(facts.layers.size(), 3u);
    const auto& glow = layer(facts, "glow");
    BOOST_TEST(to_string(glow.frames) == "1-100[1]");
    BOOST_TEST(glow.image_file_prefix == "glow/<Scene>");
    BOOST_TEST(glow.width == 512u);
    BOOST_TEST(glow.height == 540u);
    BOOST_TEST(glow.animation);
    check_same(glow.cameras, {"perspShape", "wideShape", "closeShape"});
    const auto& whole = layer(facts, "defaultRenderLayer");
    BOOST_TEST(to_string(whole.frames) == "1-20[1]");
    check_same(whole.cameras, {"perspShape", "wideShape"});
    BOOST_TEST(!layer(facts, "off").renderable);
}

BOOST_AUTO_TEST_CASE(a_scene_saved_in_another_layer_keeps_its_own_values_in_the_default_layer) {
    const auto facts = facts_of_statements(with_cameras(R"(
createNode renderLayer -n "defaultRenderLayer";
	setAttr ".adjs[0].val" 5;
createNode renderLayer -n "on_screen";
	setAttr ".adjs[0].val" 20;
createNode renderLayer -n "third";
connectAttr ":defaultRenderGlobals.ef" "defaultRenderLayer.adjs[0].plg";
connectAttr ":defaultRenderGlobals.ef" "on_screen.adjs[0].plg";
)"));
    BOOST_TEST(facts.frame_end == 5);
    BOOST_TEST(layer(facts, "defaultRenderLayer").frame_end == 5);
    BOOST_TEST(layer(facts, "on_screen").frame_end == 20);
    BOOST_TEST(layer(facts, "third").frame_end == 5);
}

BOOST_AUTO_TEST_CASE(render_setup_overrides_settings_and_voids_adjustments) {
    const auto facts =
        facts_of_statements(render_setup(unique_override("first", "startFrame", "8") + unique_override("last", "endFrame", "9") +
                                         unique_override("wide", "width", "1920", "defaultResolution") +
                                         unique_override("by", "currentRenderer", "-type \"string\" \"arnold\"") +
                                         "setAttr \"rs_fg.adjs[0].val\" 1000;\n"
                                         "connectAttr \":defaultRenderGlobals.ef\" \"rs_fg.adjs[0].plg\";\n"));
    BOOST_TEST((facts.layer_type == rb::render_layer_type::render_setup));
    const auto& fg = layer(facts, "rs_fg");
    BOOST_TEST(fg.render_setup_layer == "fg");
    BOOST_TEST(to_string(fg.frames) == "8-9[1]");
    BOOST_TEST(fg.width == 1920u);
    BOOST_TEST(fg.renderer == "arnold");
    BOOST_TEST(facts.renderer == "mayaSoftware");
    BOOST_TEST(layer(facts, "defaultRenderLayer").render_setup_layer.empty());
    BOOST_TEST(to_string(layer(facts, "defaultRenderLayer").frames) == "1-20[1]");
}

BOOST_AUTO_TEST_CASE(relative_overrides_start_from_the_value_that_stands) {
    const auto facts = facts_of_statements(render_setup(R"(
createNode relUniqueOverride -n "later";
	setAttr ".atr" -type "string" "endFrame";
	setAttr ".tgName" -type "string" "defaultRenderGlobals";
	setAttr ".mul" 2;
	setAttr ".ofs" 3;
connectAttr "settings.lit" "later.pls";
)"));
    BOOST_TEST(layer(facts, "rs_fg").frame_end == 43);
}

BOOST_AUTO_TEST_CASE(the_last_override_in_the_list_counts_whatever_the_order_of_nodes) {
    const auto changes = unique_override("second", "endFrame", "200") + unique_override("first", "endFrame", "100");
    BOOST_TEST(
        layer(facts_of_statements(render_setup(changes + "connectAttr \"first.nxt\" \"second.prv\";\n")), "rs_fg").frame_end ==
        200);
    BOOST_TEST(
        layer(facts_of_statements(render_setup(changes + "connectAttr \"second.nxt\" \"first.prv\";\n")), "rs_fg").frame_end ==
        100);
}

BOOST_AUTO_TEST_CASE(a_collection_turns_cameras_on_and_off) {
    const std::string change = R"(
createNode absOverride -n "renderable";
	addAttr -ci true -sn "atv" -ln "attrValue" -min 0 -max 1 -at "bool";
	setAttr ".atr" -type "string" "renderable";
connectAttr "cameras.lit" "renderable.pls";
)";
    check_same(layer(facts_of_statements(render_setup(change + "setAttr \"renderable.atv\" yes;\n")), "rs_fg").cameras,
               {"perspShape", "wideShape", "closeShape"});
    check_same(layer(facts_of_statements(render_setup(change)), "rs_fg").cameras, {"wideShape"});
    check_same(layer(facts_of_statements(
                         render_setup(change + "setAttr \"camerasSelector.ssl\" -type \"string\" \"\";\n"
                                               "setAttr \"camerasSelector.pat\" -type \"string\" \"w*Shape, nothing\";\n")),
                     "rs_fg")
                   .cameras,
               {"perspShape"});
}

BOOST_AUTO_TEST_CASE(what_is_switched_off_overrides_nothing) {
    for (const char* off : {"setAttr \"last.sen\" no;\n", "setAttr \"settings.selfEnabled\" off;\n"})
        BOOST_TEST(layer(facts_of_statements(render_setup(unique_override("last", "endFrame", "99") + off)), "rs_fg").frame_end ==
                   20);
    // An override that hangs nowhere belongs to no layer.
    BOOST_TEST(layer(facts_of_statements(render_setup(
                         "createNode absUniqueOverride -n \"loose\";\n\tsetAttr \".atr\" -type \"string\" \"endFrame\";\n"
                         "\tsetAttr \".tgName\" -type \"string\" \"defaultRenderGlobals\";\n\tsetAttr \".atv\" 7;\n")),
                     "rs_fg")
                   .frame_end == 20);
}

BOOST_AUTO_TEST_CASE(a_tree_that_bites_its_tail_ends) {
    const auto facts =
        facts_of_statements(render_setup(unique_override("last", "endFrame", "99") +
                                         "connectAttr \"last.lit\" \"settings.pls\";\nconnectAttr \"last.nxt\" \"last.prv\";\n"));
    BOOST_TEST(layer(facts, "rs_fg").frame_end == 20);
}

BOOST_AUTO_TEST_SUITE_END()
