// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/journal/file_journal.hpp>
#include <renderbus/journal/journal_store.hpp>
#include <renderbus/journal/memory_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace journal_tests;

static_assert(rb::journal_store<rb::file_journal> && rb::journal_store<rb::memory_journal> && rb::journal_store<rb::any_journal>);

namespace {

/// Every rule holds for every model.
void for_each_model(const std::function<void(rb::any_journal)>& check) {
    scratch folder;
    BOOST_TEST_CONTEXT("file_journal") check(rb::any_journal(rb::file_journal::open(folder / "journal").value()));
    BOOST_TEST_CONTEXT("memory_journal") check(rb::any_journal(std::make_shared<rb::memory_journal>()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_journal)

BOOST_AUTO_TEST_CASE(gives_what_it_kept_and_nothing_else) {
    for_each_model([](rb::any_journal journal) {
        BOOST_TEST(!journal.find(key_of(1)).value().has_value());
        journal.keep(key_of(1), entry_of(1)).value();
        BOOST_TEST((journal.find(key_of(1)).value() == entry_of(1)));
        BOOST_TEST(!journal.find(key_of(2)).value().has_value());
        journal.keep(key_of(1), entry_of(3)).value();
        BOOST_TEST((journal.find(key_of(1)).value() == entry_of(3)));
    });
}

BOOST_AUTO_TEST_CASE(says_whether_a_work_was_begun_before) {
    for_each_model([](rb::any_journal journal) {
        BOOST_TEST(!journal.begin(key_of(1)).value());
        BOOST_TEST(!journal.find(key_of(1)).value().has_value());
        BOOST_TEST(journal.begin(key_of(1)).value());
        BOOST_TEST(!journal.begin(key_of(2)).value());
        journal.keep(key_of(1), entry_of(1)).value();
        BOOST_TEST(journal.begin(key_of(1)).value(), "a value that is not taken is work begun before");
        BOOST_TEST((journal.find(key_of(1)).value() == entry_of(1)));
    });
}

BOOST_AUTO_TEST_CASE(forgets_what_it_is_told_to_forget) {
    for_each_model([](rb::any_journal journal) {
        journal.forget(key_of(1)).value();
        journal.keep(key_of(1), entry_of(1)).value();
        BOOST_TEST(!journal.begin(key_of(2)).value());
        journal.forget(key_of(1)).value();
        journal.forget(key_of(2)).value();
        BOOST_TEST(!journal.find(key_of(1)).value().has_value());
        BOOST_TEST(!journal.begin(key_of(1)).value());
        BOOST_TEST(!journal.begin(key_of(2)).value());
    });
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_key) {
    for_each_model([](rb::any_journal journal) {
        const auto good = key_of(1);
        for (const std::string& key : {std::string(), good.substr(1), good + "0", "G" + good.substr(1), "A" + good.substr(1),
                                       std::string(64, '\n'), std::string(64, '\0')}) {
            BOOST_TEST(journal.find(key).error().code == rb::data_errc::invalid_value);
            BOOST_TEST(journal.begin(key).error().code == rb::data_errc::invalid_value);
            BOOST_TEST(journal.keep(key, entry_of(1)).error().code == rb::data_errc::invalid_value);
            BOOST_TEST(journal.forget(key).error().code == rb::data_errc::invalid_value);
        }
    });
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_value) {
    const std::string deepest = std::string(rb::journal_depth_limit, '[') + std::string(rb::journal_depth_limit, ']');
    for_each_model([&](rb::any_journal journal) {
        for (const std::string& value :
             {std::string(), std::string("{"), std::string("{} {}"), std::string("{\"a\":1,}"), std::string("[1,\n2]"),
              std::string("\"\xff\""), std::string("nul"), "[" + deepest + "]"})
            BOOST_TEST(!journal.keep(key_of(1), {"shape", value}), value);
        BOOST_TEST(!journal.keep(key_of(1), {"", "1"}));
        BOOST_TEST(!journal.keep(key_of(1), {"\xff", "1"}));
        BOOST_TEST(!journal.keep(key_of(1), {std::string(5000, 's'), "1"}));
        BOOST_TEST(!journal.find(key_of(1)).value().has_value());
        for (const std::string& value :
             {std::string("null"), std::string("[ 1.50 , {} ]"), std::string("\"\\n\\u0000\""), deepest}) {
            journal.keep(key_of(1), {"shape, \"in quotes\"\n", value}).value();
            BOOST_TEST((journal.find(key_of(1)).value() == rb::journal_entry{"shape, \"in quotes\"\n", value}));
        }
    });
}

BOOST_AUTO_TEST_CASE(is_a_map_under_any_calls_and_stays_one_when_it_is_opened_again) {
    scratch folder;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 bits(seed);
        const auto path = folder / std::to_string(seed);
        auto journal = rb::file_journal::open(path).value();
        std::map<std::size_t, std::optional<rb::journal_entry>> model;
        for (int step = 0; step < 300; ++step) {
            const std::size_t number = bits() % 12;
            switch (bits() % 8) {
                case 0:
                case 1:
                case 2: {
                    const auto entry = entry_of(bits() % 1000, bits() % 3000);
                    journal->keep(key_of(number), entry).value();
                    model[number] = entry;
                    break;
                }
                case 3:
                case 4:
                    BOOST_TEST_REQUIRE(journal->begin(key_of(number)).value() == model.contains(number));
                    model.try_emplace(number);
                    break;
                case 5:
                    journal->forget(key_of(number)).value();
                    model.erase(number);
                    break;
                case 6:
                    if (bits() % 4 != 0) break;
                    journal.reset();
                    journal = rb::file_journal::open(path).value();
                    break;
                default: {
                    const auto found = journal->find(key_of(number)).value();
                    const auto known = model.find(number);
                    BOOST_TEST_REQUIRE((known == model.end() ? !found : found == known->second),
                                       "seed " << seed << " step " << step);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(may_be_used_by_many_threads) {
    for_each_model([](rb::any_journal journal) {
        constexpr std::size_t threads = 6, each = 40;
        std::atomic<std::size_t> begun{0}, wrong{0};
        std::vector<std::thread> all;
        for (std::size_t t = 0; t < threads; ++t)
            all.emplace_back([&, t] {
                for (std::size_t i = 0; i < each; ++i) {
                    const auto common = journal.begin(key_of(100'000 + i));
                    begun += common && !*common;
                    const auto own = t * each + i;
                    wrong += !journal.keep(key_of(own), entry_of(own, i * 20)).has_value();
                    const auto found = journal.find(key_of(own));
                    wrong += !found || *found != entry_of(own, i * 20);
                    if (i % 3 == 0) wrong += !journal.forget(key_of(own)).has_value();
                }
            });
        for (auto& one : all) one.join();
        BOOST_TEST(wrong == 0u);
        BOOST_TEST(begun == each);
    });
}

BOOST_AUTO_TEST_SUITE_END()
