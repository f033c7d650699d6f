// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_LINE_SPLITTER_HPP
#define RENDERBUS_PROCESS_LINE_SPLITTER_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus::detail {

/// Makes lines of pieces. A line ends at `\n`, `\r` (programs draw their progress so) or `\r\n`; of a longer one than the limit
/// the front is given.
class line_splitter {
public:
    explicit line_splitter(std::size_t limit) : limit_(limit) {}

    /// Calls `take(line, is_cut)` for each line that ends in this piece.
    template <class Take>
    void feed(std::string_view piece, Take&& take) {
        while (!piece.empty()) {
            if (std::exchange(after_return_, false) && piece.front() == '\n') {
                piece.remove_prefix(1);
                continue;
            }
            const auto end = piece.find_first_of("\r\n");
            keep(piece.substr(0, end));
            if (end == piece.npos) return;
            after_return_ = piece[end] == '\r';
            give(take);
            piece.remove_prefix(end + 1);
        }
    }

    /// A last line without an end.
    template <class Take>
    void finish(Take&& take) {
        if (!line_.empty()) give(take);
    }

private:
    void keep(std::string_view more) {
        const auto room = limit_ - line_.size();
        if (more.size() > room) is_cut_ = true;
        line_.append(more.substr(0, room));
    }
    template <class Take>
    void give(Take&& take) {
        take(std::string_view(line_), std::exchange(is_cut_, false));
        line_.clear();
    }

    std::size_t limit_;
    std::string line_;
    bool is_cut_ = false;
    bool after_return_ = false;
};

}  // namespace renderbus::detail

#endif
