// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/config/text.hpp>
#include <renderbus/pipeline/analyze_by.hpp>

using namespace pipeline_tests;

namespace {

const auto stand_in = fs::path(RENDERBUS_SOURCE_DIR) / "tests/pipeline/analyzer_stand_in.py";

rb::external_analyzer an_analyzer(const std::string& fault = "none") {
    auto made = rb::external_analyzer::with_cf_and_tj(stand_in, rb::dcc::clarisse, "clarisse_ifx_4.0_sp3");
    made.arguments.insert(made.arguments.begin(), fault);
    return made;
}

struct analyzer_set : stage_set<rb::generation_2> {
    std::vector<std::string> notes;

    rb::result<rb::analyzed> analyzed_by(const rb::external_analyzer& with, std::optional<fs::path> other = {},
                                         std::stop_token stop = {}) {
        return run_in_real_time(rb::stage(rb::analyze_by(with)), rb::scene_file(other.value_or(scene)), stop);
    }
    std::error_code code_of(const std::string& fault) {
        auto with = an_analyzer(fault);
        with.limits.grace = 100ms;
        const auto outcome = analyzed_by(with);
        BOOST_REQUIRE(!outcome.has_value());
        BOOST_TEST(!outcome.error().place.empty());
        BOOST_TEST(!outcome.error().cause.empty());
        return outcome.error().code;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(an_analysis_by_another_program)

BOOST_AUTO_TEST_CASE(gives_what_the_four_files_say) {
    analyzer_set set;
    const auto known = set.analyzed_by(an_analyzer());
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    const auto& fact = **known;
    BOOST_TEST(fact.scene == set.scene.string());
    BOOST_TEST(fact.task.software_config.cg_name == "Clarisse");
    BOOST_TEST(fact.task.software_config.cg_version == "clarisse_ifx_4.0_sp3");
    BOOST_TEST(fact.task.task_info.cg_id == "2013");
    BOOST_TEST(fact.task.task_info.input_cg_file == set.scene.string());
    BOOST_TEST(fact.task.scene_info.text.find("project://scene/image") != std::string::npos);
    // What the service's Analyze leaves for others: the scene, with its hash, and among the assets.
    BOOST_REQUIRE_EQUAL(fact.uploads.scene.all.size(), 1u);
    BOOST_TEST(fact.uploads.scene.all[0].hash == rb::to_hex(rb::md5_of_file(set.scene).value()));
    BOOST_REQUIRE_EQUAL(fact.uploads.asset.size(), 2u);
    BOOST_TEST(fact.uploads.asset[0].local == (set.folder / "project/wall.png").string());
    BOOST_TEST(fact.uploads.asset[1].local == set.scene.string());
    BOOST_TEST(fact.uploads.asset[1].server == rb::server_path(set.scene.string()));
    BOOST_TEST(fact.tips.find("25009") != nullptr);
    BOOST_TEST(fact.missing.empty());
    BOOST_TEST(set.files_under("workspace") == 4u);
    std::ifstream in(fs::path(fact.folder) / "upload.json");
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    BOOST_TEST((rb::config::read_upload_json(text).value().asset == fact.uploads.asset));
}

BOOST_AUTO_TEST_CASE(goes_on_like_any_other) {
    analyzer_set set;
    const auto known = set.analyzed_by(an_analyzer());
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    const auto edited =
        set.run(rb::stage(rb::edit([](rb::config::render_settings& settings) { settings.task.frames_per_task = "2"; })), *known);
    BOOST_TEST_REQUIRE(edited.has_value(), said(edited));
    BOOST_TEST((*edited)->task.task_info.frames_per_task == "2");
    BOOST_TEST((*edited)->folder == (*known)->folder);
    [[maybe_unused]] const auto shot = rb::analyze_by(an_analyzer()) | rb::check() | rb::upload() | rb::submit();
}

BOOST_AUTO_TEST_CASE(finds_its_paths_in_the_environment_too) {
    analyzer_set set;
    rb::external_analyzer with{.program = stand_in, .arguments = {"none"}, .writes_for = rb::dcc::maya, .cg_version = "2023"};
    const auto known = set.analyzed_by(with);
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    BOOST_TEST((*known)->task.software_config.cg_name == "Maya");
}

BOOST_AUTO_TEST_CASE(takes_a_path_for_a_path_whatever_stands_in_it) {
    analyzer_set set;
    const auto odd = set.folder / "pro{task_json} 'x' $HOME\n" / "a{scene}.project";
    write_file(odd, "scene");
    write_file(odd.parent_path() / "wall.png", "w");
    // What comes of it: the scene is found, and the farm's rules for names refuse the line break.
    const auto known = set.analyzed_by(an_analyzer(), odd);
    BOOST_TEST_REQUIRE(!known.has_value());
    BOOST_TEST((known.error().code == rb::data_errc::unsafe_path), said(known));
}

BOOST_AUTO_TEST_CASE(that_goes_wrong_says_how) {
    analyzer_set set;
    const auto failed = set.analyzed_by(an_analyzer("fail"));
    BOOST_TEST_REQUIRE(!failed.has_value());
    BOOST_TEST((failed.error().code == rb::scene_errc::malformed_scene));
    BOOST_TEST(failed.error().message().find("exit code 1: no licence") != std::string::npos);
    BOOST_TEST((set.code_of("crash") == rb::scene_errc::malformed_scene));
    BOOST_TEST((set.code_of("idle") == rb::data_errc::missing_field));
    BOOST_TEST((set.code_of("no_version") == rb::data_errc::missing_field));
    BOOST_TEST((set.code_of("away") == rb::scene_errc::missing_file));
    BOOST_TEST((set.code_of("half") == rb::data_errc::malformed_json));
    BOOST_TEST((set.code_of("other_scene") == rb::data_errc::invalid_value));
    BOOST_TEST((set.code_of("leave") == rb::data_errc::unsafe_path));
    BOOST_TEST((set.code_of("relative") == rb::data_errc::invalid_value));
    BOOST_TEST((set.code_of("wrong_hash") == rb::data_errc::wrong_digest));
    BOOST_TEST((set.analyzed_by(an_analyzer(), set.folder / "none.project").error().code == rb::scene_errc::missing_file));
    auto nowhere = an_analyzer();
    nowhere.program = set.folder / "none";
    BOOST_TEST((set.analyzed_by(nowhere).error().code == rb::scene_errc::missing_file));
}

BOOST_AUTO_TEST_CASE(has_limits_and_can_be_called_off) {
    analyzer_set set;
    auto slow = an_analyzer("hang");
    slow.limits.time = 200ms;
    BOOST_TEST((set.analyzed_by(slow).error().code == rb::transport_errc::timed_out));
    auto loud = an_analyzer("babble");
    loud.limits.output_size = rb::mebibytes(1);
    BOOST_TEST((set.analyzed_by(loud).error().code == rb::data_errc::too_large));
    auto large = an_analyzer();
    large.files.file_size = rb::byte_count{100};
    BOOST_TEST((set.analyzed_by(large).error().code == rb::data_errc::too_large));
    auto many = an_analyzer("missing");
    many.files.assets = 1;
    BOOST_TEST((set.analyzed_by(many).error().code == rb::data_errc::too_large));
    std::stop_source stop;
    stop.request_stop();
    BOOST_TEST((set.analyzed_by(an_analyzer(), {}, stop.get_token()).error().code == rb::transport_errc::canceled));
}

BOOST_AUTO_TEST_CASE(tells_of_files_that_are_not_here) {
    analyzer_set set;
    const auto known = set.analyzed_by(an_analyzer("missing"));
    BOOST_TEST_REQUIRE(known.has_value(), said(known));
    BOOST_REQUIRE_EQUAL((*known)->missing.size(), 1u);
    BOOST_TEST((*known)->missing[0] == (set.folder / "project/gone.png").string());
    BOOST_TEST((*known)->uploads.asset.size() == 2u);
    BOOST_REQUIRE_EQUAL(set.warnings.size(), 1u);
    BOOST_TEST(set.warnings[0].find("gone.png") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_a_dcc_that_was_found_is_started_as_that_wants_it) {
    const rb::installed_dcc maya{rb::dcc::maya, "2023", "/usr/autodesk/maya2023/bin/maya"};
    const auto by_maya = rb::external_analyzer::maya(maya, "/tools/look.mel");
    BOOST_TEST((by_maya.arguments == std::vector<std::string>{"-batch", "-file", "{scene}", "-script", "/tools/look.mel"}));
    const auto by_hython =
        rb::external_analyzer::script({rb::dcc::houdini, "19.5.303", "/opt/hfs19.5.303/bin/hython"}, "/tools/look.py");
    BOOST_TEST((by_hython.arguments == std::vector<std::string>{"/tools/look.py", "-cf", "{scene}", "-tj", "{task_json}"}));
    BOOST_TEST(by_hython.cg_version == "19.5.303");
    BOOST_TEST(rb::analyze_by(by_maya).identity() != rb::analyze_by(by_hython).identity());
}

BOOST_AUTO_TEST_SUITE_END()
