// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_FAIR_QUEUE_HPP
#define RENDERBUS_SHARING_FAIR_QUEUE_HPP

#include <renderbus/gate.hpp>
#include <renderbus/sharing/bandwidth_limit.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace renderbus {

struct fair_queue_limits {
    std::size_t connections = 6;         ///< pieces under way at once; at least 1
    std::size_t kept_for_calls = 1;      ///< of these, transfers never take so many; one is always left to transfers
    std::uint64_t bytes_per_second = 0;  ///< of all pieces together; 0: no limit
};

/// How one share stands.
struct share_counts {
    unsigned weight = 1;  ///< its priority
    bool paused = false;
    std::size_t waiting = 0;  ///< pieces
    std::size_t under_way = 0;
    std::uint64_t bytes_moved = 0;  ///< by the pieces that ended
};

/// Whose turn it is where several shares use one line: weighted fair queueing by virtual time, as in start-time fair queueing
/// (Goyal, Vin, Cheng, SIGCOMM 1996). A state machine without I/O, clock or locks.
///
/// Each share has a virtual time: the bytes it was charged, divided by its weight. The share that is furthest behind is
/// next. So shares that always have work get bytes in proportion to their weights, whatever the size of their pieces: of two
/// of them, neither is ahead by more than one piece of each. A share that had no work, or was paused, starts where the others
/// are: it has saved nothing up. Every piece costs `piece_overhead` beside its bytes, so that many small ones starve nobody.
///
/// Calls and transfers of one share keep their order among themselves; calls do not wait for the share's transfers, nor for
/// bandwidth (for which they are charged all the same). Nothing that may start is held back.
class fair_queue {
public:
    using share_id = std::uint64_t;
    using piece_id = std::uint64_t;
    using time = bandwidth_limit::time;

    static constexpr std::uint64_t piece_overhead = 4096;                     ///< bytes: what an exchange costs beside its bodies
    static constexpr std::uint64_t costliest_piece = std::uint64_t{1} << 44;  ///< bytes; a piece costs no more than that
    static constexpr unsigned heaviest = 1000;

    RENDERBUS_DECL explicit fair_queue(fair_queue_limits limits);

    /// A new share with a weight from 1 to `heaviest` (others count as the nearest).
    RENDERBUS_DECL share_id join(unsigned weight);
    /// Ends a share and gives its pieces that were waiting; those under way run to their end.
    RENDERBUS_DECL std::vector<piece_id> leave(share_id share);
    RENDERBUS_DECL void weigh(share_id share, unsigned weight);
    /// Starts no piece of that share until `resume`; what is under way goes on.
    RENDERBUS_DECL void pause(share_id share);
    RENDERBUS_DECL void resume(share_id share);

    /// A new piece at the end of the share's queue, expected to move so many bytes.
    RENDERBUS_DECL piece_id add(share_id share, traffic kind, std::uint64_t bytes);
    /// Takes back a piece that waits; false where it does not.
    RENDERBUS_DECL bool withdraw(piece_id piece);
    /// The next piece that may start now, which is under way from now on; or nothing.
    RENDERBUS_DECL std::optional<piece_id> take(time now);
    /// A piece under way has ended and moved so many bytes.
    RENDERBUS_DECL void finished(piece_id piece, std::uint64_t bytes);

    /// When `take` is worth another call, where transfers wait for nothing but bandwidth.
    RENDERBUS_DECL std::optional<time> next_start(time now);
    /// The first waiting transfer of each share that is not paused.
    RENDERBUS_DECL std::vector<piece_id> first_transfers() const;

    RENDERBUS_DECL share_counts counts(share_id share) const;
    std::size_t waiting() const noexcept { return pieces_.size() - under_way_; }
    std::size_t under_way() const noexcept { return under_way_; }

private:
    struct share_record {
        share_counts counts;
        double turn = 0;                // virtual time: bytes charged by weight
        std::uint64_t last_served = 0;  // among equals, who waited longest is next
        std::set<piece_id> calls;
        std::set<piece_id> transfers;
    };
    struct piece_record {
        share_id of = 0;
        traffic kind = traffic::call;
        std::uint64_t bytes = 0;  // expected
        unsigned weight = 0;      // of its share when it started; 0 while it waits
    };
    bool has_room_for_transfers() const noexcept {
        return under_way_ < limits_.connections && transfers_under_way_ < limits_.connections - limits_.kept_for_calls;
    }
    RENDERBUS_DECL void start(share_record& of, piece_id id, time now);

    fair_queue_limits limits_;
    bandwidth_limit bandwidth_;
    std::map<share_id, share_record> shares_;
    std::unordered_map<piece_id, piece_record> pieces_;
    std::size_t under_way_ = 0;
    std::size_t transfers_under_way_ = 0;
    double furthest_behind_ = 0;  // how far in virtual time every busy share has come
    std::uint64_t last_id_ = 0;
    std::uint64_t served_ = 0;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/fair_queue.ipp>
#endif

#endif
