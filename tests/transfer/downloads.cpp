// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/local_engine.hpp>
#include <renderbus/transfer/raysync_state.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <numeric>

namespace {

using namespace transfer_tests;
using names = std::vector<std::string>;

/// A shared disk whose files may fail to come, as often as a test says.
struct uneasy_engine {
    rb::local_engine disk;
    std::function<std::optional<rb::failure>(const std::string& remote)> instead = {};
    names asked_for = {};
    names lists = {};

    void async_put(asio::any_io_executor on, rb::upload_file file, rb::transfer_progress progress, std::stop_token stop,
                   rb::completion<void> done) {
        disk.async_put(on, std::move(file), std::move(progress), stop, std::move(done));
    }
    void async_get(asio::any_io_executor on, rb::remote_file file, fs::path local, rb::transfer_progress progress,
                   std::stop_token stop, rb::completion<void> done) {
        asked_for.push_back(file.remote);
        if (auto wrong = instead ? instead(file.remote) : std::nullopt) {
            if (progress) progress(file.size / 2);
            return rb::detail::tell_later(on, std::move(done), *std::move(wrong));
        }
        disk.async_get(on, std::move(file), local, std::move(progress), stop, std::move(done));
    }
    void async_list(asio::any_io_executor on, std::string folder, std::stop_token stop, rb::completion<rb::folder_list> done) {
        lists.push_back(folder);
        disk.async_list(on, folder, stop, std::move(done));
    }
    void async_has(asio::any_io_executor on, std::string name, std::stop_token stop,
                   rb::completion<std::optional<rb::held_file>> done) {
        disk.async_has(on, name, stop, std::move(done));
    }
};

struct disk_bench {
    scratch folder;
    fs::path storage = folder / "storage";
    fs::path frames = folder / "frames";
    asio::io_context context;
    std::shared_ptr<uneasy_engine> engine =
        std::make_shared<uneasy_engine>(uneasy_engine{rb::local_engine((fs::create_directories(storage), storage))});
    std::shared_ptr<rb::memory_record> record = std::make_shared<rb::memory_record>();
    std::vector<rb::failure> warned;
    std::vector<std::uint64_t> totals;
    std::uint64_t moved = 0;
    bool never_more_than_all = true;

    void render(const fs::path& name, const std::string& content) const {
        fs::create_directories((storage / "out" / name).parent_path());
        std::ofstream(storage / "out" / name, std::ios::binary) << content;
    }
    void render_three() const {
        for (const char* name : {"7_shot/f.0001.png", "7_shot/f.0002.png", "7_shot/f.0003.png"}) render(name, "frame");
    }
    rb::transfer_observer observer() {
        rb::transfer_observer made;
        made.on_bytes = [this](std::uint64_t more) {
            moved += more;
            never_more_than_all = never_more_than_all && !totals.empty() && moved <= totals.back();
        };
        made.on_total = [this](std::uint64_t bytes) { totals.push_back(bytes); };
        made.on_warned = [this](const rb::failure& what) { warned.push_back(what); };
        return made;
    }
    rb::result<rb::download_report> fetch(rb::download_options how = {}, std::vector<std::string> folders = {"out/7_shot"}) {
        totals.clear();
        warned.clear();
        moved = 0;
        engine->asked_for.clear();
        engine->lists.clear();
        return outcome<rb::download_report>(context, [&](auto done) {
            rb::async_download(context.get_executor(), rb::any_transfer_engine(engine), std::move(folders), frames,
                               std::move(how), observer(), {}, std::move(done));
        });
    }
    rb::download_options with(rb::conflict_policy conflict) const {
        return {.record = rb::any_record_store(record), .conflict = conflict};
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_downloads)

BOOST_FIXTURE_TEST_CASE(without_digests_the_time_tells_what_is_here_and_what_was_rendered_again, disk_bench) {
    render_three();
    BOOST_TEST(fetch().value().files == 3u);
    BOOST_TEST(rb::stamp_of(frames / "f.0002.png")->mtime_ns == rb::stamp_of(storage / "out/7_shot/f.0002.png")->mtime_ns);
    BOOST_TEST(fetch().value().skipped == 3u);
    BOOST_TEST(engine->asked_for.empty());
    render("7_shot/f.0002.png", "FRAME");
    const auto report = fetch().value();
    BOOST_TEST(report.files == 1u);
    BOOST_TEST(report.skipped == 2u);
    BOOST_TEST(read_file(frames / "f.0002.png") == "FRAME");
}

BOOST_FIXTURE_TEST_CASE(a_frame_that_is_rendered_again_while_others_are_awaited_is_fetched_again, disk_bench) {
    render_three();
    rb::folder_fetch fetching(context.get_executor(), rb::any_transfer_engine(engine), {}, observer(), {});
    fetching.look("out/7_shot", frames);
    context.run();
    BOOST_TEST(read_file(frames / "f.0001.png") == "frame");
    render("7_shot/f.0001.png", "FRAME");
    fetching.look("out/7_shot", frames);
    const auto report = outcome<rb::download_report>(context, [&](auto done) { fetching.finish(std::move(done)); }).value();
    BOOST_TEST(report.files == 4u);
    BOOST_TEST(read_file(frames / "f.0001.png") == "FRAME");
    BOOST_TEST(moved == 20u);
    BOOST_TEST(totals.back() == 20u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_gone_is_looked_for_again_whatever_word_the_engine_has_for_it, disk_bench) {
    render_three();
    for (const std::error_code code :
         {make_error_code(rb::scene_errc::missing_file), make_error_code(rb::scene_errc::changed_file),
          make_error_code(rb::transport_errc::no_such_place), make_error_code(rb::raysync_errc::failed)}) {
        for (const int times : {1, 2, 3}) {
            fs::remove_all(frames);
            int failed = 0;
            engine->instead = [&](const std::string& remote) -> std::optional<rb::failure> {
                if (!remote.ends_with("0002.png") || failed == times) return std::nullopt;
                ++failed;
                return rb::failure{code, remote, "gone", ""};
            };
            const auto report = fetch();
            BOOST_TEST(report.has_value() == (times < 3), code.message() << ", " << times << " times");
            BOOST_TEST(engine->lists.size() == static_cast<std::size_t>(std::min(times, 2)) + 1);
            if (!report) BOOST_TEST((report.error().code == code));
            if (!report) BOOST_TEST(files_below(frames).size() == 2u);  // the others came all the same
            else BOOST_TEST(files_below(frames).size() == 3u);
            if (report) BOOST_TEST(moved == totals.back());
            BOOST_TEST(never_more_than_all);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(a_log_that_grows_stops_no_frame_and_is_here_once_it_keeps_still_or_is_gone, disk_bench) {
    enum class at_the_end { still, gone, growing };
    for (const auto end : {at_the_end::still, at_the_end::gone, at_the_end::growing}) {
        fs::remove_all(storage);
        fs::remove_all(frames);
        engine->instead = [&](const std::string& remote) -> std::optional<rb::failure> {
            if (!remote.ends_with("render.log")) return std::nullopt;
            return rb::failure{rb::data_errc::wrong_digest, remote, "changed", ""};
        };
        rb::folder_fetch fetching(context.get_executor(), rb::any_transfer_engine(engine), {}, observer(), {});
        for (int look = 0; look < 30; ++look) {
            render("7_shot/render.log", std::string(static_cast<std::size_t>(look + 1), 'l'));
            render("7_shot/f." + std::to_string(1000 + look) + ".png", "frame");
            fetching.look("out/7_shot", frames);
            context.restart();
            context.run();
        }
        BOOST_TEST(!fetching.has_failed());
        BOOST_TEST(files_below(frames).size() == 30u);
        if (end == at_the_end::still) engine->instead = {};
        if (end == at_the_end::gone) fs::remove(storage / "out/7_shot/render.log");
        fetching.look("out/7_shot", frames);
        const auto report = outcome<rb::download_report>(context, [&](auto done) { fetching.finish(std::move(done)); });
        BOOST_TEST(report.has_value() == (end != at_the_end::growing));
        BOOST_TEST(files_below(frames).size() == (end == at_the_end::still ? 31u : 30u));
        if (report) BOOST_TEST(report->left_out.size() == (end == at_the_end::gone ? 1u : 0u));
        else BOOST_TEST((report.error().code == rb::data_errc::wrong_digest));
    }
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_in_no_list_any_more_is_left_out_and_told, disk_bench) {
    render_three();
    engine->instead = [&](const std::string& remote) -> std::optional<rb::failure> {
        if (remote.ends_with("0002.png")) fs::remove(storage / remote);
        return std::nullopt;
    };
    const auto report = fetch().value();
    BOOST_TEST(report.files == 2u);
    BOOST_TEST(files_below(frames) == (names{"f.0001.png", "f.0003.png"}), boost::test_tools::per_element());
    BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
    BOOST_TEST(report.left_out[0].place == "out/7_shot/f.0002.png");
    BOOST_TEST(warned.size() == 1u);
    BOOST_TEST(moved == 10u);
    BOOST_TEST(totals.back() == 10u);
}

BOOST_FIXTURE_TEST_CASE(one_unusual_name_hinders_no_other_and_is_told_once, disk_bench) {
    render_three();
    render("7_shot/shot:4.png", "frame");
    bool changed = false;  // so that the folder is listed twice
    engine->instead = [&](const std::string& remote) -> std::optional<rb::failure> {
        if (std::exchange(changed, true)) return std::nullopt;
        return rb::failure{rb::data_errc::wrong_digest, remote, "changed", ""};
    };
    const auto report = fetch().value();
    BOOST_TEST(report.files == 3u);
    BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
    BOOST_TEST(report.left_out[0].message().find("shot:4.png") != std::string::npos, report.left_out[0].message());
    BOOST_TEST(warned.size() == 1u);
    BOOST_TEST(engine->lists.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_retouched_file_is_replaced_left_alone_or_kept_beside_as_the_policy_says, disk_bench) {
    using rb::conflict_policy;
    for (const auto policy : {conflict_policy::overwrite, conflict_policy::skip, conflict_policy::keep_both}) {
        fs::remove_all(frames);
        render_three();
        BOOST_TEST(fetch(with(policy)).value().files == 3u);
        // One is rendered again, one is retouched here.
        render("7_shot/f.0001.png", "FRAME");
        std::ofstream(frames / "f.0002.png") << "retouched";
        const auto report = fetch(with(policy)).value();
        BOOST_TEST(read_file(frames / "f.0001.png") == "FRAME");
        BOOST_TEST(read_file(frames / "f.0002.png") == (policy == conflict_policy::overwrite ? "frame" : "retouched"));
        BOOST_TEST(report.files == (policy == conflict_policy::skip ? 1u : 2u));
        BOOST_TEST(report.locations.size() == 3u);
        BOOST_TEST(warned.size() == report.conflicts.size());
        BOOST_TEST(moved == totals.back());
        if (policy == conflict_policy::overwrite) {
            BOOST_TEST(report.conflicts.empty());
            continue;
        }
        BOOST_REQUIRE_EQUAL(report.conflicts.size(), 1u);
        BOOST_TEST(report.conflicts[0].local == frames / "f.0002.png");
        const auto beside = frames / "f.0002.farm.png";
        BOOST_TEST(fs::exists(beside) == (policy == conflict_policy::keep_both));
        BOOST_TEST(report.conflicts[0].beside == (policy == conflict_policy::keep_both ? beside : fs::path()));
        if (policy == conflict_policy::skip) continue;
        BOOST_TEST(read_file(beside) == "frame");
        // What stands beside is a download's own: it is not fetched twice, and follows what is rendered.
        BOOST_TEST(fetch(with(policy)).value().files == 0u);
        render("7_shot/f.0002.png", "Frame");
        BOOST_TEST(fetch(with(policy)).value().files == 1u);
        BOOST_TEST(read_file(beside) == "Frame");
        // And if it is retouched, too, a third name is found.
        std::ofstream(beside) << "retouched, too";
        BOOST_TEST(fetch(with(policy)).value().files == 1u);
        BOOST_TEST(read_file(beside) == "retouched, too");
        BOOST_TEST(read_file(frames / "f.0002.farm-b.png") == "Frame");
        BOOST_TEST(files_below(frames).size() == 5u);
    }
}

BOOST_FIXTURE_TEST_CASE(what_somebody_saves_while_the_farms_comes_is_treated_as_the_policy_says, disk_bench) {
    using rb::conflict_policy;
    for (const auto policy : {conflict_policy::overwrite, conflict_policy::skip, conflict_policy::keep_both}) {
        const bool is_replaced = policy == conflict_policy::overwrite;
        for (const std::string first : {"", "frame"}) {  // nothing is here yet, or an older version of the farm's
            fs::remove_all(storage);
            fs::remove_all(frames);
            fs::create_directories(storage);
            render("7_shot/f.0001.png", "frame");
            engine->instead = {};
            if (!first.empty()) BOOST_TEST(fetch(with(policy)).value().files == 1u);
            render("7_shot/f.0001.png", "FRAME");
            engine->instead = [this, saved = false](auto&) mutable -> std::optional<rb::failure> {
                if (!std::exchange(saved, true)) write_file(frames / "f.0001.png", "retouched");
                return std::nullopt;
            };
            const auto report = fetch(with(policy)).value();
            BOOST_TEST(read_file(frames / "f.0001.png") == (is_replaced ? "FRAME" : "retouched"));
            BOOST_TEST(report.conflicts.size() == (is_replaced ? 0u : 1u));
            const auto beside = frames / "f.0001.farm.png";
            BOOST_TEST(read_file(beside) == (policy == conflict_policy::keep_both ? "FRAME" : ""));
            BOOST_TEST(files_below(frames).size() == (policy == conflict_policy::keep_both ? 2u : 1u));
            BOOST_TEST(moved == totals.back());
            fs::remove(frames / "f.0001.png");
            fs::remove(beside);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(an_older_frame_that_somebody_takes_away_while_the_new_one_comes_is_no_hindrance, disk_bench) {
    const auto how = with(rb::conflict_policy::skip);
    render("7_shot/f.0001.png", "frame");
    BOOST_TEST(fetch(how).value().files == 1u);
    render("7_shot/f.0001.png", "FRAME");
    engine->instead = [this](auto&) -> std::optional<rb::failure> { return fs::remove(frames / "f.0001.png"), std::nullopt; };
    const auto report = fetch(how).value();
    BOOST_TEST(report.files == 1u);
    BOOST_TEST(report.conflicts.empty());
    BOOST_TEST(read_file(frames / "f.0001.png") == "FRAME");
}

BOOST_FIXTURE_TEST_CASE(a_folder_or_a_broken_link_in_the_way_stays_where_files_do, disk_bench) {
    for (const auto policy : {rb::conflict_policy::skip, rb::conflict_policy::keep_both}) {
        fs::remove_all(frames);
        fs::create_directories(frames / "f.0001.png/inner");
        fs::create_symlink("nowhere", frames / "f.0002.png");
        render_three();
        const auto report = fetch(with(policy)).value();
        BOOST_TEST(report.conflicts.size() == 2u);
        BOOST_TEST(fs::exists(frames / "f.0001.png/inner"));
        BOOST_TEST(fs::is_symlink(frames / "f.0002.png"));
        BOOST_TEST(read_file(frames / "f.0003.png") == "frame");
        const auto expected = policy == rb::conflict_policy::keep_both ? "frame" : "";
        BOOST_TEST(read_file(frames / "f.0001.farm.png") == expected);
        BOOST_TEST(read_file(frames / "f.0002.farm.png") == expected);
    }
}

BOOST_FIXTURE_TEST_CASE(without_a_record_every_file_that_differs_is_somebody_elses, disk_bench) {
    render_three();
    rb::download_options how{.conflict = rb::conflict_policy::skip};
    BOOST_TEST(fetch(how).value().files == 3u);
    render("7_shot/f.0001.png", "FRAME");
    const auto report = fetch(how).value();
    BOOST_TEST(report.files == 0u);
    BOOST_TEST(report.conflicts.size() == 1u);
    BOOST_TEST(read_file(frames / "f.0001.png") == "frame");
}

BOOST_FIXTURE_TEST_CASE(folders_come_with_their_own_names_or_without, disk_bench) {
    render_three();
    render("8_shot/f.0001.png", "frame");
    const auto report = fetch({.layout = rb::download_layout::with_folder}, {"out/7_shot/", "out/8_shot"}).value();
    BOOST_TEST(report.files == 4u);
    BOOST_TEST(files_below(frames) == (names{"7_shot/f.0001.png", "7_shot/f.0002.png", "7_shot/f.0003.png", "8_shot/f.0001.png"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_name_of_a_file_stands_for_that_file, disk_bench) {
    render_three();
    for (const auto layout : {rb::download_layout::content, rb::download_layout::with_folder}) {
        fs::remove_all(frames);
        const auto report = fetch({.layout = layout}, {"out/7_shot/f.0002.png"}).value();
        BOOST_TEST(report.files == 1u);
        BOOST_TEST(files_below(frames) == names{"f.0002.png"}, boost::test_tools::per_element());
        BOOST_TEST(read_file(frames / "f.0002.png") == "frame");
    }
    const auto nothing = fetch({}, {"out/7_shot/f.0009.png"});
    BOOST_TEST((nothing.error().code == rb::transport_errc::http_status));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_gone_after_it_was_found_is_left_out, disk_bench) {
    render_three();
    engine->instead = [this](auto&) {
        fs::remove(storage / "out/7_shot/f.0002.png");
        return std::optional(rb::failure{rb::transport_errc::http_status, "f.0002.png", "gone", ""});
    };
    const auto report = fetch({}, {"out/7_shot/f.0002.png"}).value();
    BOOST_TEST(report.files == 0u);
    BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
    BOOST_TEST(report.left_out[0].place == "out/7_shot/f.0002.png");
}

BOOST_FIXTURE_TEST_CASE(the_total_is_what_has_to_move_and_is_reached_exactly, disk_bench) {
    render_three();
    render("7_shot/large.exr", some_bytes(3 << 20));
    BOOST_TEST(fetch().value().files == 4u);
    BOOST_TEST(totals.front() == 15u + (3u << 20));
    BOOST_TEST(moved == totals.back());
    BOOST_TEST(never_more_than_all);
    fs::remove(frames / "f.0003.png");
    BOOST_TEST(fetch().value().files == 1u);
    BOOST_TEST(moved == 5u);
    BOOST_TEST(totals.back() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
