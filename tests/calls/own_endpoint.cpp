// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace calls_test;

namespace {

/// An endpoint of a studio's own, with a field that each generation calls otherwise and one that only the second has.
struct move_task {
    std::int64_t task_id = 0;
    rb::list<std::string> to = {};
    std::optional<std::string> note = {};

    struct reply {
        std::int64_t place = 0;
    };
    static constexpr rb::routes at{"studio.move_task", "/studio/v1/move", "/studio/v2/move", rb::retry_class::idempotent};
    static constexpr auto spellings = rb::spelled({{"task_id", "taskIds", 1}});
    static constexpr auto only_in = rb::only_in_generation({{"note", 2}});
    static constexpr auto rules = rb::rules_of(rb::required("task_id"), rb::required("to"));
};

const auto says_3 = [](const auto&) -> said { return R"({"place":3})"; };

}  // namespace

BOOST_AUTO_TEST_SUITE(an_endpoint_of_ones_own)

BOOST_AUTO_TEST_CASE(is_sent_like_the_service_s) {
    scripted_farm farm{says_3, {}};
    BOOST_TEST(client_to(farm).send(move_task{7, {"night"}, "soon"}).place == 3);
    BOOST_TEST(farm.asked[0].path == "/studio/v2/move");
    BOOST_TEST(farm.asked[0].body == R"({"taskId":7,"to":["night"],"note":"soon"})");
}

BOOST_AUTO_TEST_CASE(has_the_names_of_the_generation) {
    scripted_farm farm{says_3, {}};
    BOOST_TEST(client_to<rb::generation_1>(farm).send(move_task{7, {"night"}}).place == 3);
    BOOST_TEST(farm.asked[0].path == "/studio/v1/move");
    BOOST_TEST(farm.asked[0].body == R"({"taskIds":7,"to":["night"]})");
}

BOOST_AUTO_TEST_CASE(is_refused_by_name_before_it_is_sent) {
    scripted_farm farm{says_3, {}};
    auto old_client = client_to<rb::generation_1>(farm);
    const auto masked = failure_of([&] { old_client.send(move_task{7, {"night"}, "soon"}); });
    BOOST_TEST(
        masked.message() ==
        "studio.move_task: generation 1 of the API has no field note; leave it unset, or use the client of the other generation");
    const auto missing = failure_of([&] { old_client.send(move_task{0, {"night"}}); });
    BOOST_TEST(missing.cause == "task_id (taskIds) is missing: needed");
    const auto empty = failure_of([&] { client_to(farm).send(move_task{7}); });
    BOOST_TEST((empty.code == rb::data_errc::missing_field));
    BOOST_TEST(farm.asked.empty());
}

BOOST_AUTO_TEST_CASE(is_refused_through_a_token_as_well) {
    scripted_farm farm{says_3, {}};
    auto client = client_to(farm);
    asio::io_context io;
    client.on(io.get_executor());
    bool has_failed = false, has_returned = false;
    client.async_send(move_task{}, [&](std::exception_ptr failed, move_task::reply) {
        BOOST_TEST(has_returned);
        has_failed = failed != nullptr;
    });
    has_returned = true;
    io.run();
    BOOST_TEST(has_failed);
    BOOST_TEST(farm.asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
