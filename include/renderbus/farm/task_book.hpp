// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_TASK_BOOK_HPP
#define RENDERBUS_FARM_TASK_BOOK_HPP

#include <renderbus/detail/unique_function.hpp>
#include <renderbus/farm/kept_task.hpp>
#include <renderbus/farm/store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace renderbus::farm {

/// Renders one frame of a task; its files are there when it returns.
using render_frame = renderbus::detail::unique_function<result<void>(const kept_task&, const kept_frame&)>;
/// Which frames of a task are meant.
using frame_choice = std::function<bool(const kept_frame&)>;

/// How a farm's tasks go through their states.
struct task_rules {
    std::chrono::milliseconds pace{150};                     ///< per frame of a task, and before its first one
    task_status stop_gives = task_status::stopped;           ///< or `stopped_by_user`
    task_status stopped_frames_give = task_status::stopped;  ///< of a task that ends; or `done_with_stopped_frames`
};

/// The tasks of a loopback farm, in memory and as JSON files in the farm's state, through their states. Nothing here looks at a
/// clock. A task renders one frame after another; its priority frames go first, and where its plan stops after them it is
/// `test_done` then, and the others wait for `go_full_speed`.
///
/// What changes a task changes it on disk too, or not at all.
class task_book {
public:
    using time = std::chrono::system_clock::time_point;

    /// Reads what an earlier run wrote; frames that were being rendered wait again. `data_errc` for a file that is no task's.
    static RENDERBUS_DECL result<task_book> open(std::shared_ptr<store> files, task_rules rules, time now);

    /// Numbers for new tasks like this one. A farm keeps at most 100,000 tasks.
    RENDERBUS_DECL result<std::vector<std::int64_t>> reserve(const kept_task& like, std::size_t count, time now);
    /// Null where there is none.
    RENDERBUS_DECL kept_task* find(std::int64_t id);
    RENDERBUS_DECL const kept_frame* find_frame(std::int64_t id) const;
    /// A user's tasks, the newest first.
    RENDERBUS_DECL std::vector<const kept_task*> tasks_of(std::int64_t user_id) const;

    /// Changes what has no part in the rendering: labels, level, limit, ...
    template <class Edit>
    result<void> edit(kept_task& task, time now, Edit change_task) {
        return change(entry_of(task), now, [&](entry& at) { change_task(at.task); });
    }
    /// Takes it out of its user's list; where it is at work, it is stopped.
    RENDERBUS_DECL result<void> remove(kept_task& task, time now);

    /// Queues a task that has only its number so far. A farm keeps at most ten million frames.
    RENDERBUS_DECL result<void> queue(kept_task& task, render_plan plan, time now);
    /// Nothing happens to a task that is stopped or over.
    RENDERBUS_DECL result<void> stop(kept_task& task, time now);
    /// A stopped task goes on where it was stopped.
    RENDERBUS_DECL result<void> resume(kept_task& task, time now);
    RENDERBUS_DECL result<void> abandon(kept_task& task, time now);
    /// Lets the frames behind the priority frames be rendered.
    RENDERBUS_DECL result<void> go_full_speed(kept_task& task, time now);
    /// Frames wait again, and the task with them, whatever became of them before.
    RENDERBUS_DECL result<void> restart_frames(kept_task& task, const frame_choice& meant, time now);
    /// Of the frames that are to be rendered still.
    RENDERBUS_DECL result<void> stop_frames(kept_task& task, const frame_choice& meant, time now);
    /// The task is stopped once it renders for longer than these seconds.
    RENDERBUS_DECL result<void> set_over_time_stop(kept_task& task, std::int64_t seconds, time now);

    /// Does what is due, in the order of time, up to so many frames. Returns whether more is due.
    RENDERBUS_DECL bool advance(time now, render_frame& render, std::size_t most);
    /// When something will be due; nothing where all tasks rest.
    RENDERBUS_DECL std::optional<time> next_due() const;
    /// Writes what `advance` has not yet written.
    RENDERBUS_DECL void save_all();

private:
    /// Times are milliseconds since the epoch, 0 for none.
    struct entry {
        kept_task task;
        std::int64_t due = 0;                     ///< of the next step
        std::int64_t deadline = 0;                ///< a step that is due later finds the task stopped
        std::optional<std::size_t> current = {};  ///< the frame that is being rendered
        std::size_t next_frame = 0;               ///< no frame before it is waiting
        std::int64_t saved = 0;                   ///< when the file was written last, in the farm's time
        bool unsaved = false;

        std::int64_t next() const noexcept { return due != 0 && deadline != 0 && deadline < due ? deadline : due; }
    };
    task_book(std::shared_ptr<store> files, task_rules rules) : files_(std::move(files)), rules_(rules) {}
    entry& entry_of(const kept_task& task) { return entries_.at(task.id); }

    template <class Change>
    result<void> change(entry& at, time now, Change change_entry) {
        entry before = at;
        change_entry(at);
        auto saved = save(at, now);
        if (!saved) at = std::move(before);
        return saved;
    }
    RENDERBUS_DECL result<void> save(entry& at, time now);

    static RENDERBUS_DECL void rest(entry& at, task_status as, std::int64_t now);
    static RENDERBUS_DECL void hold_back(kept_task& task);
    static RENDERBUS_DECL void set_deadline(entry& at, std::int64_t earliest);
    RENDERBUS_DECL void go_on(entry& at, time now);
    RENDERBUS_DECL void end_task(entry& at, std::int64_t when);
    RENDERBUS_DECL void step(entry& at, render_frame& render);
    RENDERBUS_DECL void start_next_frame(entry& at);
    RENDERBUS_DECL void save_progress(entry& at, std::int64_t now);

    std::shared_ptr<store> files_;
    task_rules rules_;
    std::map<std::int64_t, entry> entries_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/task_book.ipp>
#include <renderbus/farm/impl/task_steps.ipp>
#endif

#endif
