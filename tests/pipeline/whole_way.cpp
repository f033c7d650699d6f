// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/config/text.hpp>

using namespace pipeline_tests;

namespace {

template <class Generation>
void goes_the_whole_way() {
    stage_set<Generation> set;
    const auto first = set.run(set.shot(), rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(first.has_value(), said(first));
    const auto& done = **first;
    BOOST_TEST(done.frames.size() == 2);
    BOOST_TEST(done.files->files_sent == 2);
    BOOST_TEST(done.files->bytes_sent == fs::file_size(set.scene) + 1000);
    for (const auto& frame : done.frames) {
        const auto png = farm_tests::read_file(frame);
        BOOST_TEST(png.substr(1, 3) == "PNG");
        BOOST_TEST(static_cast<int>(png[19]) == 64);  // the header's width and height end there
        BOOST_TEST(static_cast<int>(png[23]) == 36);
    }
    BOOST_TEST(farm_tests::read_file(done.frames[0]) != farm_tests::read_file(done.frames[1]));

    const auto again = set.run(set.shot(), rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(again.has_value(), said(again));
    BOOST_TEST((**again).task_id != done.task_id);
    BOOST_TEST((**again).files->bytes_sent == 0);
    BOOST_TEST((**again).files->files_skipped == 2);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(whole_way)

BOOST_AUTO_TEST_CASE(from_scene_to_frames_in_generation_2_and_nothing_is_sent_twice) { goes_the_whole_way<rb::generation_2>(); }
BOOST_AUTO_TEST_CASE(from_scene_to_frames_in_generation_1_and_nothing_is_sent_twice) { goes_the_whole_way<rb::generation_1>(); }

BOOST_AUTO_TEST_CASE(the_four_files_are_written_and_the_check_fills_them_in) {
    stage_set<rb::generation_2> set;
    const auto checked = set.run(rb::analyze() | rb::check(), rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(checked.has_value(), said(checked));
    const fs::path folder = (**checked).scene.folder;
    BOOST_TEST(folder.filename().string() == "1700000000");
    const auto task = rb::config::read_task_json(farm_tests::read_file(folder / "task.json")).value();
    BOOST_TEST(task.task_info.task_id == std::to_string((**checked).task_id));
    BOOST_TEST(task.task_info.user_id == "100001");
    BOOST_TEST(task.task_info.hardware_config_id.has_value());
    BOOST_TEST(task.task_info.cg_id == "2000");
    BOOST_TEST(task.software_config.cg_version == "2023");
    const auto info = rb::from_json<rb::config::maya_scene_info>(task.scene_info_render.text).value();
    BOOST_REQUIRE(info.layers.find("defaultRenderLayer"));
    BOOST_TEST(info.layers.find("defaultRenderLayer")->common.frames == "1-2[1]");
    BOOST_TEST(info.layers.find("defaultRenderLayer")->common.render_camera[0] == "eyeShape");
    const auto uploads = rb::config::read_upload_json(farm_tests::read_file(folder / "upload.json")).value();
    BOOST_TEST(uploads.asset.size() == 2);
    BOOST_TEST(uploads.scene.all.at(0).hash == rb::to_hex(rb::md5_of_file(set.scene).value()));
    BOOST_TEST(uploads.asset[1].server == rb::server_path(fs::canonical(set.scene).string()));
    BOOST_TEST(fs::exists(folder / "asset.json"));
    BOOST_TEST(fs::exists(folder / "tips.json"));
}

BOOST_AUTO_TEST_CASE(edit_changes_what_the_user_may_change) {
    stage_set<rb::generation_2> set;
    auto pipe = rb::analyze() | rb::edit([](rb::config::render_settings& settings) {
                    settings.renders_with.cg_version = "2024";
                    settings.project_name = "night shift";
                    settings.task.frames_per_task = "2";
                    settings.additional_info["studio"] = "north";
                }) |
                rb::check({.ram = rb::gigabytes(128)});
    const auto checked = set.run(pipe, rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(checked.has_value(), said(checked));
    const auto text = farm_tests::read_file(fs::path((**checked).scene.folder) / "task.json");
    const auto task = rb::config::read_task_json(text).value();
    BOOST_TEST(task.software_config.cg_version == "2024");
    BOOST_TEST(task.task_info.frames_per_task == "2");
    BOOST_TEST(task.task_info.ram == "128");
    BOOST_TEST(task.task_info.project_name == "night shift");
    BOOST_TEST(task.task_info.project_id != "0");  // it was made on the way
    BOOST_TEST(*task.additional_info->find("studio") == "north");
}

BOOST_AUTO_TEST_CASE(a_project_whose_making_was_confirmed_to_nobody_is_found_all_the_same) {
    stage_set<rb::generation_2> set;
    int adds = 0;
    set.line->after = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == rb::api::tag::add::at.generation_2 && ++adds == 1) return lost(what);
        return {};
    };
    auto pipe = rb::analyze() | rb::edit([](rb::config::render_settings& settings) { settings.project_name = "night"; }) | rb::check();
    const auto checked = set.run(pipe, rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(checked.has_value(), said(checked));
    BOOST_TEST(adds == 2);
    BOOST_TEST((**checked).scene.task.task_info.project_id != "0");
}

BOOST_AUTO_TEST_CASE(the_check_refuses_before_a_task_is_made) {
    stage_set<rb::generation_2> set;
    const auto refusal = [&](auto pipe, std::error_code code, std::string_view words) {
        const auto outcome = set.run(pipe, rb::scene_file(set.scene));
        BOOST_REQUIRE(!outcome.has_value());
        BOOST_TEST((outcome.error().code == code), outcome.error().message());
        BOOST_TEST(outcome.error().message().find(words) != std::string::npos, outcome.error().message());
    };
    const auto version = [](rb::config::render_settings& s) { s.renders_with.cg_version = "1999"; };
    refusal(rb::analyze() | rb::edit(version) | rb::check(), rb::scene_errc::refused_by_check, "the farm has no Maya 1999");
    refusal(rb::analyze() | rb::check({.model = "Abacus"}), rb::scene_errc::refused_by_check, "no machine of model Abacus with 64GB");
    fs::remove(set.folder / "project/wall.png");
    refusal(rb::analyze() | rb::check(), rb::scene_errc::missing_file, "wall.png (wall.ftn)");
    for (const auto& target : set.line->targets) BOOST_TEST(target != rb::api::task::create::at.generation_2);

    const auto allowed = set.run(set.shot({.allow_missing = true}), rb::scene_file(set.scene));
    BOOST_REQUIRE_MESSAGE(allowed.has_value(), said(allowed));
    BOOST_TEST((**allowed).files->files_sent == 1);
}

BOOST_AUTO_TEST_CASE(another_version_than_the_scene_was_saved_with_is_told_and_goes_on) {
    stage_set<rb::generation_2> set;
    const auto with = [](std::string version) {
        return rb::edit([version](rb::config::render_settings& s) { s.renders_with.cg_version = version; });
    };
    const auto own = set.run(rb::stage(rb::analyze()), rb::scene_file(set.scene)).value();
    const auto saved_with = own->task.software_config.cg_version;
    const auto tips_of = [&](auto edits) {
        const auto edited = set.run(rb::stage(edits), own);
        BOOST_REQUIRE_MESSAGE(edited.has_value(), said(edited));
        const auto* tip = (*edited)->tips.find("15013");
        return tip ? tip->all : std::vector<std::string>{};
    };
    BOOST_TEST(tips_of(with(saved_with)).empty());
    const std::vector<std::string> expected{"Maya " + saved_with};
    BOOST_TEST(tips_of(with("1999")) == expected, boost::test_tools::per_element());
    BOOST_TEST(tips_of(with("1999") | with("2001")) == expected, boost::test_tools::per_element());
    BOOST_TEST(tips_of(with("1999") | with(saved_with)).empty());
}

BOOST_AUTO_TEST_CASE(a_task_that_was_stopped_fails_the_watch) {
    stage_set<rb::generation_2> set;
    farm_tests::caller other_hand(set.farm, set.time);
    int looks = 0;
    set.line->before = [&](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == rb::api::query::task_info::at.generation_2 && ++looks == 1) {
            const auto task = rb::from_json<rb::api::query::task_info>(what.body).value();
            BOOST_TEST(other_hand.send(rb::api::task::abort{.task_ids = task.task_ids}).has_value());
        }
        return {};
    };
    const auto outcome = set.run(set.shot(), rb::scene_file(set.scene));
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST((outcome.error().code == rb::task_errc::stopped), outcome.error().message());
}

BOOST_AUTO_TEST_SUITE_END()
