// SPDX-License-Identifier: BSL-1.0
#include <renderbus/path.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>

namespace rb = renderbus;

static_assert(!std::is_constructible_v<rb::relative_path, std::string>);
static_assert(!std::is_convertible_v<std::string, rb::relative_path>);
static_assert(!std::is_default_constructible_v<rb::relative_path>);

BOOST_AUTO_TEST_SUITE(path)

BOOST_AUTO_TEST_CASE(ordinary_paths_stay_as_they_are) {
    for (const char* text :
         {"a", "a/b/c.exr", "frames/shot 010/beauty.0001.exr", ".hidden/file", "a..b/c", "...x", "console.x", "community",
          "comb1", "lpt", "nully.txt", "\xE7\x81\xAF/\xE5\x85\x89.png", "a/com10", "$F4.exr", "aux2"}) {
        const auto path = rb::relative_path::parse(text);
        BOOST_TEST_CONTEXT(text) BOOST_REQUIRE(path);
        BOOST_TEST(path->text() == text);
    }
}

BOOST_AUTO_TEST_CASE(backslashes_are_separators) {
    BOOST_TEST(rb::relative_path::parse("a\\b/c\\d.exr").value().text() == "a/b/c/d.exr");
    BOOST_TEST(!rb::relative_path::parse("a\\..\\..\\b").has_value());
}

BOOST_AUTO_TEST_CASE(whatever_leaves_the_folder_or_names_a_device_is_refused) {
    using namespace std::string_literals;
    const std::string wrong[] = {"",
                                 ".",
                                 "..",
                                 "../a",
                                 "a/..",
                                 "a/../b",
                                 "a/./b",
                                 "./a",
                                 "a//b",
                                 "a/",
                                 "/a",
                                 "//host/a",
                                 "\\\\h\\a",
                                 "\\a",
                                 "C:",
                                 "C:a",
                                 "C:/a",
                                 "c:\\a",
                                 "a/C:/b",
                                 "a:stream",
                                 "a\0b"s,
                                 "a\nb",
                                 "a\x7F"s,
                                 "\x01",
                                 "NUL",
                                 "nul.txt",
                                 "con.sole",
                                 "a/CON/b",
                                 "Aux.tar.gz",
                                 "prn",
                                 "COM1",
                                 "com9.exr",
                                 "LPT0",
                                 "lpt3.x.y",
                                 "CONIN$",
                                 "conout$",
                                 "COM\xC2\xB9",
                                 "lpt\xC2\xB3.txt",
                                 "NUL .txt",
                                 "a./b",
                                 "a /b",
                                 "a.",
                                 "a ",
                                 "a/b...",
                                 "..\\x",
                                 "\\\\?\\C:\\a",
                                 "\\\\.\\NUL",
                                 "a/\t"};
    for (const auto& text : wrong) {
        const auto path = rb::relative_path::parse(text);
        BOOST_TEST_CONTEXT('"' << text << '"') BOOST_REQUIRE(!path);
        BOOST_TEST(path.error().code == rb::data_errc::unsafe_path);
        BOOST_TEST(!path.error().cause.empty());
    }
}

BOOST_AUTO_TEST_CASE(lengths_are_bounded) {
    BOOST_TEST(rb::relative_path::parse(std::string(255, 'a')).has_value());
    BOOST_TEST(!rb::relative_path::parse(std::string(256, 'a')).has_value());
    std::string long_path;
    while (long_path.size() < 4094) long_path += "a/";
    BOOST_TEST(rb::relative_path::parse(long_path + "bc").has_value());
    BOOST_TEST(!rb::relative_path::parse(long_path + "bcd").has_value());
    BOOST_TEST(!rb::relative_path::parse(std::string(1 << 20, 'a')).has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_shows_no_control_characters) {
    const auto path = rb::relative_path::parse("\x1B[2Jx");
    BOOST_REQUIRE(!path);
    BOOST_TEST(path.error().message().find('\x1B') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_path_leads_below_its_root) {
    const auto path = rb::relative_path::parse("shot\\beauty.0001.exr").value();
    BOOST_TEST(path.under("/frames").generic_string() == "/frames/shot/beauty.0001.exr");
    BOOST_TEST(path.name() == "beauty.0001.exr");
}

BOOST_AUTO_TEST_CASE(equal_paths_are_equal) {
    BOOST_TEST((rb::relative_path::parse("a/b").value() == rb::relative_path::parse("a\\b").value()));
    BOOST_TEST((rb::relative_path::parse("a/b").value() < rb::relative_path::parse("a/c").value()));
}

BOOST_AUTO_TEST_CASE(the_farm_keeps_local_files_under_their_own_paths) {
    BOOST_TEST(rb::server_path("D:/a/b") == "/D/a/b");
    BOOST_TEST(rb::server_path("D:\\chensr\\scene\\x.ma") == "/D/chensr/scene/x.ma");
    BOOST_TEST(rb::server_path("//host/share/a") == "/host/share/a");
    BOOST_TEST(rb::server_path("\\\\host\\share\\a") == "/host/share/a");
    BOOST_TEST(rb::server_path("/mnt/a") == "/mnt/a");
    BOOST_TEST(rb::server_path("\\\\?\\D:\\a") == "/D/a");
    BOOST_TEST(rb::server_path("\\\\?\\UNC\\host\\share\\a") == "/host/share/a");
    BOOST_TEST(rb::server_path("D:/project//sub/x.png") == "/D/project/sub/x.png");
}

BOOST_AUTO_TEST_CASE(isolation_paths_split_the_last_six_digits) {
    BOOST_TEST(rb::isolation_path(12345) == "000/012/345");
    BOOST_TEST(rb::isolation_path(0) == "000/000/000");
    BOOST_TEST(rb::isolation_path(123456789) == "123/456/789");
    BOOST_TEST(rb::isolation_path(11223344556677ull) == "11223344/556/677");
    BOOST_TEST(rb::isolation_path(18446744073709551615ull) == "18446744073709/551/615");
}

BOOST_AUTO_TEST_SUITE_END()
