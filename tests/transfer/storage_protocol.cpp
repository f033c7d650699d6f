// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/storage_protocol.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
namespace protocol = rb::storage_protocol;

std::string entry(const std::string& path, const std::string& size = "3") {
    return "{\"path\":\"" + path + "\",\"size\":" + size + ",\"digest\":\"" + rb::to_base64(digest_of_text("abc")) + "\"}";
}
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_storage_protocol)

BOOST_AUTO_TEST_CASE(names_are_encoded_segment_by_segment) {
    BOOST_TEST(protocol::file_target("/storage", "10201-100001/mnt/a b.png").value() == "/storage/10201-100001/mnt/a%20b.png");
    BOOST_TEST(protocol::file_target("/storage", "/a?b#c%d/\xc3\xa9").value() == "/storage/a%3Fb%23c%25d/%C3%A9");
    BOOST_TEST(protocol::file_target("", "...").value() == "/...");
    BOOST_TEST(protocol::folder_target("/storage", "a/b").value() == "/storage/a/b/");
    BOOST_TEST(protocol::folder_target("/storage", "a/b/").value() == "/storage/a/b/");
}

BOOST_AUTO_TEST_CASE(names_that_lead_elsewhere_are_refused) {
    for (const std::string& name :
         {std::string(), std::string("/"), std::string("a//b"), std::string("a/"), std::string("//a"), std::string("."),
          std::string("a/../b"), std::string("a/./b"), std::string("a\0b", 3), std::string(5000, 'a')}) {
        const auto target = protocol::file_target("/storage", name);
        BOOST_REQUIRE_MESSAGE(!target, "accepted: " << name);
        BOOST_TEST((target.error().code == rb::data_errc::unsafe_path));
    }
}

BOOST_AUTO_TEST_CASE(a_list_is_read) {
    const auto files = protocol::read_listing(" [" + entry("a/b.png", "123") + ", " + entry("c") + "] ", 2).value().files;
    BOOST_REQUIRE_EQUAL(files.size(), 2u);
    BOOST_TEST(files[0].path.text() == "a/b.png");
    BOOST_TEST(files[0].size == 123u);
    BOOST_TEST((files[0].digest == digest_of_text("abc")));
    BOOST_TEST(protocol::read_listing("[]", 0).value().files.empty());
}

BOOST_AUTO_TEST_CASE(names_that_cannot_be_taken_are_left_out_of_a_list_and_told) {
    for (const char* path : {"../a", "a/../../b", "/etc/passwd", "C:/a", "C:\\\\a", "NUL", "a/./b", ""}) {
        const auto listed = protocol::read_listing("[" + entry("a") + "," + entry(path) + "," + entry("b") + "]", 3).value();
        BOOST_TEST(listed.files.size() == 2u, path);
        BOOST_REQUIRE_EQUAL(listed.left_out.size(), 1u);
        BOOST_TEST((listed.left_out[0].code == rb::data_errc::unsafe_path), path);
    }
    BOOST_TEST((protocol::read_listing("[" + entry("..") + "," + entry("..") + "]", 1).error().code == rb::data_errc::too_large));
}

BOOST_AUTO_TEST_CASE(a_list_that_breaks_the_rules_is_refused_with_its_reason) {
    const auto code_of = [](const std::string& text, std::size_t limit = 100) -> std::error_code {
        const auto files = protocol::read_listing(text, limit);
        if (files) return {};
        BOOST_TEST(!files.error().message().empty());
        return files.error().code;
    };
    BOOST_TEST((code_of("[" + entry("a") + "," + entry("a") + "]") == rb::data_errc::invalid_value));
    BOOST_TEST((code_of("[" + entry("a/b/c") + "," + entry("a/b") + "]") == rb::data_errc::invalid_value));
    BOOST_TEST((code_of("[" + entry("a/b") + "," + entry("a/bc") + "]") == std::error_code()));
    BOOST_TEST((code_of("[{\"path\":\"a\",\"size\":1,\"digest\":\"abc\"}]") == rb::data_errc::invalid_value));
    BOOST_TEST((code_of("[{\"path\":\"a\",\"size\":1}]") == rb::data_errc::invalid_value));
    BOOST_TEST((code_of("[" + entry("a", "-1") + "]") == rb::data_errc::out_of_range ||
                code_of("[" + entry("a", "-1") + "]") == rb::data_errc::wrong_type));
    BOOST_TEST((code_of("[" + entry("a") + "," + entry("b") + "]", 1) == rb::data_errc::too_large));
    for (const std::string& text :
         {std::string(), std::string("[") + entry("a"), std::string("{}"), std::string("null"), "[" + entry("a") + "]]",
          std::string("<html>"), std::string("[1]"), "[" + entry("a") + " " + entry("b") + "]"})
        BOOST_TEST(code_of(text), text);
    std::string many = "[";
    for (int i = 0; i < 100'000; ++i) many += "{},";
    BOOST_TEST(code_of(many + "{}]"));
}

BOOST_AUTO_TEST_CASE(the_authorization_is_that_of_rfc_7617) {
    BOOST_TEST(protocol::basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

BOOST_AUTO_TEST_SUITE_END()
