// SPDX-License-Identifier: BSL-1.0
#include <renderbus/random.hpp>
#include <renderbus/retry_rule.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>
#include <vector>

namespace {

namespace rb = renderbus;
using namespace std::chrono_literals;

const rb::failure lost{rb::transport_errc::connection_lost, {}, {}, {}};
constexpr double nearly_one = 1 - 1e-9;

}  // namespace

BOOST_AUTO_TEST_SUITE(a_backoff)

BOOST_AUTO_TEST_CASE(takes_each_pause_between_nothing_and_a_limit_that_doubles) {
    const rb::retry_with_backoff rule{.tries = 1'000'000, .deadline = 24h};
    const auto limit = [&](int tries) { return *rule.pause_before_next({.why = lost, .tries = tries, .chance = nearly_one}); };
    BOOST_TEST((limit(1) == 250ms && limit(2) == 500ms && limit(3) == 1000ms && limit(5) == 4000ms));
    for (const int tries : {6, 7, 31, 32, 63, 64, 100'000}) BOOST_TEST((limit(tries) == 8000ms), tries);
    BOOST_TEST((*rule.pause_before_next({.why = lost, .tries = 9, .chance = 0}) == 0ms));
    BOOST_TEST((*rule.pause_before_next({.why = lost, .tries = 9, .chance = 0.5}) == 4000ms));
    const rb::retry_with_backoff odd{.first_pause = 300ms, .longest_pause = 100ms};
    BOOST_TEST((*odd.pause_before_next({.why = lost, .chance = nearly_one}) == 100ms));
}

BOOST_AUTO_TEST_CASE(spreads_its_pauses_over_the_whole_span) {
    const rb::retry_with_backoff rule;
    const auto random = rb::seeded_random(7);
    std::vector<int> tenths(10);
    for (int i = 0; i < 10'000; ++i) {
        const double chance = static_cast<double>(random() >> 11) * 0x1p-53;
        const auto pause = *rule.pause_before_next({.why = lost, .tries = 3, .chance = chance});
        BOOST_TEST_REQUIRE((pause >= 0ms && pause <= 1000ms));
        ++tenths.at(static_cast<std::size_t>(std::min<std::int64_t>(pause.count() / 100, 9)));
    }
    for (const int count : tenths) BOOST_TEST((count > 850 && count < 1150), count);
}

BOOST_AUTO_TEST_CASE(gives_the_pause_that_the_farm_asks_for_up_to_a_bound) {
    const rb::retry_with_backoff rule;
    const auto pause = [&](std::chrono::milliseconds asked) {
        return *rule.pause_before_next({.why = lost, .asked_pause = asked, .chance = nearly_one});
    };
    BOOST_TEST((pause(5s) == 5s));
    BOOST_TEST((pause(10ms) == 250ms));
    BOOST_TEST((pause(24h) == 60s));
}

BOOST_AUTO_TEST_CASE(begins_no_try_after_its_deadline) {
    const rb::retry_with_backoff rule;
    const auto goes_on = [&](std::chrono::milliseconds elapsed, double chance) {
        return rule.pause_before_next({.why = lost, .elapsed = elapsed, .chance = chance}).has_value();
    };
    BOOST_TEST(goes_on(120s, 0));
    BOOST_TEST(!goes_on(120s + 1ms, 0));
    BOOST_TEST(goes_on(120s - 250ms, nearly_one));
    BOOST_TEST(!goes_on(120s - 249ms, nearly_one));
}

BOOST_AUTO_TEST_CASE(tries_again_only_what_may_pass) {
    const rb::retry_with_backoff rule;
    const auto goes_on = [&](std::error_code code, int tries = 1) {
        const rb::failure why{code, {}, {}, {}};
        return rule.pause_before_next({.why = why, .tries = tries}).has_value();
    };
    BOOST_TEST(goes_on(rb::service_errc::internal_error));
    BOOST_TEST(goes_on(rb::transport_errc::unavailable, 3));
    BOOST_TEST(!goes_on(rb::transport_errc::unavailable, 4));
    BOOST_TEST(!goes_on(rb::service_errc::parameter_invalid));
    BOOST_TEST(!goes_on(rb::transport_errc::tls_failed));
    BOOST_TEST(!goes_on(rb::data_errc::malformed_json));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(random_sources)

BOOST_AUTO_TEST_CASE(of_one_seed_are_the_same) {
    auto one = rb::seeded_random(42), same = rb::seeded_random(42), other = rb::seeded_random(43);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto number = one();
        BOOST_TEST_REQUIRE(number == same());
        BOOST_TEST_REQUIRE(number != other());
        seen.insert(number);
    }
    BOOST_TEST(seen.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(of_the_system_make_labels_that_nobody_else_has) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(rb::unique_label());
    BOOST_TEST(seen.size() == 1000u);
    for (const auto& label : seen) {
        BOOST_TEST(label.size() == 26u);
        BOOST_TEST(label.starts_with("renderbus-"));
        BOOST_TEST(label.find_first_not_of("0123456789abcdef", 10) == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
