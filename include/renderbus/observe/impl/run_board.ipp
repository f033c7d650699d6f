// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_RUN_BOARD_IPP
#define RENDERBUS_OBSERVE_IMPL_RUN_BOARD_IPP

#include <renderbus/observe/run_board.hpp>
#include <renderbus/observe/screen.hpp>
#include <renderbus/observe/words.hpp>

#include <algorithm>

namespace renderbus {

RENDERBUS_DECL const run_board::stage* run_board::run::current() const noexcept {
    for (const auto& one : stages)
        if (one.moved.is_told() && !one.moved.is_complete()) return &one;
    return stages.empty() ? nullptr : &stages.back();
}

RENDERBUS_DECL run_board::run& run_board::run_at(std::uint64_t number, const event& told, time_point now) {
    const auto [found, made] = runs_.try_emplace(number);
    if (made) {
        found->second.name = told.run.empty() ? "run" : screen_text(told.run, 200);
        found->second.since = now;
    }
    return found->second;
}

RENDERBUS_DECL run_board::stage& run_board::stage_at(run& of, std::uint64_t span, const event& told) {
    constexpr std::size_t most_stages = 4096;
    const std::string name = screen_text(told.stage, 100);
    auto found =
        std::find_if(of.stages.begin(), of.stages.end(), [&](const stage& one) { return span != 0 && one.span == span; });
    if (found == of.stages.end())
        found = std::find_if(of.stages.begin(), of.stages.end(), [&](const stage& one) { return one.name == name; });
    if (found != of.stages.end()) return *found;
    if (of.stages.size() >= most_stages) of.stages.erase(of.stages.begin());
    return of.stages.emplace_back(stage{span, name, 0, 0, amount(amount::unit::bytes, smoothing_), {}, 0});
}

RENDERBUS_DECL run_board::change run_board::tell(const event& told, time_point now) {
    using kind = event::kind;
    change made;
    switch (edge_of(told.what)) {
        case span_edge::start: {
            const auto at = spans_.start(told);
            made.run = at ? at->run : spans_.find(told).run;
            break;
        }
        case span_edge::finish:
        case span_edge::fail: {
            const auto ended = spans_.end(told);
            made.run = ended.empty() ? spans_.find(told).run : ended.back().where.run;
            break;
        }
        case span_edge::none: made.run = spans_.find(told).run; break;
    }
    switch (told.what) {
        case kind::run_started: {
            run& of = run_at(made.run, told, now);
            if (of.span == 0) of.span = told.span;
            break;
        }
        case kind::stage_started: {
            run& of = run_at(made.run, told, now);
            // Of the same name and side by side: each has an entry of its own.
            of.stages.push_back({told.span, screen_text(told.stage, 100), told.done, told.total,
                                 amount(amount::unit::bytes, smoothing_), now, 0});
            break;
        }
        case kind::stage_finished:
        case kind::stage_failed: {
            run& of = run_at(made.run, told, now);
            const stage& over = stage_at(of, told.span, told);
            of.stages.erase(of.stages.begin() + (&over - of.stages.data()));
            break;
        }
        case kind::bytes_moved:
        case kind::frames_done: {
            stage& counted = stage_at(run_at(made.run, told, now), told.parent, told);
            if (!counted.moved.is_told())
                counted.moved = amount(told.what == kind::bytes_moved ? amount::unit::bytes : amount::unit::frames, smoothing_);
            counted.moved.tell(told.done, told.total, now);
            made.counted = &counted;
            break;
        }
        default: break;
    }
    return made;
}

RENDERBUS_DECL void run_board::take_off(const event& told, std::uint64_t number) {
    const auto found = runs_.find(number);
    if (found == runs_.end() || edge_of(told.what) == span_edge::start || edge_of(told.what) == span_edge::none) return;
    // What nobody called a run is over when nothing of it is open.
    const bool over =
        span_word(told.what) == "run" ? found->second.span == told.span : found->second.span == 0 && found->second.stages.empty();
    if (over) runs_.erase(found);
}

}  // namespace renderbus

#endif
