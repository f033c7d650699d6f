// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

BOOST_AUTO_TEST_SUITE(maya_inputs)

BOOST_AUTO_TEST_CASE(a_texture_is_found_by_its_absolute_path) {
    const scene_folder folder;
    const auto wall = folder.write("textures/wall.png");
    const auto facts = facts_of(folder.write("shot/a.ma", maya_scene(file_node("file1", wall))));
    BOOST_REQUIRE_EQUAL(facts.inputs.size(), 1u);
    const auto& input = facts.inputs[0];
    BOOST_TEST(input.stored == wall);
    BOOST_TEST(input.node == "file1");
    BOOST_TEST(input.attribute == "ftn");
    BOOST_TEST((input.kind == rb::input_kind::texture));
    BOOST_REQUIRE_EQUAL(input.files.size(), 1u);
    BOOST_TEST(input.files[0].local == wall);
    BOOST_TEST(input.files[0].as_stored == wall);
    BOOST_TEST(facts.missing.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_texture_is_told_with_every_place_that_was_tried) {
    const scene_folder folder;
    const auto facts = facts_of(folder.write("scenes/a.ma", maya_scene(file_node("file1", "/nowhere/wall.png"))));
    BOOST_TEST(facts.project == folder.path());
    const auto* missing = missing_of(facts, "file1");
    BOOST_REQUIRE(missing);
    BOOST_TEST(missing->stored == "/nowhere/wall.png");
    BOOST_TEST(missing->attribute == "ftn");
    check_same(missing->looked_for, {"/nowhere/wall.png", folder.path("sourceimages/wall.png"), folder.path("scenes/wall.png")});
    BOOST_REQUIRE_EQUAL(facts.inputs.size(), 1u);
    BOOST_TEST(facts.inputs[0].files.empty());
}

BOOST_AUTO_TEST_CASE(relative_paths_lead_from_the_project_then_from_the_scene) {
    const scene_folder folder;
    folder.write("workspace.mel", "");
    const auto project = folder.write("sourceimages/a.png");
    const auto beside = folder.write("deep/er/b.png");
    const auto by_rule = folder.write("sourceimages/c.png");
    const auto scene = folder.write(
        "deep/er/a.ma", maya_scene(file_node("fa", "sourceimages/a.png") + file_node("fb", "b.png") + file_node("fc", "c.png") +
                                   file_node("fd", "D:/elsewhere/show//sourceimages/a.png")));
    const auto facts = facts_of(scene);
    BOOST_TEST(facts.project == folder.path());
    check_same(files_of(facts, "fa"), {project});
    check_same(files_of(facts, "fb"), {beside});
    check_same(files_of(facts, "fc"), {by_rule});
    check_same(files_of(facts, "fd"), {project});
    BOOST_TEST(facts.inputs.back().files[0].as_stored == "D:/elsewhere/show//sourceimages/a.png");
}

BOOST_AUTO_TEST_CASE(a_projects_own_rules_say_where_its_files_lie) {
    const scene_folder folder;
    folder.write("workspace.mel", "// rules\nworkspace -fr \"sourceImages\" \"pictures\";\nworkspace -fr \"scene\" \"work\";\n");
    const auto texture = folder.write("pictures/a.png");
    const auto text = maya_scene(file_node("f", "a.png"));
    check_same(files_of(facts_of(folder.write("work/a.ma", text)), "f"), {texture});
    folder.write("workspace.mel", "workspace -fr \"sourceImages");
    const auto broken = facts_of(folder.path("work/a.ma"));
    BOOST_TEST(missing_of(broken, "f"));
    BOOST_REQUIRE(unresolved_of(broken, ""));
    BOOST_TEST(unresolved_of(broken, "")->why.find("workspace.mel:1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_caller_may_name_the_project) {
    const scene_folder folder;
    const auto texture = folder.write("other/sourceimages/a.png");
    rb::scene_options options;
    options.project = folder.path("other");
    const auto facts = facts_of(folder.write("scenes/a.ma", maya_scene(file_node("f", "sourceimages/a.png"))), options);
    BOOST_TEST(facts.project == options.project);
    check_same(files_of(facts, "f"), {texture});
}

BOOST_AUTO_TEST_CASE(maps_of_paths_lead_from_other_systems_here_and_the_longest_counts) {
    const scene_folder folder;
    const auto a = folder.write("mnt/z/tex/a.png");
    const auto b = folder.write("fast/b.png");
    const auto c = folder.write("mnt/server/c.png");
    rb::scene_options options;
    options.path_maps = {
        {"Z:\\", folder.path("mnt/z")}, {"Z:/tex/fast", folder.path("fast/")}, {"\\\\server\\share", folder.path("mnt/server")}};
    const auto facts = facts_of(
        folder.write("a.ma", maya_scene(file_node("fa", "Z:/tex/a.png") + file_node("fb", "z:\\\\tex\\\\fast\\\\b.png") +
                                        file_node("fc", "//server/share/c.png") + file_node("fd", "//server/shared/c2.png"))),
        options);
    check_same(files_of(facts, "fa"), {a});
    check_same(files_of(facts, "fb"), {b});
    check_same(files_of(facts, "fc"), {c});
    BOOST_TEST(facts.inputs[0].files[0].as_stored == "Z:/tex/a.png");
    BOOST_TEST(missing_of(facts, "fd"));
}

BOOST_AUTO_TEST_CASE(variables_come_from_the_caller_alone) {
    const scene_folder folder;
    const auto texture = folder.write("show/tex/a.png");
    BOOST_REQUIRE(::setenv("RENDERBUS_TEST_SHOW", folder.path("show").c_str(), 1) == 0);
    const auto scene = folder.write(
        "a.ma", maya_scene(file_node("fa", "$RENDERBUS_TEST_SHOW/tex/a.png") +
                           file_node("fb", "${RENDERBUS_TEST_SHOW}/tex/a.png") + file_node("fc", "//host/c$/a.png")));
    const auto without = facts_of(scene);
    BOOST_REQUIRE(unresolved_of(without, "fa"));
    BOOST_TEST(unresolved_of(without, "fa")->raw == "$RENDERBUS_TEST_SHOW/tex/a.png");
    BOOST_TEST(unresolved_of(without, "fa")->why.find("RENDERBUS_TEST_SHOW") != std::string::npos);
    BOOST_TEST(missing_of(without, "fc"));
    rb::scene_options options;
    options.environment["RENDERBUS_TEST_SHOW"] = folder.path("show");
    const auto with = facts_of(scene, options);
    check_same(files_of(with, "fa"), {texture});
    check_same(files_of(with, "fb"), {texture});
}

BOOST_AUTO_TEST_CASE(what_only_a_renderer_can_fill_in_is_unresolved) {
    const auto facts = facts_of_statements(file_node("f", "/tex/<attr:color>/a.png"));
    BOOST_REQUIRE(unresolved_of(facts, "f"));
    BOOST_TEST(unresolved_of(facts, "f")->why.find("<attr:color>") != std::string::npos);
    BOOST_TEST(facts.missing.empty());
}

BOOST_AUTO_TEST_CASE(many_kinds_of_nodes_name_files_and_others_only_seem_to) {
    const scene_folder folder;
    folder.write("f.bin");
    const char* needs[][2] = {{"psdFileTex", "ftn"},
                              {"movie", "fileTextureName"},
                              {"imagePlane", "imn"},
                              {"audio", "f"},
                              {"AlembicNode", "abc_File"},
                              {"gpuCache", "cfn"},
                              {"aiImage", "filename"},
                              {"aiStandIn", "dso"},
                              {"aiVolume", "filename"},
                              {"VRayMesh", "fn"},
                              {"VRayScene", "fPath"},
                              {"RedshiftProxyMesh", "fn"},
                              {"PxrTexture", "filename"},
                              {"PxrDomeLight", "lightColorMap"},
                              {"mayaUsdProxyShape", "fp"},
                              {"pxrUsdReferenceAssembly", "filePath"},
                              {"aiPhotometricLight", "aiFilename"},
                              {"xgmPalette", "xfn"}};
    for (const auto& [type, attribute] : needs) {
        const auto facts =
            facts_of(folder.write("a.ma", maya_scene("createNode " + std::string(type) + " -n \"n\";\n\tsetAttr \"." + attribute +
                                                     "\" -type \"string\" \"f.bin\";\n")));
        BOOST_TEST_CONTEXT(type) check_same(files_of(facts, "n"), {folder.path("f.bin")});
    }
    const char* others[][2] = {{"camera", "imn"},
                               {"defaultHardwareRenderGlobals", "fn"},
                               {"VRaySettingsNode", "mSceneName"},
                               {"script", "b"},
                               {"lambert", "filename"}};
    for (const auto& [type, attribute] : others) BOOST_TEST_CONTEXT(type)
    BOOST_TEST(facts_of_statements("createNode " + std::string(type) + " -n \"n\";\n\tsetAttr \"." + attribute +
                                   "\" -type \"string\" \"/f.bin\";\n")
                   .inputs.empty());
    BOOST_TEST(facts_of_statements(file_node("n", "<MAYA_RESOURCES>/x.png") + file_node("m", "")).inputs.empty());
}

BOOST_AUTO_TEST_CASE(caches_are_families_of_files_and_folders) {
    const scene_folder folder;
    const auto xml = folder.write("cache/nCache/hairShape1.xml"), mcx = folder.write("cache/nCache/hairShape1.mcx"),
               frame = folder.write("cache/nCache/hairShape1Frame12.mcx");
    folder.write("cache/nCache/cloth.xml");
    const auto particles = folder.write("cache/particles/shot/p.1.pdc");
    const auto facts = facts_of(folder.write("scenes/a.ma", maya_scene(R"(
createNode cacheFile -n "hair";
	setAttr ".cn" -type "string" "hairShape1";
	setAttr ".cp" -type "string" "/elsewhere/show//cache/nCache/";
createNode dynGlobals -n "dynGlobals1";
	setAttr ".upd" yes;
	setAttr ".cd" -type "string" "shot";
createNode dynGlobals -n "unused";
	setAttr ".cd" -type "string" "shot";
createNode dynGlobals -n "empty";
	setAttr ".upd" yes;
	setAttr ".cd" -type "string" "untitled";
createNode pgYetiMaya -n "yeti";
	setAttr ".imageSearchPath" -type "string" "/a:/b";
)")));
    check_same(files_of(facts, "hair"), {mcx, xml, frame});
    check_same(files_of(facts, "dynGlobals1"), {particles});
    BOOST_TEST(files_of(facts, "unused").empty());
    BOOST_TEST(!missing_of(facts, "unused"));
    BOOST_TEST(missing_of(facts, "empty"));
    BOOST_TEST(unresolved_of(facts, "yeti"));
}

BOOST_AUTO_TEST_CASE(a_color_config_is_needed_unless_it_is_mayas_own) {
    const scene_folder folder;
    const auto config = folder.write("config.ocio");
    const auto statements = [](std::string_view path, std::string_view on) {
        return maya_scene("select -ne :defaultColorMgtGlobals;\n\tsetAttr \".cfe\" " + std::string(on) +
                          ";\n\tsetAttr \".cfp\" -type \"string\" \"" + std::string(path) + "\";\n");
    };
    check_same(files_of(facts_of(folder.write("a.ma", statements(config, "yes"))), "defaultColorMgtGlobals"), {config});
    const auto off = facts_of(folder.write("b.ma", statements(config, "no")));
    BOOST_TEST(off.inputs.empty());
    BOOST_TEST(off.color_config.value_or("") == config);
    BOOST_TEST(facts_of(folder.write("c.ma", statements("<MAYA_RESOURCES>/config.ocio", "yes"))).inputs.empty());
}

BOOST_AUTO_TEST_CASE(files_that_name_files_of_their_own_are_told) {
    const scene_folder folder;
    folder.write("tree.ass");
    const auto facts = facts_of(folder.write(
        "a.ma", maya_scene("createNode aiStandIn -n \"tree\";\n\tsetAttr \".dso\" -type \"string\" \"tree.ass\";\n")));
    BOOST_REQUIRE(unresolved_of(facts, "tree"));
    BOOST_TEST(unresolved_of(facts, "tree")->why.find(".ass") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_texture_that_something_computes_is_told) {
    const auto facts = facts_of_statements(file_node("f", "/a.png") +
                                           "connectAttr \"chooser.out\" \"f.ftn\";\nconnectAttr \"uv.o\" \"f.uv\";\n");
    BOOST_REQUIRE_EQUAL(facts.unresolved.size(), 1u);
    BOOST_TEST(facts.unresolved[0].why.find("chooser.out") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_file_is_needed_once_however_often_it_is_named) {
    const scene_folder folder;
    const auto wall = folder.write("wall.png");
    const auto facts = facts_of(folder.write("a.ma", maya_scene(file_node("a", "wall.png") + file_node("b", wall))));
    BOOST_TEST(facts.inputs.size() == 2u);
    const auto files = rb::needed_files(facts);
    BOOST_REQUIRE_EQUAL(files.size(), 1u);
    BOOST_TEST(files[0].local == wall);
}

BOOST_AUTO_TEST_CASE(codesets_of_other_systems_become_utf8) {
    const scene_folder folder;
    const auto texture = folder.write("\xE7\x81\xAF\xE5\x85\x89.png");  // the word for light, in UTF-8
    const auto umlaut = folder.write("t\xC3\xBCr.png");
    const auto scene_in = [](std::string_view codeset, std::string_view name) {
        return "//Maya ASCII 2018 scene\n//Codeset: " + std::string(codeset) + "\nrequires maya \"2018\";\n" +
               file_node("f", name) + "// End of a.ma\n";
    };
    check_same(files_of(facts_of(folder.write("a.ma", scene_in("936", "\xB5\xC6\xB9\xE2.png"))), "f"), {texture});
    check_same(files_of(facts_of(folder.write("b.ma", scene_in("1252", "t\xFCr.png"))), "f"), {umlaut});
    check_same(files_of(facts_of(folder.write("c.ma", scene_in("UTF-8", "t\xC3\xBCr.png"))), "f"), {umlaut});
    for (const auto& [codeset, name] :
         {std::pair("936", "\xB5.png"), std::pair("UTF-8", "t\xFCr.png"), std::pair("klingon", "t\xFCr.png")}) {
        const auto broken = facts_of(folder.write("d.ma", scene_in(codeset, name)));
        BOOST_TEST_CONTEXT(codeset) BOOST_REQUIRE(unresolved_of(broken, "f"));
        BOOST_TEST(unresolved_of(broken, "f")->why.find("codeset") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
