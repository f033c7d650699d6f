// SPDX-License-Identifier: BSL-1.0
#include <renderbus/config/text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace {

namespace config = renderbus::config;
using renderbus::data_errc;

config::task_json read(std::string_view text) { return config::read_task_json(text).value(); }

/// A task.json as the service's tools write it, with fields that we do not know at every level.
constexpr std::string_view published = R"({
    "scene_info_render": {
        "defaultRenderLayer": {
            "renderable": "1",
            "env": {},
            "is_default_camera": "1",
            "option": "",
            "common": {
                "image_format": "exr",
                "end": "10",
                "width": "960",
                "image_file_prefix": "",
                "all_camera": ["perspShape", "cameraShape1"],
                "render_camera": ["cameraShape1"],
                "start": "1",
                "animation": "False",
                "renderer": "mentalRay",
                "frames": "1-10[1]",
                "height": "540",
                "renumber_frames": "False",
                "by_frame": "1",
                "gamma": "2.2"
            },
            "hue": [1, 2]
        }
    },
    "task_info": {
        "is_layer_rendering": "1",
        "cg_id": "2000",
        "ram": "128",
        "os_name": "0",
        "input_cg_file": "D:/chensr/scene/maya2016_multi_layers_cameras.ma",
        "job_stop_time": "28800",
        "user_id": "10000031",
        "pre_frames": "000",
        "project_id": 3316,
        "project_name": "dasdd",
        "task_id": "439800",
        "task_stop_time": "86400",
        "time_out": "12",
        "clone_original_id": "",
        "hardwareConfigId": "301"
    },
    "software_config": {
        "cg_version": "2016",
        "cg_name": "Maya",
        "plugins": {"mtoa": "3.1.2", "rdx": 5},
        "3d_engine": null
    },
    "additional_info": {"env": "houdini_env"},
    "future": {"a": [1.50]}
})";

}  // namespace

BOOST_AUTO_TEST_SUITE(task_json)

BOOST_AUTO_TEST_CASE(has_the_defaults_of_the_service_s_tools) {
    const std::map<std::string, std::string> expected = {
        {"input_cg_file", ""},     {"is_picture", "0"},        {"task_id", ""},           {"frames_per_task", "1"},
        {"pre_frames", "000"},     {"job_stop_time", "259200"}, {"task_stop_time", "0"},   {"time_out", "43200"},
        {"stop_after_test", "2"},  {"project_name", ""},       {"project_id", ""},        {"channel", "4"},
        {"cg_id", ""},             {"platform", ""},           {"tiles_type", "block"},   {"tiles", "1"},
        {"is_layer_rendering", "1"}, {"is_distribute_render", "0"}, {"distribute_render_node", "3"}, {"input_project_path", ""},
        {"render_layer_type", "0"}, {"user_id", ""},           {"os_name", "1"},          {"ram", "64"},
        {"enable_layered", "1"}};
    const auto written =
        renderbus::from_json<renderbus::object_map<std::string>>(renderbus::to_json(config::task_settings{})).value();
    for (const auto& [name, value] : written) {
        const auto there = expected.find(name);
        BOOST_TEST((there != expected.end()), name);
        if (there != expected.end()) BOOST_TEST(value == there->second, name);
    }
    BOOST_TEST(written.size() == expected.size());
    const auto file =
        renderbus::from_json<renderbus::object_map<renderbus::raw_json>>(renderbus::to_json(config::task_json{})).value();
    BOOST_TEST(file.find("scene_info")->text == "{}");
    BOOST_TEST(file.find("scene_info_render")->text == "{}");
    BOOST_TEST(file.find("software_config")->text == R"({"cg_name":"","cg_version":"","plugins":{}})");
    BOOST_TEST(file.size() == 4u);
}

BOOST_AUTO_TEST_CASE(is_read_as_it_is_published) {
    const auto task = read(published);
    BOOST_TEST(task.task_info.cg_id == "2000");
    BOOST_TEST(task.task_info.project_id == "3316");
    BOOST_TEST(task.task_info.ram == "128");
    BOOST_TEST(task.task_info.hardware_config_id.value() == "301");
    BOOST_TEST(task.task_info.tiles == "1");
    BOOST_TEST(*task.software_config.plugins.find("mtoa") == "3.1.2");
    BOOST_TEST(*task.software_config.plugins.find("rdx") == "5");
    BOOST_TEST_REQUIRE(task.additional_info.has_value());
}

BOOST_AUTO_TEST_CASE(keeps_what_it_does_not_know) {
    const auto task = read(published);
    BOOST_TEST(task.others.fields.find("future")->text == R"({"a": [1.50]})");
    BOOST_TEST(task.task_info.others.fields.find("clone_original_id")->text == "\"\"");
    BOOST_TEST(task.software_config.others.fields.find("3d_engine")->text == "null");
    const auto text = config::text_of(task);
    const auto again = read(text);
    BOOST_TEST(again.others.fields.size() == task.others.fields.size());
    BOOST_TEST(again.task_info.others.fields.size() == task.task_info.others.fields.size());
    BOOST_TEST(config::text_of(again) == text);
    for (const auto part :
         {"\"gamma\": \"2.2\"", "\"future\"", "1.50", "\"3d_engine\": null", "\"clone_original_id\"", "\"hue\""})
        BOOST_TEST((text.find(part) != std::string::npos), part);
}

BOOST_AUTO_TEST_CASE(is_written_in_ascii_two_spaces_a_level) {
    config::task_json task;
    task.task_info.project_name = "名字";
    task.scene_info.text = R"({"é":["ü",{"x":1}]})";
    const auto text = config::text_of(task);
    BOOST_TEST(text.starts_with("{\n  \"task_info\": {\n    \"input_cg_file\": \"\",\n    \"is_picture\": \"0\","));
    BOOST_TEST((text.find(R"("project_name": "\u540d\u5b57")") != std::string::npos));
    BOOST_TEST(
        (text.find(
             "  \"scene_info\": {\n    \"\\u00e9\": [\n      \"\\u00fc\",\n      {\n        \"x\": 1\n      }\n    ]\n  }") !=
         std::string::npos));
    BOOST_TEST(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    BOOST_TEST(read(text).task_info.project_name == "名字");
}

BOOST_AUTO_TEST_CASE(that_is_broken_says_where) {
    const auto why = config::read_task_json("{\n  \"task_info\": {\n    \"ram\": [64]\n  }\n}").error();
    BOOST_TEST(why.code == data_errc::wrong_type);
    BOOST_TEST(why.message() == "line 3, column 12: task_info.ram: expected a string, got a list");
    BOOST_TEST(config::read_task_json("").error().code == data_errc::malformed_json);
    BOOST_TEST(config::read_task_json("[]").error().code == data_errc::wrong_type);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(edits)

BOOST_AUTO_TEST_CASE(offer_the_fields_that_the_service_lets_users_change) {
    const std::set<std::string_view> expected = {"pre_frames",
                                                 "input_cg_file",
                                                 "frames_per_task",
                                                 "test_frames",
                                                 "job_stop_time",
                                                 "task_stop_time",
                                                 "time_out",
                                                 "stop_after_test",
                                                 "tiles_type",
                                                 "tiles",
                                                 "is_layer_rendering",
                                                 "is_distribute_render",
                                                 "distribute_render_node",
                                                 "input_project_path",
                                                 "render_layer_type",
                                                 "os_name",
                                                 "ram",
                                                 "enable_layered"};
    const std::set<std::string_view> offered(renderbus::wire_names<config::task_choices>.begin(),
                                             renderbus::wire_names<config::task_choices>.end());
    BOOST_TEST((offered == expected));
    config::task_json fresh;
    BOOST_TEST(renderbus::to_json(config::changeable(fresh).task) == renderbus::to_json(config::task_choices{}));
}

BOOST_AUTO_TEST_CASE(that_change_nothing_leave_the_file_as_it_is) {
    for (const auto& task : {config::task_json{}, read(published)}) {
        auto same = task;
        config::apply(config::changeable(task), same);
        BOOST_TEST(config::text_of(same) == config::text_of(task));
    }
}

BOOST_AUTO_TEST_CASE(change_what_is_theirs_and_nothing_else) {
    const auto before = read(published);
    auto task = before;
    auto settings = config::changeable(task);
    BOOST_TEST(settings.task.ram == "128");
    BOOST_TEST(settings.project_name == "dasdd");
    settings.task.ram = "64";
    settings.task.pre_frames = "100";
    settings.task.test_frames = "1";
    settings.project_name = "another";
    settings.renders_with.cg_version = "2023";
    settings.renders_with.plugins = {{"vrayformaya", "6"}};
    config::apply(settings, task);
    BOOST_TEST(task.task_info.ram == "64");
    BOOST_TEST(task.task_info.pre_frames == "100");
    BOOST_TEST(task.task_info.test_frames.value() == "1");
    BOOST_TEST(task.task_info.project_name == "another");
    BOOST_TEST(task.software_config.cg_version == "2023");
    BOOST_TEST(task.software_config.plugins.size() == 1u);
    BOOST_TEST(task.software_config.others.fields.size() == 1u);

    task.task_info.ram = before.task_info.ram;
    task.task_info.pre_frames = before.task_info.pre_frames;
    task.task_info.test_frames = before.task_info.test_frames;
    task.task_info.project_name = before.task_info.project_name;
    task.software_config = before.software_config;
    BOOST_TEST(config::text_of(task) == config::text_of(before));
}

BOOST_AUTO_TEST_CASE(may_unset_what_is_optional) {
    auto task = read(R"({"task_info":{"test_frames":"1"},"additional_info":{"a":"b"}})");
    auto settings = config::changeable(task);
    settings.task.test_frames.reset();
    settings.additional_info = {};
    config::apply(settings, task);
    BOOST_TEST(!task.task_info.test_frames.has_value());
    BOOST_TEST(task.additional_info->empty());
}

BOOST_AUTO_TEST_CASE(may_add_fields_of_the_user_s_own) {
    config::task_json task;
    auto settings = config::changeable(task);
    settings.additional_info["env"] = "houdini_env";
    config::apply(settings, task);
    BOOST_TEST((renderbus::to_json(task).find(R"("additional_info":{"env":"houdini_env"})") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(maya_scene_info)

BOOST_AUTO_TEST_CASE(has_its_layers_by_name_beside_the_list_of_their_names) {
    config::maya_scene_info info;
    auto& layer = info.layers["beauty"];
    layer.common.frames = "1-10[1]";
    layer.common.render_camera = {"camShape"};
    info.layers["shadow"].renderable = "0";
    const auto text = renderbus::to_json(info);
    BOOST_TEST(text.starts_with(
        R"({"beauty":{"renderable":"1","env":{},"is_default_camera":"1","option":"","common":{"image_format":"")"));
    BOOST_TEST(text.ends_with(R"("layers":["beauty","shadow"]})"));
    const auto back = renderbus::from_json<config::maya_scene_info>(text).value();
    BOOST_TEST(back.layers.size() == 2u);
    BOOST_TEST(back.layers.find("beauty")->common.render_camera[0] == "camShape");
    BOOST_TEST(renderbus::to_json(back) == text);
}

BOOST_AUTO_TEST_CASE(is_read_out_of_a_task_json) {
    const auto info = renderbus::from_json<config::maya_scene_info>(read(published).scene_info_render.text).value();
    const auto* layer = info.layers.find("defaultRenderLayer");
    BOOST_TEST_REQUIRE(layer != nullptr);
    BOOST_TEST(layer->common.renderer == "mentalRay");
    BOOST_TEST(layer->common.all_camera.size() == 2u);
    BOOST_TEST(layer->common.others.fields.find("gamma")->text == "\"2.2\"");
    BOOST_TEST(layer->others.fields.find("hue")->text == "[1, 2]");
}

BOOST_AUTO_TEST_CASE(may_have_a_layer_of_any_name) {
    config::maya_scene_info info;
    info.layers["layers"].option = "x";
    info.layers[""].option = "y";
    const auto back = renderbus::from_json<config::maya_scene_info>(renderbus::to_json(info)).value();
    BOOST_TEST_REQUIRE(back.layers.size() == 2u);
    BOOST_TEST(back.layers.find("layers")->option == "x");
    BOOST_TEST(back.layers.find("")->option == "y");
}

BOOST_AUTO_TEST_CASE(that_is_broken_names_the_layer) {
    auto outcome = renderbus::from_json<config::maya_scene_info>(R"({"beauty":{"common":{"start":{}}}})");
    BOOST_TEST_REQUIRE(!outcome.has_value());
    BOOST_TEST(outcome.error().code == data_errc::invalid_value);
    BOOST_TEST(outcome.error().message() == "line 1, column 1: layer beauty: common.start: expected a string, got an object");
}

BOOST_AUTO_TEST_SUITE_END()
