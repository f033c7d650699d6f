// SPDX-License-Identifier: BSL-1.0
#include "elsewhere.hpp"

using namespace pipeline_tests;

namespace {

using frames = std::vector<rb::facts::frame>;
using rb::api::query::task_frames;
using rb::api::query::task_info;

auto watch_into(frames& seen, rb::watch_options how = {}) {
    return rb::watch(how) | rb::each([&seen](const rb::facts::frame& one) {
               seen.push_back(one);
               return one.id;
           });
}

std::set<std::int64_t> ids_of(const frames& seen) {
    std::set<std::int64_t> ids;
    for (const auto& one : seen) ids.insert(one.id);
    return ids;
}

/// Takes the first frame and lets the rest be.
struct first_frame {
    using input = rb::finished;
    using flow_input = rb::flow<rb::facts::frame, rb::finished>;
    using output = std::string;
    static constexpr std::string_view name = "first_frame";
    void start(rb::farm_run&, const rb::finished&, rb::completion<std::string>) { BOOST_ERROR("the flow was not handed on"); }
    void start(rb::farm_run&, flow_input flowing, rb::completion<std::string> done) {
        flowing.async_next(
            [done = std::move(done)](rb::result<std::optional<rb::facts::frame>> first) mutable { done((**first).index); });
    }
};

/// Watches several tasks in one session at the same time.
struct several_watched : tasks_made_elsewhere {
    std::vector<rb::result<rb::finished>> outcomes;

    void watch_all(const std::vector<std::int64_t>& ids, const std::vector<std::stop_token>& stops = {}) {
        asio::io_context io;
        const auto together = session();
        const auto pipe = rb::stage(rb::watch());
        for (std::size_t n = 0; n < ids.size(); ++n)
            rb::detail::start_run(
                rb::detail::context_of_run(together, io.get_executor(), n < stops.size() ? stops[n] : std::stop_token()),
                rb::detail::boxed_run::of<rb::task_ref>(pipe, rb::task_ref{ids[n]}),
                rb::detail::unboxing<rb::finished>{
                    [this](rb::result<rb::finished> given) { outcomes.push_back(std::move(given)); }});
        while (outcomes.size() < ids.size()) {
            io.restart();
            if (io.poll() == 0 && outcomes.size() < ids.size() && !time->advance_to_next())
                BOOST_REQUIRE_MESSAGE(false, "a run hangs");
        }
        io.restart();
        io.poll();
    }
    std::size_t done() const {
        return static_cast<std::size_t>(
            std::count_if(outcomes.begin(), outcomes.end(), [](const auto& one) { return one.has_value(); }));
    }
    std::size_t looks() const { return requests_to(task_info::at.generation_2); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(watch)

BOOST_AUTO_TEST_CASE(many_tasks_of_a_session_are_looked_at_in_one_request) {
    several_watched one, many;
    one.watch_all({one.submitted("1-30[1]")});
    std::vector<std::int64_t> ids;
    for (int n = 0; n < 6; ++n) ids.push_back(many.submitted("1-30[1]"));
    ids.push_back(many.submitted_in_parts({"1-10[1]", "1-10[1]"}));
    ids.push_back(ids.front());  // two may watch one
    many.watch_all(ids);
    BOOST_TEST(one.done() == 1u);
    BOOST_TEST(many.done() == 8u);
    for (const auto& outcome : many.outcomes) BOOST_TEST((**outcome).frames_done == ((**outcome).parts.size() == 2 ? 20 : 30));
    // They all end at other times, for the farm renders them one after another.
    BOOST_TEST(many.looks() < 8 * one.looks());
    BOOST_TEST(many.looks() <= one.looks() + 8);
}

BOOST_AUTO_TEST_CASE(a_task_that_is_not_there_and_a_watch_that_is_stopped_leave_the_others_alone) {
    several_watched set;
    const auto first = set.submitted("1-40[1]");
    const auto second = set.submitted("1-40[1]");
    std::stop_source stop;
    std::size_t looks = 0;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == task_info::at.generation_2 && ++looks == 3) stop.request_stop();
        return {};
    };
    set.watch_all({first, 999'999, second}, {stop.get_token(), {}, {}});
    BOOST_REQUIRE_EQUAL(set.outcomes.size(), 3u);
    BOOST_TEST(set.done() == 1u);
    std::vector<std::error_code> codes;
    for (const auto& outcome : set.outcomes)
        if (!outcome) codes.push_back(outcome.error().code);
    BOOST_REQUIRE_EQUAL(codes.size(), 2u);
    BOOST_TEST((codes[0] != rb::transport_errc::canceled));
    BOOST_TEST((codes[1] == rb::transport_errc::canceled));
}

BOOST_AUTO_TEST_CASE(the_pause_grows_while_nothing_happens_and_shrinks_when_something_does) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-5[1]");
    set.let_it_render();
    std::vector<std::chrono::seconds> looked_at;
    set.retouch = [&](rb::api::query::task& one) {
        looked_at.push_back(std::chrono::duration_cast<std::chrono::seconds>(set.time->now().time_since_epoch()));
        const auto nth = static_cast<std::int64_t>(looked_at.size());
        if (nth <= 10) one.task_status = rb::api::task_status::rendering;
        if (nth <= 10) one.done_frames = std::max<std::int64_t>(0, nth - 7);
    };
    BOOST_REQUIRE(set.run(rb::stage(rb::watch({.every = 8s, .longest = 40s})), rb::task_ref{id}).has_value());
    std::vector<std::int64_t> pauses;
    for (std::size_t n = 1; n < looked_at.size(); ++n) pauses.push_back((looked_at[n] - looked_at[n - 1]).count());
    BOOST_TEST(pauses == (std::vector<std::int64_t>{8, 12, 18, 27, 40, 40, 40, 20, 10, 8}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_holds_no_look_up) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-5[1]");
    set.let_it_render();
    int looks = 0;
    std::chrono::steady_clock::time_point first{}, last{};
    set.retouch = [&](rb::api::query::task& one) {
        last = set.time->steady_now();
        if (++looks == 1) first = last, set.time->set(set.time->now() - 1h);
        if (looks < 3) one.task_status = rb::api::task_status::rendering;
    };
    BOOST_REQUIRE(set.run(rb::stage(rb::watch({.every = 8s, .longest = 8s})), rb::task_ref{id}).has_value());
    BOOST_TEST(looks == 3);
    BOOST_TEST((last - first <= 17s));
}

BOOST_AUTO_TEST_CASE(every_frame_of_every_part_is_told_once_in_the_order_in_which_they_were_done) {
    tasks_made_elsewhere set;
    const auto id = set.submitted_in_parts({"1-70[1]", "1-70[1]", "101-160[1]"});
    frames seen;
    const auto outcome = set.run(watch_into(seen), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(seen.size() == 200u);
    BOOST_TEST(ids_of(seen).size() == 200u);
    std::map<std::int64_t, std::int64_t> ended;
    std::map<std::int64_t, std::string> index;
    for (const auto part : set.parents[id]) {
        const auto known = set.other_hand.send(task_frames{part, 1, 1000}).value();
        for (const auto& one : known.items) {
            ended[one.id] = one.end_time.value();
            index[one.id] = one.frame_index.value();
        }
    }
    std::int64_t last = 0;
    for (const auto& one : seen) {
        BOOST_TEST(ended.at(one.id) >= last);
        last = ended.at(one.id);
        BOOST_TEST(one.index == index.at(one.id));
        BOOST_TEST(one.task_id == id);
        BOOST_TEST(one.part.storage == "output/20201-100001");
        BOOST_TEST(one.part.folder == std::to_string(one.part.task_id) + "_shot");
        BOOST_TEST(!one.failed);
    }
}

BOOST_AUTO_TEST_CASE(a_look_costs_one_request_and_the_pages_that_have_moved) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-350[1]");
    frames seen;
    BOOST_REQUIRE(set.run(watch_into(seen), rb::task_ref{id}).has_value());
    BOOST_TEST(seen.size() == 350u);
    const auto looks = set.requests_to(task_info::at.generation_2);
    const auto pages = set.requests_to(task_frames::at.generation_2);
    BOOST_TEST(looks == 37u);            // one at the start, and one each ten seconds
    BOOST_TEST(pages <= looks - 1 + 3);  // one each, two where the end of a page was passed
    BOOST_TEST(set.storage_requests(true).empty());
}

BOOST_AUTO_TEST_CASE(at_a_pipelines_end_the_flow_runs_out_and_the_finished_task_is_the_result) {
    tasks_made_elsewhere set;
    const auto id = set.submitted_in_parts({"1-3[1]", "1-2[1]"});
    const auto pipe = rb::stage(rb::watch({.every = 1s}));
    static_assert(std::is_same_v<decltype(pipe)::gives<rb::task_ref>, rb::finished>);
    const rb::result<rb::finished> outcome = set.run(pipe, rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST((**outcome).frames_done == 5);
    BOOST_TEST((**outcome).parts.size() == 2u);
    BOOST_TEST(!(**outcome).files.has_value());
}

BOOST_AUTO_TEST_CASE(nobody_looks_while_nobody_asks) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("5-20[1]");
    set.time->advance(3s);
    const auto outcome = set.run(rb::watch() | first_frame(), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(*outcome == "5");
    BOOST_TEST(set.requests_to(task_info::at.generation_2) == 1u);
    BOOST_TEST(set.time->now().time_since_epoch() == 1'700'000'003s);  // the first look was at once
}

BOOST_AUTO_TEST_CASE(failed_frames_are_told_as_such) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-12[1]", R"({"loopback_fail_frames":"3-4"})");
    frames seen;
    BOOST_REQUIRE(set.run(watch_into(seen), rb::task_ref{id}).has_value());
    BOOST_TEST(seen.size() == 12u);
    for (const auto& one : seen) BOOST_TEST(one.failed == (one.index == "3" || one.index == "4"));
    BOOST_TEST(set.warnings == std::vector<std::string>{"2 frames failed: 3-4[1]"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(frames_that_were_done_before_a_task_was_stopped_are_told_before_the_failure) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-40[1]");
    std::size_t looks = 0;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == task_info::at.generation_2 && ++looks == 3) set.other_hand.send(rb::api::task::stop{{id}}).value();
        return {};
    };
    frames seen;
    const auto outcome = set.run(watch_into(seen), rb::task_ref{id});
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::task_errc::stopped), outcome.error().message());
    BOOST_TEST(seen.size() == static_cast<std::size_t>(set.other_hand.info(id).done_frames.value()));
    BOOST_TEST(seen.size() > 10u);
}

BOOST_AUTO_TEST_CASE(a_task_that_the_farm_knows_no_more_ends_the_watch_and_one_slip_does_not) {
    for (const bool for_good : {false, true}) {
        tasks_made_elsewhere set;
        const auto id = set.submitted("1-40[1]");
        std::size_t looks = 0;
        set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
            if (what.target != task_info::at.generation_2 || ++looks < 3 || (!for_good && looks > 4)) return {};
            task_info::reply nothing;
            nothing.items.items();
            return tasks_made_elsewhere::answer_with(rb::to_json(nothing));
        };
        frames seen;
        const auto outcome = set.run(watch_into(seen), rb::task_ref{id});
        BOOST_REQUIRE(outcome.has_value() == !for_good);
        if (for_good) BOOST_TEST(outcome.error().message().find("knows no such task") != std::string::npos);
        else BOOST_TEST(seen.size() == 40u);
        BOOST_TEST(looks < 60u);
    }
}

BOOST_AUTO_TEST_CASE(frames_of_a_part_without_a_folder_wait_until_it_has_one) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-25[1]");
    int looks = 0;
    set.retouch = [&](rb::api::query::task& one) {
        if (++looks < 4) one.output_file_name.reset();
    };
    frames seen;
    std::vector<int> look_of_each;
    const auto outcome = set.run(rb::watch({.every = 4s}) | rb::each([&](const rb::facts::frame& one) {
                                     seen.push_back(one);
                                     look_of_each.push_back(looks);
                                     return one.id;
                                 }),
                                 rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(seen.size() == 25u);
    BOOST_TEST(look_of_each.front() == 4);
    BOOST_TEST(seen.front().part.folder == std::to_string(id) + "_shot");
}

BOOST_AUTO_TEST_CASE(a_farm_whose_pages_change_their_order_and_have_other_things_on_them_loses_no_frame) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-250[1]");
    std::size_t turn = 0;
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target != task_frames::at.generation_2) return {};
        const auto asked = rb::from_json<task_frames>(what.body).value();
        const auto known = set.other_hand.send(task_frames{id, 1, 1000}).value();
        std::vector<rb::api::query::frame> all(known.items.begin(), known.items.end());
        for (std::int64_t n = 0; n < 10; ++n) {
            auto other = all[static_cast<std::size_t>(n) * 20];
            other.id = -1 - n;
            other.frame_type = rb::api::frame_type::pre_render;
            other.frame_status = rb::api::frame_status::done;
            all.push_back(other);
        }
        std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(++turn * 37 % all.size()), all.end());
        task_frames::reply page;
        page.items.items();
        const auto first = static_cast<std::size_t>((asked.page_num - 1) * asked.page_size);
        for (auto n = first; n < std::min(all.size(), first + static_cast<std::size_t>(asked.page_size)); ++n)
            page.items.push_back(all[n]);
        page.page_count = static_cast<std::int64_t>(all.size()) / asked.page_size + 1;
        // At the end it keeps still.
        if (set.is_over(id)) --turn;
        return tasks_made_elsewhere::answer_with(rb::to_json(page));
    };
    frames seen;
    const auto outcome = set.run(watch_into(seen), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(seen.size() == 250u);
    BOOST_TEST(ids_of(seen).size() == 250u);
    BOOST_TEST(*ids_of(seen).begin() > 0);
}

BOOST_AUTO_TEST_CASE(a_farm_that_never_comes_to_its_last_page_is_not_followed_for_ever) {
    tasks_made_elsewhere set;
    const auto id = set.submitted("1-3[1]");
    set.let_it_render();
    set.retouch = [](rb::api::query::task& one) { one.done_frames = INT64_MAX; };
    set.disturb = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target != task_frames::at.generation_2) return {};
        auto page = set.other_hand.send(task_frames{id, 1, 1000}).value();
        page.page_count = INT64_MAX;
        return tasks_made_elsewhere::answer_with(rb::to_json(page));
    };
    frames seen;
    const auto outcome = set.run(watch_into(seen), rb::task_ref{id});
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), said(outcome));
    BOOST_TEST(seen.size() == 3u);
    BOOST_TEST(set.requests_to(task_frames::at.generation_2) == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
