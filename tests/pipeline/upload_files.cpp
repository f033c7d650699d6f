// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/transmitter.hpp>
#include <renderbus/transfer/upload_list.hpp>

#include <asio/thread_pool.hpp>

using namespace pipeline_tests;

namespace {

/// The transmitter program, and nobody who could say what lies in the storage.
rb::any_transfer_engine transmitter_alone(const fs::path& home) {
    fs::create_directories(home);
    fs::copy_file(fs::path(RENDERBUS_SOURCE_DIR) / "tests/transfer/transmitter_stand_in.py", home / "rayvision_transmitter");
    rb::transmitter_options options;
    options.program = home / "rayvision_transmitter";
    options.host = "line.example";
    options.port = 32011;
    return rb::any_transfer_engine(std::make_shared<rb::transmitter_engine>(options));
}

/// Files of a project, and an upload.json that something else wrote.
fs::path write_list(stage_set<rb::generation_2>& set, int count) {
    std::string list;
    for (int i = 0; i < count; ++i) {
        const auto name = "tex" + std::to_string(i) + ".png";
        write_file(set.folder / "project" / name, "picture " + std::to_string(i));
        list += std::string(i ? "," : "") + "{\"local\":\"" + (set.folder / "project" / name).string() + "\",\"server\":\"/tex/" +
                name + "\"}";
    }
    const auto file = set.folder / "lists/upload.json";
    write_file(file, "{\"asset\":[" + list + "]}");
    return file;
}

const fs::path storage_of_artist(const stage_set<rb::generation_2>& set) {
    return *fs::directory_iterator(set.folder / "farm/storage/input");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(files_that_something_else_wrote)

BOOST_AUTO_TEST_CASE(go_up_by_their_list_and_once) {
    stage_set<rb::generation_2> set;
    const auto list = write_list(set, 20);
    const auto sent = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    BOOST_TEST(sent->files_sent == 20u);
    BOOST_TEST(farm_tests::read_file(storage_of_artist(set) / "tex/tex7.png") == "picture 7");
    const auto again = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(again.has_value(), said(again));
    BOOST_TEST(again->files_sent == 0u);
    BOOST_TEST(again->files_skipped == 20u);
}

BOOST_AUTO_TEST_CASE(go_up_by_a_split_list_side_by_side) {
    stage_set<rb::generation_2> set;
    const auto parts = rb::split_upload_list(write_list(set, 20), 6).value();
    BOOST_TEST_REQUIRE(parts.size() == 4u);
    const auto sent = set.run(rb::stage(rb::each(rb::upload_assets(), 3)), parts);
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    std::uint64_t files = 0;
    for (const auto& one : *sent) files += one.files_sent;
    BOOST_TEST(files == 20u);
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(farm_tests::read_file(storage_of_artist(set) / ("tex/tex" + std::to_string(i) + ".png")) ==
                   "picture " + std::to_string(i));
}

BOOST_AUTO_TEST_CASE(go_by_the_line_that_is_named) {
    stage_set<rb::generation_2> set;
    const auto send_by = [&](const std::string& line) {
        asio::io_context io;
        std::optional<rb::result<rb::any_transfer_engine>> found;
        auto session = set.session();
        session.line(line).async_engine(io.get_executor(), {},
                                        [&](rb::result<rb::any_transfer_engine> engine) { found.emplace(std::move(engine)); });
        io.run();
        return *std::move(found);
    };
    BOOST_TEST(send_by("http_main").has_value());
    const auto none = send_by("sneakernet");
    BOOST_TEST_REQUIRE(!none.has_value());
    BOOST_TEST(none.error().message().find("the farm has http_main") != std::string::npos, none.error().message());
}

BOOST_AUTO_TEST_CASE(a_list_that_is_none_or_names_what_is_not_there_is_told) {
    stage_set<rb::generation_2> set;
    const auto missing = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(set.folder / "none.json"));
    BOOST_TEST((missing.error().code == rb::scene_errc::missing_file));
    write_file(set.folder / "broken.json", "{\"asset\":[{]}");
    const auto broken = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(set.folder / "broken.json"));
    BOOST_TEST((broken.error().code == rb::data_errc::malformed_json));
    BOOST_TEST(broken.error().place.starts_with((set.folder / "broken.json").string()), broken.error().place);
    const auto list = write_list(set, 3);
    fs::remove(set.folder / "project/tex1.png");
    const auto incomplete = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(list));
    BOOST_TEST((incomplete.error().code == rb::scene_errc::missing_file));
}

BOOST_AUTO_TEST_CASE(what_a_policy_skips_is_told_and_counted) {
    stage_set<rb::generation_2> set;
    const auto list = write_list(set, 3);
    fs::remove(set.folder / "project/tex1.png");
    rb::upload_options how;
    how.policies.missing = rb::file_policy::skip();
    const auto sent = set.run(rb::stage(rb::upload_assets(how)), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    BOOST_TEST(sent->files_sent == 2u);
    BOOST_TEST(sent->files_left_out == 1u);
    BOOST_TEST_REQUIRE(set.warnings.size() == 1u);
    BOOST_TEST(set.warnings[0].find("tex1.png") != std::string::npos, set.warnings[0]);

    const auto checked = set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(checked.has_value(), said(checked));
    fs::remove(set.folder / "project/wall.png");
    set.warnings.clear();
    const auto uploaded = set.run(rb::stage(rb::upload(how)), *checked);
    BOOST_TEST_REQUIRE(uploaded.has_value(), said(uploaded));
    BOOST_TEST((*uploaded)->files_sent == 1u);
    BOOST_TEST((*uploaded)->files_left_out == 1u);
    BOOST_TEST_REQUIRE(set.warnings.size() == 1u);
    BOOST_TEST(set.warnings[0].find("wall.png") != std::string::npos, set.warnings[0]);
}

BOOST_AUTO_TEST_CASE(what_the_farm_copies_counts_as_what_it_had_and_its_bytes_as_moved) {
    stage_set<rb::generation_2> set;
    const auto list = write_list(set, 4);
    for (int i = 0; i < 4; ++i)
        write_file(set.folder / "project" / ("tex" + std::to_string(i) + ".png"), std::string(100'000, 'x'));
    const auto sent = set.run(rb::stage(rb::upload_assets()), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    BOOST_TEST(sent->files_sent == 1u);
    BOOST_TEST(sent->files_skipped == 3u);
    BOOST_TEST((set.bytes_told == std::pair<std::uint64_t, std::uint64_t>(400'000, 400'000)));
    BOOST_TEST(!set.was_more_than_all);
}

BOOST_AUTO_TEST_CASE(are_planned_as_their_stage_says) {
    stage_set<rb::generation_2> set;
    const auto list = write_list(set, 4);
    for (int i = 0; i < 4; ++i)
        write_file(set.folder / "project" / ("tex" + std::to_string(i) + ".png"), std::string(100'000, 'x'));
    const auto each = set.run(rb::stage(rb::upload_assets({}, {.share_contents = false})), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(each.has_value(), said(each));
    BOOST_TEST(each->files_sent == 4u);

    for (int i = 0; i < 4; ++i) write_file(set.folder / "project" / ("tex" + std::to_string(i) + ".png"), "small");
    asio::thread_pool pool(2);
    const rb::plan_choices all_shared{.smallest_shared = rb::byte_count(0), .pool = pool.get_executor()};
    const auto small = set.run_in_real_time(rb::stage(rb::upload_assets({}, all_shared)), rb::upload_list_file(list));
    BOOST_TEST_REQUIRE(small.has_value(), said(small));
    BOOST_TEST(small->files_sent == 1u);
    BOOST_TEST(small->files_skipped == 3u);
}

BOOST_AUTO_TEST_CASE(a_shot_is_planned_as_its_stage_says) {
    stage_set<rb::generation_2> set;
    const auto checked = set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(checked.has_value(), said(checked));
    const auto questions_of = [&](const rb::upload& stage) {
        set.line->targets.clear();
        const auto uploaded = set.run(rb::stage(stage), *checked);
        BOOST_TEST_REQUIRE(uploaded.has_value(), said(uploaded));
        return std::count_if(set.line->targets.begin(), set.line->targets.end(),
                             [](const auto& target) { return target.starts_with("/storage/input/"); });
    };
    questions_of(rb::upload());
    BOOST_TEST(questions_of(rb::upload()) == 2);
    BOOST_TEST(questions_of(rb::upload({}, {.checks = {.first = 0, .one_in = 0}})) == 0);
}

BOOST_AUTO_TEST_CASE(go_up_once_by_who_cannot_say_what_the_farm_has) {
    stage_set<rb::generation_2> set;
    const auto home = fs::canonical(set.folder.path()) / "program";
    set.engine = transmitter_alone(home);
    const auto list = write_list(set, 3);
    const auto run = [&](rb::plan_choices how) {
        const auto sent = set.run_in_real_time(rb::stage(rb::upload_assets({}, how)), rb::upload_list_file(list));
        BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
        return sent->files_sent;
    };
    BOOST_TEST(run({}) == 3u);
    BOOST_TEST(set.files_under("program/farm") == 3u);
    BOOST_TEST(set.warnings.empty());
    // The record is believed, and that is told.
    BOOST_TEST(run({}) == 0u);
    BOOST_TEST_REQUIRE(set.warnings.size() == 1u);
    BOOST_TEST(set.warnings[0].find("transmitter_options::lists") != std::string::npos, set.warnings[0]);
    // Who wants no question asked is not told.
    BOOST_TEST(run({.checks = {.first = 0, .one_in = 0}}) == 0u);
    BOOST_TEST(set.warnings.size() == 1u);
    // What nobody knows of goes once more.
    set.record = std::make_shared<rb::memory_record>();
    BOOST_TEST(run({.ask_first = true}) == 3u);
    BOOST_TEST(set.warnings.size() == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_is_made_up_for_an_observer_that_is_none) {
    const auto spans_of = [](int count) {
        stage_set<rb::generation_2> set;
        const auto list = write_list(set, count);
        const auto before = rb::next_span();
        const auto sent = rb::run(set.unobserved_session(), rb::stage(rb::upload_assets()), rb::upload_list_file(list));
        BOOST_TEST(sent.files_sent == static_cast<std::uint64_t>(count));
        return rb::next_span() - before;
    };
    BOOST_TEST(spans_of(3) == spans_of(30));
}

BOOST_AUTO_TEST_CASE(the_four_files_go_to_a_task_as_they_stand_in_a_folder) {
    stage_set<rb::generation_2> set;
    const auto checked = set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(checked.has_value(), said(checked));
    const auto folder = set.folder / "written";
    fs::copy((*checked)->scene.folder, folder, fs::copy_options::recursive);
    // As another program lays it out.
    const auto text = farm_tests::read_file(folder / "upload.json") + "\n\n";
    write_file(folder / "upload.json", text);
    fs::remove(folder / "tips.json");
    const auto sent = set.run(rb::stage(rb::upload_config_folder()), rb::config_folder{(*checked)->task_id, folder});
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    BOOST_TEST(sent->id == (*checked)->task_id);
    std::size_t found = 0;
    for (const auto& one : fs::recursive_directory_iterator(set.folder / "farm"))
        if (one.path().filename() == "upload.json" && farm_tests::read_file(one.path()) == text) ++found;
    BOOST_TEST(found == 1u);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_whole_sends_nothing) {
    stage_set<rb::generation_2> set;
    const auto checked = set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(checked.has_value(), said(checked));
    const auto folder = set.folder / "written";
    fs::copy((*checked)->scene.folder, folder, fs::copy_options::recursive);
    const auto requests = set.line->targets.size();
    write_file(folder / "asset.json", "no JSON");
    const auto broken = set.run(rb::stage(rb::upload_config_folder()), rb::config_folder{(*checked)->task_id, folder});
    BOOST_TEST((broken.error().code == rb::data_errc::malformed_json));
    fs::remove(folder / "asset.json");
    fs::remove(folder / "task.json");
    const auto missing = set.run(rb::stage(rb::upload_config_folder()), rb::config_folder{(*checked)->task_id, folder});
    BOOST_TEST((missing.error().code == rb::scene_errc::missing_file));
    BOOST_TEST(set.line->targets.size() == requests);
}

BOOST_AUTO_TEST_SUITE_END()
