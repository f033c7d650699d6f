// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TASK_HPP
#define RENDERBUS_API_TASK_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/nullable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Making, submitting and steering tasks.
namespace renderbus::api::task {

/// Reserves task numbers. Nothing is rendered until `submit`.
struct create {
    std::int64_t count = 1;                              ///< how many numbers
    std::int64_t task_user_level = 50;                   ///< priority: 50 or 60
    std::optional<std::int64_t> out_user_id = {};        ///< the user on whose behalf, for asset isolation
    list<std::string> labels = {};                       ///< names of projects
    std::optional<std::int64_t> clone_original_id = {};  ///< the task that this one repeats
    std::optional<std::string> artist = {};              ///< who made the scene

    struct reply {
        std::vector<std::int64_t> task_id_list;
        list<std::string> alias_task_id_list;  ///< the same as people know them: `2W19097`
        nullable<std::int64_t> user_id;
    };
    static constexpr routes at{"task.create", "/api/render/task/createTask", "/api/render/submit/createTask", retry_class::once};
    static constexpr auto only_in = only_in_generation({{"clone_original_id", 2}, {"artist", 2}});
    static constexpr auto rules = rules_of(required("count"), one_of("task_user_level", 50, 60));
};

/// Hands a task to the farm: its four files and its assets must be there.
struct submit {
    std::int64_t task_id = 0;
    std::optional<std::string> asset_isolation_model = {};  ///< `TASK_ID_MODEL` or `OUT_USER_MODEL`: a folder for its assets
    std::optional<std::string> out_user_id = {};            ///< the user whose folder is meant
    std::optional<std::string> producer = {};               ///< who made the scene

    using reply = nothing;
    static constexpr routes at{"task.submit", "/api/render/task/submitTask", "/api/render/submit/task", retry_class::once};
    static constexpr auto only_in = only_in_generation({{"asset_isolation_model", 1}, {"out_user_id", 1}, {"producer", 2}});
    static constexpr auto rules =
        rules_of(required("task_id"), one_of("asset_isolation_model", "TASK_ID_MODEL", "OUT_USER_MODEL"),
                 required_where("out_user_id", "asset_isolation_model", "OUT_USER_MODEL"));
};

/// Stops tasks; `start` lets them go on.
struct stop {
    list<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.stop", "/api/render/task/stopTask", "/api/rendering/task/renderingTask/stopTask",
                               retry_class::idempotent, "/api/render/handle/stopTask"};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// Starts stopped tasks.
struct start {
    list<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.start", "/api/render/task/startTask", "/api/rendering/task/renderingTask/startTask",
                               retry_class::idempotent, "/api/render/handle/startTask"};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// Gives tasks up for good.
struct abort {
    list<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.abort", "/api/render/task/abortTask", "/api/render/handle/abandonTask",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// Takes tasks out of the account's list.
struct remove {
    list<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.remove", "/api/render/task/deleteTask", "/api/render/handle/deleteTask",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// Changes a task's priority.
struct update_level {
    std::int64_t task_id = 0;
    std::int64_t task_user_level = 50;  ///< 50 or 60

    using reply = nothing;
    static constexpr routes at{"task.update_level", "/api/rendering/task/renderingTask/updateTaskUserLevel",
                               "/api/rendering/task/renderingTask/updateTaskUserLevel", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_id"), one_of("task_user_level", 50, 60));
};

/// Stops tasks that render for longer than this.
struct set_overtime_stop {
    list<std::int64_t> task_ids;
    std::int64_t over_time = 43200;  ///< seconds

    using reply = nullable<std::string>;  ///< the service's word of success
    static constexpr routes at{"task.set_overtime_stop", "/api/render/task/setOverTimeStop",
                               "/api/render/handle/setTaskOverTimeStop", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_ids"), required("over_time"));
};

/// Lets tasks whose test frames are done render the others.
struct full_speed {
    list<std::int64_t> task_ids;

    using reply = nullable<std::string>;  ///< the service's word of success
    static constexpr routes at{"task.full_speed", "/api/render/task/fullSpeed", "/api/render/handle/fullSpeedRendering",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_ids"));
};

/// Changes how many machines a task may use.
struct update_limit {
    std::int64_t task_id = 0;
    std::int64_t task_limit = 0;  ///< machines

    using reply = nothing;
    static constexpr routes at{"task.update_limit", "", "/api/render/handle/updateTaskLimit", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_id"), required("task_limit"));
};

/// Changes the machines that tasks are rendered on. `user.hardware_config` has the values.
struct edit_hardware_config {
    list<std::string> task_ids;
    list<std::string> hardware_config_id;  ///< one for each task
    std::string model;                     ///< `Default`, or a graphics card's name
    std::string gpu_num;                   ///< `2*GPU`
    std::string ram;                       ///< `64GB`

    using reply = nothing;
    static constexpr routes at{"task.edit_hardware_config", "", "/api/render/handle/editTaskHardwareConfig",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("task_ids"), required("hardware_config_id"));
};

}  // namespace renderbus::api::task

#endif
