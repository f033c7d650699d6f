// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_LINE_CORE_HPP
#define RENDERBUS_SHARING_LINE_CORE_HPP

#include <renderbus/sharing/fair_queue.hpp>
#include <renderbus/sharing/line_waiter.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renderbus::detail {

class line_member;

/// A fair queue that is used from any thread, and those who wait in it.
class line_core : public std::enable_shared_from_this<line_core> {
public:
    line_core(fair_queue_limits limits, any_clock clock) : clock_(std::move(clock)), queue_(limits) {}

    RENDERBUS_DECL fair_queue::share_id join(unsigned weight);
    RENDERBUS_DECL void leave(fair_queue::share_id share);
    RENDERBUS_DECL void weigh(fair_queue::share_id share, unsigned weight);
    RENDERBUS_DECL void pause(fair_queue::share_id share);
    RENDERBUS_DECL void resume(fair_queue::share_id share);
    RENDERBUS_DECL share_counts counts(fair_queue::share_id share);

    /// See `gate`.
    RENDERBUS_DECL void enter(std::shared_ptr<line_member> who, asio::any_io_executor executor, traffic kind, std::uint64_t bytes,
                              std::stop_token stop, completion<gate_pass> done);
    /// See `shared_line`.
    RENDERBUS_DECL void shut_down(asio::any_io_executor executor, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void shut_down();

private:
    struct place {
        std::shared_ptr<line_waiter> waiter;
        std::shared_ptr<line_member> member;  // stays in the queue while it waits
        std::optional<fair_queue::time> wakes_at = {};
        std::uint64_t wakes = 0;
    };
    /// What is to be done when the lock is open again: it leads into code that may come back here.
    struct errands {
        std::vector<std::pair<std::shared_ptr<line_waiter>, result<gate_pass>>> tell;
        struct wake {
            std::shared_ptr<line_waiter> waiter;
            std::chrono::milliseconds after;
            std::uint64_t piece;
            std::uint64_t number;
        };
        std::vector<wake> wakes;
        std::vector<place> dropped;
    };
    template <class Change>
    void change(Change what);
    RENDERBUS_DECL void advance(errands& then);
    RENDERBUS_DECL void run(errands then);
    RENDERBUS_DECL std::shared_ptr<line_waiter> wait(asio::any_io_executor executor, std::stop_token stop,
                                                     completion<gate_pass> done);
    RENDERBUS_DECL void withdraw(const std::shared_ptr<line_waiter>& waiter, std::optional<failure> why);
    RENDERBUS_DECL void finished(fair_queue::piece_id piece, std::uint64_t bytes);
    RENDERBUS_DECL void woken(fair_queue::piece_id piece, std::uint64_t number);

    any_clock clock_;
    std::mutex guard_;
    fair_queue queue_;
    std::unordered_map<fair_queue::piece_id, place> waiting_;
    bool shuts_down_ = false;
    std::vector<std::shared_ptr<line_waiter>> wait_for_the_end_;
};

/// One share's way to the line; a model of `gate`. The share leaves the queue with it.
class line_member : public std::enable_shared_from_this<line_member> {
public:
    line_member(std::shared_ptr<line_core> line, std::string name, unsigned weight)
        : line_(std::move(line)), name_(std::move(name)), share_(line_->join(weight)) {}
    ~line_member() { line_->leave(share_); }
    line_member(const line_member&) = delete;
    line_member& operator=(const line_member&) = delete;

    void async_enter(asio::any_io_executor executor, traffic kind, std::uint64_t bytes, std::stop_token stop,
                     completion<gate_pass> done) {
        line_->enter(shared_from_this(), std::move(executor), kind, bytes, std::move(stop), std::move(done));
    }
    line_core& line() const noexcept { return *line_; }
    const std::string& name() const noexcept { return name_; }
    fair_queue::share_id share() const noexcept { return share_; }

private:
    std::shared_ptr<line_core> line_;
    std::string name_;
    fair_queue::share_id share_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/line_core.ipp>
#endif

#endif
