// SPDX-License-Identifier: BSL-1.0
#include <renderbus/scene/maya_scanner.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace rb = renderbus;
namespace maya = renderbus::maya;
using namespace std::string_view_literals;

namespace {

/// All statements as `command|argument|"string"`.
std::vector<std::string> statements(maya::scanner in) {
    std::vector<std::string> found;
    while (in.next_statement()) {
        found.emplace_back(in.command());
        maya::argument one;
        while (in.next(one)) found.back() += '|' + (one.quoted ? '"' + std::string(one.text) + '"' : std::string(one.text));
    }
    if (in.failed()) found.push_back("failed at " + in.why().place);
    return found;
}

/// A comment of that size, in a line of its own.
std::string comment(std::size_t size) { return "//" + std::string(size - 3, '.') + '\n'; }

/// Walks through a text as through a file.
maya::scanner over(rb::byte_source& bytes) { return maya::scanner(rb::text_window(bytes, rb::utf8_decoder(""), "a.ma"), "a.ma"); }

std::vector<std::string> statements(std::string_view text) { return statements(maya::scanner(text, "a.ma")); }

/// All commands with their lines; their arguments are skipped, or read.
std::vector<std::string> commands(maya::scanner in, bool skip) {
    std::vector<std::string> found;
    while (in.next_statement()) {
        found.push_back(in.command() + ' ' + std::to_string(in.line()));
        for (maya::argument one; !skip && in.next(one);) {}
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

BOOST_AUTO_TEST_CASE(a_statement_that_is_skipped_ends_where_one_that_is_read_does) {
    for (const std::string_view text : {
             "setAttr \".a\" -type \"string\" \"x;y\";b;",
             "setAttr \".a\" -type \"string\" \"\\\";\" \"\\\\\";b;",
             "setAttr \".vt[0:1]\" 1 2 // ; \" (\n 3 /* ; \" \n ) */ 4\n;b;",
             "setAttr \".a\" 1/2 //\n;b c/d;e//f\n;",
             "setAttr \".vt[0:165]\" -0.5 0.125 3e-05 4 5 6 7 8 9 10\n\t\t-1 -2 -3 -4;b;c;;d;",
             "setAttr \".fc[0:1]\" -type \"polyFaces\"\n\t\tf 4 0 1 2 3\n\t\tmu 0 4 0 1 2 3\n\t\tf 3 0 1 2;b;",
             "setAttr \".a\" (\"x;\" + \"(\" + (\"y)\")) /*(*/ 1;b;",
             "setAttr \".a\" \"\xE7\x81\xAF;\" \xFF\xFE;b;",
         })
        BOOST_TEST_CONTEXT(text) {
            const auto read = commands({text, "a.ma"}, false);
            BOOST_TEST(!read.back().starts_with("failed"));
            BOOST_TEST(commands({text, "a.ma"}, true) == read, boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(no_byte_is_skipped_that_would_be_read) {
    for (int byte = 0; byte < 256; ++byte)
        for (std::size_t place = 0; place < 40; ++place) {
            std::string numbers(40, '1');
            numbers[place] = static_cast<char>(byte);
            const std::string text = "\na 1 " + numbers + " 1;\nb;";
            BOOST_TEST_CONTEXT(byte << " at " << place)
            BOOST_TEST(commands({text, "a.ma"}, true) == commands({text, "a.ma"}, false), boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(a_file_may_be_cut_into_parts_anywhere) {
    // Whatever stands across the edge of a part is found as in memory.
    const std::string text =
        "setAttr -k off \".v\" -1.5e3 \"a\\\\;\\\"b\" ( \"x;\" + /* ; */ (\"\\\\\" + \"y\") ) // c;\n ;"
        "setAttr \".vt[0:1]\" 1 2 3/4\n 5 6 /* ;\n */ 7 ; createNode mesh;d 1\n f 4\n fil 1\n;e;";
    const auto wanted = statements(text);
    const auto wanted_commands = commands({"\n" + text, "a.ma"}, true);
    BOOST_TEST(!wanted.back().starts_with("failed"));
    constexpr auto edge = rb::text_window::part_size;
    for (std::size_t before = edge - text.size() - 2; before <= edge; ++before) {
        rb::memory_bytes bytes(comment(before) + text);
        BOOST_TEST_CONTEXT(before << " bytes before it") {
            BOOST_TEST((statements(over(bytes)) == wanted));
            BOOST_TEST((commands(over(bytes), true) == wanted_commands));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_edge_inside_of_a_mistake_or_of_the_last_line_hides_neither) {
    constexpr auto edge = rb::text_window::part_size;
    for (const std::string_view text : {"a\n  createNode b;"sv, "a \"\\\n\";"sv, "a (1 + ;"sv, "a \0;"sv, "a /* ;"sv})
        for (std::size_t before = edge - text.size() - 2; before <= edge; ++before)
            for (const bool skip : {true, false}) {
                const std::string whole = comment(before) + std::string(text);
                rb::memory_bytes bytes(whole);
                BOOST_TEST_CONTEXT(text << ", " << before << " bytes before it")
                BOOST_TEST((commands(over(bytes), skip) == commands({whole, "a.ma"}, skip)));
            }
    for (const std::size_t inside : {0, 1, 2, 8, 9}) {
        rb::memory_bytes bytes(comment(edge - inside) + "// End of a.ma");
        auto in = over(bytes);
        while (in.next_statement()) {}
        BOOST_TEST_CONTEXT(inside) BOOST_TEST(in.saw_end());
    }
}

BOOST_AUTO_TEST_SUITE_END()
