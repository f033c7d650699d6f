// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
#include "redis_server.hpp"
#endif

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <thread>

namespace {
using namespace transfer_tests;

/// What every store promises, asked of each of them.
template <class Test>
void with_every_store(Test test, rb::any_clock clock = rb::any_clock(std::make_shared<rb::system_time>())) {
    { BOOST_TEST_CONTEXT("memory_record") test(rb::any_record_store(std::make_shared<rb::memory_record>(clock))); }
    scratch folder;
    BOOST_TEST_CONTEXT("sqlite_record")
    test(rb::any_record_store(rb::sqlite_record::open(folder / "sent.db", std::chrono::seconds(20), clock).value()));
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
    if (!redis_server::is_installed()) {
        BOOST_TEST_MESSAGE("skipped: no redis-server here");
        return;
    }
    redis_server server;
    auto options = server.options();
    options.clock = clock;
    BOOST_TEST_CONTEXT("redis_record") test(rb::any_record_store(rb::redis_record::open(std::move(options)).value()));
#endif
}

rb::sent_file sent(const char* content) { return {rb::file_stamp{3, -5, UINT64_MAX}, digest_of_text(content)}; }
}  // namespace

static_assert(rb::record_store<rb::memory_record> && rb::record_store<rb::sqlite_record> &&
              rb::record_store<rb::any_record_store>);

BOOST_AUTO_TEST_SUITE(storage_record_store)

BOOST_AUTO_TEST_CASE(a_claim_is_found_replaced_and_erased) {
    with_every_store([](rb::any_record_store record) {
        BOOST_TEST(!record.find("s", "/a").value().has_value());
        BOOST_TEST(record.put("s", "/a", sent("one")).has_value());
        BOOST_TEST((record.find("s", "/a").value() == sent("one")));
        BOOST_TEST(record.put("s", "/a", {std::nullopt, digest_of_text("two")}).has_value());
        BOOST_TEST((record.find("s", "/a").value() == rb::sent_file{std::nullopt, digest_of_text("two")}));
        BOOST_TEST(!record.find("s", "/A").value().has_value());
        BOOST_TEST(!record.find("other", "/a").value().has_value());
        BOOST_TEST(record.erase("s", "/a").has_value());
        BOOST_TEST(record.erase("s", "/a").has_value());
        BOOST_TEST(record.erase("none", "/a").has_value());
        BOOST_TEST(!record.find("s", "/a").value().has_value());
    });
}

BOOST_AUTO_TEST_CASE(the_claims_of_one_storage_go_and_those_of_others_stay) {
    with_every_store([](rb::any_record_store record) {
        for (const char* path : {"/a", "/b"}) {
            BOOST_TEST(record.put("1-1", path, sent("x")).has_value());
            BOOST_TEST(record.put("1-10", path, sent("x")).has_value());
        }
        BOOST_TEST(record.erase_all("1-1").has_value());
        BOOST_TEST(record.erase_all("none").has_value());
        BOOST_TEST(!record.find("1-1", "/a").value().has_value());
        BOOST_TEST(!record.find("1-1", "/b").value().has_value());
        BOOST_TEST(record.find("1-10", "/b").value().has_value());
    });
}

BOOST_AUTO_TEST_CASE(names_are_bytes_whatever_they_are) {
    with_every_store([](rb::any_record_store record) {
        for (const std::string& path : {std::string(), std::string("/\xff\xfe not utf-8"), std::string("/'; DROP TABLE sent; --"),
                                        std::string(10'000, 'x'), std::string("/\xe5\xa3\x81.png")}) {
            BOOST_TEST(record.put("s", path, sent("x")).has_value());
            BOOST_TEST((record.find("s", path).value() == sent("x")));
            BOOST_TEST(record.remember_digest(path, {1, 2, 3}, digest_of_text("y")).has_value());
            BOOST_TEST((record.digest_of(path, {1, 2, 3}).value() == digest_of_text("y")));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_digest_is_remembered_for_exactly_one_look_of_a_file) {
    with_every_store([](rb::any_record_store record) {
        const rb::file_stamp stamp{1, 2, 3};
        BOOST_TEST(!record.digest_of("/a", stamp).value().has_value());
        BOOST_TEST(record.remember_digest("/a", stamp, digest_of_text("x")).has_value());
        BOOST_TEST((record.digest_of("/a", stamp).value() == digest_of_text("x")));
        for (const rb::file_stamp& other : {rb::file_stamp{0, 2, 3}, rb::file_stamp{1, 0, 3}, rb::file_stamp{1, 2, 0}})
            BOOST_TEST(!record.digest_of("/a", other).value().has_value());
        BOOST_TEST(!record.digest_of("/b", stamp).value().has_value());
        BOOST_TEST(record.remember_digest("/a", {4, 5, 6}, digest_of_text("y")).has_value());
        BOOST_TEST(!record.digest_of("/a", stamp).value().has_value());
    });
}

BOOST_AUTO_TEST_CASE(the_claims_of_a_folder_are_given_together_and_those_below_it_are_not_among_them) {
    with_every_store([](rb::any_record_store record) {
        const std::vector<rb::claim> claims{{"/tex/b", sent("b")},
                                            {"/tex/a", {std::nullopt, digest_of_text("a")}},
                                            {"/tex/a/below", sent("c")},
                                            {"/tex/\xff", sent("d")},
                                            {"/texture", sent("e")}};
        BOOST_TEST(record.put_all("s", claims).has_value());
        BOOST_TEST(record.put_all("other", {claims.data(), 1}).has_value());
        const auto found = record.claims_in("s", "/tex/").value();
        BOOST_TEST(found.size() == 3u);
        BOOST_TEST((found.find("a") == rb::sent_file{std::nullopt, digest_of_text("a")}));
        BOOST_TEST((found.find("b") == sent("b")));
        BOOST_TEST((found.find("\xff") == sent("d")));
        for (const char* none : {"", "c", "aa", "below", "\xff\xff", "/tex/a"}) BOOST_TEST(!found.find(none).has_value());
        BOOST_TEST(record.claims_in("s", "/tex").value().empty());
        BOOST_TEST(record.claims_in("none", "/tex/").value().empty());
        BOOST_TEST(record.claims_in("s", "/tex/a/").value().size() == 1u);
        BOOST_TEST(record.put_all("s", {}).has_value());
    });
}

BOOST_AUTO_TEST_CASE(a_content_is_found_under_a_name_that_is_claimed_to_hold_it) {
    with_every_store([](rb::any_record_store record) {
        BOOST_TEST(!record.holder_of("s", digest_of_text("x")).value().has_value());
        BOOST_TEST(record.put("s", "/tex/a", sent("x")).has_value());
        BOOST_TEST(record.put("other", "/tex/z", sent("y")).has_value());
        BOOST_TEST((record.holder_of("s", digest_of_text("x")).value() == "/tex/a"));
        BOOST_TEST(!record.holder_of("s", digest_of_text("y")).value().has_value());
        BOOST_TEST(record.put("s", "/tex/a", sent("y")).has_value());
        BOOST_TEST(!record.holder_of("s", digest_of_text("x")).value().has_value());
        BOOST_TEST((record.holder_of("s", digest_of_text("y")).value() == "/tex/a"));
        BOOST_TEST(record.put("s", "/b", sent("y")).has_value());
        BOOST_TEST(record.erase("s", "/tex/a").has_value());
        BOOST_TEST((record.holder_of("s", digest_of_text("y")).value() == "/b"));
        BOOST_TEST(record.erase_all("s").has_value());
        BOOST_TEST(!record.holder_of("s", digest_of_text("y")).value().has_value());
    });
}

BOOST_AUTO_TEST_CASE(old_entries_are_pruned_and_those_put_again_stay) {
    using std::chrono::hours;
    const auto start = std::chrono::system_clock::time_point(hours(500'000));
    scratch folder;
    for (const bool on_disk : {false, true}) {
        const auto time = std::make_shared<rb::manual_time>(start);
        const rb::any_clock clock(time);
        rb::any_record_store record(std::make_shared<rb::memory_record>(clock));
        if (on_disk)
            record = rb::any_record_store(rb::sqlite_record::open(folder / "sent.db", std::chrono::seconds(1), clock).value());
        const std::vector<rb::claim> claims{{"/tex/old", sent("x")}, {"/tex/again", sent("y")}, {"/gone/old", sent("z")}};
        const std::vector<rb::local_digest> digests{{"/old", {1, 2, 3}, digest_of_text("x")},
                                                    {"/again", {1, 2, 3}, digest_of_text("x")}};
        BOOST_TEST(record.put_all("s", claims).has_value());
        BOOST_TEST(record.remember_all(digests).has_value());
        time->advance(hours(24));
        BOOST_TEST(record.put("s", "/tex/again", sent("y")).has_value());
        BOOST_TEST(record.remember_digest("/again", {1, 2, 3}, digest_of_text("x")).has_value());
        BOOST_TEST(record.prune(start).value() == 0u);
        BOOST_TEST(record.prune(start + hours(1)).value() == 3u);
        BOOST_TEST(!record.find("s", "/tex/old").value().has_value());
        BOOST_TEST(!record.holder_of("s", digest_of_text("z")).value().has_value());
        BOOST_TEST(record.claims_in("s", "/gone/").value().empty());
        BOOST_TEST(record.find("s", "/tex/again").value().has_value());
        BOOST_TEST(!record.digest_of("/old", {1, 2, 3}).value().has_value());
        BOOST_TEST(record.digest_of("/again", {1, 2, 3}).value().has_value());
        BOOST_TEST(record.put("s", "/gone/old", sent("z")).has_value());
        BOOST_TEST(record.claims_in("s", "/gone/").value().size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(what_is_renewed_is_not_pruned_and_nothing_comes_back_by_it) {
    using std::chrono::hours;
    for (const int count : {3, 500, 2500}) {  // few enough to stand alone, and packed
        const auto time = std::make_shared<rb::manual_time>(std::chrono::system_clock::time_point(hours(500'000)));
        const auto store = [&](rb::any_record_store record) {
            const auto name = [](int i) { return "/tex/" + std::to_string(i); };
            std::vector<rb::claim> claims{{"/other/0", sent("x")}};
            for (int i = 0; i < count; ++i) claims.push_back({name(i), sent("x")});
            BOOST_TEST(record.put_all("s", claims).has_value());
            const auto confirmed = record.claims_in("s", "/tex/").value();
            BOOST_TEST(confirmed.size() == static_cast<std::size_t>(count));
            time->advance(hours(24));
            const auto yesterday = time->now() - hours(1);
            BOOST_TEST(record.erase("s", name(0)).has_value());
            BOOST_TEST(record.put("s", name(1), sent("y")).has_value());
            BOOST_TEST(record.renew("s", "/tex/", confirmed).has_value());
            BOOST_TEST(record.renew("s", "/none/", confirmed).has_value());
            BOOST_TEST(record.renew("none", "/tex/", confirmed).has_value());
            BOOST_TEST(record.prune(yesterday).value() == 1u);
            const auto left = record.claims_in("s", "/tex/").value();
            BOOST_TEST(left.size() == static_cast<std::size_t>(count - 1));
            BOOST_TEST((left.find("1") == sent("y")));
            BOOST_TEST((left.find("2") == sent("x")));
            for (std::size_t i = 0; i < left.size(); ++i)
                BOOST_TEST(left[i].recorded >= std::chrono::floor<std::chrono::seconds>(yesterday).time_since_epoch().count());
            BOOST_TEST(record.claims_in("s", "/none/").value().empty());
            BOOST_TEST((record.holder_of("s", digest_of_text("x")).value().has_value()));
        };
        with_every_store(store, rb::any_clock(time));
    }
}

BOOST_AUTO_TEST_CASE(a_store_is_as_a_map_is_whatever_is_put_and_erased) {
    with_every_store([](rb::any_record_store record) {
        std::mt19937 random(5);
        const auto pick = [&](unsigned below) { return random() % below; };
        const auto path = [&] { return "/f" + std::to_string(pick(2)) + "/" + std::to_string(pick(400)); };
        const auto any = [&] { return sent(std::to_string(pick(50)).c_str()); };
        std::map<std::string, rb::sent_file> model;
        for (int step = 0; step < 400; ++step) {
            switch (const auto what = pick(20)) {
                case 0: {
                    const auto gone = path();
                    BOOST_REQUIRE(record.erase("s", gone));
                    model.erase(gone);
                    break;
                }
                case 1:
                    if (pick(10) != 0) break;
                    BOOST_REQUIRE(record.erase_all("s"));
                    model.clear();
                    break;
                default: {
                    std::vector<rb::claim> claims;
                    for (auto i = what < 15 ? 1 : pick(150); i != 0; --i) claims.push_back({path(), any()});
                    BOOST_REQUIRE(record.put_all("s", claims));
                    for (const auto& one : claims) model[one.server_path] = one.sent;
                }
            }
            const auto asked = path();
            const auto found = record.find("s", asked).value();
            BOOST_REQUIRE(found.has_value() == model.contains(asked));
            if (found) BOOST_REQUIRE((*found == model[asked]));
            const auto content = any();
            const auto holder = record.holder_of("s", content.digest).value();
            if (holder) BOOST_REQUIRE((model.at(*holder).digest == content.digest));
            else
                for (const auto& [name, one] : model) BOOST_REQUIRE((one.digest != content.digest));
        }
        std::size_t together = 0;
        for (const char* folder : {"/f0/", "/f1/"}) {
            const auto claims = record.claims_in("s", folder).value();
            together += claims.size();
            for (std::size_t i = 0; i < claims.size(); ++i)
                BOOST_REQUIRE((model.at(folder + std::string(claims[i].name)) == claims[i].sent));
        }
        BOOST_TEST(together == model.size());
        BOOST_TEST(together > 100u);
    });
}

BOOST_AUTO_TEST_CASE(threads_share_a_store) {
    with_every_store([](rb::any_record_store record) {
        std::vector<std::thread> threads;
        std::atomic<int> failures = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) {
                    const auto path = "/" + std::to_string(t) + "/" + std::to_string(i);
                    if (!record.put("s", path, sent("x")) || !record.find("s", path).value()) ++failures;
                }
            });
        for (auto& thread : threads) thread.join();
        BOOST_TEST(failures == 0);
        BOOST_TEST(record.find("s", "/3/49").value().has_value());
    });
}

BOOST_AUTO_TEST_SUITE_END()
