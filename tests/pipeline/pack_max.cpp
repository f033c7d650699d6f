// SPDX-License-Identifier: BSL-1.0
#if defined(RENDERBUS_TESTS_HAVE_ARCHIVE)
#include "../scene/max_writer.hpp"
#include "support.hpp"

#include <renderbus/config/text.hpp>
#include <renderbus/pipeline/pack_max.hpp>

#include <iterator>

using namespace pipeline_tests;

namespace {

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

using set_2 = stage_set<rb::generation_2>;

fs::path write_max(const set_2& set) {
    write_file(set.folder / "project/shot.max", scene_tests::max_file().bytes());
    return set.folder / "project/shot.max";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(packing_a_max_scene)

BOOST_AUTO_TEST_CASE(names_the_archive_in_place_of_the_scene) {
    set_2 set;
    const auto scene = write_max(set);
    const auto known = set.run(rb::analyze() | rb::pack_max(), rb::scene_file(scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    const auto& fact = **known;
    const auto archive = fs::path(fact.folder) / "shot.max.7z";
    BOOST_TEST(content_of(archive).starts_with("7z\xBC\xAF\x27\x1C"));
    BOOST_TEST(fact.scene == scene.string());
    const auto written = rb::config::read_upload_json(content_of(fs::path(fact.folder) / "upload.json")).value();
    BOOST_REQUIRE_EQUAL(written.scene.all.size(), 1u);
    BOOST_TEST(written.scene.all[0].local == archive.string());
    BOOST_TEST(written.scene.all[0].server == rb::server_path(scene.string()) + ".7z");
    BOOST_TEST(written.scene.all[0].hash == rb::to_hex(rb::md5_of_file(archive).value()));
    BOOST_REQUIRE_EQUAL(written.asset.size(), 1u);
    BOOST_TEST(written.asset[0].local == archive.string());
    // Packed once, it is not packed again.
    const auto again = set.run(rb::stage(rb::pack_max()), *known);
    BOOST_TEST_REQUIRE(again.has_value(), said(again));
    BOOST_TEST(((*again)->uploads.asset == fact.uploads.asset));
}

BOOST_AUTO_TEST_CASE(another_version_than_the_scenes_is_told) {
    set_2 set;
    const auto asked = [&](const std::string& year) {
        const auto known = set.run(rb::analyze() | rb::edit([&](auto& settings) { settings.renders_with.cg_version = year; }),
                                   rb::scene_file(write_max(set)));
        BOOST_TEST_REQUIRE(known.has_value(), said(known));
        const auto* told = (*known)->tips.find("15013");
        return told ? told->all.at(0) : "nothing";
    };
    BOOST_TEST(asked("2016") == "3ds Max 2014");
    BOOST_TEST(asked("2014") == "nothing");
}

BOOST_AUTO_TEST_CASE(lets_other_scenes_pass) {
    set_2 set;
    const auto known = set.run(rb::analyze() | rb::pack_max(), rb::scene_file(set.scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    BOOST_TEST((*known)->uploads.scene.all.at(0).local == set.scene.string());
}

BOOST_AUTO_TEST_CASE(tells_why_it_could_not) {
    set_2 set;
    const auto scene = write_max(set);
    const auto known = set.run(rb::stage(rb::analyze()), rb::scene_file(scene));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    fs::remove(scene);
    const auto packed = set.run(rb::stage(rb::pack_max()), *known);
    BOOST_REQUIRE(!packed.has_value());
    BOOST_TEST(packed.error().code == rb::scene_errc::missing_file);
    BOOST_TEST(packed.error().place == scene.string());
}

BOOST_AUTO_TEST_CASE(the_archive_is_what_the_farm_gets) {
    set_2 set;
    const auto scene = write_max(set);
    // The farm of the tests has neither this version nor its V-Ray.
    const auto newer = rb::edit([](rb::config::render_settings& settings) {
        settings.renders_with.cg_version = "2022";
        settings.renders_with.plugins = {{"vray", "5.20.02"}};
    });
    const auto sent =
        set.run(rb::analyze() | newer | rb::pack_max() | rb::check() | rb::upload() | rb::submit(), rb::scene_file(scene));
    BOOST_TEST_REQUIRE(sent.has_value(), said(sent));
    std::size_t archives = 0, scenes = 0;
    for (const auto& one : fs::recursive_directory_iterator(set.folder / "farm")) {
        archives += one.path().filename() == "shot.max.7z";
        scenes += one.path().filename() == "shot.max";
    }
    BOOST_TEST(archives == 1u);
    BOOST_TEST(scenes == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
#endif
