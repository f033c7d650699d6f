// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

namespace {
using namespace transfer_tests;

/// What every store promises, asked of each of them.
template <class Test>
void with_every_store(Test test) {
    { BOOST_TEST_CONTEXT("memory_record") test(rb::any_record_store(std::make_shared<rb::memory_record>())); }
    scratch folder;
    BOOST_TEST_CONTEXT("sqlite_record") test(rb::any_record_store(rb::sqlite_record::open(folder / "sent.db").value()));
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
