// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_TAG_HPP
#define RENDERBUS_API_TAG_HPP

#include <renderbus/api/endpoint.hpp>

#include <cstdint>
#include <optional>
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

/// Makes a project.
struct add {
    std::string new_name;
    std::int64_t status = 1;  ///< 0 on, 1 off

    using reply = nothing;
    static constexpr routes at{"tag.add", "/api/render/common/addLabel", "/api/render/project/add", retry_class::idempotent};
};

/// The projects of this account, with their numbers.
struct names {
    using reply = project_names;
    static constexpr routes at{"tag.list", "/api/render/common/getLabelList", "/api/render/project/getList"};
};

/// The projects that this account may use.
struct project_list {
    std::int64_t flag = 0;  ///< 0 own, 1 own and the main account's, 2 all of the main account's

    using reply = project_names;
    static constexpr routes at{"tag.project_list", "", "/api/render/project/list"};
};

}  // namespace renderbus::api::tag

#endif
