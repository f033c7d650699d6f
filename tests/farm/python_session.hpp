// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_FARM_PYTHON_SESSION_HPP
#define RENDERBUS_TESTS_FARM_PYTHON_SESSION_HPP

#include "python_client.hpp"

namespace farm_tests::python {

/// The requests of every method of the service's Python client, in the order of somebody's day, and of its reader what it needs
/// of the answers.
template <class Stream>
class session {
public:
    session(Stream& stream, served& farm) : api(stream, farm.domain(), farm.time), farm_(farm) {}

    void run() {
        login();
        look_around();
        api.language_flag = "1";
        label();
        keep_environments();
        check();
        submit();
        look_at_frames();
        render_again();
        steer();
        take_away();
        read_records();
    }

private:
    /// The data of a success: there even where it is null.
    answer post(const std::string& path, const dict& data = {}) {
        const auto given = api.post("/api/render/" + path, data);
        BOOST_TEST(given.number("code") == 200, path << ": " << given.whole().substr(0, 500));
        BOOST_TEST(given.has("data"), path);
        BOOST_TEST(given.text("version") == "2.0.0");
        return given;
    }
    void refused(const std::string& path, const dict& data, std::int64_t code) {
        const auto given = api.post("/api/render/" + path, data);
        BOOST_TEST(given.number("code") == code, path);
        BOOST_TEST(!given.text("message").empty());
    }

    void login() {
        const auto profile = post("setUp/queryUserProfile");
        BOOST_TEST(profile.number("data.userId") == 100001);
        BOOST_TEST(profile.text("data.userName") == "artist");
        BOOST_TEST(profile.number("data.mainUserId") == 0);
        BOOST_TEST(post("setUp/queryUserSetting").number("data.shareMainCapital") == 0);
        const auto bids = post("transfer/getBid");
        for (const char* name : {"config_bid", "input_bid", "output_bid", "parent_input_bid"})
            BOOST_TEST(bids.is_text("data." + std::string(name)));
        post("setUp/updateUserSetting", {{"taskOverTimeSec", 7'200}});
        BOOST_TEST(post("setUp/queryUserSetting").number("data.taskOverTimeSec") == 7'200);
    }

    void look_around() {
        BOOST_TEST(post("common/queryPlatforms", {{"zone", 2}}).number("data[0].platform") == 2);
        BOOST_TEST(post("transfer/getServerInfo", {{"zone", 1}}).is_number("data.raysyncTransfer.serverPort"));
        BOOST_TEST(!post("transfer/getRaySyncUserKey").text("data.raySyncUserKey").empty());
        const auto config = post("transfer/getConfig");
        BOOST_TEST(config.is_text("data.resqEngines[0].engineName"));
        for (const char* name : {"name", "server", "port"})
            BOOST_TEST(config.is_text("data.resqEngines[0].respTaskEngineLines[0]." + std::string(name)));
        BOOST_TEST(config.number("data.resqEngines[0].respTaskEngineLines[0].isDefault") == 1);
        BOOST_TEST(post("plugin/querySoftwareList").number("data.renderInfoList[0].cgId") == 2000);
        BOOST_TEST(post("submit/getUserPackNodeInfo").is_list("data"));
        BOOST_TEST(post("submit/queryAnalyseErrorDetail", {{"language", 0}, {"code", "50001"}}).number("data[0].type") == 1);
        BOOST_TEST(
            post("submit/queryAnalyseErrorDetail", {{"language", 1}, {"codes", sequence{"15013", "50001"}}}).size("data") == 2u);
        BOOST_TEST(post("submit/queryAnalyseErrorDetail", {{"language", "1"}, {"code", "50001"}, {"codes", sequence{"15013"}}})
                       .size("data") == 2u);
    }

    void label() {
        const std::string name =
            "n\xC3\xA4"
            "chtlich \xE6\xA0\xB7 \xF0\x9F\x8C\x99 \"\\\n";
        post("project/add", {{"newName", name}, {"status", 0}});
        refused("project/add", {{"newName", name}, {"status", 1}}, 503);
        BOOST_TEST(post("project/getList").text("data.projectNameList[0].projectName") == name);
        for (int flag = 0; flag < 3; ++flag)
            BOOST_TEST(post("project/list", {{"flag", flag}}).number("data.projectNameList[0].projectId") == 1);
        post("project/delete", {{"delName", name}});
        BOOST_TEST(post("project/getList").size("data.projectNameList") == 0u);
    }

    void keep_environments() {
        const auto software = post("plugin/querySoftwareDetail", {{"cgId", 2000}, {"osName", "linux"}});
        BOOST_TEST(software.number("data.cgVersion[0].id") != 0);
        BOOST_TEST(software.is_text("data.cgVersion[0].cgVersion"));
        const auto plugin = software.number("data.cgPlugin[0].pluginVersions[0].pluginId");
        const auto environment = [&](const char* version) {
            return dict{{"cgId", 2000},        {"cgName", "Maya"},  {"cgVersion", version},         {"renderLayerType", 0},
                        {"editName", "tests"}, {"renderSystem", 1}, {"pluginIds", sequence{plugin}}};
        };
        BOOST_TEST(post("plugin/addUserPluginConfig", environment("2018")).text("data.editName") == "tests");
        post("plugin/editUserPluginConfig", environment("2020"));
        post("plugin/setDefaultUserPluginConfig", {{"editName", "tests"}});
        post("plugin/addUserPluginConfig", {{"cgId", 2000},
                                            {"cgName", "Maya"},
                                            {"cgVersion", "2020"},
                                            {"renderLayerType", 0},
                                            {"editName", "elsewhere"},
                                            {"renderSystem", 0},
                                            {"pluginIds", sequence{}},
                                            {"projectPath", "D:/shots"}});
        BOOST_TEST(post("plugin/getUserPluginConfig").size("data") == 2u);
        const auto of_linux = post("plugin/getUserPluginConfig", {{"osName", 0}});
        BOOST_TEST(of_linux.size("data") == 1u);
        BOOST_TEST(of_linux.text("data[0].projectPath") == "D:/shots");
        post("plugin/deleteUserPluginConfig", {{"editName", "elsewhere"}});
        const auto all = post("plugin/getUserPluginConfig", {{"cgIds", sequence{"2000", "2004"}}, {"osName", 1}});
        BOOST_TEST(all.text("data[0].cgVersion") == "2020");
        BOOST_TEST(all.number("data[0].isDefault") == 1);
        BOOST_TEST(all.number("data[0].respUserPluginInfoVos[0].pluginId") == plugin);
        BOOST_TEST(post("plugin/getUserPluginConfig", {{"cgId", "2000"}, {"osName", 0}}).size("data") == 0u);
        post("plugin/deleteUserPluginConfig", {{"editName", "tests"}});
    }

    /// What its check asks, in its order.
    void check() {
        post("plugin/querySoftwareDetail", {{"cgId", 2000}, {"osName", "windows"}});
        const auto machines = post("hardwareConfig/list", {{"cloneTask", "false"}});
        for (std::size_t i = 0; i < machines.size("data"); ++i) {
            const auto one = "data[" + std::to_string(i) + "].";
            for (const char* name : {"status", "platform", "id"}) BOOST_TEST(machines.is_number(one + name));
            for (const char* name : {"notSupportCgId", "notSupportCode", "notSupportPluginList"})
                BOOST_TEST(machines.is_list(one + name));
            BOOST_TEST((machines.is_text(one + "model") && machines.is_text(one + "ram") && machines.has(one + "gpuNum")));
        }
        id_ = post("submit/createTask", {{"count", 1}, {"taskUserLevel", 50}}).number("data.taskIdList[0]");
        second_ = post("submit/createTask", {{"count", 1},
                                             {"taskUserLevel", 60},
                                             {"outUserId", 5},
                                             {"labels", sequence{"label_test1"}},
                                             {"cloneOriginalId", id_},
                                             {"artist", "anna"}})
                      .number("data.taskIdList[0]");
        post("project/list", {{"flag", 2}});
        post("project/add", {{"newName", "night"}, {"status", 0}});
        BOOST_TEST(post("project/list", {{"flag", 2}}).text("data.projectNameList[0].projectName") == "night");
        BOOST_TEST(post("submit/queryAnalyseErrorDetail", {{"language", "0"}, {"code", "15013"}}).number("data[0].type") == 0);
        BOOST_TEST(post("submit/queryAnalyseErrorDetail", {{"language", "1"}, {"code", "none"}}).size("data") == 0u);
    }

    void submit() {
        const std::string settings = R"(,"pre_frames":"100","stop_after_test":"1")";
        const std::pair<const char*, std::string> files[] = {
            {"task.json", task_json("{}", settings)}, {"upload.json", upload_json()}, {"asset.json", "{}"}, {"tips.json", "{}"}};
        refused("submit/task", {{"taskId", id_}}, 601);
        for (const auto& [name, content] : files)
            post("submit/taskJsonFile", {{"taskId", id_}, {"fileName", name}, {"content", content}});
        post("submit/task", {{"taskId", id_}, {"producer", "bert"}});
        refused("submit/task", {{"taskId", id_}}, 600);
        farm_.time->advance(1h);
        BOOST_TEST(state() == 40);
        BOOST_TEST(post("handle/fullSpeedRendering", {{"taskIds", sequence{id_}}}).is_text("data"));
        farm_.time->advance(1h);
        BOOST_TEST(state() == 25);
    }

    void look_at_frames() {
        const auto info = post("handle/queryTaskInfo/v2", {{"taskIds", sequence{id_}}});
        BOOST_TEST(info.number("data.items[0].isOpen") == 0);
        BOOST_TEST((!info.has("data.items[0].respRenderingTaskList") || info.size("data.items[0].respRenderingTaskList") == 0u));
        BOOST_TEST(info.is_text("data.items[0].outputFileName"));
        BOOST_TEST(info.is_text("data.items[0].statusText"));
        BOOST_TEST(info.text("data.items[0].bid") == "20201");
        BOOST_TEST(info.number("data.items[0].userId") == 100001);
        const auto found = post("handle/getTaskList/v2", {{"pageNum", 1},
                                                          {"pageSize", 1},
                                                          {"statusList", sequence{25}},
                                                          {"searchKeyword", "shot"},
                                                          {"startTime", "2023-11-14 00:00:00"},
                                                          {"endTime", "2023-11-15 00:00:00"}});
        BOOST_TEST(found.number("data.items[0].id") == id_);
        BOOST_TEST(post("handle/getTaskList/v2", {{"pageNum", 1}, {"pageSize", 100}}).size("data.items") == 2u);
        BOOST_TEST(post("handle/getTaskList/v2", {{"pageNum", 1}, {"pageSize", 100}, {"searchKeyword", std::to_string(id_)}})
                       .number("data.total") == 1);
        BOOST_TEST(post("handle/getTaskList/v2", {{"pageNum", 99}, {"pageSize", 100}}).size("data.items") == 0u);
        for (int page = 1; page <= 3; ++page) {
            const auto frames = post("handle/queryTaskFrames", {{"taskId", id_}, {"pageNum", page}, {"pageSize", 4}});
            BOOST_TEST(frames.size("data.items") == (page == 1 ? 4u : page == 2 ? 2u : 0u));
            if (page == 1) frame_ = frames.number("data.items[0].id");
            if (page == 1) BOOST_TEST(frames.text("data.items[0].frameIndex") == "1");
        }
        BOOST_TEST(post("handle/queryTaskFrames", {{"taskId", id_}, {"pageNum", 1}, {"pageSize", 100}, {"searchKeyword", "12"}})
                       .size("data.items") == 1u);
        BOOST_TEST(post("handle/queryAllFrameStats").number("data.doneFramesTotal") == 6);
        const auto log =
            post("handle/showLog", {{"renderingType", "render"}, {"pageNum", 1}, {"pageSize", 1'000}, {"id", frame_}});
        BOOST_TEST(log.is_text("data.items[0]"));
        refused("handle/showLog", {{"renderingType", "render"}, {"pageNum", 1}, {"pageSize", 1}, {"id", none{}}}, 601);
        const auto images = post("handle/loadTaskProcessImg", {{"taskId", id_}, {"frameType", 5}});
        BOOST_TEST(images.is_text("data.grabInfo[0][0].grabUrl"));
        BOOST_TEST(post("handle/loadTaskProcessImg", {{"taskId", id_}}).is_list("data.grabInfo"));
        BOOST_TEST(post("handle/loadingFrameThumbnail", {{"id", frame_}, {"frameStatus", 4}}).is_text("data[0]"));
        BOOST_TEST(post("file/operate/getOutputUserDirFile", {{"treePath", "/"}}).size("data") == 1u);
        BOOST_TEST(post("file/operate/getOutputUserDirFile", {{"treePath", "/"}, {"taskId", id_}}).text("data[0].fileName") ==
                   "beauty");
        const auto folder = info.text("data.items[0].outputFileName");
        BOOST_TEST(post("file/operate/getOutputUserDirFile", {{"treePath", '/' + folder}}).text("data[0].filePath") ==
                   '/' + folder + "/beauty");
    }

    void render_again() {
        post("handle/recommitTaskFrames", {{"taskId", id_}, {"ids", sequence{frame_}}, {"selectAll", 0}});
        BOOST_TEST(state() == 0);
        farm_.time->advance(1h);
        BOOST_TEST(state() == 25);
        post("handle/recommitTaskFrames", {{"taskId", id_}, {"selectAll", 1}, {"status", sequence{4}}});
        post("handle/stopTaskFrames", {{"taskId", id_}, {"ids", sequence{frame_}}, {"selectAll", 0}});
        farm_.time->advance(1h);
        BOOST_TEST(state() == 10);
        post("handle/recommitTasks", {{"taskIds", sequence{id_}}, {"status", sequence{3, 5}}});
        farm_.time->advance(1h);
        BOOST_TEST(state() == 25);
        post("handle/recommitTasks", {{"taskIds", sequence{id_}}});
        post("handle/recommitTaskFrames",
             {{"taskId", id_}, {"ids", sequence{frame_}}, {"selectAll", 0}, {"status", sequence{4}}});
        BOOST_TEST(state() == 0);
        post("handle/stopTaskFrames", {{"taskId", id_}, {"ids", sequence{frame_}}, {"selectAll", 0}, {"status", sequence{4}}});
        BOOST_TEST(state() == 0);  // the frame is not done, so it is not meant
        post("handle/stopTaskFrames", {{"taskId", id_}, {"selectAll", 1}, {"status", sequence{1, 2}}});
        BOOST_TEST(state() == 10);
        post("handle/recommitTaskFrames", {{"taskId", id_}, {"selectAll", 1}});
        post("handle/stopTaskFrames", {{"taskId", id_}, {"selectAll", 1}});
        BOOST_TEST(state() == 10);
    }

    void steer() {
        const auto path = [](const char* what) { return "/api/rendering/task/renderingTask/" + std::string(what); };
        BOOST_TEST(api.post(path("startTask"), {{"taskIds", sequence{id_}}}).number("code") == 200);
        BOOST_TEST(state() == 0);
        BOOST_TEST(api.post(path("stopTask"), {{"taskIds", sequence{id_}}}).number("code") == 200);
        BOOST_TEST(state() == 10);
        BOOST_TEST(api.post(path("updateTaskUserLevel"), {{"taskId", id_}, {"taskUserLevel", 60}}).number("code") == 200);
        post("handle/updateTaskLimit", {{"taskId", id_}, {"taskLimit", 3}});
        post("handle/editTaskHardwareConfig", {{"taskIds", sequence{std::to_string(id_)}},
                                               {"hardwareConfigId", sequence{"303"}},
                                               {"model", "Default"},
                                               {"gpuNum", ""},
                                               {"ram", "128GB"}});
        BOOST_TEST(
            post("hardwareConfig/list", {{"cloneTask", "false"}, {"taskIds", sequence{std::to_string(id_)}}}).is_list("data"));
        BOOST_TEST(post("handle/setTaskOverTimeStop", {{"taskIds", sequence{id_}}, {"overTime", 2}}).text("data") == "SUCCESS");
        api.post(path("startTask"), {{"taskIds", sequence{id_}}});
        farm_.time->advance(1h);
        BOOST_TEST(state() == 23);
        const auto info = post("handle/queryTaskInfo/v2", {{"taskIds", sequence{id_}}});
        BOOST_TEST(info.number("data.items[0].taskUserLevel") == 60);
        BOOST_TEST(info.number("data.items[0].taskLimit") == 3);
        BOOST_TEST(info.number("data.items[0].taskRam") == 128);
    }

    void take_away() {
        post("handle/addTaskLabel", {{"label", "label_test2"}, {"taskIds", sequence{id_, second_}}});
        const auto labels = [&] {
            return post("handle/queryTaskInfo/v2", {{"taskIds", sequence{id_}}}).text("data.items[0].labels");
        };
        const auto number = labels().substr(2, labels().find('"', 2) - 2);
        post("handle/deleteTaskLabel", {{"labelIds", sequence{std::stoi(number)}}});
        BOOST_TEST(labels() == "{}");
        post("handle/addTaskLabel", {{"label", "label_test2"}, {"taskIds", sequence{id_}}});
        post("handle/deleteTaskLabel",
             {{"labelIds", sequence{}}, {"taskIds", sequence{}}, {"labelNames", sequence{"label_test2"}}});
        BOOST_TEST(labels() == "{}");
        post("handle/addTaskLabel", {{"label", "label_test2"}, {"taskIds", sequence{id_, second_}}});
        post("handle/deleteTaskLabel",
             {{"taskIds", sequence{second_}}, {"labelNames", sequence{"label_test2"}}, {"labelIds", sequence{}}});
        BOOST_TEST(labels() != "{}");
        post("handle/deleteTaskLabel",
             {{"taskIds", sequence{}}, {"labelNames", sequence{}}, {"labelIds", sequence{std::stoi(number)}}});
        BOOST_TEST(labels() == "{}");
        post("handle/abandonTask", {{"taskIds", sequence{second_}}});
        post("handle/deleteTask", {{"taskIds", sequence{second_}}});
        BOOST_TEST(
            post("handle/getTaskList/v2", {{"pageNum", 1}, {"pageSize", 100}, {"recycleFlag", 1}}).number("data.items[0].id") ==
            second_);
    }

    void read_records() {
        api.platform = "62";  // what the body says of it is signed in its place
        const dict between{{"platform", 2}, {"pageNum", 1}, {"pageSize", 10}, {"startDate", "2023-11-14"}, {"endDate", ""}};
        const auto record = post("handle/operate/sdk/taskRecord", between);
        BOOST_TEST(record.text("data.items[0].buttonName") == "btn_delete");
        BOOST_TEST(record.text("data.items[0].requestURI") == "/api/render/handle/deleteTask");
        BOOST_TEST(record.text("data.items[0].requestParam") == "[{\"taskIds\": [" + std::to_string(second_) + "]}]");
        const auto logins =
            post("handle/operate/sdk/loginRecord", {{"pageNum", 1}, {"pageSize", 10}, {"startDate", ""}, {"endDate", ""}});
        BOOST_TEST(logins.number("data.total") == 1);
        BOOST_TEST(logins.text("data.items[0].userUa") == "python-requests/2.28.1");
        BOOST_TEST(logins.text("data.items[0].loginStatus") == "200");
    }

    std::int64_t state() {
        return post("handle/queryTaskInfo/v2", {{"taskIds", sequence{id_}}}).number("data.items[0].taskStatus");
    }

    client<Stream> api;
    served& farm_;
    std::int64_t id_ = 0, second_ = 0, frame_ = 0;
};

}  // namespace farm_tests::python

#endif
