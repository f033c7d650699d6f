// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

BOOST_AUTO_TEST_SUITE(maya_tiles)

BOOST_AUTO_TEST_CASE(tiles_are_all_found) {
    const scene_folder folder;
    const auto t1 = folder.write("t/skin.1001.exr"), t2 = folder.write("t/skin.1002.exr"), t3 = folder.write("t/skin.1011.exr");
    for (const char* other : {"t/skin.0999.exr", "t/skin.100.exr", "t/skin.10011.exr", "t/skin.1001.png", "t/other.1001.exr"})
        folder.write(other);
    const auto u1 = folder.write("t/rock_u1_v1.tif"), u2 = folder.write("t/rock_u2_v10.tif");
    const auto z0 = folder.write("t/clay_u0_v0.tif"), z1 = folder.write("t/clay_u0_v1.tif");
    const auto facts = facts_of(folder.write(
        "a.ma",
        maya_scene(file_node("by_number", "t/skin.1001.exr", "\tsetAttr \".uvt\" 3;\n") +
                   file_node("by_token", "t/skin.<UDIM>.exr") +
                   file_node("zbrush", "t/clay_u0_v0.tif", "\tsetAttr \".uvt\" 1;\n") +
                   file_node("mudbox", "t/rock_u1_v1.tif", "\tsetAttr \".uvt\" 2;\n") + file_node("plain", "t/skin.1001.exr") +
                   file_node("mapid", "t/skin._MAPID_.exr") + file_node("none", "t/none.<UDIM>.exr", "\tsetAttr \".uvt\" 3;\n") +
                   file_node("listed", "t/skin.1001.exr",
                             "\tsetAttr \".uvt\" 4;\n\tsetAttr \".euvt[0].eutn\" -type \"string\" \"t/skin.1011.exr\";\n"))));
    check_same(files_of(facts, "by_number"), {t1, t2, t3});
    check_same(files_of(facts, "by_token"), {t1, t2, t3});
    check_same(files_of(facts, "mapid"), {t1, t2, t3});
    check_same(files_of(facts, "mudbox"), {u1, u2});
    check_same(files_of(facts, "zbrush"), {z0, z1});
    check_same(files_of(facts, "plain"), {t1});
    check_same(files_of(facts, "listed"), {t3, t1});
    BOOST_TEST(missing_of(facts, "none"));
    BOOST_TEST(facts.inputs[0].tiles);
    BOOST_TEST(facts.inputs[0].files[2].as_stored == "t/skin.1011.exr");
    BOOST_TEST(!facts.inputs[4].tiles);
}

BOOST_AUTO_TEST_CASE(sequences_are_all_found) {
    const scene_folder folder;
    const auto s1 = folder.write("s/fire.0001.png"), s2 = folder.write("s/fire.0002.png"), s3 = folder.write("s/fire.10000.png");
    folder.write("s/fire.png"), folder.write("s/fire.x.png");
    const auto both1 = folder.write("s/sea.1001.0001.tx"), both2 = folder.write("s/sea.1002.0007.tx");
    const auto facts = facts_of(folder.write(
        "a.ma",
        maya_scene(file_node("frames", "s/fire.0001.png", "\tsetAttr \".ufe\" yes;\n") + file_node("hashes", "s/fire.####.png") +
                   file_node("token", "s/fire.<f>.png") + file_node("printf", "s/fire.%04d.png") +
                   file_node("both", "s/sea.<UDIM>.0001.tx", "\tsetAttr \".ufe\" yes;\n\tsetAttr \".uvt\" 3;\n") +
                   file_node("one", "s/fire.0001.png", "\tsetAttr -k on \".ufe\";\n"))));
    for (const char* node : {"frames", "hashes", "token", "printf"})
        BOOST_TEST_CONTEXT(node) check_same(files_of(facts, node), {s1, s2, s3});
    check_same(files_of(facts, "both"), {both1, both2});
    check_same(files_of(facts, "one"), {s1});
    BOOST_TEST(facts.inputs[0].sequence);
    BOOST_TEST(!facts.inputs.back().sequence);
}

BOOST_AUTO_TEST_CASE(a_name_with_a_hash_may_mean_just_that) {
    const scene_folder folder;
    const auto hash = folder.write("a#1.png");
    folder.write("a2221.png");
    check_same(files_of(facts_of(folder.write("a.ma", maya_scene(file_node("f", "a#1.png")))), "f"), {hash});
}

BOOST_AUTO_TEST_SUITE_END()
