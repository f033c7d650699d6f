// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

namespace {

const std::string header = "//Maya ASCII 2023 scene\nrequires maya \"2023\";\n";

/// The line of the failure that reading such a file must give.
std::string broken_line(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.ma", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content.substr(0, 200));
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(!facts.error().cause.empty());
    BOOST_TEST(facts.error().place.starts_with(file + ':'));
    return facts.error().place.substr(file.size() + 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_broken)

BOOST_AUTO_TEST_CASE(what_is_no_maya_scene_is_an_error_in_its_first_line) {
    for (const char* content :
         {"", "\n", "x", "hello world\n", "//Maya", "//Maya ASCII", "//Maya ASCII 20", "//Maya ASCII 2023 sce",
          "//Maya ASCII scene\n", "// Maya ASCII 2023 scene\ncreateNode x;\n", "\xFF\xFE/\0/\0", "<?xml?>"})
        BOOST_TEST_CONTEXT('"' << content << '"') BOOST_TEST(broken_line(content) == "1");
}

BOOST_AUTO_TEST_CASE(a_scene_that_ends_before_its_first_node_is_cut_short) {
    BOOST_TEST(broken_line("//Maya ASCII 2023 scene\n") == "1");
    BOOST_TEST(broken_line("//Maya ASCII 2023 scene\n//Name: a.ma\n//Codeset: UTF-8\n") == "1");
    BOOST_TEST(broken_line(header) == "2");
    BOOST_TEST(broken_line(header + "currentUnit -l centimeter -a degree -t film;\n// End of a.ma\n") == "3");
}

BOOST_AUTO_TEST_CASE(a_scene_that_maya_wrote_ends_with_mayas_last_line) {
    const std::string scene =
        header +
        "fileInfo \"cutIdentifier\" \"202202161415-df43006fd3\";\ncreateNode transform -n \"a\";\n\tsetAttr \".v\" no;\n";
    BOOST_TEST(broken_line(scene) == "5");
    const scene_folder folder;
    BOOST_TEST(facts_of(folder.write("a.ma", scene + "// End of a.ma\n")).unresolved.empty());
    BOOST_TEST(facts_of(folder.write("b.ma", scene + "// End of a.ma")).unresolved.empty());
    // A scene that another program wrote may do without; that is told.
    const auto by_hand = facts_of(folder.write("c.ma", header + "createNode transform -n \"a\";\n"));
    BOOST_REQUIRE_EQUAL(by_hand.unresolved.size(), 1u);
    BOOST_TEST(by_hand.unresolved[0].why.find("cut short") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_string_ends_in_its_line) {
    BOOST_TEST(
        broken_line(header + "createNode file -n \"a\";\n\tsetAttr \".ftn\" -type \"string\" \"open;\n\tsetAttr \".uvt\" 3;\n") ==
        "4");
    BOOST_TEST(broken_line(header + "createNode file -n \"a") == "3");
    BOOST_TEST(broken_line(header + "createNode file -n \"a\\\"") == "3");
    BOOST_TEST(broken_line(header + "createNode mesh -n \"a\";\n\tsetAttr \".x\"\n \"open\n;\n") == "5");
}

BOOST_AUTO_TEST_CASE(a_statement_ends_with_a_semicolon) {
    BOOST_TEST(broken_line(header + "createNode file -n \"a\"") == "3");
    BOOST_TEST(broken_line(header + "createNode file -n \"a\"\n\tsetAttr \".uvt\" 3;\n") == "3");
    BOOST_TEST(broken_line(header + "createNode file -n \"a\";\n\tsetAttr \".skipped\" 3\n\n\tsetAttr \".uvt\" 3;\n") == "4");
    BOOST_TEST(broken_line(header + "createNode file -n \"a\";\n\tsetAttr \".skipped\" 3\nselect -ne :time1;\n") == "4");
    BOOST_TEST(broken_line(header + "createNode file -n \"a\";\nconnectAttr \"a.b\"\n \"c.d\"\n") == "4");
}

BOOST_AUTO_TEST_CASE(words_that_only_look_like_commands_are_values) {
    const scene_folder folder;
    const auto facts = facts_of(
        folder.write("a.ma", maya_scene("createNode mesh -n \"a\";\n\tsetAttr \".fc\" -type \"polyFaces\"\n\t\tf 4 0 1 2 3\n"
                                        "\t\tfile 1 2\n\t\tselect 3\n\t\tmu 0 4 0 1 2 3;\n")));
    BOOST_TEST(facts.node_count == 3u);
}

BOOST_AUTO_TEST_CASE(parentheses_are_closed_and_hold_sums) {
    const std::string set = header + "createNode file -n \"a\";\n\tsetAttr \".ftn\" -type \"string\" ";
    for (const char* wrong :
         {"( \"a\" ;", "( \"a\" + ;", "\"a\" );", "( \"a\" + );", "( \"a\" \"b\" );", "();", "( + \"a\" );", "(( \"a\" ) ;"})
        BOOST_TEST_CONTEXT(wrong) BOOST_TEST(broken_line(set + wrong + "\nselect -ne :time1;\n") == "4");
    // The same where the statement is only skipped.
    const std::string skip = header + "createNode file -n \"a\";\n\tsetAttr \".skipped\" ";
    for (const char* wrong : {"( \"a\" ;", "\"a\" );"})
        BOOST_TEST_CONTEXT(wrong) BOOST_TEST(broken_line(skip + wrong + "\n") == "4");
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded) {
    for (const char* attribute : {"ftn", "skipped"}) {
        const std::string set = header + "createNode file -n \"a\";\n\tsetAttr \"." + attribute + "\" ";
        BOOST_TEST(broken_line(set + std::string(100'000, '(')) == "4");
        const scene_folder folder;
        BOOST_TEST(rb::read_scene(folder.write("a.ma", set + std::string(200, '(') + "\"x\"" + std::string(200, ')') + ";\n"))
                       .has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_comment_is_closed) {
    BOOST_TEST(broken_line(header + "createNode file -n \"a\";\n/* never closed\n\n") == "4");
}

BOOST_AUTO_TEST_CASE(binary_data_is_no_text) {
    using namespace std::string_literals;
    for (const auto& junk : {"\0"s, "createNode \0;"s, "createNode file -n \"a\0\";"s, "fileInfo \"a\" ( \0 );"s, "python \0;"s})
        BOOST_TEST(broken_line(header + "createNode mesh -n \"a\";\n" + junk + "\n") == "4");
    BOOST_TEST(broken_line(header + "createNode mesh -n \"a\";\n{ }\n") == "4");
    BOOST_TEST(broken_line(header + "createNode mesh -n \"a\";\n$x = 3;\n") == "4");
}

BOOST_AUTO_TEST_CASE(commands_have_what_they_need) {
    const std::string scene = header + "createNode mesh -n \"a\";\n";
    for (const char* wrong :
         {"createNode;", "createNode -n \"b\";", "connectAttr \"a.b\";", "file -r -ns \"x\";", "file -r -op \"v=0;\";",
          "requires \"mtoa\";", "setAttr;", "setAttr -k on;", "setAttr \"a\" 3;", "fileInfo;"})
        BOOST_TEST_CONTEXT(wrong) BOOST_TEST(broken_line(scene + wrong + "\n") == "4");
    BOOST_TEST(broken_line(header + "setAttr \".v\" no;\ncreateNode mesh -n \"a\";\n") == "3");
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_errors) {
    const std::string globals = header + "createNode mesh -n \"a\";\nselect -ne :defaultRenderGlobals;\n";
    BOOST_TEST(broken_line(globals + "\tsetAttr \".fs\" -type \"string\" \"one\";\n") == "5");
    for (const char* absurd : {"1e300", "nan", "inf", "1e9", "-1e9", "99999999999999999999999999999"})
        BOOST_TEST_CONTEXT(absurd) BOOST_TEST(!broken_line(globals + "\tsetAttr \".ef\" " + absurd + ";\n").empty());
    for (const char* absurd : {"0", "-5", "1e12", "wide"}) BOOST_TEST_CONTEXT(absurd)
    BOOST_TEST(
        !broken_line(header + "createNode mesh -n \"a\";\nselect -ne :defaultResolution;\nsetAttr \".w\" " + absurd + ";\n")
             .empty());
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read_are_told_as_such) {
    const scene_folder folder;
    const auto missing = rb::read_scene(folder.path("none.ma"));
    BOOST_REQUIRE(!missing);
    BOOST_TEST(missing.error().code == rb::scene_errc::missing_file);
    BOOST_TEST(missing.error().place == folder.path("none.ma"));
    fs::create_directory(folder.path("folder.ma"));
    for (const auto& file : {folder.path("folder.ma"), std::string("/dev/zero")}) {
        const auto unreadable = rb::read_scene(file);
        BOOST_REQUIRE(!unreadable);
        BOOST_TEST(unreadable.error().code == rb::scene_errc::unreadable_file);
    }
}

BOOST_AUTO_TEST_CASE(sizes_are_bounded) {
    const scene_folder folder;
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += "createNode file -n \"f" + std::to_string(i) + "\";\n\tsetAttr \".ftn\" -type \"string\" \"/nowhere/" +
                std::to_string(i) + ".png\";\n";
    const auto file = folder.write("a.ma", maya_scene(many));
    rb::scene_options options;
    options.file_limit = {fs::file_size(file)};
    options.input_limit = 50;
    BOOST_TEST(facts_of(file, options).inputs.size() == 50u);
    options.input_limit = 49;
    const auto inputs = rb::read_scene(file, options);
    BOOST_REQUIRE(!inputs);
    BOOST_TEST(inputs.error().code == rb::scene_errc::too_complex);
    options = {};
    options.file_limit = {fs::file_size(file) - 1};
    const auto large = rb::read_scene(file, options);
    BOOST_REQUIRE(!large);
    BOOST_TEST(large.error().code == rb::scene_errc::too_complex);
}

BOOST_AUTO_TEST_SUITE_END()
