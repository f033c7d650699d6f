// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_PIPELINE_ELSEWHERE_HPP
#define RENDERBUS_TESTS_PIPELINE_ELSEWHERE_HPP

#include "support.hpp"

#include <map>
#include <set>

namespace pipeline_tests {

/// A farm with tasks that somebody else made, by hand; several of them can stand under a parent.
struct tasks_made_elsewhere : stage_set<rb::generation_2> {
    farm_tests::caller other_hand{farm, time};
    std::map<std::int64_t, std::vector<std::int64_t>> parents;
    /// Changes what the farm says of a task before it is sent.
    std::function<void(rb::api::query::task&)> retouch;

    tasks_made_elsewhere() {
        farm_tests::upload_assets(other_hand);
        line->before = [this](int nth, const rb::http::request& what) -> disturbed_line::answer {
            if (disturb)
                if (auto given = disturb(nth, what)) return given;
            if (what.target == rb::api::query::task_info::at.generation_2) return told_of(what);
            return {};
        };
    }
    std::function<disturbed_line::answer(int, const rb::http::request&)> disturb;

    std::int64_t create(const std::string& frames, const std::string& additional = "{}") {
        using rb::api::transmit::upload_json;
        const auto id = other_hand.create();
        const std::string task = R"({"task_info":{"input_cg_file":"D:/shots/shot.ma","cg_id":"2000","project_name":"night"},)"
                                 R"("software_config":{"cg_name":"Maya","cg_version":"2023","plugins":{}},"scene_info":{},)"
                                 R"("scene_info_render":{"layers":["beauty"],"beauty":)" +
                                 farm_tests::layer_json(R"("camAShape")", frames) + R"(},"additional_info":)" + additional + "}";
        farm_tests::upload_configs(other_hand, id);
        other_hand.send(upload_json{id, "task.json", task}).value();
        return id;
    }
    std::int64_t submitted(const std::string& frames, const std::string& additional = "{}") {
        const auto id = create(frames, additional);
        other_hand.send(rb::api::task::submit{id}).value();
        return id;
    }
    /// A parent with a part for each range of frames.
    std::int64_t submitted_in_parts(const std::vector<std::string>& ranges) {
        const auto id = other_hand.create();
        for (const auto& frames : ranges) parents[id].push_back(submitted(frames));
        return id;
    }

    void let_it_render() {
        for (int n = 0; n < 400; ++n) {
            time->advance(1s);
            farm->tick();
        }
    }
    bool is_over(std::int64_t id) {
        if (!parents.contains(id)) return other_hand.info(id).task_status == rb::api::task_status::done;
        return std::all_of(parents[id].begin(), parents[id].end(),
                           [this](auto part) { return other_hand.info(part).task_status == rb::api::task_status::done; });
    }

    std::size_t requests_to(std::string_view target) const {
        return static_cast<std::size_t>(std::count(line->targets.begin(), line->targets.end(), target));
    }
    /// How often each file was asked for, and each folder listed.
    std::map<std::string, int> storage_requests(bool of_folders) const {
        std::map<std::string, int> counts;
        for (const auto& target : line->targets)
            if (target.starts_with("/storage/output/") && target.ends_with('/') == of_folders) ++counts[target];
        return counts;
    }
    bool nothing_was_fetched_twice() const {
        const auto files = storage_requests(false);
        return std::all_of(files.begin(), files.end(), [](const auto& one) { return one.second == 1; });
    }
    /// Every file here is a whole picture under its final name.
    bool only_whole_pictures() const {
        if (!fs::exists(folder / "frames")) return true;
        for (const auto& one : fs::recursive_directory_iterator(folder / "frames")) {
            if (!one.is_regular_file()) continue;
            const auto content = farm_tests::read_file(one.path());
            if (one.path().extension() != ".png" || content.substr(1, 3) != "PNG" || content.find("IEND") == std::string::npos)
                return false;
        }
        return true;
    }

private:
    disturbed_line::answer told_of(const rb::http::request& what) {
        const auto asked = rb::from_json<rb::api::query::task_info>(what.body).value();
        const auto is_parent = [this](std::int64_t id) { return parents.contains(id); };
        if (!retouch && std::none_of(asked.task_ids.begin(), asked.task_ids.end(), is_parent)) return {};
        rb::api::query::task_info::reply reply;
        for (const auto id : asked.task_ids) {
            if (!is_parent(id)) {
                auto known = other_hand.send(rb::api::query::task_info{{id}});
                if (!known) return {};
                for (const auto& one : known->items) reply.items.push_back(one);
                continue;
            }
            rb::api::query::task parent;
            parent.id = id;
            parent.is_open = 1;
            for (const auto part : parents.at(id)) parent.resp_rendering_task_list.push_back(other_hand.info(part));
            reply.items.push_back(std::move(parent));
        }
        if (retouch)
            for (auto& one : reply.items) {
                retouch(one);
                if (one.is_open != 0)
                    for (auto& part : one.resp_rendering_task_list) retouch(part);
            }
        return answer_with(rb::to_json(reply));
    }

public:
    static rb::http::response answer_with(const std::string& data) {
        return {
            200, {}, R"({"version":"2.0.0","result":true,"message":"success","code":200,"data":)" + data + R"(,"serverTime":1})"};
    }
};

/// A small task in two parts, watched and downloaded.
struct small_task : tasks_made_elsewhere {
    std::int64_t id = submitted_in_parts({"1-6[1]", "11-14[1]"});

    auto way() const { return rb::watch({.every = 2s}) | rb::download(folder / "frames"); }
    auto run_it(std::stop_token stop = {}) { return run(way(), rb::task_ref{id}, stop); }
};

/// Where the farm keeps a frame of a task.
inline fs::path at_farm(const tasks_made_elsewhere& set, std::int64_t id, const std::string& number) {
    return set.folder /
           ("farm/storage/output/20201-100001/" + std::to_string(id) + "_shot/beauty/camAShape/shot." + number + ".png");
}

inline bool is_file(const std::string& target, std::string_view name) {
    return target.starts_with("/storage/output/") && target.ends_with(name);
}

}  // namespace pipeline_tests

#endif
