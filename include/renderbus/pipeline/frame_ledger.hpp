// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_FRAME_LEDGER_HPP
#define RENDERBUS_PIPELINE_FRAME_LEDGER_HPP

#include <renderbus/api/query_frames.hpp>

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

namespace renderbus::detail {


/// Which frames of one part of a task are through, as far as the farm's pages were read, and which pages are worth reading.
///
/// A pass over the pages leaves out those that were through before, and ends when as many frames are known as the farm says.
/// Whether the farm keeps the order of its pages is nobody's promise: at the end of the part nothing is left out where frames
/// are still unknown.
class frame_ledger {
public:
    using frame = api::query::frame;

    /// Begins a pass, where there can be something new: so many frames have `ended`; `is_last` where no more will.
    RENDERBUS_DECL bool begin(std::int64_t ended, bool is_last);
    RENDERBUS_DECL api::query::task_frames next_request(std::int64_t part) const;
    /// Takes the page that was asked for; gives the frames of it that have ended and were not known.
    RENDERBUS_DECL std::vector<frame> take(const api::query::task_frames::reply& page);
    bool wants_more() const noexcept { return wants_more_; }

private:
    RENDERBUS_DECL void go_on(bool is_last_page);
    RENDERBUS_DECL void skip_complete_pages();

    std::unordered_set<std::int64_t> known_;  // frames that were given
    std::vector<bool> complete_;              // pages on which all frames are known
    std::int64_t ended_ = 0;
    std::size_t page_ = 0;
    bool is_last_ = false;
    bool is_thorough_ = false;
    bool has_skipped_ = false;
    bool wants_more_ = false;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/frame_ledger.ipp>
#endif

#endif
