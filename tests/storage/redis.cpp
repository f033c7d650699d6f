// SPDX-License-Identifier: BSL-1.0
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
#include "redis_server.hpp"

#include <renderbus/storage/record_store.hpp>

#include <hiredis/hiredis.h>

namespace {

using namespace transfer_tests;

static_assert(rb::record_store<rb::redis_record>);

rb::sent_file sent(const char* content) { return {rb::file_stamp{3, -5, UINT64_MAX}, digest_of_text(content)}; }

/// Says something to a server that this library would not.
void say(const redis_server& server, std::vector<const char*> words) {
    auto* const context = redisConnectUnix(server.socket().c_str());
    BOOST_REQUIRE((context && context->err == 0));
    auto* const reply = static_cast<redisReply*>(redisCommandArgv(context, static_cast<int>(words.size()), words.data(), nullptr));
    BOOST_REQUIRE((reply && reply->type != REDIS_REPLY_ERROR));
    freeReplyObject(reply);
    redisFree(context);
}

boost::test_tools::assertion_result a_server_is_here(boost::unit_test::test_unit_id) { return redis_server::is_installed(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(storage_redis, *boost::unit_test::precondition(a_server_is_here))

BOOST_AUTO_TEST_CASE(what_one_host_puts_the_other_finds) {
    redis_server server;
    const auto one = rb::redis_record::open(server.options()).value(), other = rb::redis_record::open(server.options()).value();
    const auto stranger = rb::redis_record::open(server.options("another:")).value();
    BOOST_REQUIRE(one->put("s", "/tex/a", sent("x")));
    BOOST_TEST((other->find("s", "/tex/a").value() == sent("x")));
    BOOST_TEST((other->holder_of("s", digest_of_text("x")).value() == "/tex/a"));
    BOOST_TEST(!stranger->find("s", "/tex/a").value().has_value());
    BOOST_REQUIRE(other->erase("s", "/tex/a"));
    BOOST_TEST(!one->find("s", "/tex/a").value().has_value());
}

BOOST_AUTO_TEST_CASE(names_of_storages_do_not_run_into_folders) {
    redis_server server;
    const auto record = rb::redis_record::open(server.options()).value();
    BOOST_REQUIRE(record->put("a:", "/x", sent("1")));
    BOOST_REQUIRE(record->put("a", ":/x", sent("2")));
    BOOST_REQUIRE(record->put("a%3A", "/x", sent("3")));
    BOOST_TEST((record->find("a:", "/x").value() == sent("1")));
    BOOST_TEST((record->find("a", ":/x").value() == sent("2")));
    BOOST_TEST((record->find("a%3A", "/x").value() == sent("3")));
    BOOST_REQUIRE(record->erase_all("a:"));
    BOOST_TEST(record->find("a", ":/x").value().has_value());
}

BOOST_AUTO_TEST_CASE(a_server_that_was_killed_and_started_again_is_gone_on_with) {
    redis_server server;
    const auto record = rb::redis_record::open(server.options()).value();
    BOOST_REQUIRE(record->put("s", "/a", sent("x")));
    for (const int how : {SIGTERM, SIGKILL}) {
        server.end(how);
        BOOST_TEST((record->find("s", "/a").error().code == rb::transport_errc::connect_failed));
        server.start();
        BOOST_TEST((record->find("s", "/a").value() == sent("x")));
    }
    BOOST_TEST((record->holder_of("s", digest_of_text("x")).value() == "/a"));
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_is_waited_for_no_longer_than_was_said) {
    redis_server server;
    auto options = server.options();
    options.timeout = std::chrono::milliseconds(200);
    const auto record = rb::redis_record::open(std::move(options)).value();
    say(server, {"CLIENT", "PAUSE", "3000", "ALL"});
    const auto began = std::chrono::steady_clock::now();
    const auto found = record->find("s", "/a");
    BOOST_REQUIRE(!found.has_value());
    BOOST_TEST((found.error().code == rb::transport_errc::timed_out || found.error().code == rb::transport_errc::connection_lost));
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::milliseconds(2500)));
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_told_and_not_shown) {
    redis_server server({"--requirepass", "right-password"});
    const auto with = [&](const char* password, int database = 0) {
        auto options = server.options();
        options.password = rb::secret(password);
        options.database = database;
        return rb::redis_record::open(std::move(options));
    };
    const auto refused = with("wrong-password");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == rb::transport_errc::access_denied));
    BOOST_TEST(refused.error().message().find("wrong-password") == std::string::npos);
    BOOST_TEST((rb::redis_record::open(server.options()).error().code == rb::transport_errc::access_denied));
    BOOST_TEST((with("right-password", 99).error().code == rb::transport_errc::access_denied));
    const auto record = with("right-password");
    BOOST_REQUIRE(record.has_value());
    BOOST_TEST((*record)->put("s", "/a", sent("x")).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_is_told_and_left) {
    redis_server server;
    const auto record = rb::redis_record::open(server.options()).value();
    BOOST_REQUIRE(record->put("s", "/tex/a", sent("x")));
    for (const char* strange : {"", "of another version", "00", "zz"}) {
        say(server, {"HSET", "test:claims:s:/tex/", "b", strange});
        BOOST_TEST((record->find("s", "/tex/b").error().code == rb::data_errc::invalid_value));
        BOOST_TEST((record->claims_in("s", "/tex/").error().code == rb::data_errc::invalid_value));
        BOOST_TEST(record->prune(std::chrono::system_clock::now() + std::chrono::hours(1)).has_value());
        BOOST_TEST((record->find("s", "/tex/b").error().code == rb::data_errc::invalid_value));
    }
    say(server, {"SET", "test:digests", "a text"});
    BOOST_TEST((record->digest_of("/a", {1, 2, 3}).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((record->remember_digest("/a", {1, 2, 3}, digest_of_text("x")).error().code == rb::data_errc::invalid_value));
    BOOST_TEST(record->put("s", "/other/a", sent("x")).has_value());
}

BOOST_AUTO_TEST_CASE(old_entries_are_pruned_in_all_storages) {
    redis_server server;
    const auto time = std::make_shared<rb::manual_time>(std::chrono::system_clock::time_point(std::chrono::hours(500'000)));
    auto options = server.options();
    options.clock = rb::any_clock(time);
    const auto record = rb::redis_record::open(std::move(options)).value();
    std::vector<rb::claim> many;
    for (int i = 0; i < 3'000; ++i) many.push_back({"/tex/" + std::to_string(i), sent("x")});
    BOOST_REQUIRE(record->put_all("s", many));
    BOOST_REQUIRE(record->put("t", "/a", sent("y")));
    BOOST_REQUIRE(record->remember_digest("/a", {1, 2, 3}, digest_of_text("x")));
    const auto then = time->now();
    time->advance(std::chrono::hours(24));
    BOOST_REQUIRE(record->put("s", "/tex/7", sent("x")));
    BOOST_TEST(record->prune(then).value() == 0u);
    BOOST_TEST(record->prune(then + std::chrono::hours(1)).value() == 3'001u);
    BOOST_TEST(record->claims_in("s", "/tex/").value().size() == 1u);
    BOOST_TEST(!record->find("t", "/a").value().has_value());
    BOOST_TEST(!record->digest_of("/a", {1, 2, 3}).value().has_value());
    BOOST_TEST((record->holder_of("s", digest_of_text("x")).value() == "/tex/7"));
}

BOOST_AUTO_TEST_CASE(no_server_is_told) {
    rb::redis_options options;
    options.socket = "/nonexistent/redis";
    const auto refused = rb::redis_record::open(std::move(options));
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == rb::transport_errc::connect_failed));
    BOOST_TEST(refused.error().message().find("/nonexistent/redis") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
#endif
