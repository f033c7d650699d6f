// SPDX-License-Identifier: BSL-1.0
#include "folder_farm.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;

/// A scene's files, some of which the farm has without this record's knowing.
struct bench {
    scratch folder;
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    asio::io_context context;
    std::stop_source stop;

    rb::needed_file asset(const std::string& name, const std::string& content) const {
        return {write_file(folder / "scene" / name, content), "/scene/" + name};
    }
    void farm_has(const std::string& name, const std::string& content) const {
        write_file(farm->root / "10201-1/scene" / name, content);
    }
    rb::result<rb::upload_plan> plan(rb::needed_assets files, bool ask_first = true) {
        rb::plan_options options;
        options.choices.ask_first = ask_first;
        return outcome<rb::upload_plan>(context, [&](auto done) {
            rb::async_plan(context.get_executor(), engine_at(farm), record, "10201-1", std::move(files), options,
                           stop.get_token(), std::move(done));
        });
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_plan_that_asks_first)

BOOST_AUTO_TEST_CASE(sends_only_what_the_farm_does_not_hold) {
    bench at;
    std::vector<rb::needed_file> files;
    for (int i = 0; i < 20; ++i) files.push_back(at.asset("a" + std::to_string(i), std::string(100, static_cast<char>('a' + i))));
    for (int i = 0; i < 20; i += 2) at.farm_has("a" + std::to_string(i), std::string(100, static_cast<char>('a' + i)));
    at.farm_has("a1", std::string(100, 'z'));
    at.farm_has("a3", "shorter");
    const auto plan = at.plan(files).value();
    BOOST_TEST(plan.already_there.size() == 10u);
    BOOST_REQUIRE_EQUAL(plan.to_send.size(), 10u);
    for (std::size_t i = 0; i < 10; ++i) BOOST_TEST(plan.to_send[i].server_path == "/scene/a" + std::to_string(2 * i + 1));
    BOOST_TEST(plan.bytes_to_send == 1'000u);
    BOOST_TEST(plan.total_bytes == 2'000u);
    BOOST_TEST(at.farm->most_open_exchanges <= 8);
    BOOST_TEST(at.farm->most_open_exchanges > 1);
    BOOST_TEST(at.farm->count("PUT") == 0);
}

BOOST_AUTO_TEST_CASE(records_what_it_finds) {
    bench at;
    const auto file = at.asset("a", "content");
    at.farm_has("a", "content");
    BOOST_TEST(at.plan({{file}}).value().to_send.empty());
    at.farm->requests.clear();
    const auto again = at.plan({{file}}, false).value();
    BOOST_TEST(again.to_send.empty());
    BOOST_TEST(again.already_there.size() == 1u);
    write_file(file.local, "changed");
    BOOST_TEST(at.plan({{file}}, false).value().to_send.size() == 1u);
}

BOOST_AUTO_TEST_CASE(asks_nothing_where_nobody_wants_it_to) {
    bench at;
    at.farm_has("a", "content");
    BOOST_TEST(at.plan({{at.asset("a", "content")}}, false).value().to_send.size() == 1u);
    BOOST_TEST(at.farm->count("HEAD") == 0);
}

BOOST_AUTO_TEST_CASE(sends_what_the_farm_tells_no_digest_of) {
    bench at;
    at.farm_has("a", "content");
    at.farm->instead = [](const rb::http::request& what) -> std::optional<rb::http::response> {
        if (what.method != "HEAD") return {};
        return rb::http::response{200, {{"Content-Length", "7"}}, {}};
    };
    BOOST_TEST(at.plan({{at.asset("a", "content")}}).value().to_send.size() == 1u);
}

BOOST_AUTO_TEST_CASE(fails_where_the_farm_does_not_answer_and_ends_on_a_stop) {
    bench at;
    at.farm->instead = [](const rb::http::request&) { return rb::http::response{403, {}, {}}; };
    BOOST_TEST((at.plan({{at.asset("a", "content")}}).error().code == rb::transport_errc::http_status));
    bench stopped;
    stopped.farm->on_step = [&](int) { stopped.stop.request_stop(); };
    BOOST_TEST((stopped.plan({{stopped.asset("a", "content"), stopped.asset("b", "content")}}).error().code ==
                rb::transport_errc::canceled));
}

BOOST_AUTO_TEST_SUITE_END()
