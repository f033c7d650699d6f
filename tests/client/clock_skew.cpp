// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/http_date.hpp>

using namespace client_test;

namespace {

constexpr std::int64_t start_seconds = 1535957371;

/// A farm with a clock of its own, which refuses what is more than five minutes off; it names its time as it is told to.
struct strict_farm {
    explicit strict_farm(std::chrono::seconds its_offset) : offset(its_offset) {}

    rb::result<rb::http::response> operator()(const rb::http::request& what) {
        ++asked;
        stamps.push_back(std::stoll(*rb::http::find(what.headers, "UTCTimestamp")));
        const std::int64_t now = start_seconds + offset.count();
        if (!always_refuses && stamps.back() > now - 300 && stamps.back() < now + 300)
            return rb::http::response{200, {}, R"({"code":200,"data":{"items":[],"taskIdList":[7]}})"};
        rb::http::response refusal{200, {}, R"({"code":610,"message":"expired","data":null)"};
        if (names_time) refusal.body += ",\"serverTime\":" + (odd_time.empty() ? std::to_string(now * 1000) : odd_time);
        refusal.body += "}";
        if (!date.empty()) refusal.headers.push_back({"Date", date});
        return refusal;
    }

    std::chrono::seconds offset;
    bool always_refuses = false;
    bool names_time = true;
    std::string odd_time;
    std::string date;
    int asked = 0;
    std::vector<std::int64_t> stamps;
};

struct skewed {
    explicit skewed(std::chrono::seconds offset)
        : farm(std::make_shared<strict_farm>(offset)),
          client(settings(),
                 std::make_shared<rb::in_process_transport>([to = farm](const rb::http::request& what) { return (*to)(what); }),
                 signs(), {}, std::make_shared<rb::manual_time>(start), [this](const rb::event& e) {
                     if (e.what == rb::event::kind::clock_corrected) told.push_back({std::string(e.subject), e.done});
                     if (e.what == rb::event::kind::request_started) requests.insert(e.span);
                     if (e.what == rb::event::kind::clock_corrected) inside = requests.contains(e.parent) && e.span == 0;
                 }) {}

    template <class Request = rb::api::query::task_list>
    one_call<Request> call() {
        return one_call<Request>(*client.channel(), Request{},
                                 rb::tell_requests(std::make_shared<const rb::any_observer>(client.observing()), {}));
    }

    std::vector<std::pair<std::string, std::uint64_t>> told;
    std::set<std::uint64_t> requests;
    bool inside = false;
    std::shared_ptr<strict_farm> farm;
    rb::basic_client<rb::in_process_transport, rb::hmac_signer, rb::generation_2, rb::retry_with_backoff, rb::manual_time> client;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_clock_that_is_wrong)

BOOST_AUTO_TEST_CASE(is_cured_once_for_all_later_calls_and_told) {
    for (const auto offset : {3600s, -3600s, 301s, -86400s * 3}) {
        skewed all(offset);
        BOOST_TEST(all.call().outcome().has_value());
        BOOST_TEST(all.farm->asked == 2);
        BOOST_TEST(all.call().outcome().has_value());
        BOOST_TEST(all.call<rb::api::task::create>().outcome().has_value());  // a call of class `once` knows it too
        BOOST_TEST(all.farm->asked == 4);
        BOOST_TEST_REQUIRE(all.told.size() == 1u);
        BOOST_TEST(all.inside);
        BOOST_TEST(all.told[0].second == static_cast<std::uint64_t>(std::abs(offset.count())));
        BOOST_TEST((all.client.channel()->clock_offset() == offset));
        BOOST_TEST(all.farm->stamps.back() == start_seconds + offset.count());
    }
    skewed hour(3600s);
    hour.call();
    BOOST_TEST(hour.told.at(0).first ==
               "this machine's clock is 1 h behind the farm's; calls are signed with the farm's time, but better set the clock");
    skewed days(-273'600s);
    days.call();
    BOOST_TEST(days.told.at(0).first.starts_with("this machine's clock is 3 days 4 h ahead of the farm's"));
}

BOOST_AUTO_TEST_CASE(is_cured_for_a_call_of_class_once) {
    skewed all(3600s);
    BOOST_TEST(all.call<rb::api::task::create>().outcome().has_value());  // refused: nothing was made
    BOOST_TEST(all.farm->asked == 2);
}

BOOST_AUTO_TEST_CASE(that_changes_again_is_cured_again) {
    skewed all(3600s);
    all.call();
    all.farm->offset = 0s;
    BOOST_TEST(all.call().outcome().has_value());
    BOOST_TEST(all.told.size() == 2u);
    BOOST_TEST((all.client.channel()->clock_offset() == 0s));
}

BOOST_AUTO_TEST_CASE(is_cured_in_every_channel_made_of_one) {
    skewed all(3600s);
    auto other = all.client.channel()->tried_by(rb::never_retry{});
    all.call();
    BOOST_TEST((other.clock_offset() == 3600s));
    BOOST_TEST(one_call(other, rb::api::query::task_list{}).outcome().has_value());
    BOOST_TEST(all.farm->asked == 3);
}

BOOST_AUTO_TEST_CASE(is_cured_by_the_date_where_the_refusal_names_no_time) {
    skewed all(3600s);
    all.farm->names_time = false;
    all.farm->date = "Mon, 03 Sep 2018 07:49:31 GMT";  // an hour after the start
    BOOST_TEST(all.call().outcome().has_value());
    BOOST_TEST((all.client.channel()->clock_offset() == 3600s));
}

BOOST_AUTO_TEST_CASE(that_the_farm_says_nothing_of_is_told_as_it_is) {
    for (const auto* odd : {"", "0", "-1", "9223372036854775807", "null", "8000000000000"}) {
        skewed all(3600s);
        all.farm->odd_time = odd;
        all.farm->names_time = *odd != '\0';
        auto call = all.call();
        BOOST_TEST(call.why().code == rb::service_errc::expired_timestamp);
        BOOST_TEST(call.why().cause ==
                   "the farm refused the call with code 610 (expired), and named no time that could be taken in place of this "
                   "machine's");
        BOOST_TEST(call.why().next_step == "set this machine's clock");
        BOOST_TEST(all.farm->asked == 1);
        BOOST_TEST(all.told.empty());
    }
}

BOOST_AUTO_TEST_CASE(by_years_is_cured_all_the_same) {
    for (const auto offset : {86400s * 365 * 20, -86400s * 365 * 20}) {
        skewed all(offset);
        BOOST_TEST(all.call().outcome().has_value());
        BOOST_TEST_REQUIRE(all.told.size() == 1u);
        BOOST_TEST(all.told[0].first.starts_with("this machine's clock is 7300 days "));
    }
}

BOOST_AUTO_TEST_CASE(is_cured_once_a_call_and_no_more) {
    skewed all(3600s);
    all.farm->always_refuses = true;
    auto call = all.call();
    BOOST_TEST(call.why().code == rb::service_errc::expired_timestamp);
    BOOST_TEST(
        call.why().cause ==
        "the farm refused the call with code 610 (expired), also after the call was signed with the time that the farm had "
        "named");
    BOOST_TEST(all.farm->asked == 2);
    auto again = all.call();
    BOOST_TEST(all.farm->asked == 4);
}

BOOST_AUTO_TEST_CASE(is_another_thing_than_a_wrong_signature) {
    world all({says(R"({"code":611,"message":"no","serverTime":1600000000000})")});
    BOOST_TEST(all.call().why().code == rb::service_errc::wrong_signature);
    BOOST_TEST(all.farm->asked.size() == 1u);
    BOOST_TEST((all.client.channel()->clock_offset() == 0s));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http_dates)

BOOST_AUTO_TEST_CASE(are_read_in_the_standard_s_form_alone) {
    const auto seconds = [](std::string_view text) {
        const auto when = rb::parse_http_date(text);
        return when ? when->time_since_epoch().count() : -1;
    };
    BOOST_TEST(seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784'111'777);
    BOOST_TEST(seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
    BOOST_TEST(seconds("Thu, 29 Feb 2024 23:59:59 GMT") == 1'709'251'199);
    for (const auto* text : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 UTC",
                             "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 ovD 1994 08:49:37 GMT",
                             "Sun, 0x Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
        BOOST_TEST(seconds(text) == -1, text);
}

BOOST_AUTO_TEST_SUITE_END()
