// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_UPLOAD_HPP
#define RENDERBUS_PIPELINE_UPLOAD_HPP

#include <renderbus/pipeline/states.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <utility>

namespace renderbus {

/// Sends what the farm does not have: the scene and its files into the account's input storage, then the four files to the
/// task. A file that the session's record knows is not sent again, whichever job sent it. Where an earlier run of a journaled
/// pipeline began this, the farm is asked for each file before it is sent. The policies and the clock of `how` are the plan's,
/// too.
struct upload {
    using input = checked;
    using output = uploaded;
    static constexpr std::string_view name = "upload";

    explicit upload(upload_options how = {}, plan_choices planned = {}) : options(std::move(how)), plan(std::move(planned)) {}
    RENDERBUS_DECL void start(farm_run& run, const checked& task, completion<uploaded> done);

    upload_options options;
    plan_choices plan;

private:
    friend struct upload_config;
    struct operation;
};

/// Sends a task's four files alone, where the scene and its assets are at the farm already.
struct upload_config {
    using input = checked;
    using output = uploaded;
    static constexpr std::string_view name = "upload_config";

    RENDERBUS_DECL void start(farm_run& run, const checked& task, completion<uploaded> done);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/upload.ipp>
#endif

#endif
