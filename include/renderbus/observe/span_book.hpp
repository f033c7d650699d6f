// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_SPAN_BOOK_HPP
#define RENDERBUS_OBSERVE_SPAN_BOOK_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/observer.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace renderbus {

/// Which spans are open, which run each belongs to, and on which lane of the run it is drawn, so that the spans of one lane lie
/// inside one another. A span goes on its parent's lane where the parent is the innermost there, else on the first lane that is
/// free. What belongs to no open span belongs to the last run of its name, or to one that is made for that name.
///
/// Bounded: of more than 65,536 open spans or 1,024 names the rest is not followed. Not for several threads at once.
class span_book {
public:
    struct place {
        std::uint64_t run = 0;  ///< counted from 1
        unsigned lane = 0;      ///< counted from 1
        bool new_run = false;   ///< nothing was told of this run before
        bool new_lane = false;  ///< nothing was drawn on this lane before
    };
    struct ended {
        std::uint64_t span = 0;
        place where;
    };

    /// Of an event that starts a span; nothing where it has no number, or one that is open.
    RENDERBUS_DECL std::optional<place> start(const event& told);
    /// Of an event that ends a span: what ends now, innermost first, the span itself last. Spans inside of it on its lane end
    /// with it. Empty where it is not open.
    RENDERBUS_DECL std::vector<ended> end(const event& told);
    /// Of any other event: the place of its parent, or of the first lane of its run.
    RENDERBUS_DECL place find(const event& told);

private:
    struct open_span {
        std::uint64_t run = 0;
        unsigned lane = 0;
    };
    struct run {
        std::string name;
        std::uint64_t root = 0;                         ///< the span that is the run; 0: none was told
        std::vector<std::vector<std::uint64_t>> lanes;  ///< the open spans of each, innermost last
        std::size_t open = 0;
        bool over = false;  ///< the root has ended
    };
    RENDERBUS_DECL std::uint64_t run_of(const event& told, bool& made);
    RENDERBUS_DECL std::uint64_t make_run(std::string name, std::uint64_t root);

    std::map<std::uint64_t, open_span> spans_;
    std::map<std::uint64_t, run> runs_;
    std::uint64_t last_run_ = 0;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/span_book.ipp>
#endif

#endif
