// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_QUERY_HPP
#define RENDERBUS_API_QUERY_HPP

#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Questions about tasks, frames and what the farm supports.
namespace renderbus::api::query {

/// What a tip code means.
struct error_detail {
    std::string code;
    std::optional<std::int64_t> language = {};  ///< 0 Chinese, 1 English
    list<std::string> codes = {};               ///< generation 2: several at once

    struct detail {
        std::optional<std::int64_t> id;
        std::string code;
        std::int64_t type = 0;  ///< 1 an error, which stops a submission; 0 a warning
        std::optional<std::int64_t> language_flag;
        std::optional<std::string> des_description_cn;  ///< the description, in the language asked for
        std::optional<std::string> des_solution_cn;     ///< what to do, in the language asked for
        std::optional<std::string> solution_path;
        std::optional<std::int64_t> is_repair;
        std::optional<std::int64_t> is_open;
    };
    using reply = list<detail>;
    static constexpr routes at{"query.error_detail", "/api/render/common/queryErrorDetail",
                               "/api/render/submit/queryAnalyseErrorDetail"};
};

/// The state of tasks, with their parts.
struct task_info {
    std::vector<std::int64_t> task_ids;

    struct task {
        std::int64_t id = 0;
        std::optional<std::string> scene_name;
        std::optional<std::string> task_alias;
        std::optional<std::int64_t> task_status;  ///< section "Status codes": 0 waiting, 5 rendering, 25 done, ...
        std::optional<std::string> status_text;
        std::optional<std::int64_t> total_frames;
        std::optional<std::int64_t> abort_frames;
        std::optional<std::int64_t> executing_frames;
        std::optional<std::int64_t> done_frames;
        std::optional<std::int64_t> failed_frames;
        std::optional<std::string> frames_range;
        std::optional<std::string> project_name;
        std::optional<std::int64_t> submit_date;     ///< milliseconds since the epoch, as all dates here
        std::optional<std::int64_t> start_time;
        std::optional<std::int64_t> completed_date;
        std::optional<std::int64_t> render_duration;  ///< seconds
        std::optional<std::string> user_name;
        std::optional<std::int64_t> user_id;
        std::optional<std::string> output_file_name;  ///< the task's folder in the output storage
        std::optional<std::int64_t> cg_id;
        std::int64_t is_open = 0;                     ///< 1: a parent, whose state is that of its parts
        std::optional<std::string> layer_name;
        std::optional<std::string> render_camera;
        std::optional<std::string> bid;               ///< the output storage, where it is not the account's own
        std::optional<std::string> labels;            ///< a JSON text, `{}` without labels; lists of tasks have none
        list<task> resp_rendering_task_list;
    };
    struct reply {
        std::optional<std::int64_t> page_count;
        std::optional<std::int64_t> page_num;
        std::optional<std::int64_t> total;
        std::optional<std::int64_t> size;
        list<task> items;
    };
    static constexpr routes at{"query.task_info", "/api/render/task/queryTaskInfo", "/api/render/handle/queryTaskInfo/v2",
                               retry_class::safe, "/api/render/handle/queryTaskInfo"};
};

/// The account's tasks, the newest first, page by page.
struct task_list {
    std::int64_t page_num = 1;
    std::int64_t page_size = 100;
    list<std::int64_t> status_list = {};                ///< of `task_status`
    std::optional<std::string> search_keyword = {};
    std::optional<std::string> start_time = {};         ///< `yyyy-MM-dd HH:mm:ss`
    std::optional<std::string> end_time = {};
    std::optional<std::int64_t> recycle_flag = {};      ///< generation 2

    using reply = task_info::reply;
    static constexpr routes at{"query.task_list", "/api/render/task/getTaskList", "/api/render/handle/getTaskList/v2",
                               retry_class::safe, "/api/render/handle/getTaskList"};
};

/// The frames of a task, page by page.
struct task_frames {
    std::int64_t task_id = 0;
    std::int64_t page_num = 1;
    std::int64_t page_size = 100;
    std::optional<std::string> search_keyword = {};

    struct frame {
        std::int64_t id = 0;
        std::optional<std::int64_t> user_id;
        std::optional<std::string> frame_index;
        std::optional<std::int64_t> frame_status;  ///< 1 waiting, 2 rendering, 3 stopped, 4 done, 5 failed, ...
        std::optional<double> fee_amount;
        std::optional<std::int64_t> start_time;
        std::optional<std::int64_t> end_time;
        std::optional<std::int64_t> frame_execute_time;
        std::optional<std::string> frame_status_text;
        std::optional<std::int64_t> task_id;
        std::optional<std::int64_t> frame_type;  ///< 5: a main frame
        std::optional<std::string> frame_block;
    };
    struct reply {
        std::optional<std::int64_t> page_count;
        std::optional<std::int64_t> page_num;
        std::optional<std::int64_t> total;
        std::optional<std::int64_t> size;
        list<frame> items;
    };
    static constexpr routes at{"query.task_frames", "/api/render/task/queryTaskFrames", "/api/render/handle/queryTaskFrames"};
};

/// The versions and plugins of one software.
struct supported_plugin {
    std::int64_t cg_id = 0;                    ///< maya 2000, 3ds max 2001, houdini 2004, ...
    std::optional<std::string> os_name = {};   ///< generation 2: `windows` or `linux`

    struct version {
        std::int64_t id = 0;
        std::optional<std::int64_t> cg_id;
        std::optional<std::string> cg_name;
        std::string cg_version;
    };
    struct plugin_version {
        std::optional<std::int64_t> plugin_id;
        std::optional<std::string> plugin_name;
        std::optional<std::string> plugin_version;
    };
    struct plugin {
        std::optional<std::int64_t> cv_id;  ///< the `id` of the software's version
        std::optional<std::string> plugin_name;
        list<plugin_version> plugin_versions;
    };
    struct reply {
        list<plugin> cg_plugin;
        list<version> cg_version;
    };
    static constexpr routes at{"query.supported_plugin", "/api/render/common/querySupportedPlugin",
                               "/api/render/plugin/querySoftwareDetail"};
};

}  // namespace renderbus::api::query

#endif
