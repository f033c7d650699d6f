// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_SEVERAL_AT_ONCE_IPP
#define RENDERBUS_TRANSFER_IMPL_SEVERAL_AT_ONCE_IPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>
#include <renderbus/transfer/impl/pace.ipp>

#include <asio/post.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace renderbus::detail {

/// Does `count` pieces of work, a few at a time: a fixed number, or as its pace says. The first failure, or a stop, calls off
/// what is under way; the end is told when nothing is under way any more.
class several_at_once : public std::enable_shared_from_this<several_at_once> {
public:
    /// Starts the piece of that index; the completion is called through the executor, never inline.
    using work = unique_function<void(std::size_t index, std::stop_token stop, completion<void> done)>;

    several_at_once(asio::any_io_executor executor, std::size_t count, std::size_t concurrency, std::stop_token stop, work do_one,
                    completion<void> done)
        : several_at_once(std::move(executor), count, std::make_shared<pace>(concurrency), std::move(stop), std::move(do_one),
                          std::move(done)) {}
    several_at_once(asio::any_io_executor executor, std::size_t count, std::shared_ptr<const pace> how_many, std::stop_token stop,
                    work do_one, completion<void> done)
        : executor_(std::move(executor)),
          count_(count),
          pace_(std::move(how_many)),
          do_one_(std::move(do_one)),
          done_(std::move(done)),
          outer_(std::move(stop)) {}

    void start() {
        asio::post(executor_, [self = shared_from_this()] {
            self->inner_.emplace(self->outer_);
            self->proceed();
        });
    }

private:
    void proceed() {
        while (running_ < pace_->at_once() && next_ < count_ && !first_failure_ && !inner_->stop_requested()) {
            ++running_;
            do_one_(next_++, inner_->token(), [self = shared_from_this()](result<void> ended) { self->ended(std::move(ended)); });
        }
        if (running_ == 0) finish();
    }

    void ended(result<void> how) {
        --running_;
        if (!how && !first_failure_) {
            first_failure_ = std::move(how).error();
            // One that was refused its turn says nothing against those that have theirs.
            if (first_failure_->code != transport_errc::canceled) inner_->request_stop();
        }
        proceed();
    }

    void finish() {
        inner_.reset();
        auto done = std::move(done_);
        do_one_ = {};
        if (first_failure_) return done(std::move(*first_failure_));
        if (next_ < count_) return done(failure{transport_errc::canceled, "", "the transfer was called off", ""});
        done({});
    }

    asio::any_io_executor executor_;
    std::size_t count_;
    std::shared_ptr<const pace> pace_;
    work do_one_;
    completion<void> done_;
    std::stop_token outer_;
    std::optional<linked_stop> inner_;
    std::size_t next_ = 0;
    std::size_t running_ = 0;
    std::optional<failure> first_failure_;
};

}  // namespace renderbus::detail

#endif
