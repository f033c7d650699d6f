// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_CREW_IPP
#define RENDERBUS_TRANSFER_IMPL_CREW_IPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>

#include <asio/execution/outstanding_work.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// Does work in short steps: by several workers on a pool, or by one on the caller's own executor, where other work gets
/// through between two steps.
class crew : public std::enable_shared_from_this<crew> {
public:
    /// A short piece of work; false where there is nothing to do for that worker. Workers on a pool run at the same time.
    using step = unique_function<bool(std::size_t worker)>;

    crew(asio::any_io_executor serial, const std::optional<asio::any_io_executor>& pool, std::size_t workers)
        : place_(pool ? *pool : serial),
          size_(pool ? std::max<std::size_t>(workers, 1) : 1),
          serial_(asio::prefer(std::move(serial), asio::execution::outstanding_work.tracked)) {}

    std::size_t size() const noexcept { return size_; }

    /// `done` is called on the caller's executor when no worker finds anything to do.
    void start(step one, unique_function<void()> done) {
        step_ = std::move(one);
        done_ = std::move(done);
        running_ = size_;
        for (std::size_t i = 0; i < size_; ++i) call(i);
    }

    /// There is something new to do; to be called from within a step.
    void wake() {
        const std::scoped_lock lock(mutex_);
        ++news_;
        if (idle_.empty()) return;
        ++running_;
        call(idle_.back());
        idle_.pop_back();
    }

private:
    void call(std::size_t worker) {
        asio::post(place_, [self = shared_from_this(), worker] { self->work(worker); });
    }

    void work(std::size_t worker) {
        const std::size_t known = news_;
        if (step_(worker)) return call(worker);
        {
            const std::scoped_lock lock(mutex_);
            if (news_ != known) return call(worker);  // it came while the worker looked elsewhere
            idle_.push_back(worker);
            if (--running_ != 0) return;
        }
        asio::post(serial_, [self = shared_from_this()] { self->finish(); });
    }

    void finish() {
        step_ = {};
        auto done = std::move(done_);
        serial_ = {};
        done();
    }

    asio::any_io_executor place_;
    std::size_t size_;
    asio::any_io_executor serial_;  // kept busy, so that its thread does not leave while the pool works
    step step_;
    unique_function<void()> done_;
    std::mutex mutex_;
    std::atomic<std::size_t> news_ = 0;
    std::size_t running_ = 0;
    std::vector<std::size_t> idle_;
};

}  // namespace renderbus::detail

#endif
