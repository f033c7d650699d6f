// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_BENCH_TASK_PAGE_HPP
#define RENDERBUS_TESTS_BENCH_TASK_PAGE_HPP

#include <renderbus/json/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A page of the list of tasks as generation 2 of the service answers it: 45 fields a task, of which many are null.
namespace bench {

using renderbus::list;
using renderbus::nullable;

struct key_values {
    nullable<std::string> tiles;
    nullable<std::string> all_camera;
    nullable<std::string> renderable_camera;
};

struct task {
    nullable<std::string> scene_name;
    std::int64_t id = 0;
    nullable<std::string> task_alias;
    nullable<std::int64_t> task_status;
    nullable<std::string> status_text;
    nullable<std::int64_t> pre_task_status;
    nullable<std::string> pre_status_text;
    nullable<std::int64_t> total_frames;
    nullable<std::int64_t> abort_frames;
    nullable<std::int64_t> executing_frames;
    nullable<std::int64_t> done_frames;
    nullable<std::int64_t> failed_frames;
    nullable<std::string> frames_range;
    nullable<std::string> project_name;
    nullable<double> render_consume;
    nullable<double> task_arrears;
    nullable<std::int64_t> submit_date;
    nullable<std::int64_t> start_time;
    nullable<std::int64_t> completed_date;
    nullable<std::int64_t> render_duration;
    nullable<std::string> user_name;
    nullable<std::string> producer;
    nullable<std::int64_t> task_level;
    nullable<std::int64_t> task_user_level;
    nullable<std::int64_t> task_limit;
    nullable<std::int64_t> task_over_time;
    nullable<std::int64_t> user_id;
    nullable<std::string> output_file_name;
    nullable<std::string> munu_task_id;
    nullable<std::int64_t> layer_parent_id;
    nullable<std::int64_t> cg_id;
    nullable<key_values> task_key_value_vo;
    nullable<double> user_account_consume;
    nullable<double> coupon_consume;
    std::int64_t is_open = 0;
    nullable<std::string> task_type;
    nullable<std::string> render_camera;
    nullable<std::int64_t> clone_parent_id;
    nullable<std::int64_t> clone_original_id;
    nullable<std::int64_t> share_main_capital;
    nullable<std::string> task_ram;
    list<task> resp_rendering_task_list;
    nullable<std::string> layer_name;
    nullable<std::string> task_type_text;
    nullable<std::int64_t> is_delete;
};
static_assert(renderbus::field_count<task> == 45);

struct page {
    std::int64_t page_count = 0;
    std::int64_t page_num = 0;
    std::int64_t total = 0;
    std::int64_t size = 0;
    list<task> items;
};
struct answer {
    std::string version;
    bool result = false;
    std::string message;
    std::int64_t code = 0;
    page data;
    std::int64_t server_time = 0;
};

/// A task that is done, as most of a list are; what the service leaves null is null.
inline task done_task(std::int64_t id) {
    const auto number = std::to_string(id);
    task made;
    made.scene_name = "衣帽间_" + number + ".max";
    made.id = id;
    made.task_alias = "P" + number;
    made.task_status = 25;
    made.status_text = "render_task_status_25";
    made.pre_task_status = nullptr;
    made.pre_status_text = nullptr;
    made.total_frames = 17;
    made.abort_frames = 0;
    made.executing_frames = 0;
    made.done_frames = 17;
    made.failed_frames = 0;
    made.frames_range = "0-16[1]";
    made.project_name = "";
    made.render_consume = 1.57 + static_cast<double>(id % 100);
    made.task_arrears = 0;
    made.submit_date = 1535602289000 + id;
    made.start_time = 1535602601000 + id;
    made.completed_date = 1535603874000 + id;
    made.render_duration = 1176;
    made.user_name = "a_studio_of_some_name";
    made.producer = nullptr;
    made.task_level = 79;
    made.task_user_level = 0;
    made.task_limit = 200;
    made.task_over_time = 86400000;
    made.user_id = 10001520;
    made.output_file_name = number + "_衣帽间";
    made.munu_task_id = "2018083000075";
    made.layer_parent_id = 18278;
    made.cg_id = 2001;
    made.task_key_value_vo = key_values{nullptr, nullptr, nullptr};
    made.user_account_consume = 0;
    made.coupon_consume = 1.57;
    made.task_type = "RenderPhoton";
    made.render_camera = "VRayCam003";
    made.clone_parent_id = 0;
    made.clone_original_id = 0;
    made.share_main_capital = 0;
    made.task_ram = nullptr;
    made.resp_rendering_task_list.set_null();
    made.layer_name = nullptr;
    made.task_type_text = "render_photons_task";
    made.is_delete = 1;
    return made;
}

/// The text of a page of so many tasks, each with so many parts of its own.
inline std::string page_text(std::size_t tasks, std::size_t parts) {
    answer made{"2.0.0", true, "success", 200, {}, 1535964116655};
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto id = static_cast<std::int64_t>(18278 + i * (parts + 1));
        auto& one = made.data.items.push_back(done_task(id));
        one.is_open = parts > 0;
        for (std::size_t part = 1; part <= parts; ++part)
            one.resp_rendering_task_list.push_back(done_task(id + static_cast<std::int64_t>(part)));
    }
    return renderbus::to_json(made);
}

}  // namespace bench

#endif
