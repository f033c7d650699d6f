// SPDX-License-Identifier: BSL-1.0
#include "engine_bench.hpp"

#include <renderbus/transfer/file_body.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/thread_pool.hpp>

namespace {
using namespace transfer_tests;

/// Files that take several blocks, and end on a block's edge or beside it.
const std::size_t sizes[] = {1, 262'143, 262'144, 262'145, 3'000'000};

struct pooled_bench : engine_bench {
    asio::thread_pool pool{2};
    pooled_bench() { use({}); }
    void use(rb::http_engine_options options) {
        options.resume_from = rb::byte_count{1};
        options.uploads_folder.clear();
        if (!options.hashing_pool) options.hashing_pool = pool.get_executor();
        farm->piece = 50'000;
        engine = engine_at(farm, options);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_hashing_on_the_way)

BOOST_FIXTURE_TEST_CASE(a_pool_hashes_what_goes_and_what_comes, pooled_bench) {
    for (const auto size : sizes) {
        const auto content = some_bytes(size);
        const auto file = file_here("up", content);
        BOOST_TEST(put(file).has_value());
        BOOST_TEST((read_file(farm->root / "10201-1/up") == content));
        BOOST_TEST(get(file_there("down", content), here("down")).has_value());
        BOOST_TEST((read_file(here("down")) == content));
    }
}

BOOST_FIXTURE_TEST_CASE(a_pool_finds_what_differs, pooled_bench) {
    farm->ignores_digests = true;
    auto file = file_here("up", some_bytes(1'000'000));
    file.digest = digest_of_text("another");
    BOOST_TEST((put(file).error().code == rb::scene_errc::changed_file));
    auto wanted = file_there("down", some_bytes(1'000'000));
    wanted.digest = digest_of_text("another");
    BOOST_TEST((get(wanted, here("down")).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(!fs::exists(here("down")));
}

BOOST_FIXTURE_TEST_CASE(a_pool_that_was_stopped_holds_nothing_up, pooled_bench) {
    asio::thread_pool stopped(1);
    stopped.stop();
    stopped.join();
    rb::http_engine_options options;
    options.hashing_pool = stopped.get_executor();
    use(options);
    const auto content = some_bytes(5'000'000);
    BOOST_TEST(put(file_here("up", content)).has_value());
    BOOST_TEST((read_file(farm->root / "10201-1/up") == content));
    BOOST_TEST(get(file_there("down", content), here("down")).has_value());
    BOOST_TEST((read_file(here("down")) == content));
}

BOOST_FIXTURE_TEST_CASE(without_hashing_the_stamp_tells_of_a_change, pooled_bench) {
    rb::http_engine_options options;
    options.hashes_what_it_sends = false;
    use(options);
    farm->ignores_digests = true;
    const auto content = some_bytes(400'000);
    const auto file = file_here("up", content);
    BOOST_TEST(put(file).has_value());
    BOOST_TEST((read_file(farm->root / "10201-1/up") == content));
    farm->steps = 0;
    farm->on_step = [&](int step) {
        if (step == 3) std::ofstream(file.local, std::ios::app) << "more";
    };
    BOOST_TEST((put(file).error().code == rb::scene_errc::changed_file));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_hashed_where_there_is_nothing_to_compare_with, pooled_bench) {
    const auto content = some_bytes(700'000);
    auto wanted = file_there("down", content);
    wanted.digest.reset();
    farm->instead = [&](const rb::http::request& asked) -> std::optional<rb::http::response> {
        if (asked.method == "HEAD") return rb::http::response{200, {{"Content-Length", std::to_string(content.size())}}, {}};
        return {};
    };
    // The farm gives a digest with the file all the same: it counts.
    BOOST_TEST(get(wanted, here("down")).has_value());
    BOOST_TEST((read_file(here("down")) == content));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_not_hashed_is_read_for_who_asks_for_its_digest) {
    scratch folder;
    const auto content = some_bytes(300'000);
    for (const bool is_right : {true, false}) {
        auto sink = rb::file_sink::create(folder / "a").value();
        sink->do_not_hash();
        BOOST_TEST(sink->write(content).has_value());
        const auto ended = sink->commit(is_right ? digest_of_text(content) : digest_of_text("another"));
        BOOST_TEST(ended.has_value() == is_right);
        if (is_right) BOOST_TEST((*ended == digest_of_text(content)));
    }
    auto sink = rb::file_sink::create(folder / "b").value();
    sink->do_not_hash();
    BOOST_TEST(sink->write(content).has_value());
    BOOST_TEST(sink->commit_unchecked().has_value());
    BOOST_TEST(!sink->commit_unchecked());
    BOOST_TEST((read_file(folder / "b") == content));
    BOOST_TEST(files_below(folder.path()) == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
