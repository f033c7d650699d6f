// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_FRAME_LEDGER_IPP
#define RENDERBUS_PIPELINE_IMPL_FRAME_LEDGER_IPP

#include <renderbus/pipeline/frame_ledger.hpp>

#include <utility>

namespace renderbus::detail {

inline constexpr std::size_t frames_per_page = 100;  // as the service's own client asks
inline constexpr std::size_t most_pages = 1'000;     // a farm that never comes to its last page is not followed for ever

RENDERBUS_DECL bool frame_ledger::begin(std::int64_t ended, bool is_last) {
    const bool has_moved = ended != ended_ || is_last != is_last_;
    ended_ = ended;
    is_last_ = is_last;
    if (!has_moved || static_cast<std::int64_t>(known_.size()) >= ended) return false;
    is_thorough_ = has_skipped_ = false;
    page_ = 0;
    skip_complete_pages();
    return true;
}

RENDERBUS_DECL api::query::task_frames frame_ledger::next_request(std::int64_t part) const {
    return {.task_id = part,
            .page_num = static_cast<std::int64_t>(page_ + 1),
            .page_size = static_cast<std::int64_t>(frames_per_page)};
}

RENDERBUS_DECL std::vector<frame_ledger::frame> frame_ledger::take(const api::query::task_frames::reply& page) {
    using api::frame_status, api::frame_type;
    std::vector<frame> found;
    bool is_complete = page.items.size() >= frames_per_page;
    for (const auto& one : page.items) {
        if (one.frame_type.value_or(frame_type::main_frame) != frame_type::main_frame) continue;
        const auto status = one.frame_status.value_or(frame_status{});
        if (status != frame_status::done && status != frame_status::failed) is_complete = is_complete && known_.contains(one.id);
        else if (known_.insert(one.id).second) found.push_back(one);
    }
    if (complete_.size() <= page_) complete_.resize(page_ + 1);
    complete_[page_] = is_complete;
    const bool is_last_page =
        page.page_count ? static_cast<std::int64_t>(page_ + 1) >= *page.page_count : page.items.size() < frames_per_page;
    go_on(is_last_page || page.items.empty() || page_ + 1 >= most_pages);
    return found;
}

RENDERBUS_DECL void frame_ledger::go_on(bool is_last_page) {
    ++page_;
    if (!is_thorough_) skip_complete_pages();
    wants_more_ = static_cast<std::int64_t>(known_.size()) < ended_;
    if (!wants_more_ || !is_last_page) return;
    wants_more_ = is_last_ && has_skipped_ && !std::exchange(is_thorough_, true);
    page_ = 0;
}

RENDERBUS_DECL void frame_ledger::skip_complete_pages() {
    for (; page_ < complete_.size() && complete_[page_]; ++page_) has_skipped_ = true;
}

}  // namespace renderbus::detail

#endif
