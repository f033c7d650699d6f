// SPDX-License-Identifier: BSL-1.0
#include <renderbus/scene/maya_scanner.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rb = renderbus;
namespace maya = renderbus::maya;

namespace {

/// All statements as `command|argument|"string"`.
std::vector<std::string> statements(std::string_view text) {
    maya::scanner in(text, "a.ma");
    std::vector<std::string> found;
    while (in.next_statement()) {
        found.emplace_back(in.command());
        maya::argument one;
        while (in.next(one)) found.back() += '|' + (one.quoted ? '"' + std::string(one.text) + '"' : std::string(one.text));
    }
    if (in.failed()) found.push_back("failed at " + in.why().place);
    return found;
}

void check(std::string_view text, const std::vector<std::string>& wanted) {
    BOOST_TEST_CONTEXT(text) BOOST_TEST(statements(text) == wanted, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_scanner)

BOOST_AUTO_TEST_CASE(statements_are_words_and_strings) {
    check("setAttr -k off \".v\" -1.5e3 yes;a;b c;", {"setAttr|-k|off|\".v\"|-1.5e3|yes", "a", "b|c"});
    check("a\"b\"\"c\"d;", {"a|\"b\"|\"c\"|d"});
    check("", {});
    check(
        "\xEF\xBB\xBF"
        "a;",
        {"a"});
}

BOOST_AUTO_TEST_CASE(escapes_are_undone) {
    check(R"(a "\"x\"" "c:\\d" "1\n2\t3" "\q" "";)", {"a|\"\"x\"\"|\"c:\\d\"|\"1\n2\t3\"|\"q\"|\"\""});
}

BOOST_AUTO_TEST_CASE(sums_of_strings_are_joined_and_others_left_alone) {
    check("a (\"x\"+ ( \"y\" + \"z\" )) end;", {"a|\"xyz\"|end"});
    check("a (1 + 2) \"b\";", {"a|(1 + 2)|\"b\""});
}

BOOST_AUTO_TEST_CASE(comments_are_no_part_of_statements) {
    check("// a;\na // b;\n\"//c\" /* ; \n */ d;// End", {"a|\"//c\"|d"});
    maya::scanner in("a; // End of a.ma\n", "a.ma");
    while (in.next_statement()) {}
    BOOST_TEST(in.saw_end());
}

BOOST_AUTO_TEST_CASE(lines_are_counted_through_all_that_is_skipped) {
    maya::scanner in("a\n\"x\"\n( \"1\"\n + \"2\" );\n/*\n\n*/\nb 1\n2\n3;\n// c\n\nd;", "a.ma");
    std::vector<std::uint32_t> lines;
    while (in.next_statement()) lines.push_back(in.line());
    BOOST_TEST(lines == (std::vector<std::uint32_t>{1, 8, 13}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_comes_after_a_failure) {
    maya::scanner in("a \"open\n;b;", "a.ma");
    BOOST_TEST(in.next_statement());
    maya::argument one;
    BOOST_TEST(!in.next(one));
    BOOST_TEST(in.failed());
    BOOST_TEST(!in.next(one));
    BOOST_TEST(!in.next_statement());
    BOOST_TEST(in.why().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(in.why().place == "a.ma:1");
}

BOOST_AUTO_TEST_CASE(flags_are_told_from_values) {
    maya::scanner in("a -n -1 -.5 \"-n\" - -type;", "a.ma");
    BOOST_REQUIRE(in.next_statement());
    std::string flags;
    maya::argument one;
    while (in.next(one)) flags += one.is_flag() ? 'f' : 'v';
    BOOST_TEST(flags == "fvvvvf");
}

BOOST_AUTO_TEST_SUITE_END()
