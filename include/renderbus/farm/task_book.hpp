// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_TASK_BOOK_HPP
#define RENDERBUS_FARM_TASK_BOOK_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/farm/render_plan.hpp>
#include <renderbus/farm/store.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace renderbus::farm {

using api::frame_status, api::task_status;

/// One picture of a task. Times are milliseconds since the epoch, 0 for not yet.
struct kept_frame {
    std::int64_t id = 0;
    std::uint32_t view = 0;   ///< of the task's plan
    std::int32_t number = 0;
    frame_status status = frame_status::waiting;
    std::int64_t started = 0;
    std::int64_t ended = 0;
};

/// A task as the farm keeps it.
struct kept_task {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string user_name;
    std::string output_storage;  ///< `20201-100001`
    std::vector<std::string> labels;
    std::int64_t created = 0;
    std::int64_t submitted = 0;  ///< 0: it has its number and no more
    std::int64_t started = 0;
    std::int64_t ended = 0;
    task_status status = task_status::waiting;
    render_plan plan;
    std::vector<kept_frame> frames;

    /// How many frames are in a state.
    RENDERBUS_DECL std::int64_t count(frame_status in) const;
    /// Whether it will not be rendered any further, whatever happens.
    bool is_over() const noexcept {
        return status == task_status::done || status == task_status::done_with_failed_frames ||
               status == task_status::abandoned || status == task_status::failed;
    }
};

/// Renders one frame of a task; its files are there when it returns.
using render_frame = renderbus::detail::unique_function<result<void>(const kept_task&, const kept_frame&)>;

/// The tasks of a loopback farm, in memory and as JSON files in the farm's state, through their states. Nothing here looks at a
/// clock.
class task_book {
public:
    using milliseconds = std::chrono::milliseconds;
    using time = std::chrono::system_clock::time_point;

    /// Reads what an earlier run wrote; frames that were being rendered wait again. `data_errc` for a file that is no task's.
    static RENDERBUS_DECL result<task_book> open(std::shared_ptr<store> files, milliseconds pace, time now);

    /// Numbers for new tasks like this one. A farm keeps at most 100,000 tasks.
    RENDERBUS_DECL result<std::vector<std::int64_t>> reserve(const kept_task& like, std::size_t count, time now);
    RENDERBUS_DECL kept_task* find(std::int64_t id);
    /// A user's tasks, the newest first.
    RENDERBUS_DECL std::vector<const kept_task*> tasks_of(std::int64_t user_id) const;

    /// Queues a task that has only its number so far. A farm keeps at most ten million frames.
    RENDERBUS_DECL result<void> queue(kept_task& task, render_plan plan, time now);
    /// `as` is `stopped` or `stopped_by_user`. Nothing happens to a task that is stopped or over.
    RENDERBUS_DECL result<void> stop(kept_task& task, task_status as, time now);
    /// A stopped task goes on where it was stopped.
    RENDERBUS_DECL result<void> resume(kept_task& task, time now);
    RENDERBUS_DECL result<void> abandon(kept_task& task, time now);

    /// Does what is due, in the order of time, up to so many frames. Returns whether more is due.
    RENDERBUS_DECL bool advance(time now, render_frame& render, std::size_t most);
    /// When something will be due; nothing where all tasks rest.
    RENDERBUS_DECL std::optional<time> next_due() const;
    /// Writes what `advance` has not yet written.
    RENDERBUS_DECL void save_all();

private:
    struct entry {
        kept_task task;
        std::int64_t due = 0;         ///< of the next step, milliseconds since the epoch; 0: none
        std::size_t next_frame = 0;   ///< no frame before it is waiting
        std::int64_t saved = 0;       ///< when the file was written last, in the farm's time
        bool unsaved = false;
    };
    task_book(std::shared_ptr<store> files, milliseconds pace) : files_(std::move(files)), pace_(pace) {}
    entry& entry_of(const kept_task& task) { return entries_.at(task.id); }
    RENDERBUS_DECL result<void> save(entry& at, std::int64_t now);
    RENDERBUS_DECL void step(entry& at, render_frame& render);
    RENDERBUS_DECL void start_next_frame(entry& at);
    RENDERBUS_DECL void end_task(entry& at);
    RENDERBUS_DECL result<void> rest(entry& at, task_status as, std::int64_t now);

    std::shared_ptr<store> files_;
    milliseconds pace_;
    std::map<std::int64_t, entry> entries_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/task_book.ipp>
#endif

#endif
