// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/record_store.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(storage_memory_record)

BOOST_AUTO_TEST_CASE(copies_of_an_erased_store_share_it_and_two_stores_share_nothing) {
    using namespace transfer_tests;
    const auto memory = std::make_shared<rb::memory_record>();
    rb::any_record_store one(memory), copy(one), two(std::make_shared<rb::memory_record>());
    BOOST_TEST(one.put("s", "/a", {std::nullopt, digest_of_text("x")}).has_value());
    BOOST_TEST(copy.find("s", "/a").value().has_value());
    BOOST_TEST(memory->find("s", "/a").value().has_value());
    BOOST_TEST(!two.find("s", "/a").value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
