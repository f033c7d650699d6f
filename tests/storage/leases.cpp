// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
#include "redis_server.hpp"

#include <renderbus/storage/redis_leases.hpp>
#endif

#include <renderbus/storage/leases.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <thread>

namespace {
using namespace transfer_tests;
using namespace std::chrono_literals;
using paths = std::vector<std::string>;
using grant = rb::lease_grant;

/// Two holders of leases of the same files, and what lets time pass.
struct bench {
    rb::any_lease_store one, other;
    std::function<void(std::chrono::milliseconds)> pass;
};

/// What every store promises, asked of each of them.
template <class Test>
void with_every_store(Test test) {
    const auto time = std::make_shared<rb::manual_time>(std::chrono::system_clock::time_point(1'700'000'000s));
    const auto holder = std::make_shared<rb::memory_leases>(rb::any_clock(time));
    BOOST_TEST_CONTEXT("memory_leases")
    test(bench{rb::any_lease_store(holder), rb::any_lease_store(holder->another()), [&](auto span) { time->advance(span); }});
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
    if (!redis_server::is_installed()) {
        BOOST_TEST_MESSAGE("skipped: no redis-server here");
        return;
    }
    redis_server server;
    const auto open = [&] { return rb::any_lease_store(rb::redis_leases::open(server.options()).value()); };
    BOOST_TEST_CONTEXT("redis_leases") test(bench{open(), open(), [](auto span) { std::this_thread::sleep_for(span); }});
#endif
}

rb::result<grant> ask(rb::any_lease_store& store, std::string_view path, std::chrono::milliseconds span = 1h) {
    return store.acquire("s", path, span);
}
}  // namespace

static_assert(rb::lease_store<rb::memory_leases> && rb::lease_store<rb::any_lease_store>);
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
static_assert(rb::lease_store<rb::redis_leases>);
#endif

BOOST_AUTO_TEST_SUITE(storage_leases)

BOOST_AUTO_TEST_CASE(a_file_is_leased_to_one_holder_at_a_time) {
    with_every_store([](bench at) {
        BOOST_TEST((ask(at.one, "/a").value() == grant::fresh));
        BOOST_TEST((ask(at.other, "/a").value() == grant::taken));
        BOOST_TEST((ask(at.other, "/b").value() == grant::fresh));
        BOOST_TEST((at.other.acquire("another storage", "/a", 1h).value() == grant::fresh));
        BOOST_TEST((ask(at.one, "/a").value() == grant::left_behind));  // its own, of which nobody knows how far it is
        BOOST_TEST((ask(at.other, "/a").value() == grant::taken));
    });
}

BOOST_AUTO_TEST_CASE(what_was_given_back_is_fresh_for_the_next) {
    with_every_store([](bench at) {
        BOOST_TEST((ask(at.one, "/a").value() == grant::fresh));
        BOOST_TEST(at.other.release("s", paths{"/a"}).has_value());  // not its own
        BOOST_TEST((ask(at.other, "/a").value() == grant::taken));
        BOOST_TEST(at.one.release("s", paths{"/never had", "/a"}).has_value());
        BOOST_TEST((ask(at.other, "/a").value() == grant::fresh));
    });
}

BOOST_AUTO_TEST_CASE(a_lease_ends_in_time_and_the_next_knows_that_it_was_left_behind) {
    with_every_store([](bench at) {
        BOOST_TEST((ask(at.one, "/a", 200ms).value() == grant::fresh));
        at.pass(300ms);
        BOOST_TEST((ask(at.other, "/a").value() == grant::left_behind));
        BOOST_TEST((ask(at.one, "/a").value() == grant::taken));
        // Who lost it gives back nothing, and lengthens nothing.
        BOOST_TEST(at.one.release("s", paths{"/a"}).has_value());
        BOOST_TEST((at.one.renew("s", paths{"/a"}, 1h).value() == paths{"/a"}));
        BOOST_TEST((ask(at.one, "/a").value() == grant::taken));
        BOOST_TEST((at.other.renew("s", paths{"/a"}, 1h).value() == paths{}));
    });
}

BOOST_AUTO_TEST_CASE(a_lease_lasts_as_long_as_it_is_renewed) {
    with_every_store([](bench at) {
        BOOST_TEST((ask(at.one, "/a", 2s).value() == grant::fresh));
        BOOST_TEST((ask(at.one, "/b", 2s).value() == grant::fresh));
        for (int i = 0; i < 3; ++i) {
            at.pass(700ms);
            BOOST_TEST((at.one.renew("s", paths{"/never had", "/a"}, 2s).value() == paths{"/never had"}));
        }
        BOOST_TEST((ask(at.other, "/a").value() == grant::taken));
        BOOST_TEST((ask(at.other, "/b").value() == grant::left_behind));
    });
}

BOOST_AUTO_TEST_CASE(a_lease_of_no_length_is_left_behind_at_once) {
    with_every_store([](bench at) {
        BOOST_TEST((ask(at.one, "/a").value() == grant::fresh));
        BOOST_TEST((at.one.renew("s", paths{"/a"}, 0ms).value() == paths{}));
        BOOST_TEST((ask(at.other, "/a").value() == grant::left_behind));
    });
}

#if defined(RENDERBUS_TESTS_HAVE_REDIS)
BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_told) {
    if (!redis_server::is_installed()) {
        BOOST_TEST_MESSAGE("skipped: no redis-server here");
        return;
    }
    redis_server server;
    const auto leases = rb::redis_leases::open(server.options()).value();
    server.end(SIGKILL);
    BOOST_TEST((leases->acquire("s", "/a", 1h).error().code == rb::transport_errc::connect_failed));
    BOOST_TEST((leases->renew("s", paths{"/a"}, 1h).error().code == rb::transport_errc::connect_failed));
    BOOST_TEST((rb::redis_leases::open(server.options()).error().code == rb::transport_errc::connect_failed));
    server.start();
    BOOST_TEST((leases->acquire("s", "/a", 1h).value() == grant::fresh));
}
#endif

BOOST_AUTO_TEST_SUITE_END()
