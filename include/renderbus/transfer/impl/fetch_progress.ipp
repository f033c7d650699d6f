// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FETCH_PROGRESS_IPP
#define RENDERBUS_TRANSFER_IMPL_FETCH_PROGRESS_IPP

#include <renderbus/transfer/transfer.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace renderbus::detail {

/// Counts what has moved of all that has to: never more than the total, and at the end exactly that.
class fetch_progress {
public:
    /// A file's part of it, in bytes.
    struct share {
        std::uint64_t due = 0;      ///< in the total
        std::uint64_t counted = 0;  ///< of those: have moved
        std::uint64_t reached = 0;  ///< in this try
    };

    explicit fetch_progress(transfer_observer& told) : told_(told) {}

    /// So many bytes of a file have to come; what moved of another try stands.
    void expect(share& of, std::uint64_t bytes) { change_due(of, std::max(bytes, of.counted)); }
    /// The same of one that came already, and will come again.
    void expect_again(share& of, std::uint64_t bytes) {
        of = {};
        change_due(of, bytes);
    }
    void begin_try(share& of) noexcept { of.reached = 0; }
    /// Bytes that come again in another try are not told again.
    void count(share& of, std::uint64_t more) {
        of.reached = std::min(of.reached + more, of.due);
        if (of.reached <= of.counted) return;
        const auto fresh = of.reached - std::exchange(of.counted, of.reached);
        tell_total();
        if (told_.on_bytes) told_.on_bytes(fresh);
    }
    void all_came(share& of) { count(of, of.due); }
    /// No more of a file will come.
    void drop_rest(share& of) { change_due(of, of.counted); }
    void tell_total() {
        if (total_ != std::exchange(told_total_, total_) && told_.on_total) told_.on_total(total_);
    }

private:
    void change_due(share& of, std::uint64_t bytes) {
        total_ = total_ - of.due + bytes;
        of.due = bytes;
    }

    transfer_observer& told_;
    std::uint64_t total_ = 0;
    std::uint64_t told_total_ = 0;
};

}  // namespace renderbus::detail

#endif
