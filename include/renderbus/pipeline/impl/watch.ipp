// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_WATCH_IPP
#define RENDERBUS_PIPELINE_IMPL_WATCH_IPP

#include <renderbus/calls/task_looks.hpp>
#include <renderbus/pipeline/frame_ledger.hpp>
#include <renderbus/pipeline/frame_names.hpp>
#include <renderbus/pipeline/task_state.hpp>
#include <renderbus/pipeline/watch.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace renderbus {

/// One look: the task's state, then of each part that has moved the pages of its frames that are not through yet. Who asked is
/// handed along and not kept, so that what holds the flow is not held by it.
struct watch::operation final : flow_source<facts::frame, finished>, std::enable_shared_from_this<operation> {
    using ask = completion<std::optional<facts::frame>>;

    operation(farm_run& in, const input& what, watch_options how) : run(in), options(how), pause(how.every) {
        if (const auto* made_here = what.as<submitted>()) {
            task_id = (*made_here)->task_id;
            owner = (*made_here)->owner;
            files = (*made_here)->files;
        } else {
            task_id = what.as<task_ref>()->id;
        }
    }

    void async_next(ask done) override {
        if (!frames.empty() || why || end)
            return asio::post(run.executor,
                              [self = shared_from_this(), done = std::move(done)]() mutable { self->answer(std::move(done)); });
        if (!owner) return log_in(std::move(done));
        wait(std::move(done));
    }

    result<finished> last() override {
        if (end) return *end;
        return why ? *why : failure{task_errc::no_frames, detail::about_task(task_id), "the task has not ended", {}};
    }

    void log_in(ask done) {
        run.session.async_login(
            run.executor, run.stop,
            [self = shared_from_this(), done = std::move(done)](result<account> who) mutable {
                if (!who) return self->fail(std::move(who).error(), std::move(done));
                self->owner = *std::move(who);
                self->look(std::move(done));
            },
            run.requests(watch::name));
    }

    void wait(ask done) {
        if (!last_look) return look(std::move(done));
        const auto now = run.session.channel().clock().steady_now();
        look(std::move(done), std::chrono::ceil<std::chrono::milliseconds>(*last_look + pause - now));
    }

    void look(ask done, std::chrono::milliseconds after = {}) {
        run.session.task_looks()->async_look(
            run.call(watch::name), task_id, after,
            [self = shared_from_this(), done = std::move(done)](result<api::query::task_info::reply> known) mutable {
                self->last_look = self->run.session.channel().clock().steady_now();
                if (!known) return self->fail(std::move(known).error(), std::move(done));
                self->consider(*known, std::move(done));
            });
    }

    void consider(const api::query::task_info::reply& known, ask done) {
        const bool has_moved = detail::differ(std::exchange(state, detail::state_of(known)), state);
        pause = has_moved ? std::max(pause / 2, options.every)
                          : std::min(pause + pause / 2, std::max(options.longest, options.every));
        const bool is_listed = !state.parts.empty();
        if (is_listed || !last_listed) last_listed = last_look;
        if (!is_listed && !may_be_listed_yet()) return fail(detail::unknown_task(task_id), std::move(done));
        if (is_listed && (state.frames_done != told_done || state.frames_total != told_total))
            run.tell(event::kind::frames_done, watch::name, {}, static_cast<std::uint64_t>(told_done = state.frames_done),
                     static_cast<std::uint64_t>(told_total = state.frames_total));
        read_part(0, std::move(done));
    }

    /// A task that was submitted just now may not be in the farm's lists yet, and one answer without it may be a slip.
    bool may_be_listed_yet() const {
        constexpr auto patience = std::chrono::minutes(10);
        const bool was_listed = told_total >= 0;
        return (files || was_listed) && *last_look - *last_listed < patience;
    }

    void read_part(std::size_t nth, ask done) {
        for (; nth < state.parts.size(); ++nth) {
            const auto& part = state.parts[nth];
            const auto output = detail::output_of(part, *owner);
            if (output && ledgers[part.id].begin(detail::frames_ended(part), detail::has_ended(part)))
                return read_page(nth, *output, std::move(done));
        }
        conclude(std::move(done));
    }

    void read_page(std::size_t nth, facts::finished::part output, ask done) {
        const auto request = ledgers[output.task_id].next_request(output.task_id);
        run.send(watch::name, request,
                 [self = shared_from_this(), nth, output = std::move(output),
                  done = std::move(done)](result<api::query::task_frames::reply> page) mutable {
                     if (!page) return self->fail(std::move(page).error(), std::move(done));
                     self->take(*page, output);
                     if (self->ledgers[output.task_id].wants_more()) self->read_page(nth, std::move(output), std::move(done));
                     else self->read_part(nth + 1, std::move(done));
                 });
    }

    void take(const api::query::task_frames::reply& page, const facts::finished::part& output) {
        for (const auto& one : ledgers[output.task_id].take(page)) {
            const bool failed = one.frame_status == api::frame_status::failed;
            if (failed) failed_frames[output.task_id].push_back(one.frame_index.value_or(""));
            found.push_back({one.end_time.value_or(0), {task_id, output, one.id, one.frame_index.value_or(""), failed}});
        }
    }

    void conclude(ask done) {
        hand_out_found();
        if (state.broken) return fail(*state.broken, std::move(done));
        if (state.has_ended) return finish(std::move(done));
        if (frames.empty()) wait(std::move(done));
        else answer(std::move(done));
    }

    void hand_out_found() {
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.ended < b.ended; });
        for (auto& one : found) frames.push_back(std::move(one.frame));
        found.clear();
    }

    void finish(ask done) {
        facts::finished fact;
        fact.task_id = task_id;
        fact.frames_done = state.frames_done;
        fact.frames_failed = state.frames_failed;
        fact.files = files;
        fact.parts = detail::outputs_of(state, *owner);
        if (fact.frames_failed > 0)
            run.tell(event::kind::warned, watch::name,
                     std::to_string(fact.frames_failed) + " frames failed" + detail::words_of(failed_frames, ": "));
        if (fact.parts.empty()) return fail(detail::task_without_output(task_id), std::move(done));
        end = finished(std::move(fact));
        answer(std::move(done));
    }

    /// Frames that were found before are given first.
    void fail(failure reason, ask done) {
        hand_out_found();
        why = std::move(reason);
        answer(std::move(done));
    }

    /// The run may be over when this returns.
    void answer(ask done) {
        if (frames.empty()) return why ? done(*why) : done(std::optional<facts::frame>());
        std::optional<facts::frame> next(std::move(frames.front()));
        frames.pop_front();
        done(std::move(next));
    }

    struct found_frame {
        std::int64_t ended;  ///< milliseconds since the epoch
        facts::frame frame;
    };

    farm_run& run;
    watch_options options;
    std::int64_t task_id = 0;
    std::optional<account> owner;
    std::optional<facts::uploaded> files;
    std::optional<std::chrono::steady_clock::time_point> last_look;
    std::optional<std::chrono::steady_clock::time_point> last_listed;
    std::chrono::milliseconds pause;
    detail::task_state state;
    std::map<std::int64_t, detail::frame_ledger> ledgers;  // by the part's number
    std::vector<found_frame> found;
    detail::frames_of_parts failed_frames;
    std::deque<facts::frame> frames;
    std::optional<failure> why;
    std::optional<finished> end;
    std::int64_t told_done = -1;
    std::int64_t told_total = -1;
};

RENDERBUS_DECL void watch::start(farm_run& run, const input& task, completion<output> done) {
    done(output(std::make_shared<operation>(run, task, options)));
}

}  // namespace renderbus

#endif
