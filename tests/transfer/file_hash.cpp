// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/file_hash.hpp>

#include <asio/post.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

namespace {
using namespace transfer_tests;
constexpr std::size_t several_slices = std::size_t{11} << 20;

fs::path sparse_file(const fs::path& name, std::uintmax_t size) {
    write_file(name, "");
    fs::resize_file(name, size);
    return name;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_file_hash)

BOOST_AUTO_TEST_CASE(a_file_is_hashed_while_other_work_gets_through) {
    scratch folder;
    const auto file = sparse_file(folder / "big", several_slices);
    asio::io_context context;
    int other_work = 0;
    bool ended = false;
    std::function<void()> again = [&] {
        ++other_work;
        if (!ended) asio::post(context, again);
    };
    asio::post(context, again);
    const auto hashed = outcome<rb::hashed_file>(context, [&](auto done) {
        rb::async_hash_file(context.get_executor(), file, {}, [&ended, done = std::move(done)](auto result) mutable {
            ended = true;
            done(std::move(result));
        });
    });
    BOOST_TEST((hashed.value().digest == rb::sha256_of_file(file).value()));
    BOOST_TEST((hashed.value().stamp == rb::stamp_of(file).value()));
    BOOST_TEST(other_work >= 3);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_hashing_before_the_file_does) {
    scratch folder;
    const auto file = sparse_file(folder / "big", several_slices);
    asio::io_context context;
    for (int turns = 0; turns < 3; ++turns) {
        std::stop_source stop;
        std::function<void(int)> stop_after = [&](int left) {
            if (left == 0) stop.request_stop();
            else asio::post(context, [&, left] { stop_after(left - 1); });
        };
        stop_after(turns);
        const auto hashed = outcome<rb::hashed_file>(
            context, [&](auto done) { rb::async_hash_file(context.get_executor(), file, stop.get_token(), std::move(done)); });
        BOOST_TEST((hashed.error().code == rb::transport_errc::canceled));
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_between_two_slices_or_is_not_there_is_told) {
    scratch folder;
    const auto file = sparse_file(folder / "big", several_slices);
    asio::io_context context;
    const auto hash = [&](auto executor, const fs::path& name) {
        return outcome<rb::hashed_file>(context, [&](auto done) { rb::async_hash_file(executor, name, {}, std::move(done)); });
    };
    asio::post(context, [&] { asio::post(context, [&] { std::ofstream(file, std::ios::app) << "more"; }); });
    BOOST_TEST((hash(context.get_executor(), file).error().code == rb::scene_errc::changed_file));
    BOOST_TEST((hash(context.get_executor(), folder / "none").error().code == rb::scene_errc::missing_file));
    BOOST_TEST((hash(context.get_executor(), folder.path()).error().code == rb::scene_errc::unreadable_file));
}

BOOST_AUTO_TEST_CASE(a_file_written_just_now_is_not_settled) {
    using std::chrono::seconds;
    const auto now = std::chrono::system_clock::time_point(seconds(1'000'000));
    BOOST_TEST(rb::is_settled({1, 999'997'000'000'000, 1}, now));
    BOOST_TEST(!rb::is_settled({1, 999'999'000'000'000, 1}, now));
    BOOST_TEST(!rb::is_settled({1, 1'000'500'000'000'000, 1}, now));  // from the future
}

BOOST_AUTO_TEST_SUITE_END()
