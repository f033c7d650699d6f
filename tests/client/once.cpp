// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/retry_rule.hpp>

#include <numeric>

using namespace client_test;

namespace {

using create = rb::api::task::create;
using submit = rb::api::task::submit;

/// A call of a user's own that may be done once, and that nobody can find out about.
struct buy {
    std::int64_t hours = 1;
    using reply = rb::nothing;
    static constexpr rb::routes at{"shop.buy", "", "/api/shop/buy", rb::retry_class::once};
};

/// One that can be found out about: the shop has a list of what was bought.
struct order {
    std::string number;
    struct reply {
        std::int64_t price = 0;
    };
    static constexpr rb::routes at{"shop.order", "", "/api/shop/order", rb::retry_class::once};
};
struct price_of {
    std::string number;
    struct reply {
        std::optional<std::int64_t> price;
    };
    static constexpr rb::routes at{"shop.price_of", "", "/api/shop/priceOf"};
};

}  // namespace

template <>
struct renderbus::how_to_verify<order> {
    static void async_find_out(const call_run& in, const order& request, completion<std::optional<order::reply>> done) {
        in.send(price_of{request.number}, [done = std::move(done)](result<price_of::reply> known) mutable {
            if (!known) return done(std::move(known).error());
            if (!known->price) return done(std::optional<order::reply>());
            done(std::optional(order::reply{*known->price}));
        });
    }
};

namespace {

/// How many requests went to an endpoint.
template <class Request>
std::ptrdiff_t asked(const world& all) {
    return std::count_if(all.farm->asked.begin(), all.farm->asked.end(),
                         [](const rb::http::request& what) { return what.target == Request::at.generation_2; });
}

const std::string submitted_task = R"({"code":200,"data":{"items":[{"id":5,"submitDate":1535957371000}]}})";
const std::string waiting_task = R"({"code":200,"data":{"items":[{"id":5}]}})";
const std::string listed = R"({"code":200,"data":{"items":[{"id":9},{"id":8}]}})";
const std::string labelled =
    R"({"code":200,"data":{"items":[{"id":9,"labels":"{\"1\":\"renderbus-0123456789abcdef\"}"},{"id":8,"labels":"{}"}]}})";
const create mine{.labels = {"night", "renderbus-0123456789abcdef"}};

/// A lost answer, as many empty looks as there are before a call is made again, and what comes then.
std::vector<scripted_farm::answer> none_seen(rb::transport_errc first, std::vector<scripted_farm::answer> then) {
    constexpr std::size_t looks = 7;
    std::vector<scripted_farm::answer> all(1 + looks, says(no_tasks));
    all.front() = fails(first);
    all.insert(all.end(), then.begin(), then.end());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(calls_of_class_once)

BOOST_AUTO_TEST_CASE(are_made_again_where_they_cannot_have_arrived) {
    for (const auto code : {rb::transport_errc::connect_failed, rb::transport_errc::resolve_failed}) {
        world all({fails(code), says("", 429), says(made_task)});
        auto call = all.call<create>();
        call.finish(*all.clock);
        BOOST_TEST_REQUIRE(call.outcome().has_value());
        BOOST_TEST(call.outcome()->task_id_list.at(0) == 7);
        BOOST_TEST(asked<create>(all) == 3);
        BOOST_TEST(all.farm->asked.size() == 3u);
    }
}

BOOST_AUTO_TEST_CASE(are_not_made_again_where_nobody_can_find_out) {
    for (const auto& answer : {fails(rb::transport_errc::connection_lost), fails(rb::transport_errc::timed_out), says("", 502),
                               says("{\"code\":500}"), says("<html>"), fails(rb::transport_errc::answer_too_large)}) {
        world all({answer});
        const auto why = all.call<create>().why();
        BOOST_TEST(why.cause.ends_with("; whether the farm did it all the same is not known, so it is not sent again"),
                   why.cause);
        BOOST_TEST((why.next_step.find("renderbus::unique_label()") != std::string::npos));
        BOOST_TEST(all.farm->asked.size() == 1u);
        BOOST_TEST(!all.clock->advance_to_next());
        world shop({answer});
        BOOST_TEST(shop.call<buy>().why().next_step == "look at the farm for what became of it before sending it again");
        BOOST_TEST(shop.farm->asked.size() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(that_were_refused_did_nothing_and_are_not_looked_into) {
    world all({says(R"({"code":601,"message":"no"})")});
    BOOST_TEST(all.call(mine).why().code == rb::service_errc::parameter_missing);
    BOOST_TEST(all.farm->asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(that_make_a_task_find_it_by_its_own_label) {
    world all({fails(rb::transport_errc::connection_lost), says(listed), says(labelled)});
    auto call = all.call(mine);
    BOOST_TEST(all.farm->asked.size() == 1u);  // the farm gets the pause's time to finish what it has begun
    call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->task_id_list == std::vector<std::int64_t>{9}, boost::test_tools::per_element());
    BOOST_TEST(asked<create>(all) == 1);
    BOOST_TEST((all.told.back().what == rb::event::kind::request_finished));
}

BOOST_AUTO_TEST_CASE(that_make_a_task_make_it_again_where_there_is_none) {
    world all(none_seen(rb::transport_errc::timed_out, {says(made_task), says(no_tasks)}));
    auto call = all.call(mine);
    const auto pauses = call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->task_id_list.at(0) == 7);
    BOOST_TEST(asked<create>(all) == 2);
    // As long as a farm behind a gateway that gave up may be at work on it.
    BOOST_TEST((std::accumulate(pauses.begin(), pauses.end(), 0ms) == 30s));
}

BOOST_AUTO_TEST_CASE(that_are_done_late_are_waited_for) {
    world all({says("", 504), says(no_tasks), says(no_tasks), says(no_tasks), says(listed), says(labelled)});
    auto call = all.call(mine);
    call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->task_id_list.at(0) == 9);
    BOOST_TEST(asked<create>(all) == 1);
}

BOOST_AUTO_TEST_CASE(that_are_done_after_all_while_they_are_made_again_leave_one_task) {
    const std::string both = R"({"code":200,"data":{"items":[{"id":7},{"id":9}]}})";
    const std::string their_labels = R"({"code":200,"data":{"items":[{"id":7,"labels":"{\"1\":\"renderbus-0123456789abcdef\"}"},)"
                                     R"({"id":9,"labels":"{\"1\":\"renderbus-0123456789abcdef\"}"}]}})";
    world all(none_seen(rb::transport_errc::connection_lost,
                        {says(made_task), says(both), says(their_labels), says(R"({"code":200})")}));
    auto call = all.call(mine);
    call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->task_id_list.at(0) == 7);
    BOOST_TEST(asked<rb::api::task::abort>(all) == 1);
    BOOST_TEST(all.farm->asked.back().body == R"({"taskIds":[9]})");
}

BOOST_AUTO_TEST_CASE(do_not_take_a_task_of_another_call_for_theirs) {
    // A label of people's own, be it one that begins like ours.
    for (const char* label : {"renderbus-night", "renderbus-0123456789ABCDEF", "renderbus-0123456789abcdef0", "renderbus-"}) {
        world all({fails(rb::transport_errc::connection_lost), says(listed), says(labelled)});
        const auto why = all.call(create{.labels = {label}}).why();
        BOOST_TEST((why.cause.find("is not known") != std::string::npos), why.cause);
        BOOST_TEST(all.farm->asked.size() == 1u);
    }
    // One that was submitted was not made just now.
    const std::string old = R"({"code":200,"data":{"items":[{"id":9,"submitDate":1535957371000,)"
                            R"("labels":"{\"1\":\"renderbus-0123456789abcdef\"}"}]}})";
    world all({fails(rb::transport_errc::connection_lost), says(R"({"code":200,"data":{"items":[{"id":9}]}})"), says(old),
               says(listed), says(labelled)});
    auto call = all.call(mine);
    BOOST_TEST(call.finish(*all.clock).size() == 2u);
    BOOST_TEST(call.outcome().value().task_id_list.at(0) == 9);
}

BOOST_AUTO_TEST_CASE(are_not_taken_for_refused_where_a_gateway_speaks_json) {
    for (const char* words : {R"({"code":50300,"message":"upstream unavailable"})", R"({"code":500,"message":"bad gateway"})",
                              R"({"code":503})", R"({"code":"x"})"}) {
        world all({says(words, 503)});
        const auto why = all.call<create>().why();
        BOOST_TEST(why.code == rb::transport_errc::unavailable);
        BOOST_TEST((why.cause.find("is not known") != std::string::npos), why.cause);
        world safe({says(words, 503), says(no_tasks)});
        auto call = safe.call<rb::api::query::task_list>();
        call.finish(*safe.clock);
        BOOST_TEST(call.outcome().has_value());
    }
    world denied({says(R"({"code":40300,"message":"blocked by policy"})", 403)});
    BOOST_TEST(denied.call<create>().why().code == rb::transport_errc::access_denied);
    world service({says(R"({"code":601,"message":"no"})", 500)});
    BOOST_TEST(service.call<create>().why().code == rb::service_errc::parameter_missing);
}

BOOST_AUTO_TEST_CASE(that_make_several_tasks_find_all_or_say_so) {
    const auto task = [](int id) {
        return R"({"id":)" + std::to_string(id) + R"(,"labels":"{\"1\":\"renderbus-0123456789abcdef\"}"})";
    };
    const auto answer = [](const std::string& items) { return says(R"({"code":200,"data":{"items":[)" + items + "]}}"); };
    auto three = mine;
    three.count = 3;
    world all({fails(rb::transport_errc::connection_lost), says(listed), answer(task(9) + "," + task(11) + "," + task(10))});
    auto call = all.call(three);
    call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->task_id_list == (std::vector<std::int64_t>{9, 10, 11}), boost::test_tools::per_element());

    world half({fails(rb::transport_errc::connection_lost), says(listed), answer(task(9))});
    auto unclear = half.call(three);
    unclear.finish(*half.clock);
    BOOST_TEST((unclear.why().cause.find("of 3 tasks the farm made 1") != std::string::npos), unclear.why().cause);
    BOOST_TEST(asked<create>(half) == 1);
}

BOOST_AUTO_TEST_CASE(that_submit_find_out_by_the_task) {
    world done({fails(rb::transport_errc::connection_lost), says(submitted_task)});
    auto first = done.call<submit>();
    first.finish(*done.clock);
    BOOST_TEST(first.outcome().has_value());
    BOOST_TEST(asked<submit>(done) == 1);

    std::vector<scripted_farm::answer> answers(8, says(waiting_task));
    answers.front() = fails(rb::transport_errc::connection_lost);
    answers.push_back(says("{\"code\":200}"));
    world again(answers);
    auto second = again.call<submit>();
    second.finish(*again.clock);
    BOOST_TEST(second.outcome().has_value());
    BOOST_TEST(asked<submit>(again) == 2);
}

BOOST_AUTO_TEST_CASE(that_are_refused_after_a_lost_answer_may_have_arrived_late) {
    std::vector<scripted_farm::answer> answers(8, says(waiting_task));
    answers.front() = fails(rb::transport_errc::connection_lost);
    answers.push_back(says(R"({"code":600,"message":"submitted already"})"));
    answers.push_back(says(submitted_task));
    world all(answers);
    auto call = all.call<submit>();
    call.finish(*all.clock);
    BOOST_TEST(call.outcome().has_value());
    BOOST_TEST(asked<submit>(all) == 2);
}

BOOST_AUTO_TEST_CASE(are_not_made_again_where_the_farm_cannot_be_asked) {
    world all({fails(rb::transport_errc::connection_lost)});
    auto call = all.call<submit>();
    call.finish(*all.clock);
    BOOST_TEST(call.why().code == rb::transport_errc::connection_lost);
    BOOST_TEST((call.why().cause.find("could not be found out: ") != std::string::npos));
    BOOST_TEST(asked<submit>(all) == 1);
    BOOST_TEST(asked<rb::api::query::task_info>(all) == 4);  // a safe call has tries of its own
}

BOOST_AUTO_TEST_CASE(are_looked_into_by_a_rule_that_never_tries_again) {
    auto farm = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connection_lost), says(submitted_task)});
    auto client = client_of<rb::generation_2, rb::never_retry>(farm, std::make_shared<rb::manual_time>(start));
    BOOST_TEST(one_call(client, submit{.task_id = 5}).outcome().has_value());
    auto none = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connection_lost), says(waiting_task)});
    auto other = client_of<rb::generation_2, rb::never_retry>(none, std::make_shared<rb::manual_time>(start));
    const auto why = one_call(other, submit{.task_id = 5}).why();
    BOOST_TEST(why.code == rb::transport_errc::connection_lost);
    BOOST_TEST((why.cause.find("had not done it yet") != std::string::npos), why.cause);
    BOOST_TEST(none->asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(that_are_called_off_are_left_alone) {
    world all({fails(rb::transport_errc::canceled)});
    BOOST_TEST(all.call<submit>().why().code == rb::transport_errc::canceled);
    BOOST_TEST(all.farm->asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(of_a_user_s_own_say_how_they_are_found_out_about) {
    world all({says("", 503), says(R"({"code":200,"data":{"price":12}})")});
    auto call = all.call(order{"n-1"});
    call.finish(*all.clock);
    BOOST_TEST_REQUIRE(call.outcome().has_value());
    BOOST_TEST(call.outcome()->price == 12);
    static_assert(rb::verifiable<order> && rb::verifiable<create> && rb::verifiable<submit> && !rb::verifiable<buy>);
    auto farm = std::make_shared<scripted_farm>(std::vector{says("", 503), says(R"({"code":200,"data":{"price":12}})")});
    auto client = client_of<>(farm, std::make_shared<rb::manual_time>(start), {}, [] { return std::uint64_t{0}; });
    BOOST_TEST(client.send(order{"n-1"}, rb::retrying{}).price == 12);
}

BOOST_AUTO_TEST_SUITE_END()
