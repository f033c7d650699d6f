// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_FRAMES_IPP
#define RENDERBUS_CALLS_IMPL_FRAMES_IPP

#include <renderbus/calls/frames.hpp>
#include <renderbus/calls/pages.hpp>
#include <renderbus/frames.hpp>
#include <renderbus/utf8.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus::calls {
namespace detail {

using frame = api::query::frame;

/// The number of a frame: `12`, or of one in tiles `12-3` with tile 3.
inline std::optional<std::int32_t> number_of(const frame& one) {
    std::string_view text = one.frame_index ? std::string_view(*one.frame_index) : std::string_view();
    if (one.frame_block && text.ends_with("-" + *one.frame_block)) text.remove_suffix(one.frame_block->size() + 1);
    std::int32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

inline failure about(std::int64_t task, std::string cause, std::string next_step) {
    return {data_errc::invalid_value, "task " + std::to_string(task), std::move(cause), std::move(next_step)};
}

/// The frames that a list of numbers means; each number must mean one.
inline result<std::vector<frame>> chosen(std::int64_t task, const std::vector<frame>& all, const list<std::string>& numbers) {
    std::vector<bool> is_chosen(all.size(), false);
    for (const auto& text : numbers) {
        const auto wanted = frame_list::parse(text);
        if (!wanted) return wanted.error();
        for (const auto& range : wanted->ranges()) {
            // A range may be far longer than the task: the frames are gone through, not the range.
            std::vector<std::int32_t> found;
            for (std::size_t i = 0; i < all.size(); ++i) {
                const auto number = number_of(all[i]);
                if (!number || !range.contains(*number)) continue;
                is_chosen[i] = true;
                found.push_back(*number);
            }
            std::sort(found.begin(), found.end());
            found.erase(std::unique(found.begin(), found.end()), found.end());
            if (found.size() != range.count())
                return about(task, "of the frames " + to_string(range) + " the task has " + std::to_string(found.size()),
                             "ask for frames that it has");
        }
    }
    std::vector<frame> frames;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (is_chosen[i]) frames.push_back(all[i]);
    return frames;
}

struct frame_reading : std::enable_shared_from_this<frame_reading> {
    frame_reading(call_run in, std::int64_t task, completion<std::vector<frame>> then)
        : run(std::move(in)), walk(api::query::task_frames{.task_id = task, .page_size = 1000}), done(std::move(then)) {}

    void ask_page() {
        run.send(walk.next_request(), [self = shared_from_this()](result<api::query::task_frames::reply> page) {
            if (!page) return self->done(std::move(page).error());
            for (auto& one : self->walk.take(*std::move(page))) self->frames.push_back(std::move(one));
            if (self->walk.at_end()) self->done(std::move(self->frames));
            else self->ask_page();
        });
    }

    call_run run;
    page_walk<api::query::task_frames> walk;
    completion<std::vector<frame>> done;
    std::vector<frame> frames;
};

/// Finds frames, then hands their ids on; `act(ids, completion<nothing>)` sends the request.
template <class Act>
void act_on_frames(call_run in, std::int64_t task, const list<std::string>& numbers, completion<std::vector<frame>> done,
                   Act act) {
    const auto find = frames_by_number{task, numbers};
    find.start(in, [in, act, done = std::move(done)](result<std::vector<frame>> found) mutable {
        if (!found || found->empty()) return done(std::move(found));
        list<std::int64_t> ids;
        for (const auto& one : *found) ids.push_back(one.id);
        act(in, std::move(ids), [done = std::move(done), frames = *std::move(found)](result<nothing> taken) mutable {
            if (taken) done(std::move(frames));
            else done(std::move(taken).error());
        });
    });
}

}  // namespace detail

RENDERBUS_DECL void all_frames::start(call_run in, completion<reply> done) const {
    std::make_shared<detail::frame_reading>(std::move(in), task_id, std::move(done))->ask_page();
}

RENDERBUS_DECL void frames_by_number::start(call_run in, completion<reply> done) const {
    all_frames{task_id}.start(std::move(in), [call = *this, done = std::move(done)](result<reply> all) mutable {
        if (all) done(detail::chosen(call.task_id, *all, call.numbers));
        else done(std::move(all));
    });
}

RENDERBUS_DECL void restart_frames::start(call_run in, completion<reply> done) const {
    const auto act = [task = task_id](const call_run& run, list<std::int64_t> ids, completion<nothing> then) {
        if (run.generation() == 1) run.send(api::query::restart_frame_v1{task, 0, std::move(ids)}, std::move(then));
        else run.send(api::query::restart_frame{task, 0, std::move(ids)}, std::move(then));
    };
    detail::act_on_frames(std::move(in), task_id, numbers, std::move(done), act);
}

RENDERBUS_DECL void stop_frames::start(call_run in, completion<reply> done) const {
    const auto act = [task = task_id](const call_run& run, list<std::int64_t> ids, completion<nothing> then) {
        run.send(api::query::stop_frame{task, 0, std::move(ids)}, std::move(then));
    };
    detail::act_on_frames(std::move(in), task_id, numbers, std::move(done), act);
}

namespace detail {

struct log_reading : std::enable_shared_from_this<log_reading> {
    log_reading(call_run in, const log_lines& what, completion<log_lines::reply> then)
        : run(std::move(in)), frame_id(what.frame_id), walk(from(what.from)), done(std::move(then)) {}

    /// What is asked for from a position on.
    api::query::render_log from(log_position where) {
        made.next = where;
        return {.page_num = where.page, .id = frame_id};
    }

    void ask_page() {
        run.send(walk.next_request(), [self = shared_from_this()](result<api::query::render_log::reply> page) {
            if (!page) return self->done(std::move(page).error());
            self->take(*std::move(page));
        });
    }

    void take(api::query::render_log::reply page) {
        const auto number = walk.next_request().page_num;
        const auto known = number == made.next.page ? made.next.line : 0;
        auto lines = walk.take(std::move(page));
        if (lines.size() < known && (walk.at_end() || !lines.empty())) return begin_anew();
        // The position stays behind the last line that is there: more may be written to its page.
        if (!lines.empty()) {
            made.next = {number, lines.size()};
            made.lines.insert(made.lines.end(), std::make_move_iterator(lines.begin() + static_cast<std::ptrdiff_t>(known)),
                              std::make_move_iterator(lines.end()));
        }
        if (walk.at_end()) done(std::move(made));
        else ask_page();
    }

    void begin_anew() {
        walk = page_walk(from({}));
        made.begins_anew = true;
        ask_page();
    }

    call_run run;
    std::int64_t frame_id;
    log_lines::reply made;
    page_walk<api::query::render_log> walk;
    completion<log_lines::reply> done;
};

}  // namespace detail

RENDERBUS_DECL void log_lines::start(call_run in, completion<reply> done) const {
    std::make_shared<detail::log_reading>(std::move(in), *this, std::move(done))->ask_page();
}

}  // namespace renderbus::calls

#endif
