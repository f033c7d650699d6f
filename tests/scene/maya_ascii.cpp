// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

BOOST_AUTO_TEST_SUITE(maya_ascii)

BOOST_AUTO_TEST_CASE(the_header_tells_program_version_and_codeset) {
    const auto facts = facts_of_statements("", "2018ff09");
    BOOST_TEST((facts.program == rb::dcc::maya));
    BOOST_TEST(rb::cg_name(facts.program) == "Maya");
    BOOST_TEST(facts.header == "//Maya ASCII 2018ff09 scene");
    BOOST_TEST(facts.codeset == "UTF-8");
    BOOST_TEST(facts.version == "2018ff09");
    BOOST_TEST(facts.product == "Maya 2018ff09");
    BOOST_TEST(facts.cg_version == "2018");
}

BOOST_AUTO_TEST_CASE(the_farm_names_a_version_by_the_product) {
    const std::pair<const char*, const char*> products[] = {{"Maya Unlimited 7.0", "7.0"}, {"Maya 2016 Extension 2", "2016"},
                                                            {"Maya LT 2019", "2019"},      {"Maya 2022", "2022"},
                                                            {"somebody's own", "2023"},    {"Maya 8.5", "8.5"}};
    for (const auto& [product, version] : products)
        BOOST_TEST(facts_of_statements("fileInfo \"product\" \"" + std::string(product) + "\";\n").cg_version == version);
}

BOOST_AUTO_TEST_CASE(what_a_file_does_not_say_is_mayas_default) {
    const auto facts = facts_of_statements("");
    BOOST_TEST(to_string(facts.frames) == "1-10[1]");
    BOOST_TEST(!facts.animation);
    BOOST_TEST(facts.renderer == "mayaSoftware");
    BOOST_TEST(facts.width == 960u);
    BOOST_TEST(facts.height == 540u);
    BOOST_TEST(!facts.size_stored);
    BOOST_TEST(facts.image_format == "iff");
    BOOST_TEST(!facts.image_format_code);
    BOOST_TEST(!facts.current_time);
    BOOST_TEST(!facts.playback);
    check_same(facts.renderable_cameras, {"perspShape"});
    BOOST_REQUIRE_EQUAL(facts.layers.size(), 1u);
    BOOST_TEST(facts.layers[0].name == "defaultRenderLayer");
    BOOST_TEST(facts.layers[0].renderable);
}

BOOST_AUTO_TEST_CASE(older_versions_have_a_smaller_default_picture) {
    const auto facts = facts_of_statements("", "7.0");
    BOOST_TEST(facts.width == 640u);
    BOOST_TEST(facts.height == 480u);
}

BOOST_AUTO_TEST_CASE(settings_are_read_by_short_and_by_long_names) {
    for (const char* names : {"s", "l"}) {
        const bool is_short = *names == 's';
        const auto facts = facts_of_statements(is_short ? R"(
select -ne :time1;
	setAttr ".o" 37;
select -ne :defaultRenderGlobals;
	setAttr ".ren" -type "string" "arnold";
	setAttr ".outf" 51;
	setAttr ".imfkey" -type "string" "exr";
	setAttr -av ".an" yes;
	setAttr ".fs" 5;
	setAttr ".ef" 25;
	setAttr ".bfs" 5;
	setAttr -cb on ".pff" yes;
	setAttr ".ifp" -type "string" "<Scene>/<RenderLayer>";
select -ne :defaultResolution;
	setAttr -av ".w" 1280;
	setAttr -k on ".h" 720;
)"
                                                        : R"(
setAttr ":time1.outTime" 37;
select -noExpand ":defaultRenderGlobals";
	setAttr ".currentRenderer" -type "string" "arnold";
	setAttr ".imageFormat" 51;
	setAttr ".imfPluginKey" -type "string" "exr";
	setAttr ".animation" on;
	setAttr ".startFrame" 5;
	setAttr ".endFrame" 25;
	setAttr ".byFrameStep" 5;
	setAttr ".putFrameBeforeExt" true;
	setAttr ".imageFilePrefix" -type "string" "<Scene>/<RenderLayer>";
select -ne :defaultResolution;
	setAttr ".width" 1280;
	setAttr -keyable on ".height" 720;
)");
        BOOST_TEST_CONTEXT(names) {
            BOOST_TEST(to_string(facts.frames) == "5-25[5]");
            BOOST_TEST(facts.animation);
            BOOST_TEST(facts.renderer == "arnold");
            BOOST_TEST(facts.width == 1280u);
            BOOST_TEST(facts.height == 720u);
            BOOST_TEST(facts.size_stored);
            BOOST_TEST(facts.image_file_prefix == "<Scene>/<RenderLayer>");
            BOOST_TEST(facts.image_format_code.value_or(0) == 51);
            BOOST_TEST(facts.image_format_key.value_or("") == "exr");
            BOOST_TEST(facts.frame_names.frame_before_extension.value_or(false));
            BOOST_TEST(facts.current_time.value_or(0) == 37);
        }
    }
}

BOOST_AUTO_TEST_CASE(flags_without_a_value_leave_the_default) {
    const auto facts =
        facts_of_statements("select -ne :defaultRenderGlobals;\n\tsetAttr -k on \".ef\";\n\tsetAttr -av -cb on \".an\";\n");
    BOOST_TEST(facts.frame_end == 10);
    BOOST_TEST(!facts.animation);
}

BOOST_AUTO_TEST_CASE(units_of_time_give_frames_a_second) {
    const std::pair<const char*, double> units[] = {{"film", 24},    {"pal", 25},  {"ntsc", 30}, {"ntscf", 60},
                                                    {"palf", 50},    {"show", 48}, {"game", 15}, {"23.976fps", 23.976},
                                                    {"120fps", 120}, {"sec", 1}};
    for (const auto& [unit, fps] : units) {
        const auto facts = facts_of_statements("currentUnit -linear cm -angle deg -time " + std::string(unit) + ";\n");
        BOOST_TEST(facts.fps == fps);
        BOOST_TEST(facts.time_unit == unit);
    }
    const auto odd = facts_of_statements("currentUnit -t fortnight;\n");
    BOOST_TEST(odd.fps == 24);
    BOOST_REQUIRE_EQUAL(odd.unresolved.size(), 1u);
    BOOST_TEST(odd.unresolved[0].raw == "fortnight");
}

BOOST_AUTO_TEST_CASE(cameras_render_unless_they_say_otherwise) {
    const auto facts = facts_of_statements(R"(
createNode camera -n "mainShape" -p "main";
	setAttr -k off ".v" no;
createNode camera -name "sideShape" -parent "side";
	setAttr ".rnd" no;
createNode stereoRigCamera -n "stereoShape" -p "stereo";
	setAttr ".renderable" off;
)");
    check_same(facts.cameras, {"perspShape", "mainShape", "sideShape", "stereoShape"});
    check_same(facts.renderable_cameras, {"perspShape", "mainShape"});
    check_same(facts.layers.at(0).cameras, {"perspShape", "mainShape"});
}

BOOST_AUTO_TEST_CASE(plugins_come_with_their_versions) {
    const auto facts = facts_of_statements(R"(
requires "stereoCamera" "10.0";
requires -nodeType "aiOptions" -nodeType "aiAOVDriver"
		 -dataType "byteArray" "mtoa" "5.1.0";
)");
    BOOST_REQUIRE_EQUAL(facts.plugins.size(), 2u);
    BOOST_TEST(facts.plugins[0].name == "stereoCamera");
    BOOST_TEST(facts.plugins[1].name == "mtoa");
    BOOST_TEST(facts.plugins[1].version == "5.1.0");
}

BOOST_AUTO_TEST_CASE(the_timeline_is_read_from_the_script_that_sets_it) {
    const auto facts = facts_of_statements(R"(
createNode script -n "sceneConfigurationScriptNode";
	setAttr ".b" -type "string" "playbackOptions -min 537 -max 583 -ast -20 -aet 3000.5 ";
)");
    BOOST_REQUIRE(facts.playback);
    BOOST_TEST(facts.playback->play_start == 537);
    BOOST_TEST(facts.playback->play_end == 583);
    BOOST_TEST(facts.playback->start == -20);
    BOOST_TEST(facts.playback->end == 3000.5);
}

BOOST_AUTO_TEST_CASE(renderers_keep_picture_formats_where_they_like) {
    BOOST_TEST(facts_of_statements("select -ne :defaultRenderGlobals;\nsetAttr \".outf\" 32;\n").image_format == "png");
    BOOST_TEST(facts_of_statements("select -ne :defaultRenderGlobals;\nsetAttr \".outf\" 8;\n").image_format == "jpg");
    BOOST_TEST(facts_of_statements(
                   "createNode aiAOVDriver -s -n \"defaultArnoldDriver\";\nsetAttr \".ai_translator\" -type \"string\" \"tif\";\n"
                   "select -ne :defaultRenderGlobals;\nsetAttr \".ren\" -type \"string\" \"arnold\";\n")
                   .image_format == "tif");
    const auto vray = facts_of_statements(
        "createNode VRaySettingsNode -s -n \"vraySettings\";\nsetAttr \".wi\" 2048;\nsetAttr \".he\" 858;\n"
        "setAttr \".fnprx\" -type \"string\" \"<Layer>/x\";\nsetAttr \".imgfs\" -type \"string\" \"exr\";\n"
        "select -ne :defaultRenderGlobals;\nsetAttr \".ren\" -type \"string\" \"vray\";\n");
    BOOST_TEST(vray.width == 2048u);
    BOOST_TEST(vray.height == 858u);
    BOOST_TEST(vray.image_file_prefix == "<Layer>/x");
    BOOST_TEST(vray.image_format == "exr");
}

BOOST_AUTO_TEST_CASE(whole_frames_are_made_of_a_fractional_range_and_that_is_told) {
    const auto facts = facts_of_statements(
        "select -ne :defaultRenderGlobals;\nsetAttr \".fs\" 0.5;\nsetAttr \".ef\" 3.5;\nsetAttr \".bfs\" 0.25;\n");
    BOOST_TEST(facts.frame_step == 0.25);
    BOOST_TEST(to_string(facts.frames) == "0-3[1]");
    BOOST_REQUIRE(unresolved_of(facts, "defaultRenderLayer"));
    const auto backwards = facts_of_statements("select -ne :defaultRenderGlobals;\nsetAttr \".fs\" 20;\n");
    BOOST_TEST(backwards.frames.empty());
    BOOST_REQUIRE(unresolved_of(backwards, "defaultRenderLayer"));
}

BOOST_AUTO_TEST_CASE(computed_settings_and_expressions_are_told_and_never_run) {
    const auto facts = facts_of_statements(R"ma(
createNode expression -n "frames_from_python";
	setAttr ".ixp" -type "string" "system(\"touch /tmp/never\")";
select -ne :defaultRenderGlobals;
	setAttr ".ef" 50;
connectAttr "frames_from_python.out[0]" ":defaultRenderGlobals.ef";
)ma");
    check_same(facts.expressions, {"frames_from_python"});
    BOOST_TEST(facts.frame_end == 50);
    const auto* told = unresolved_of(facts, "defaultRenderGlobals");
    BOOST_REQUIRE(told);
    BOOST_TEST(told->attribute == "ef");
    BOOST_TEST(told->why.find("frames_from_python.out[0]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(statements_may_span_lines_and_strings_may_be_sums) {
    const auto facts = facts_of_statements(
        "select -ne\r\n\t\t :defaultRenderGlobals // a comment; with \"quotes\n;\n/* another;\n */\n"
        "setAttr \".ifp\"\n -type \"string\" ( \"a;b\" + (\"\\\"c\\\\\" +\n \"//d\") + \"\\n\" );\n;;setAttr \".ef\" 77;setAttr "
        "\".an\" 1;");
    BOOST_TEST(facts.image_file_prefix == "a;b\"c\\//d\n");
    BOOST_TEST(facts.frame_end == 77);
    BOOST_TEST(facts.animation);
}

BOOST_AUTO_TEST_CASE(nodes_and_connections_are_counted) {
    const auto facts =
        facts_of_statements("createNode mesh -n \"m\";\n\tsetAttr \".vt[0:1]\" 0 0 0 1 1 1;\nconnectAttr \"a.b\" \"c.d\" -na;\n");
    BOOST_TEST(facts.node_count == 3u);
    BOOST_TEST(facts.connection_count == 1u);
}

BOOST_AUTO_TEST_CASE(the_content_and_not_the_name_tells_the_format) {
    const scene_folder folder;
    BOOST_TEST((facts_of(folder.write("renamed.scene", maya_scene(""))).program == rb::dcc::maya));
    const auto unknown = rb::read_scene(folder.write("x.txt", "hello"));
    BOOST_REQUIRE(!unknown);
    BOOST_TEST(unknown.error().code == rb::scene_errc::unknown_format);
    const auto packed = rb::read_scene(folder.write("x.ma", "\x1F\x8B\x08 and so on"));
    BOOST_REQUIRE(!packed);
    BOOST_TEST(packed.error().code == rb::scene_errc::unknown_format);
    BOOST_TEST(packed.error().next_step.find("gzip_packing") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
