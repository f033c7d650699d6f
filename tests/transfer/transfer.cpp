// SPDX-License-Identifier: BSL-1.0
#include "folder_farm.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <map>

namespace {
std::atomic<int> disk_was_asked = 0;
}

/// In place of the C library's own.
extern "C" int syncfs(int descriptor) noexcept {
    ++disk_was_asked;
    return static_cast<int>(::syscall(SYS_syncfs, descriptor));
}

namespace {
using namespace transfer_tests;
using names = std::vector<std::string>;

struct bench {
    scratch folder;
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    asio::io_context context;
    std::stop_source stop;
    std::uint64_t bytes_seen = 0;
    names files_seen;

    std::vector<rb::needed_file> scene(int count, std::size_t size = 2500) const {
        std::vector<rb::needed_file> files;
        for (int i = 0; i < count; ++i) {
            const auto name = "tex/" + std::to_string(i);
            files.push_back({write_file(folder / "scene" / name, some_bytes(size, static_cast<unsigned>(i))), "/" + name});
        }
        return files;
    }
    rb::transfer_observer observer() {
        return {[this](std::uint64_t more) { bytes_seen += more; },
                [this](const fs::path& local) { files_seen.push_back(local.filename()); }};
    }
    rb::upload_plan plan(const std::vector<rb::needed_file>& files) {
        return outcome<rb::upload_plan>(context,
                                        [&](auto done) {
                                            rb::async_plan(context.get_executor(), engine_at(farm), record, "s", files, {}, {},
                                                           std::move(done));
                                        })
            .value();
    }
    rb::result<rb::upload_report> send(rb::upload_plan plan, std::size_t concurrency = 4) {
        return outcome<rb::upload_report>(context, [&](auto done) {
            rb::upload_options options{.concurrency = concurrency};
            options.policies.changed = rb::file_policy::fail();
            rb::async_upload(context.get_executor(), engine_at(farm), record, std::move(plan), options, observer(),
                             stop.get_token(), std::move(done));
        });
    }
    rb::result<rb::download_report> fetch(std::vector<std::string> folders, rb::download_options options = {}) {
        return outcome<rb::download_report>(context, [&](auto done) {
            rb::async_download(context.get_executor(), engine_at(farm), std::move(folders), folder / "frames", options,
                               observer(), stop.get_token(), std::move(done));
        });
    }
    void render(int count) const {
        for (int i = 0; i < count; ++i)
            write_file(farm->root / "out/12" / ("cam/f" + std::to_string(i) + ".png"),
                       some_bytes(2500, static_cast<unsigned>(i)));
    }
    /// Under final names there are whole files only, and there is nothing else.
    void only_whole_files(const fs::path& where, const fs::path& originals) const {
        for (const auto& name : files_below(where))
            BOOST_TEST((read_file(where / name) == read_file(originals / name)), where / name);
    }
    void restart() {
        farm->steps = 0;
        farm->requests.clear();
        farm->most_open_exchanges = 0;
        bytes_seen = 0;
        files_seen.clear();
        stop = {};
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_transfer)

BOOST_AUTO_TEST_CASE(an_upload_sends_several_files_at_once_and_the_second_one_nothing) {
    bench at;
    const auto files = at.scene(10);
    auto report = at.send(at.plan(files), 3).value();
    BOOST_TEST(report.files == 10u);
    BOOST_TEST(report.bytes_sent == 25'000u);
    BOOST_TEST(report.skipped == 0u);
    BOOST_TEST(at.farm->most_open_exchanges == 3);
    BOOST_TEST(at.bytes_seen == 25'000u);
    BOOST_TEST(at.files_seen.size() == 10u);
    BOOST_TEST(files_below(at.farm->root / "s").size() == 10u);
    at.only_whole_files(at.farm->root / "s", at.folder / "scene");

    at.restart();
    report = at.send(at.plan(files)).value();
    BOOST_TEST(report.files == 0u);
    BOOST_TEST(report.bytes_sent == 0u);
    BOOST_TEST(report.skipped == 10u);
    BOOST_TEST(at.farm->count("PUT") == 0);
    BOOST_TEST(at.send({}).value().files == 0u);
}

BOOST_AUTO_TEST_CASE(a_fault_at_any_step_of_an_upload_shows_no_part_of_a_file_and_the_next_one_goes_on) {
    for (int step = 1;; ++step) {
        bench at;
        const auto files = at.scene(4);
        auto plan = at.plan(files);
        at.restart();
        at.farm->lose_at = step;
        at.farm->lost_for_ever = true;
        const auto report = at.send(std::move(plan), 2);
        at.only_whole_files(at.farm->root / "s", at.folder / "scene");
        const auto arrived = files_below(at.farm->root).size();
        if (report) {
            BOOST_TEST(arrived == 4u);
            BOOST_TEST(at.farm->steps < step);
            BOOST_TEST(step > 15);
            break;
        }
        BOOST_TEST((report.error().code == rb::transport_errc::connection_lost));
        BOOST_TEST(report.error().message().find((at.folder / "scene/tex").string()) != std::string::npos);
        at.restart();
        at.farm->lose_at = -1;
        const auto next = at.send(at.plan(files)).value();
        BOOST_TEST(next.skipped == arrived);
        BOOST_TEST(next.files == 4 - arrived);
        BOOST_TEST(files_below(at.farm->root).size() == 4u);
        BOOST_REQUIRE(step < 200);
    }
}

BOOST_AUTO_TEST_CASE(the_first_failure_stops_the_rest_and_names_its_file) {
    bench at;
    const auto files = at.scene(20);
    auto plan = at.plan(files);
    std::ofstream(files[5].local, std::ios::app) << "more";
    const auto changed = at.send(plan, 2);
    BOOST_TEST((changed.error().code == rb::scene_errc::changed_file));
    BOOST_TEST(changed.error().place == files[5].local);
    BOOST_TEST(files_below(at.farm->root / "s").size() < 8u);

    at.restart();
    fs::remove(files[5].local);
    BOOST_TEST((at.send(plan, 2).error().code == rb::scene_errc::missing_file));
    fs::create_directory(files[5].local);
    BOOST_TEST((at.send(plan, 2).error().code == rb::scene_errc::unreadable_file));

    at.restart();
    at.farm->instead = [](auto& what) -> std::optional<rb::http::response> {
        if (what.target.ends_with("/3")) return rb::http::response{507, {}, ""};
        return {};
    };
    const auto full = at.send(plan, 1);
    BOOST_TEST((full.error().code == rb::transport_errc::http_status));
    BOOST_TEST(full.error().place == files[3].local);
    BOOST_TEST(at.farm->count("PUT") == 4);
}

BOOST_AUTO_TEST_CASE(a_stop_at_any_step_of_an_upload_ends_it) {
    for (int step = 0;; ++step) {
        bench at;
        auto plan = at.plan(at.scene(4));
        at.restart();
        at.farm->on_step = [&](int now) {
            if (now == step) at.stop.request_stop();
        };
        if (step == 0) at.stop.request_stop();
        const auto report = at.send(std::move(plan), 2);
        at.only_whole_files(at.farm->root / "s", at.folder / "scene");
        BOOST_TEST(at.farm->open_exchanges == 0);
        if (report) {
            BOOST_TEST(at.farm->steps < step);
            break;
        }
        BOOST_TEST((report.error().code == rb::transport_errc::canceled));
        BOOST_REQUIRE(step < 200);
    }
}

BOOST_AUTO_TEST_CASE(a_download_fetches_several_files_at_once_and_the_second_one_nothing) {
    bench at;
    at.render(10);
    write_file(at.farm->root / "out/13/log.txt", "done");
    auto report = at.fetch({"out/12", "out/13/"}, {.concurrency = 3}).value();
    BOOST_TEST(report.files == 11u);
    BOOST_TEST(report.bytes == 25'004u);
    BOOST_TEST(report.skipped == 0u);
    BOOST_REQUIRE_EQUAL(report.locations.size(), 11u);
    BOOST_TEST(report.locations[0] == at.folder / "frames/cam/f0.png");
    BOOST_TEST(report.locations[10] == at.folder / "frames/log.txt");
    BOOST_TEST(at.farm->most_open_exchanges == 3);
    BOOST_TEST(at.bytes_seen == 25'004u);
    BOOST_TEST(at.files_seen.size() == 11u);
    at.only_whole_files(at.folder / "frames/cam", at.farm->root / "out/12/cam");

    at.restart();
    std::ofstream(at.folder / "frames/log.txt") << "DONE";
    fs::remove(at.folder / "frames/cam/f3.png");
    report = at.fetch({"out/12", "out/13"}).value();
    BOOST_TEST(report.files == 2u);
    BOOST_TEST(report.skipped == 9u);
    BOOST_TEST(report.locations.size() == 11u);
    BOOST_TEST(read_file(at.folder / "frames/log.txt") == "done");
    at.restart();
    BOOST_TEST(at.fetch({"out/12", "out/13"}).value().skipped == 11u);
    BOOST_TEST(at.farm->requests.size() == 2u);
    BOOST_TEST(at.fetch({}).value().locations.empty());
}

BOOST_AUTO_TEST_CASE(the_disk_is_asked_once_for_a_whole_download_or_not_at_all) {
    bench at;
    at.render(10);
    disk_was_asked = 0;
    BOOST_TEST(at.fetch({"out/12"}).value().files == 10u);
    BOOST_TEST(disk_was_asked == 1);
    BOOST_TEST(at.fetch({"out/12"}).value().skipped == 10u);
    BOOST_TEST(disk_was_asked == 1);
    fs::remove_all(at.folder / "frames");
    BOOST_TEST(at.fetch({"out/12"}, {.is_synced = false}).value().files == 10u);
    BOOST_TEST(disk_was_asked == 1);
    at.only_whole_files(at.folder / "frames/cam", at.farm->root / "out/12/cam");
}

BOOST_AUTO_TEST_CASE(a_download_hashes_a_settled_local_file_once_where_it_is_given_a_record) {
    bench at;
    at.render(2);
    BOOST_REQUIRE(at.fetch({"out/12"}).has_value());
    const auto local = at.folder / "frames/cam/f0.png";
    fs::last_write_time(local, fs::file_time_type::clock::now() - std::chrono::minutes(1));
    BOOST_TEST(at.fetch({"out/12"}, {.record = at.record}).value().skipped == 2u);
    const auto stamp = rb::stamp_of(local).value();
    BOOST_TEST((at.record.digest_of(local, stamp).value() == rb::sha256_of_file(local).value()));
    BOOST_TEST(!at.record.digest_of(at.folder / "frames/cam/f1.png", rb::stamp_of(at.folder / "frames/cam/f1.png").value())
                    .value()
                    .has_value());
    BOOST_TEST(at.fetch({"out/12"}, {.record = at.record}).value().skipped == 2u);
    // What is remembered is believed: this is not hashed again, and so not seen to be what the farm has.
    at.restart();
    BOOST_REQUIRE(at.record.remember_digest(local, stamp, digest_of_text("other")).has_value());
    BOOST_TEST(at.fetch({"out/12"}, {.record = at.record}).value().files == 1u);
}

BOOST_AUTO_TEST_CASE(a_fault_at_any_step_of_a_download_shows_no_part_of_a_file_and_the_next_one_goes_on) {
    for (int step = 1;; ++step) {
        bench at;
        at.render(4);
        at.farm->lose_at = step;
        at.farm->lost_for_ever = true;
        const auto report = at.fetch({"out/12"}, {.concurrency = 2});
        const auto arrived = files_below(at.folder / "frames").size();
        at.only_whole_files(at.folder / "frames", at.farm->root / "out/12");
        if (report) {
            BOOST_TEST(arrived == 4u);
            BOOST_TEST(step > 15);
            break;
        }
        BOOST_TEST((report.error().code == rb::transport_errc::connection_lost));
        at.restart();
        at.farm->lose_at = -1;
        const auto next = at.fetch({"out/12"}).value();
        BOOST_TEST(next.skipped == arrived);
        BOOST_TEST(next.files == 4 - arrived);
        BOOST_REQUIRE(step < 200);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_at_any_step_of_a_download_ends_it) {
    for (int step = 0;; ++step) {
        bench at;
        at.render(3);
        at.farm->on_step = [&](int now) {
            if (now == step) at.stop.request_stop();
        };
        if (step == 0) at.stop.request_stop();
        const auto report = at.fetch({"out/12"}, {.concurrency = 2});
        at.only_whole_files(at.folder / "frames", at.farm->root / "out/12");
        BOOST_TEST(at.farm->open_exchanges == 0);
        if (report) {
            BOOST_TEST(at.farm->steps < step);
            break;
        }
        BOOST_TEST((report.error().code == rb::transport_errc::canceled));
        BOOST_REQUIRE(step < 200);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_lies_gets_nothing_written_outside) {
    bench at;
    const auto list = [&](const std::string& entries) {
        at.farm->instead = [entries](auto& what) -> std::optional<rb::http::response> {
            if (what.target.ends_with('/')) return rb::http::response{200, {}, "[" + entries + "]"};
            return {};
        };
        return at.fetch({"out/12"});
    };
    const auto entry = [](const std::string& path, const std::string& content, int size) {
        return "{\"path\":\"" + path + "\",\"size\":" + std::to_string(size) + ",\"digest\":\"" +
               rb::to_base64(digest_of_text(content)) + "\"}";
    };
    for (const char* name : {"../../escaped", "/tmp/escaped"}) {
        const auto report = list(entry(name, "x", 1)).value();
        BOOST_TEST(report.locations.empty());
        BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
        BOOST_TEST((report.left_out[0].code == rb::data_errc::unsafe_path));
    }
    BOOST_TEST(!fs::exists(at.folder / "frames"));
    BOOST_TEST(!fs::exists(at.folder / "escaped"));

    write_file(at.farm->root / "out/12/a", "content");
    BOOST_TEST((list(entry("a", "CONTENT", 7)).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST((list(entry("a", "content", 8)).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST((list(entry("b", "content", 7)).error().code == rb::transport_errc::http_status));
    BOOST_TEST((list(entry("a", "content", 7) + "," + entry("a/b", "content", 7)).error().code == rb::data_errc::invalid_value));
    BOOST_TEST(list(entry("a", "content", 7)).has_value());
    BOOST_TEST(files_below(at.folder / "frames") == names{"a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_file_is_told_from_its_start_to_its_end) {
    bench at;
    at.render(3);
    std::map<fs::path, std::uint64_t> started;
    names failed;
    auto told = at.observer();
    told.on_start = [&](const fs::path& local, std::uint64_t bytes) { started.emplace(local, bytes); };
    told.on_failed = [&](const fs::path& local, const rb::failure& why) {
        failed.push_back(local.filename().string() + ": " + why.message());
    };
    at.farm->instead = [](auto& what) -> std::optional<rb::http::response> {
        if (what.target.ends_with("/f2.png")) return rb::http::response{403, {}, {}};
        return {};
    };
    const auto report = outcome<rb::download_report>(at.context, [&](auto done) {
        rb::async_download(at.context.get_executor(), engine_at(at.farm), {"out/12"}, at.folder / "frames", {.concurrency = 1},
                           std::move(told), {}, std::move(done));
    });
    BOOST_REQUIRE(!report.has_value());
    BOOST_TEST(started.size() == 3u);
    for (const auto& [local, bytes] : started) BOOST_TEST(bytes == 2500u, local);
    BOOST_TEST(at.files_seen == (names{"f0.png", "f1.png"}), boost::test_tools::per_element());
    BOOST_TEST(!failed.empty());
    BOOST_TEST(failed.back().starts_with("f2.png: "));
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_after_it_was_listed_is_listed_and_fetched_anew) {
    bench at;
    at.render(4);
    bool changed = false;
    at.farm->instead = [&](auto& what) -> std::optional<rb::http::response> {
        if (what.target.ends_with("/f2.png") && !std::exchange(changed, true))
            write_file(at.farm->root / "out/12/cam/f2.png", "longer or shorter");
        return {};
    };
    const auto report = at.fetch({"out/12"}, {.concurrency = 2});
    BOOST_REQUIRE(report.has_value());
    BOOST_TEST(report->files == 4u);
    BOOST_TEST(report->locations.size() == 4u);
    BOOST_TEST(at.farm->requests.size() == 2u + 5u);
    at.only_whole_files(at.folder / "frames", at.farm->root / "out/12");
}

BOOST_AUTO_TEST_CASE(two_folders_with_a_file_of_one_name_are_not_mixed) {
    bench at;
    write_file(at.farm->root / "out/1/a.png", "one");
    write_file(at.farm->root / "out/2/a.png", "two");
    const auto report = at.fetch({"out/1", "out/2"});
    BOOST_TEST((report.error().code == rb::data_errc::invalid_value));
    BOOST_TEST(report.error().place == "out/2/a.png");
    BOOST_TEST(!fs::exists(at.folder / "frames"));
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_named) {
    bench at;
    at.render(2);
    write_file(at.folder / "frames/cam", "a file where a folder is due");
    const auto report = at.fetch({"out/12"});
    BOOST_TEST((report.error().code == rb::scene_errc::unwritable_file));
    BOOST_TEST(report.error().place == (at.folder / "frames/cam").string());
    BOOST_TEST(files_below(at.folder / "frames") == names{"cam"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
