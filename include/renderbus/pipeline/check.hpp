// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_CHECK_HPP
#define RENDERBUS_PIPELINE_CHECK_HPP

#include <renderbus/pipeline/states.hpp>
#include <renderbus/units.hpp>

#include <optional>
#include <string>
#include <utility>

namespace renderbus {

/// What a task asks of its machines, and what the check does with files that are not there.
struct check_options {
    std::string model = "Default";             ///< of the machine, as the farm names it
    byte_count ram = gigabytes(64);            ///< memory of the machine
    std::optional<std::string> gpu_num = {};   ///< number of graphics cards, as the farm writes it
    bool allow_missing = false;                ///< go on without files that the scene names and that are not there
    std::int64_t user_level = 50;              ///< priority: 50 or 60
};

/// Asks the farm whether it can render the scene, and makes the task: the software's version must be there, a machine must
/// fit (generation 2), the project is found or made, tip codes are turned into words. An error stops with
/// `scene_errc::refused_by_check` (missing files with `scene_errc::missing_file`) before a task is made; warnings are told.
/// Writes the four files anew with what was filled in.
///
/// In a journaled run the task bears a label made of the journal's key; where an earlier run began this, or where the farm's
/// answer to the making was lost, the task is looked for by its label before another is made.
struct check {
    using input = analyzed;
    using output = checked;
    static constexpr std::string_view name = "check";
    static constexpr bool repeatable = false;

    explicit check(check_options what = {}) : options(std::move(what)) {}
    RENDERBUS_DECL void start(farm_run& run, const analyzed& scene, completion<checked> done);
    /// The options, as one text.
    RENDERBUS_DECL std::string identity() const;

    check_options options;

private:
    struct operation;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/check.ipp>
#endif

#endif
