// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TASK_HPP
#define RENDERBUS_API_TASK_HPP

#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Making, submitting and steering tasks.
namespace renderbus::api::task {

/// Reserves task numbers. Nothing is rendered until `submit`.
struct create {
    std::int64_t count = 1;                                 ///< how many numbers
    std::int64_t task_user_level = 50;                      ///< priority: 50 or 60
    std::optional<std::int64_t> out_user_id = {};           ///< the user on whose behalf, for asset isolation
    list<std::string> labels = {};                          ///< names of projects
    std::optional<std::int64_t> clone_original_id = {};     ///< generation 2: the task that this one repeats
    std::optional<std::string> artist = {};                 ///< generation 2

    struct reply {
        std::vector<std::int64_t> task_id_list;
        list<std::string> alias_task_id_list;
        std::optional<std::int64_t> user_id;
    };
    static constexpr routes at{"task.create", "/api/render/task/createTask", "/api/render/submit/createTask", retry_class::once};
};

/// Hands a task to the farm: its four files and its assets must be there.
struct submit {
    std::int64_t task_id = 0;
    std::optional<std::string> asset_isolation_model = {};  ///< generation 1: `TASK_ID_MODEL` or `OUT_USER_MODEL`
    std::optional<std::string> out_user_id = {};            ///< generation 1: required with `OUT_USER_MODEL`
    std::optional<std::string> producer = {};               ///< generation 2

    using reply = nothing;
    static constexpr routes at{"task.submit", "/api/render/task/submitTask", "/api/render/submit/task", retry_class::once};
};

/// Stops tasks; `start` lets them go on.
struct stop {
    std::vector<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.stop", "/api/render/task/stopTask", "/api/rendering/task/renderingTask/stopTask",
                               retry_class::idempotent, "/api/render/handle/stopTask"};
};

/// Starts stopped tasks.
struct start {
    std::vector<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.start", "/api/render/task/startTask", "/api/rendering/task/renderingTask/startTask",
                               retry_class::idempotent, "/api/render/handle/startTask"};
};

/// Gives tasks up for good.
struct abort {
    std::vector<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"task.abort", "/api/render/task/abortTask", "/api/render/handle/abandonTask",
                               retry_class::idempotent};
};

}  // namespace renderbus::api::task

#endif
