// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_QUERY_TASKS_HPP
#define RENDERBUS_API_QUERY_TASKS_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>
#include <renderbus/api/page.hpp>

#include <cstdint>
#include <optional>
#include <string>

/// Questions about tasks, their frames, and what the farm supports.
namespace renderbus::api::query {

/// What a task's scene says of tiles and cameras.
struct task_key_values {
    nullable<std::string> tiles;
    nullable<std::string> all_camera;
    nullable<std::string> renderable_camera;
};

/// A task. Dates and times are milliseconds since the epoch, amounts of money in the account's currency, switches 1 for on.
struct task {
    nullable<std::string> scene_name;
    std::int64_t id = 0;
    nullable<std::string> task_alias;  ///< the number as people know it: `2W19097`
    nullable<api::task_status> task_status;
    nullable<std::string> status_text;           ///< the service's key of the state: `render_task_status_25`
    nullable<api::task_status> pre_task_status;  ///< of the preprocessing
    nullable<std::string> pre_status_text;
    nullable<std::int64_t> total_frames;
    nullable<std::int64_t> abort_frames;
    nullable<std::int64_t> executing_frames;
    nullable<std::int64_t> done_frames;
    nullable<std::int64_t> failed_frames;
    nullable<std::string> frames_range;
    nullable<std::string> project_name;
    nullable<double> render_consume;  ///< what the rendering cost in all
    nullable<double> task_arrears;    ///< what is still owed of it
    nullable<std::int64_t> submit_date;
    nullable<std::int64_t> start_time;
    nullable<std::int64_t> completed_date;
    nullable<std::int64_t> render_duration;  ///< seconds
    nullable<std::string> user_name;
    nullable<std::string> producer;  ///< who made the scene
    nullable<std::int64_t> task_level;
    nullable<std::int64_t> task_user_level;  ///< the priority that the user gave
    nullable<std::int64_t> task_limit;       ///< machines that it may use
    nullable<std::int64_t> task_over_time;   ///< after how long it is reported as late
    nullable<std::int64_t> over_time_stop;   ///< after how many seconds it is stopped
    nullable<std::int64_t> user_id;
    nullable<std::string> output_file_name;  ///< the task's folder in the output storage
    nullable<std::string> munu_task_id;      ///< the scheduler's number
    nullable<std::string> munu_task_ids;
    nullable<std::int64_t> layer_parent_id;  ///< the task that this one is a layer of
    nullable<api::dcc> cg_id;
    nullable<task_key_values> task_key_value_vo;
    nullable<double> user_account_consume;  ///< of the cost, from the balance
    nullable<double> coupon_consume;        ///< of the cost, from coupons
    nullable<double> qy_coupon_consume;
    nullable<std::int64_t> is_open;   ///< 1: a parent, whose state is that of its parts
    nullable<std::string> task_type;  ///< `RenderPhoton`, `Render`, `GopRender`, ...
    nullable<std::string> render_camera;
    nullable<std::int64_t> clone_parent_id;
    nullable<std::int64_t> clone_original_id;   ///< the task that this one repeats
    nullable<std::int64_t> share_main_capital;  ///< 1: it uses the main account's assets
    nullable<std::int64_t> task_ram;            ///< GB
    list<task> resp_rendering_task_list;        ///< the parts of a parent, which may be parents too
    nullable<std::string> layer_name;
    nullable<std::string> task_type_text;
    nullable<std::string> location_output;
    nullable<std::int64_t> is_delete;  ///< 0: taken out of the list
    nullable<std::int64_t> channel;
    nullable<std::string> remark;
    nullable<std::string> labels;  ///< a JSON text, `{}` without labels; lists of tasks have none
    nullable<std::int64_t> is_over_time;
    nullable<std::int64_t> waiting_count;
    nullable<std::int64_t> stop_type;
    nullable<std::string> bid;  ///< the output storage, where it is not the account's own
};

/// The state of tasks, with their parts.
struct task_info {
    list<std::int64_t> task_ids;

    using reply = page<task>;
    static constexpr routes at{"query.task_info", "/api/render/task/queryTaskInfo", "/api/render/handle/queryTaskInfo/v2",
                               retry_class::safe, "/api/render/handle/queryTaskInfo"};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// The account's tasks, the newest first, page by page.
struct task_list {
    std::int64_t page_num = 1;  ///< from 1
    std::int64_t page_size = 100;
    list<api::task_status> status_list = {};         ///< tasks in these states alone
    std::optional<std::string> search_keyword = {};  ///< part of a scene's name or of a task's number
    std::optional<std::string> start_time = {};      ///< submitted from then on: `yyyy-MM-dd HH:mm:ss`
    std::optional<std::string> end_time = {};        ///< submitted until then: `yyyy-MM-dd HH:mm:ss`
    std::optional<std::int64_t> recycle_flag = {};   ///< 1: those that were removed

    using reply = page<task>;
    static constexpr routes at{"query.task_list", "/api/render/task/getTaskList", "/api/render/handle/getTaskList/v2",
                               retry_class::safe, "/api/render/handle/getTaskList"};
    static constexpr auto only_in = only_in_generation({{"recycle_flag", 2}});
    static constexpr auto rules = rules_of(required("page_num"), required("page_size"));
};

/// How many frames of the account are in which state.
struct all_frame_stats {
    struct reply {
        nullable<std::int64_t> executing_frames_total;
        nullable<std::int64_t> done_frames_total;
        nullable<std::int64_t> failed_frames_total;
        nullable<std::int64_t> waiting_frames_total;
        nullable<std::int64_t> abandon_frames_total;
        nullable<std::int64_t> total_frames;
    };
    static constexpr routes at{"query.all_frame_stats", "/api/render/task/queryAllFrameStats",
                               "/api/render/handle/queryAllFrameStats"};
};

/// Renders the failed frames of tasks again.
struct restart_failed_frames {
    list<std::int64_t> task_ids;
    list<api::frame_status> status = {};  ///< frames in these states alone

    using reply = nothing;
    static constexpr routes at{"query.restart_failed_frames", "/api/render/task/restartFailedFrames",
                               "/api/render/handle/recommitTasks", retry_class::idempotent};
    static constexpr auto only_in = only_in_generation({{"status", 2}});
    static constexpr auto rules = rules_of(required("task_ids"));
};

}  // namespace renderbus::api::query

#endif
