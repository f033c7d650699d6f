// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace pipeline_tests;

BOOST_AUTO_TEST_SUITE(a_submission_by_data)

BOOST_AUTO_TEST_CASE(needs_no_scene_on_this_machine) {
    stage_set<rb::generation_2> set;
    const auto sent = set.run(rb::analyze() | rb::check() | rb::upload(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    const auto known = set.run(rb::stage(rb::analyze()), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    const rb::scene_data data{(*known)->task, (*known)->assets, (*known)->uploads, (*known)->tips};
    fs::remove_all(set.folder / "project");

    const auto submitted = set.run(rb::submit_by_data(), data);
    BOOST_TEST_REQUIRE(submitted.has_value(), said(submitted));
    BOOST_TEST((*submitted)->task_id > (*sent)->task_id);
    BOOST_TEST((*submitted)->files.files_sent == 0u);
    BOOST_TEST((*submitted)->files.files_skipped == (*known)->uploads.asset.size());
    const auto task = set.client.send(rb::api::query::task_info{{(*submitted)->task_id}}).items[0];
    BOOST_TEST(task.submit_date.has_value());
    const auto rendered = set.run(rb::watch() | rb::download(set.folder / "frames"), *submitted);
    BOOST_TEST_REQUIRE(rendered.has_value(), said(rendered));
    BOOST_TEST(set.files_under("frames") == 2u);
}

BOOST_AUTO_TEST_CASE(is_refused_where_the_assets_are_not_at_the_farm) {
    stage_set<rb::generation_2> set;
    const auto known = set.run(rb::stage(rb::analyze()), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    const auto refused =
        set.run(rb::submit_by_data(), rb::scene_data{(*known)->task, (*known)->assets, (*known)->uploads, (*known)->tips});
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code.category() == rb::service_category()), said(refused));
}

BOOST_AUTO_TEST_CASE(is_looked_at_by_the_check_like_any_other) {
    stage_set<rb::generation_2> set;
    const auto known = set.run(rb::stage(rb::analyze()), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    rb::scene_data data{(*known)->task};
    data.task.software_config.cg_version = "1999";
    const auto refused = set.run(rb::submit_by_data(), data);
    BOOST_TEST_REQUIRE(!refused.has_value());
    BOOST_TEST(refused.error().code == rb::scene_errc::refused_by_check);
}

BOOST_AUTO_TEST_SUITE_END()
