// SPDX-License-Identifier: BSL-1.0
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/io_context.hpp>

#include <algorithm>

namespace rb = renderbus;
using namespace std::chrono_literals;

namespace {

/// A line in a time of its own: a file takes a round trip, and its turn at so many files a second.
struct line {
    std::shared_ptr<rb::manual_time> time = std::make_shared<rb::manual_time>(std::chrono::system_clock::now());
    std::chrono::milliseconds round_trip{};
    double files_a_second = 0;
    std::chrono::system_clock::time_point free_at = time->now();
    std::size_t under_way = 0;
    std::size_t most_under_way = 0;

    void carry(asio::any_io_executor executor, std::stop_token stop, rb::completion<void> done) {
        most_under_way = std::max(most_under_way, ++under_way);
        free_at = std::max(free_at, time->now()) + std::chrono::microseconds(static_cast<long>(1e6 / files_a_second));
        const auto span = std::max<std::chrono::system_clock::duration>(free_at - time->now(), round_trip);
        time->async_wait(executor, std::chrono::ceil<std::chrono::milliseconds>(span), stop,
                         [this, done = std::move(done)](rb::result<void> how) mutable {
                             --under_way;
                             done(std::move(how));
                         });
    }
};

struct line_engine {
    line& over;
    void async_put(asio::any_io_executor executor, rb::upload_file, rb::transfer_progress, std::stop_token stop,
                   rb::completion<void> done) {
        over.carry(executor, stop, std::move(done));
    }
    void async_get(asio::any_io_executor executor, rb::remote_file, std::filesystem::path, rb::transfer_progress,
                   std::stop_token stop, rb::completion<void> done) {
        over.carry(executor, stop, std::move(done));
    }
    void async_list(asio::any_io_executor executor, std::string, std::stop_token, rb::completion<rb::folder_list> done) {
        rb::folder_list files;
        for (int i = 0; i < 6000; ++i)
            files.files.push_back({rb::relative_path::parse("frames/" + std::to_string(i)).value(), 1000, {}});
        rb::detail::tell_later(executor, std::move(done), std::move(files));
    }
    void async_has(asio::any_io_executor, std::string, std::stop_token, rb::completion<std::optional<rb::held_file>>) {}
};

template <class Begin>
auto run(line& over, Begin begin) {
    asio::io_context io;
    std::optional<rb::result<void>> ended;
    begin(io.get_executor(), rb::any_transfer_engine(std::make_shared<line_engine>(line_engine{over})),
          [&](rb::result<void> how) { ended.emplace(std::move(how)); });
    while (!ended) {
        io.restart();
        if (io.poll() == 0) BOOST_REQUIRE(over.time->advance_to_next());
    }
    BOOST_TEST_REQUIRE(ended->has_value());
    return over.most_under_way;
}

std::size_t most_sent_at_once(line over, rb::upload_options options = {}) {
    rb::upload_plan plan;
    for (int i = 0; i < 6000; ++i)
        plan.to_send.push_back({{std::to_string(i), std::to_string(i), 1000, {}, {}}, "/" + std::to_string(i)});
    options.clock = rb::any_clock(over.time);
    return run(over, [&](auto executor, auto engine, auto done) {
        rb::async_upload(executor, engine, rb::any_record_store(std::make_shared<rb::memory_record>()), std::move(plan), options,
                         {}, {}, [done](rb::result<rb::upload_report> report) {
                             if (report) done(rb::result<void>());
                             else done(std::move(report).error());
                         });
    });
}

std::size_t most_fetched_at_once(line over, rb::download_options options = {}) {
    options.clock = rb::any_clock(over.time);
    return run(over, [&](auto executor, auto engine, auto done) {
        rb::async_download(executor, engine, {"out"}, std::filesystem::temp_directory_path(), options, {}, {},
                           [done](rb::result<rb::download_report> report) {
                               if (report) done(rb::result<void>());
                               else done(std::move(report).error());
                           });
    });
}

line long_and_wide() {
    line made;
    made.round_trip = 40ms;
    made.files_a_second = 100'000;
    return made;
}
line short_and_narrow() {
    line made;
    made.round_trip = 1ms;
    made.files_a_second = 500;
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_pace)

BOOST_AUTO_TEST_CASE(more_files_at_once_where_the_line_is_long) {
    BOOST_TEST(most_sent_at_once(long_and_wide()) == 256u);
    BOOST_TEST(most_fetched_at_once(long_and_wide()) == 256u);
}

BOOST_AUTO_TEST_CASE(no_more_where_the_line_is_full) {
    BOOST_TEST(most_sent_at_once(short_and_narrow()) == 8u);  // one step up, and back
    BOOST_TEST(most_fetched_at_once(short_and_narrow()) == 8u);
}

BOOST_AUTO_TEST_CASE(as_many_as_were_asked_for_by_hand) {
    BOOST_TEST(most_sent_at_once(long_and_wide(), {.concurrency = 7}) == 7u);
    BOOST_TEST(most_fetched_at_once(short_and_narrow(), {.concurrency = 7}) == 7u);
}

BOOST_AUTO_TEST_CASE(no_more_than_the_memory_allows) {
    BOOST_TEST(most_sent_at_once(long_and_wide(), {.memory = rb::mebibytes(20)}) == 20u);
    BOOST_TEST(most_fetched_at_once(long_and_wide(), {.concurrency = 50, .memory = rb::mebibytes(3)}) == 3u);
    BOOST_TEST(most_sent_at_once(short_and_narrow(), {.memory = rb::byte_count{0}}) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
