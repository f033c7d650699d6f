// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;

/// How many exchanges an undisturbed run makes.
int exchanges_of_a_run() {
    static const int count = [] {
        set_of_2 set;
        BOOST_REQUIRE(set.run(set.shot(), rb::scene_file(set.scene)).has_value());
        return static_cast<int>(set.line->targets.size());
    }();
    return count;
}

/// Nothing unfinished lies about: temporary files of the download and of the four files are gone.
void require_no_leavings(const set_of_2& set) {
    for (const char* where : {"frames", "workspace"}) {
        if (!fs::exists(set.folder / where)) continue;
        for (const auto& one : fs::recursive_directory_iterator(set.folder / where)) {
            if (!one.is_regular_file()) continue;
            const auto extension = one.path().extension();
            BOOST_TEST((extension == ".png" || extension == ".json"), one.path().string());
        }
    }
}

std::int64_t tasks_submitted(set_of_2& set) {
    std::int64_t count = 0;
    farm_tests::caller asking(set.farm, set.time);
    for (std::int64_t id = 10'000; id < 10'020; ++id) {
        const auto known = asking.send(rb::api::query::task_info{.task_ids = {id}});
        if (known)
            for (const auto& one : known->items) count += one.submit_date.value_or(0) != 0;
    }
    return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(any_one_request_lost_on_the_way_is_cured_or_told) {
    const int all = exchanges_of_a_run();
    BOOST_TEST(all > 15);
    int told = 0;
    for (int n = 0; n < all; ++n) {
        set_of_2 set;
        set.line->before = [&](int nth, const rb::http::request& what) -> disturbed_line::answer {
            if (nth == n) return lost(what);
            return {};
        };
        const auto outcome = set.run(set.shot(), rb::scene_file(set.scene));
        const std::string target = set.line->targets.at(static_cast<std::size_t>(n));
        const bool may_fail = target == rb::api::task::create::at.generation_2;
        BOOST_TEST((outcome.has_value() || may_fail), "exchange " << n << ", " << target);
        if (!outcome) {
            ++told;
            BOOST_TEST((outcome.error().code == rb::transport_errc::connection_lost));
            BOOST_TEST(tasks_submitted(set) == 0);
        }
        require_no_leavings(set);
    }
    BOOST_TEST(told == 1);  // without a journal the task has no label to be found by, so its making is not repeated
}

BOOST_AUTO_TEST_CASE(any_one_answer_lost_on_the_way_never_makes_two_tasks) {
    for (int n = 0; n < exchanges_of_a_run(); ++n) {
        set_of_2 set;
        set.line->after = [&](int nth, const rb::http::request& what) -> disturbed_line::answer {
            if (nth == n) return lost(what);
            return {};
        };
        const auto outcome = set.run(set.shot(), rb::scene_file(set.scene));
        const bool made = set.line->targets.at(static_cast<std::size_t>(n)) == rb::api::task::create::at.generation_2;
        BOOST_TEST(outcome.has_value() == !made, "exchange " << n << ", " << set.line->targets.at(static_cast<std::size_t>(n)));
        BOOST_TEST(tasks_submitted(set) == (made ? 0 : 1));
        require_no_leavings(set);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_at_any_exchange_ends_the_run_as_canceled) {
    for (int n = 0; n < exchanges_of_a_run(); ++n) {
        set_of_2 set;
        std::stop_source stop;
        set.line->before = [&](int nth, const rb::http::request&) -> disturbed_line::answer {
            if (nth == n) stop.request_stop();
            return {};
        };
        const auto outcome = set.run(set.shot(), rb::scene_file(set.scene), stop.get_token());
        BOOST_REQUIRE(!outcome.has_value());
        BOOST_TEST((outcome.error().code == rb::transport_errc::canceled), outcome.error().message());
        BOOST_TEST(set.line->targets.size() <= static_cast<std::size_t>(n) + 8);  // those that were under way side by side
        require_no_leavings(set);
    }
}

BOOST_AUTO_TEST_CASE(garbage_in_place_of_any_answer_is_a_failure_with_its_place) {
    for (const std::string garbage : {"", "{", "null", "[1,2", R"({"code":200})", R"({"code":200,"data":[[]]})", R"({"code":"x"})", "\xff\xfe"}) {
        for (int n = 0; n < exchanges_of_a_run(); n += 2) {
            set_of_2 set;
            set.line->before = [&](int nth, const rb::http::request&) -> disturbed_line::answer {
                if (nth >= n) return rb::http::response{200, {}, garbage};
                return {};
            };
            const auto outcome = set.run(set.shot(), rb::scene_file(set.scene));
            BOOST_REQUIRE(!outcome.has_value());
            BOOST_TEST(!outcome.error().place.empty());
            BOOST_TEST(!outcome.error().cause.empty());
            require_no_leavings(set);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_key_and_a_wrong_clock_are_told_as_what_they_are) {
    set_of_2 set;
    test_client<rb::generation_2> stranger({.farm = {true, "localhost", 8443, true}}, set.line,
                                           rb::hmac_signer({"artist-id", rb::secret("guessed")}), {}, set.time);
    asio::io_context io;
    const auto refused = [&](auto& who) {
        std::optional<rb::failure> why;
        who.channel()->async_send(io.get_executor(), rb::api::user::profile{}, {}, [&](auto reply) {
            BOOST_REQUIRE(!reply.has_value());
            why = reply.error();
        });
        io.restart();
        io.run();
        return *why;
    };
    BOOST_TEST((refused(stranger).code == rb::service_errc::wrong_signature));
    BOOST_TEST(refused(stranger).message().find("guessed") == std::string::npos);

    auto slow = std::make_shared<rb::manual_time>(set.time->now() - 1h);
    test_client<rb::generation_2> late({.farm = {true, "localhost", 8443, true}}, set.line,
                                       rb::hmac_signer({"artist-id", rb::secret(farm_tests::artist_key)}), {}, slow);
    std::optional<rb::result<rb::api::user::profile::reply>> cured;
    late.channel()->async_send(io.get_executor(), rb::api::user::profile{}, {}, [&](auto reply) { cured.emplace(std::move(reply)); });
    io.restart();
    io.run();
    BOOST_TEST(cured->has_value(), said(*cured));
    BOOST_TEST((late.channel()->clock_offset() == 1h));
}

BOOST_AUTO_TEST_SUITE_END()
