// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_SPAN_BOOK_IPP
#define RENDERBUS_OBSERVE_IMPL_SPAN_BOOK_IPP

#include <renderbus/observe/span_book.hpp>

#include <algorithm>
#include <utility>

namespace renderbus {

RENDERBUS_DECL std::uint64_t span_book::make_run(std::string name, std::uint64_t root) {
    runs_[++last_run_] = run{std::move(name), root, {}, 0, false};
    return last_run_;
}

RENDERBUS_DECL std::uint64_t span_book::run_of(const event& told, bool& made) {
    constexpr std::size_t most_runs = 1024;
    constexpr std::size_t longest_name = 200;
    made = false;
    if (const auto parent = spans_.find(told.parent); parent != spans_.end()) return parent->second.run;
    std::string name(told.run.substr(0, longest_name));
    if (told.what == event::kind::run_started && runs_.size() < most_runs) {
        made = true;
        return make_run(std::move(name), told.span);
    }
    if (runs_.size() >= most_runs) name.clear();
    const auto same = std::find_if(runs_.rbegin(), runs_.rend(), [&](const auto& one) { return one.second.name == name; });
    if (same != runs_.rend()) return same->first;
    made = true;
    return make_run(std::move(name), 0);
}

RENDERBUS_DECL std::optional<span_book::place> span_book::start(const event& told) {
    constexpr std::size_t most_spans = 65536;
    if (told.span == 0 || spans_.size() >= most_spans || spans_.contains(told.span)) return std::nullopt;
    place at;
    at.run = run_of(told, at.new_run);
    auto& lanes = runs_[at.run].lanes;
    std::size_t lane = lanes.size();
    const auto parent = spans_.find(told.parent);
    if (parent != spans_.end() && lanes[parent->second.lane - 1].back() == told.parent) {
        lane = parent->second.lane - 1;
    } else {
        lane = static_cast<std::size_t>(std::find_if(lanes.begin(), lanes.end(), [](const auto& one) { return one.empty(); }) -
                                        lanes.begin());
    }
    at.new_lane = lane == lanes.size();
    if (at.new_lane) lanes.emplace_back();
    lanes[lane].push_back(told.span);
    at.lane = static_cast<unsigned>(lane + 1);
    spans_[told.span] = {at.run, at.lane};
    ++runs_[at.run].open;
    return at;
}

RENDERBUS_DECL std::vector<span_book::ended> span_book::end(const event& told) {
    std::vector<ended> all;
    const auto found = spans_.find(told.span);
    if (found == spans_.end()) return all;
    const open_span at = found->second;
    run& of = runs_[at.run];
    auto& lane = of.lanes[at.lane - 1];
    while (all.empty() || all.back().span != told.span) {
        all.push_back({lane.back(), {at.run, at.lane}});
        spans_.erase(lane.back());
        lane.pop_back();
        --of.open;
    }
    of.over = of.over || of.root == told.span;
    if (of.over && of.open == 0) runs_.erase(at.run);
    return all;
}

RENDERBUS_DECL span_book::place span_book::find(const event& told) {
    place at;
    at.run = run_of(told, at.new_run);
    auto& lanes = runs_[at.run].lanes;
    at.new_lane = lanes.empty();
    if (at.new_lane) lanes.emplace_back();
    const auto parent = spans_.find(told.parent);
    at.lane = parent == spans_.end() ? 1 : parent->second.lane;
    return at;
}

}  // namespace renderbus

#endif
