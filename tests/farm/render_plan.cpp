// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/config/text.hpp>
#include <renderbus/farm/render_plan.hpp>
#include <renderbus/path.hpp>

#include <set>

using namespace farm_tests;
using rb::farm::plan_render;

namespace {

rb::result<rb::farm::render_plan> planned(const std::string& info, const std::string& cg_id = "2000",
                                          const std::string& scene = "/a/shot.ma") {
    const auto task = rb::config::read_task_json(R"({"task_info":{"input_cg_file":")" + scene + R"(","cg_id":")" + cg_id +
                                                 R"("},"software_config":{},"scene_info":{},"scene_info_render":)" + info + "}");
    return plan_render(10001, task.value());
}

std::string one_layer(const std::string& name, const std::string& common) {
    return "{\"" + name + R"(":{"renderable":"1","common":)" + common + "}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_render_plan)

BOOST_AUTO_TEST_CASE(every_renderable_layer_and_camera_is_a_view) {
    const auto plan = plan_render(10001, rb::config::read_task_json(task_json()).value()).value();
    BOOST_REQUIRE(plan.views.size() == 3u);
    BOOST_TEST(plan.views[0].files == "beauty/camAShape/shot");
    BOOST_TEST(plan.views[1].camera == "camBShape");
    BOOST_TEST(plan.views[2].layer == "matte");
    BOOST_TEST(plan.views[2].frames == "10-12[2]");
    BOOST_TEST(plan.views[0].width == 64);
    BOOST_TEST(plan.views[0].height == 36);
    BOOST_TEST(plan.output_folder == "10001_shot");
    BOOST_TEST(plan.project_name == "night");
    BOOST_TEST(plan.cg_id == 2000);
    BOOST_TEST(frame_file(plan.views[0], 7) == "beauty/camAShape/shot.0007.png");
    BOOST_TEST(frame_file(plan.views[0], 12345) == "beauty/camAShape/shot.12345.png");
}

BOOST_AUTO_TEST_CASE(what_the_layer_does_not_say_has_a_usual_value) {
    const auto plan = planned(one_layer("masterLayer", R"({"start":"3","end":"5"})")).value();
    BOOST_REQUIRE(plan.views.size() == 1u);
    BOOST_TEST(plan.views[0].frames == "3-5[1]");
    BOOST_TEST(plan.views[0].width == 960);
    BOOST_TEST(plan.views[0].height == 540);
    BOOST_TEST(plan.views[0].camera == "camera");
}

BOOST_AUTO_TEST_CASE(file_names_follow_the_prefix_and_stay_in_their_folder) {
    const auto files = [](const std::string& prefix) {
        return planned(one_layer("l", R"({"frames":"1","render_camera":["c"],"image_file_prefix":")" + prefix + "\"}"))
            .value()
            .views[0]
            .files;
    };
    BOOST_TEST(files("<Scene>/<RenderLayer>_<Camera>") == "l/c/shot/l_c");
    BOOST_TEST(files("out") == "l/c/out");
    BOOST_TEST(files("/abs/out") == "l/c/abs/out");
    for (const char* prefix : {"../../etc/passwd", "..", "C:\\\\x\\\\..\\\\y", "a/./b", "NUL", "//host/share", " ", "a\\u0000b"})
        BOOST_TEST(rb::relative_path::parse(files(prefix)).has_value(), prefix);
}

BOOST_AUTO_TEST_CASE(names_that_become_the_same_are_kept_apart_and_safe) {
    const auto plan = planned(one_layer("../up", R"({"frames":"1","render_camera":["a:b","a|b","a_b","","."]})")).value();
    std::set<std::string> files;
    for (const auto& view : plan.views) {
        files.insert(view.files);
        BOOST_TEST(rb::relative_path::parse(view.files).has_value(), view.files);
    }
    BOOST_TEST(files.size() == 5u);
    BOOST_TEST(planned(one_layer("l", R"({"frames":"1"})"), "2000", "D:/\xE5\xA4\x9C/a?b .ma").value().output_folder ==
               "10001_a_b");
}

BOOST_AUTO_TEST_CASE(other_programs_render_the_frames_of_their_common_part) {
    const auto plan =
        planned(R"({"common":{"frames":"1-3[1],7","width":"1920","height":"1080","renderable_camera":["Cam"]},"renderer":{}})",
                "2001")
            .value();
    BOOST_REQUIRE(plan.views.size() == 1u);
    BOOST_TEST(plan.views[0].frames == "1-3[1],7");
    BOOST_TEST(plan.views[0].width == 1920);
    BOOST_TEST(plan.views[0].camera == "Cam");
    BOOST_TEST(plan.cg_id == 2001);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_rendered_is_refused_with_its_place) {
    const auto place = [](const rb::result<rb::farm::render_plan>& plan) { return plan ? std::string() : plan.error().place; };
    BOOST_TEST(place(planned("{}")) == "scene_info_render");
    BOOST_TEST(place(planned(R"({"l":{"renderable":"0","common":{"frames":"1"}}})")) == "scene_info_render");
    BOOST_TEST(place(planned("{}", "2001")) == "scene_info_render");
    BOOST_TEST(place(planned("[1]")) == "scene_info_render");
    BOOST_TEST(place(planned(one_layer("l", R"({"frames":"5-1"})"))) == "l, camera");
    BOOST_TEST(place(planned(one_layer("l", R"({"frames":""})"))) == "l, camera");
    BOOST_TEST(place(planned(one_layer("l", R"({"frames":"1-99999999"})"))) == "l, camera");
    for (const char* width : {"0", "-1", "8193", "1e9", "wide", "nan"})
        BOOST_TEST(place(planned(one_layer("l", R"({"frames":"1","width":")" + std::string(width) + "\"}"))) == "l, camera");
    BOOST_TEST(place(planned(one_layer("l", R"({"frames":"1"})"), "2000", "")) == "task_info.input_cg_file");
}

BOOST_AUTO_TEST_SUITE_END()
