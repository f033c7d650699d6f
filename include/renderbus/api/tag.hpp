// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TAG_HPP
#define RENDERBUS_API_TAG_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <string>

/// Projects, which the service also calls labels.
namespace renderbus::api::tag {

struct project {
    std::int64_t project_id = 0;
    std::string project_name;
};

struct project_names {
    list<project> project_name_list;
};

/// Makes a project. A name that is there already is refused with 503.
struct add {
    std::string new_name;
    project_status status = project_status::off;

    using reply = nothing;
    static constexpr routes at{"tag.add", "/api/render/common/addLabel", "/api/render/project/add", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("new_name"), one_of("status", 0, 1));
};

/// Takes a project away.
struct remove {
    std::string del_name;

    using reply = nothing;
    static constexpr routes at{"tag.remove", "/api/render/common/deleteLabel", "/api/render/project/delete",
                               retry_class::idempotent};
    static constexpr auto rules = rules_of(required("del_name"));
};

/// The projects of this account, with their numbers.
struct names {
    using reply = project_names;
    static constexpr routes at{"tag.list", "/api/render/common/getLabelList", "/api/render/project/getList"};
};

/// The projects that this account may use.
struct project_list {
    project_scope flag = project_scope::own;

    using reply = project_names;
    static constexpr routes at{"tag.project_list", "", "/api/render/project/list"};
    static constexpr auto rules = rules_of(one_of("flag", 0, 1, 2));
};

/// Puts a label on tasks.
struct add_task_label {
    std::string label;
    list<std::int64_t> task_ids;

    using reply = nothing;
    static constexpr routes at{"tag.add_task_label", "", "/api/render/handle/addTaskLabel", retry_class::idempotent};
    static constexpr auto rules = rules_of(required("label"), required("task_ids"));
};

/// Takes labels off tasks: by number, or (a newer service) by name and task.
struct remove_task_label {
    list<std::int64_t> label_ids = {};
    list<std::int64_t> task_ids = {};  ///< these tasks alone
    list<std::string> label_names = {};

    using reply = nothing;
    static constexpr routes at{"tag.remove_task_label", "", "/api/render/handle/deleteTaskLabel", retry_class::idempotent};
    static constexpr auto rules = rules_of(any_of("label_ids", "label_names"));
};

}  // namespace renderbus::api::tag

#endif
