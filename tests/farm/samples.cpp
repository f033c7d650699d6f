// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/kept_task.hpp>

using namespace farm_tests;

namespace {

using entries = rb::object_map<rb::raw_json>;
using items = std::vector<rb::raw_json>;

/// What kind of JSON a text is, told by its first letter.
char kind(const std::string& text) {
    const char c = text.at(text.find_first_not_of(" \n\t\r"));
    return c == '-' || (c >= '0' && c <= '9') ? '0' : c == 'f' ? 't' : c;
}

/// Whether an answer has all that a sample has, each of the same kind or null; of lists the first items are compared.
void check_has(const std::string& answer, const std::string& sample, const std::string& place) {
    if (kind(sample) == 'n' || kind(answer) == 'n') return;
    // The documents have some numbers as texts, and the other way round.
    const auto is_plain = [](char c) { return c == '0' || c == '"'; };
    if (is_plain(kind(sample)) && is_plain(kind(answer))) return;
    BOOST_TEST(kind(answer) == kind(sample), place);
    if (kind(answer) != kind(sample)) return;
    if (kind(sample) == '{') {
        const auto due = rb::from_json<entries>(sample).value(), given = rb::from_json<entries>(answer).value();
        for (const auto& [name, one] : due) {
            const auto* found = given.find(name);
            BOOST_TEST((found != nullptr), place << '.' << name << " is missing");
            if (found != nullptr) check_has(found->text, one.text, place + '.' + name);
        }
    } else if (kind(sample) == '[') {
        const auto due = rb::from_json<items>(sample).value(), given = rb::from_json<items>(answer).value();
        if (!due.empty() && !given.empty()) check_has(given[0].text, due[0].text, place + "[0]");
    }
}

struct asked {
    const char* sample;
    std::string path;
    std::string body;
};

/// A farm that has a little of everything.
struct furnished : fixture {
    std::int64_t id = submitted();
    std::string task = std::to_string(id), frame = std::to_string(rb::farm::first_frame_id(id));
    std::string by_id = "{\"taskIds\":[" + task + "]}";
    std::string page = ",\"pageNum\":1,\"pageSize\":1}";
    std::string environment = R"({"cgId":2000,"cgName":"Maya","cgVersion":"2020","editName":"tests","renderSystem":1})";

    furnished() {
        time->advance(1h);
        artist.send(rb::api::user::profile{}).value();
        artist.send(rb::api::tag::add{"night"}).value();
    }
    void check(const char* generation, const asked& one) {
        const auto file = fs::path(RENDERBUS_SHARED_DIR) / "wire" / generation / (std::string(one.sample) + ".response.json");
        if (!fs::exists(file)) return;
        artist.generation = generation[1] - '0';
        BOOST_TEST(artist.code_of("/api/render/" + one.path, one.body) == 200,
                   one.path << ": " << artist.last_body.substr(0, 500));
        auto sample = rb::from_json<entries>(read_file(file)).value();
        sample.erase("releaseVersion");
        check_has(artist.last_body, rb::to_json(sample), one.sample);
    }
};

bool has_samples() {
    const bool are_there = fs::exists(fs::path(RENDERBUS_SHARED_DIR) / "wire" / "v2");
    if (!are_there) BOOST_TEST_MESSAGE("skipped: " RENDERBUS_SHARED_DIR "/wire is not there");
    return are_there;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_samples)

BOOST_FIXTURE_TEST_CASE(answers_of_generation_2_have_what_the_services_own_have, furnished) {
    if (!has_samples()) return;
    for (const asked& one : std::initializer_list<asked>{
             {"queryUserProfile", "setUp/queryUserProfile", "{}"},
             {"queryUserSetting", "setUp/queryUserSetting", "{}"},
             {"getBid", "transfer/getBid", "{}"},
             {"hardwareConfig_list", "hardwareConfig/list", R"({"cloneTask":"false"})"},
             {"createTask", "submit/createTask", R"({"count":1,"taskUserLevel":50})"},
             {"queryTaskInfo", "handle/queryTaskInfo/v2", by_id},
             {"getTaskList", "handle/getTaskList/v2", R"({"searchKeyword":"shot")" + page},
             {"queryTaskFrames", "handle/queryTaskFrames", "{\"taskId\":" + task + page},
             {"queryAllFrameStats", "handle/queryAllFrameStats", "{}"},
             {"setTaskOverTimeStop", "handle/setTaskOverTimeStop", "{\"overTime\":100,\"taskIds\":[" + task + "]}"},
             {"fullSpeedRendering", "handle/fullSpeedRendering", by_id},
             {"showLog", "handle/showLog", R"({"renderingType":"render","pageNum":0,"pageSize":16384,"id":)" + frame + "}"},
             {"loadTaskProcessImg", "handle/loadTaskProcessImg", "{\"taskId\":" + task + "}"},
             {"loadingFrameThumbnail", "handle/loadingFrameThumbnail", "{\"frameStatus\":4,\"id\":" + frame + "}"},
             {"queryPlatforms", "common/queryPlatforms", R"({"zone":1})"},
             {"queryAnalyseErrorDetail", "submit/queryAnalyseErrorDetail", R"({"code":"15000","language":0})"},
             {"querySoftwareList", "plugin/querySoftwareList", "{}"},
             {"querySoftwareDetail", "plugin/querySoftwareDetail", R"({"cgId":2000,"osName":"windows"})"},
             {"getUserPackNodeInfo", "submit/getUserPackNodeInfo", "{}"},
             {"project_getList", "project/getList", "{}"},
             {"project_list", "project/list", R"({"flag":0})"},
             {"addUserPluginConfig", "plugin/addUserPluginConfig", environment},
             {"getUserPluginConfig", "plugin/getUserPluginConfig", R"({"osName":1})"},
             {"deleteUserPluginConfig", "plugin/deleteUserPluginConfig", R"({"editName":"tests"})"},
             {"getServerInfo", "transfer/getServerInfo", R"({"zone":1})"},
             {"getRaySyncUserKey", "transfer/getRaySyncUserKey", "{}"},
             {"getConfig", "transfer/getConfig", "{}"},
             {"getOutputUserDirFile", "file/operate/getOutputUserDirFile", R"({"treePath":"/"})"},
             {"taskRecord", "handle/operate/sdk/taskRecord", R"({"platform":2)" + page},
             {"loginRecord", "handle/operate/sdk/loginRecord", R"({"startDate":"")" + page},
         })
        check("v2", one);
}

BOOST_FIXTURE_TEST_CASE(answers_of_generation_1_have_what_the_services_own_have, furnished) {
    if (!has_samples()) return;
    for (const asked& one : std::initializer_list<asked>{
             {"queryUserProfile", "user/queryUserProfile", "{}"},
             {"queryUserSetting", "user/queryUserSetting", "{}"},
             {"getTransferBid", "task/getTransferBid", "{}"},
             {"createTask", "task/createTask", R"({"count":1,"taskUserLevel":50})"},
             {"queryTaskInfo", "task/queryTaskInfo", by_id},
             {"getTaskList", "task/getTaskList", R"({"searchKeyword":"shot")" + page},
             {"queryTaskFrames", "task/queryTaskFrames", "{\"taskId\":" + task + page},
             {"queryAllFrameStats", "task/queryAllFrameStats", "{}"},
             {"setOverTimeStop", "task/setOverTimeStop", "{\"overTime\":100,\"taskIds\":[" + task + "]}"},
             {"fullSpeed", "task/fullSpeed", by_id},
             {"restartFrame", "task/restartFrame", "{\"selectAll\":0,\"ids\":[" + frame + "],\"taskIds\":" + task + "}"},
             {"loadTaskProcessImg", "task/loadTaskProcessImg", "{\"taskId\":" + task + "}"},
             {"loadingFrameThumbnail", "task/loadingFrameThumbnail", "{\"frameStatus\":4,\"id\":" + frame + "}"},
             {"queryPlatforms", "common/queryPlatforms", R"({"zone":1})"},
             {"queryErrorDetail", "common/queryErrorDetail", R"({"code":"15000","language":0})"},
             {"querySupportedSoftware", "common/querySupportedSoftware", "{}"},
             {"querySupportedPlugin", "common/querySupportedPlugin", R"({"cgId":2000})"},
             {"getLabelList", "common/getLabelList", "{}"},
             {"addRenderEnv", "common/addRenderEnv", environment},
             {"getRenderEnv", "common/getRenderEnv", R"({"cgId":2000})"},
             {"getTransferServerMsg", "task/getTransferServerMsg", R"({"zone":1})"},
             {"getRaySyncUserKey", "user/getRaySyncUserKey", "{}"},
         })
        check("v1", one);
}

BOOST_AUTO_TEST_SUITE_END()
