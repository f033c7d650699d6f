// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/storage/db_config.hpp>
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
#include "redis_server.hpp"

#include <renderbus/storage/open_record.hpp>
#endif

#include <cstdlib>
#include <random>

namespace {

using namespace transfer_tests;
using database = rb::db_config::database;

rb::result<rb::db_config> parse(std::string_view text) { return rb::db_config::parse(text, "db_config.ini"); }
std::string refusal(std::string_view text) { return parse(text).error().message(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(storage_db_config)

BOOST_AUTO_TEST_CASE(what_the_file_says_counts) {
    const auto read = parse(
                          "\xef\xbb\xbf# a comment\n[TRANSFER_LOG_PATH]\r\ntransfer_log_path = /var/log/sdk\n\n[DATABASE_CONFIG]\non = True\n"
                          "type=redis\ndb_path: /data/db\n; another\n[REDIS]\nhost = 10.0.0.7\nport = 6380\npassword = p = w\n"
                          "table_index = studio\ntimeout = 250\n[SQLITE]\ntemporary = false\n[OTHER]\nname = value\n")
                          .value();
    BOOST_TEST((read.type == database::redis));
    BOOST_TEST(read.folder == "/data/db");
    BOOST_TEST(read.host == "10.0.0.7");
    BOOST_TEST(read.port == 6380);
    BOOST_TEST(read.password.reveal() == "p = w");
    BOOST_TEST(read.table_index == "studio");
    BOOST_TEST((read.timeout == std::chrono::milliseconds(250)));
    BOOST_TEST(!read.temporary);
}

BOOST_AUTO_TEST_CASE(what_it_does_not_say_is_as_the_service_s_sdk_has_it) {
    ::setenv("HOME", "/home/artist", 1);
    ::unsetenv("RAYVISION_DB");
    const auto usual = parse("").value();
    BOOST_TEST((usual.type == database::sqlite));
    BOOST_TEST(usual.folder == "/home/artist/renderfarm_sdk");
    BOOST_TEST(usual.host == "127.0.0.1");
    BOOST_TEST(usual.port == 6379);
    BOOST_TEST((usual.timeout == std::chrono::milliseconds(5000)));
    ::setenv("RAYVISION_DB", "/disk/db", 1);
    BOOST_TEST(parse("").value().folder == "/disk/db");
    BOOST_TEST(parse("[database_config]\ndb_path = /own").value().folder == "/own");
    ::unsetenv("RAYVISION_DB");
    BOOST_TEST((parse("[DATABASE_CONFIG]\non = false\ntype = redis").value().type == database::none));
}

BOOST_AUTO_TEST_CASE(what_it_leaves_empty_is_as_if_it_were_not_there) {
    ::setenv("HOME", "/home/artist", 1);
    ::unsetenv("RAYVISION_DB");
    const auto usual = parse("").value();
    const auto empty = parse(
        "[TRANSFER_LOG_PATH]\ntransfer_log_path =\n[DATABASE_CONFIG]\non =\ntype =\ndb_path =\n"
        "[REDIS]\nhost =\nport =\npassword =\ntable_index =\ntimeout =\n[SQLITE]\ntemporary =\n");
    BOOST_REQUIRE(empty);
    BOOST_TEST((empty->type == usual.type));
    BOOST_TEST(empty->folder == usual.folder);
    BOOST_TEST(empty->host == usual.host);
    BOOST_TEST(empty->port == usual.port);
    BOOST_TEST((empty->timeout == usual.timeout));
    BOOST_TEST(!empty->temporary);
    BOOST_TEST((parse("[DATABASE_CONFIG]\ntype = redis\n[REDIS]\ntable_index =").error().code == rb::data_errc::missing_field));
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_told_with_its_line) {
    BOOST_TEST(refusal("[A]\nx = 1\nnothing\n").starts_with("db_config.ini:3: the line is neither [section] nor name = value"));
    BOOST_TEST(refusal("x = 1").starts_with("db_config.ini:1: the line stands before the first [section]"));
    BOOST_TEST(refusal("[A").starts_with("db_config.ini:1: the name of a section ends with ]"));
    BOOST_TEST(refusal("[DATABASE_CONFIG]\ntype = mysql").find("neither sqlite nor redis") != std::string::npos);
    BOOST_TEST(refusal("[DATABASE_CONFIG]\non = perhaps").find("neither true nor false") != std::string::npos);
    for (const char* port : {"0", "65536", "-1", "x", "6379x"})
        BOOST_TEST(refusal("[REDIS]\nport = " + std::string(port)).find("1 to 65535") != std::string::npos, port);
    BOOST_TEST((parse("[DATABASE_CONFIG]\ntype = redis").error().code == rb::data_errc::missing_field));
    BOOST_TEST(refusal("[REDIS]\npassword hunter2\n").find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(any_text_is_read_or_refused) {
    std::mt19937 random(11);
    const std::string letters = "[]=:#; \n\r\tDATABASE_CONFIGonREDISport0\xff";
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 60, '\0');
        for (char& c : text) c = letters[random() % letters.size()];
        const auto read = parse(text);
        BOOST_REQUIRE((read.has_value() || !read.error().cause.empty()));
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_read) {
    scratch folder;
    BOOST_TEST((rb::db_config::read(folder / "none").error().code == rb::scene_errc::missing_file));
    BOOST_TEST((rb::db_config::read(write_file(folder / "a.ini", "[SQLITE]\ntemporary=1\n")).value().temporary));
    const auto large = write_file(folder / "large.ini", std::string(100'000, '#'));
    BOOST_TEST((rb::db_config::read(large).error().code == rb::data_errc::too_large));
}

#if defined(RENDERBUS_TESTS_HAVE_REDIS)
BOOST_AUTO_TEST_CASE(the_record_that_is_asked_for_is_opened) {
    scratch folder;
    const auto config = [&](const char* more) { return parse("[DATABASE_CONFIG]\ndb_path = " + folder.path().string() + "\n" + more); };
    const rb::sent_file sent{std::nullopt, digest_of_text("x")};
    for (const char* in_memory : {"on = false\n", "[SQLITE]\ntemporary = true\n"}) {
        auto record = rb::open_record(config(in_memory).value()).value();
        BOOST_TEST(record.put("s", "/a", sent).has_value());
        BOOST_TEST(files_below(folder.path()).empty());
    }
    for (int again = 0; again < 2; ++again) {
        auto record = rb::open_record(config("type = sqlite\n").value()).value();
        BOOST_TEST(record.find("s", "/a").value().has_value() == (again == 1));
        BOOST_TEST(record.put("s", "/a", sent).has_value());
    }
    BOOST_TEST(fs::exists(folder / "renderbus_sent.db"));
    const auto nobody = rb::open_record(config("type = redis\n[REDIS]\ntable_index = 3\nport = 1\ntimeout = 500\n").value());
    BOOST_REQUIRE(!nobody.has_value());
    BOOST_TEST((nobody.error().code == rb::transport_errc::connect_failed));
}

BOOST_AUTO_TEST_CASE(it_chooses_leases_where_there_is_a_server_for_them) {
    const auto config = [](const std::string& text) { return parse("[DATABASE_CONFIG]\n" + text).value(); };
    BOOST_TEST(!rb::open_leases(config("type = sqlite\n")).value().has_value());
    BOOST_TEST(!rb::open_leases(config("on = false\ntype = redis\n[REDIS]\ntable_index = 3\n")).value().has_value());
    const auto nobody = rb::open_leases(config("type = redis\n[REDIS]\ntable_index = 3\nport = 1\ntimeout = 500\n"));
    BOOST_REQUIRE(!nobody.has_value());
    BOOST_TEST((nobody.error().code == rb::transport_errc::connect_failed));
}
#endif

BOOST_AUTO_TEST_SUITE_END()
