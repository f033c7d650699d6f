// SPDX-License-Identifier: BSL-1.0
#include "transmitter_bench.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

namespace {

using namespace transfer_tests;

/// Whole uploads and downloads by the stand-in.
struct transmitter_jobs : transmitter_bench {
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    rb::plan_options planning;

    rb::result<rb::upload_plan> plan(const std::vector<rb::needed_file>& files) {
        return outcome<rb::upload_plan>(context, [&](auto done) {
            rb::async_plan(context.get_executor(), engine, record, "input/10201-1", files, planning, {}, std::move(done));
        });
    }
    rb::result<rb::upload_report> send(rb::upload_plan what) {
        return outcome<rb::upload_report>(context, [&](auto done) {
            rb::async_upload(context.get_executor(), engine, record, std::move(what), {.concurrency = 4}, {}, {},
                             std::move(done));
        });
    }
    std::vector<rb::needed_file> scene(int count) const {
        std::vector<rb::needed_file> files;
        for (int i = 0; i != count; ++i) {
            const auto name = "tex/" + std::to_string(i) + " (a).png";
            files.push_back({write_file(here(name), some_bytes(1000, static_cast<unsigned>(i))), "/" + name});
        }
        return files;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_transmitter_jobs)

BOOST_AUTO_TEST_CASE(a_scene_goes_up_once_whatever_the_line_does) {
    transmitter_jobs at;
    at.plan_steps("exit 10\nsignal 9\ncomplain\n");
    const auto files = at.scene(12);
    const auto sent = at.send(at.plan(files).value());
    BOOST_TEST(sent.value().files == 12u);
    BOOST_TEST(at.run_count() == 4u);
    for (const auto& name : files_below(at.home() / "farm/10201-1"))
        BOOST_TEST((read_file(at.home() / "farm/10201-1" / name) == read_file(at.here(name))), name);
    BOOST_TEST(files_below(at.home() / "farm/10201-1").size() == 12u);

    // Nobody can look whether the record is right: it is believed, and the plan says so.
    const auto again = at.plan(files).value();
    BOOST_TEST(again.to_send.empty());
    BOOST_REQUIRE(again.not_asked.has_value());
    BOOST_TEST((again.not_asked->code == std::errc::function_not_supported));
    at.planning.choices.checks = {.first = 0, .one_in = 0};
    BOOST_TEST(!at.plan(files).value().not_asked.has_value());
}

BOOST_AUTO_TEST_CASE(a_whole_list_goes_up_in_one_process) {
    transmitter_jobs at;
    std::string json;
    for (const auto& file : at.scene(20))
        json += (json.empty() ? "" : ",") + ("{\"local\":\"" + file.local) + "\",\"server\":\"" + file.server_path + "\"}";
    const auto list = write_file(at.here("upload.json"), "{\"asset\":[" + json + "]}");
    const auto engine = std::make_shared<rb::transmitter_engine>(at.options);
    std::vector<std::string> done, failed;
    const auto transfer = [&](rb::transmitter_job job) {
        done.clear();
        failed.clear();
        return outcome<void>(at.context, [&](auto then) {
            engine->async_transfer(
                at.context.get_executor(), std::move(job),
                [&](const rb::transmitter_event& event) {
                    (event.what == rb::transmitter_event::kind::done ? done : failed).push_back(event.path);
                },
                {}, std::move(then));
        });
    };
    BOOST_REQUIRE(transfer({.local = list, .storage = "input/10201-1"}).has_value());
    BOOST_TEST(at.run_count() == 1u);
    BOOST_TEST(done.size() == 20u);
    BOOST_TEST(done[3] == at.here("tex/3 (a).png").string());
    BOOST_TEST(files_below(at.home() / "farm/10201-1").size() == 20u);
    const auto seen = at.runs()[0].arguments;
    BOOST_TEST(seen[11] == "upload_json");
    BOOST_TEST(seen[15] == "/");

    at.plan_steps("part 5\nmend\n");
    BOOST_REQUIRE(transfer({.local = list, .storage = "input/10201-1"}).has_value());
    BOOST_TEST(at.run_count() == 3u);
    BOOST_TEST(failed.size() == 16u);
    // That one file is done is no news of another, whatever the exit code.
    at.options.tries = 1;
    at.plan_steps("part 19 quietly\n");
    const auto again = std::make_shared<rb::transmitter_engine>(at.options);
    const auto how = outcome<void>(at.context, [&](auto then) {
        again->async_transfer(at.context.get_executor(), {.local = list, .storage = "input/10201-1"}, {}, {}, std::move(then));
    });
    BOOST_REQUIRE(!how);
    BOOST_TEST(says(how.error(), "19 (a).png"));
    BOOST_TEST((transfer({.local = list, .storage = "nowhere"}).error().code == rb::data_errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(a_task_comes_down_by_the_list_of_another_engine) {
    transmitter_jobs at;
    at.options.lists = engine_at(at.farm);
    at.use();
    for (int i = 0; i != 5; ++i)
        at.file_there("10201-1/12_shot/cam/f" + std::to_string(i) + ".png", some_bytes(2000, static_cast<unsigned>(i)));
    at.plan_steps("spoil\nexit 10\nmove\n");  // the first looks like a file that was rendered again meanwhile
    const auto report = outcome<rb::download_report>(at.context, [&](auto done) {
        rb::async_download(at.context.get_executor(), at.engine, {"10201-1/12_shot"}, at.here("frames"), {}, {}, {},
                           std::move(done));
    });
    BOOST_TEST(report.value().files == 5u);
    BOOST_TEST(at.run_count() == 7u);
    const auto got = files_below(at.here("frames"));
    BOOST_REQUIRE_EQUAL(got.size(), 5u);
    for (const auto& name : got) BOOST_TEST(fs::file_size(at.here("frames") / name) == 2000u);
}

BOOST_AUTO_TEST_SUITE_END()
