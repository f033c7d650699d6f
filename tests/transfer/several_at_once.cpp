// SPDX-License-Identifier: BSL-1.0
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace rb = renderbus;
using namespace std::chrono_literals;

namespace {

/// Sends every file in a while; some are refused at once.
struct slow_engine {
    std::string refused;
    std::error_code refusal;

    void async_put(asio::any_io_executor executor, rb::upload_file file, rb::transfer_progress, std::stop_token stop,
                   rb::completion<void> done) {
        if (file.remote == refused)
            return asio::post(executor, [why = refusal, done = std::move(done)]() mutable {
                done(rb::failure{why, "the line", "no turn", {}});
            });
        rb::system_time().async_wait(executor, 20ms, stop, std::move(done));
    }
    void async_get(asio::any_io_executor, rb::remote_file, std::filesystem::path, rb::transfer_progress, std::stop_token,
                   rb::completion<void>) {}
    void async_list(asio::any_io_executor, std::string, std::stop_token, rb::completion<rb::folder_list>) {}
    void async_has(asio::any_io_executor, std::string, std::stop_token, rb::completion<std::optional<rb::held_file>>) {}
};

/// Which of four files the record knows after an upload in which the second was refused.
std::string recorded_after(std::error_code refusal) {
    asio::io_context io;
    auto record = std::make_shared<rb::memory_record>();
    rb::upload_plan plan;
    plan.storage = "10201-100001";
    for (const char* name : {"a", "b", "c", "d"}) {
        rb::planned_file one;
        one.file.local = name;
        one.file.remote = name;
        one.server_path = std::string("/") + name;
        plan.to_send.push_back(one);
    }
    rb::upload_options options;
    options.concurrency = 3;
    std::error_code ended;
    rb::async_upload(io.get_executor(), rb::any_transfer_engine(std::make_shared<slow_engine>(slow_engine{"b", refusal})),
                     rb::any_record_store(record), std::move(plan), options, {}, {}, [&](rb::result<rb::upload_report> report) {
                         if (!report) ended = report.error().code;
                     });
    io.run();
    BOOST_TEST((ended == refusal));
    std::string known;
    for (const char* name : {"a", "b", "c", "d"})
        if (record->find("10201-100001", std::string("/") + name).value()) known += name;
    return known;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(several_at_once)

BOOST_AUTO_TEST_CASE(a_file_that_is_refused_its_turn_lets_those_under_way_arrive_and_starts_no_more) {
    BOOST_TEST(recorded_after(rb::transport_errc::canceled) == "ac");
}

BOOST_AUTO_TEST_CASE(any_other_failure_calls_off_those_under_way) {
    BOOST_TEST(recorded_after(rb::transport_errc::http_status) == "");
}

BOOST_AUTO_TEST_SUITE_END()
