// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_FAIR_QUEUE_IPP
#define RENDERBUS_SHARING_IMPL_FAIR_QUEUE_IPP

#include <renderbus/sharing/fair_queue.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace renderbus {

RENDERBUS_DECL fair_queue::fair_queue(fair_queue_limits limits) : limits_(limits), bandwidth_(limits.bytes_per_second) {
    limits_.connections = std::max<std::size_t>(limits_.connections, 1);
    limits_.kept_for_calls = std::min(limits_.kept_for_calls, limits_.connections - 1);
}

RENDERBUS_DECL fair_queue::share_id fair_queue::join(unsigned weight) {
    const auto id = ++last_id_;
    shares_[id].counts.weight = std::clamp(weight, 1u, heaviest);
    return id;
}

RENDERBUS_DECL std::vector<fair_queue::piece_id> fair_queue::leave(share_id id) {
    const auto at = shares_.find(id);
    if (at == shares_.end()) return {};
    std::vector<piece_id> left(at->second.calls.begin(), at->second.calls.end());
    left.insert(left.end(), at->second.transfers.begin(), at->second.transfers.end());
    for (const auto piece : left) pieces_.erase(piece);
    shares_.erase(at);
    return left;
}

RENDERBUS_DECL void fair_queue::weigh(share_id id, unsigned weight) {
    shares_.at(id).counts.weight = std::clamp(weight, 1u, heaviest);
}

RENDERBUS_DECL void fair_queue::pause(share_id id) { shares_.at(id).counts.paused = true; }

RENDERBUS_DECL void fair_queue::resume(share_id id) {
    auto& share = shares_.at(id);
    if (std::exchange(share.counts.paused, false)) share.turn = std::max(share.turn, furthest_behind_);
}

RENDERBUS_DECL fair_queue::piece_id fair_queue::add(share_id id, traffic kind, std::uint64_t bytes) {
    auto& share = shares_.at(id);
    if (share.counts.waiting == 0) share.turn = std::max(share.turn, furthest_behind_);
    const auto made = ++last_id_;
    (kind == traffic::call ? share.calls : share.transfers).insert(made);
    pieces_[made] = {id, kind, std::min(bytes, costliest_piece)};
    ++share.counts.waiting;
    return made;
}

RENDERBUS_DECL bool fair_queue::withdraw(piece_id id) {
    const auto at = pieces_.find(id);
    if (at == pieces_.end() || at->second.weight != 0) return false;
    auto& share = shares_.at(at->second.of);
    share.calls.erase(id);
    share.transfers.erase(id);
    --share.counts.waiting;
    pieces_.erase(at);
    return true;
}

RENDERBUS_DECL std::optional<fair_queue::piece_id> fair_queue::take(time now) {
    if (under_way_ >= limits_.connections) return std::nullopt;
    const bool transfers_too = has_room_for_transfers() && bandwidth_.next_start(now) <= now;
    share_record* next = nullptr;
    std::optional<double> behind;
    for (auto& [id, one] : shares_) {
        if (one.counts.paused || one.counts.waiting == 0) continue;
        behind = std::min(behind.value_or(one.turn), one.turn);
        if (one.calls.empty() && !transfers_too) continue;
        if (!next || std::tie(one.turn, one.last_served) < std::tie(next->turn, next->last_served)) next = &one;
    }
    if (!next) return std::nullopt;
    // Not the turn of the one that is served: while bandwidth is used up it may be far ahead of those that wait.
    furthest_behind_ = std::max(furthest_behind_, *behind);
    const auto id = next->calls.empty() ? *next->transfers.begin() : *next->calls.begin();
    start(*next, id, now);
    return id;
}

RENDERBUS_DECL void fair_queue::start(share_record& of, piece_id id, time now) {
    auto& it = pieces_.at(id);
    it.weight = of.counts.weight;
    (it.kind == traffic::call ? of.calls : of.transfers).erase(id);
    --of.counts.waiting;
    ++of.counts.under_way;
    of.last_served = ++served_;
    of.turn += static_cast<double>(it.bytes + piece_overhead) / it.weight;
    bandwidth_.charge(now, it.bytes);
    ++under_way_;
    transfers_under_way_ += it.kind == traffic::transfer;
}

RENDERBUS_DECL void fair_queue::finished(piece_id id, std::uint64_t bytes) {
    const auto at = pieces_.find(id);
    if (at == pieces_.end() || at->second.weight == 0) return;
    const auto ended = at->second;
    pieces_.erase(at);
    --under_way_;
    transfers_under_way_ -= ended.kind == traffic::transfer;
    const auto counted = std::min(bytes, costliest_piece);
    bandwidth_.correct(ended.bytes, counted);
    if (const auto owner = shares_.find(ended.of); owner != shares_.end()) {
        auto& share = owner->second;
        --share.counts.under_way;
        share.counts.bytes_moved += bytes;
        share.turn += (static_cast<double>(counted) - static_cast<double>(ended.bytes)) / ended.weight;
    }
    if (!pieces_.empty()) return;
    // Nobody waits for anything: all start anew, with small numbers.
    furthest_behind_ = 0;
    for (auto& [other, share] : shares_) share.turn = 0;
}

RENDERBUS_DECL std::optional<fair_queue::time> fair_queue::next_start(time now) {
    if (!bandwidth_.is_limited() || !has_room_for_transfers() || first_transfers().empty()) return std::nullopt;
    return bandwidth_.next_start(now);
}

RENDERBUS_DECL std::vector<fair_queue::piece_id> fair_queue::first_transfers() const {
    std::vector<piece_id> first;
    for (const auto& [id, share] : shares_)
        if (!share.counts.paused && !share.transfers.empty()) first.push_back(*share.transfers.begin());
    return first;
}

RENDERBUS_DECL share_counts fair_queue::counts(share_id id) const {
    const auto at = shares_.find(id);
    return at == shares_.end() ? share_counts{} : at->second.counts;
}

}  // namespace renderbus

#endif
