// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_REQUEST_QUEUE_IPP
#define RENDERBUS_TRANSPORT_IMPL_REQUEST_QUEUE_IPP

#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/http_writer.hpp>
#include <renderbus/transport/pipelined_connection.hpp>
#include <renderbus/transport/request_queue.hpp>
#include <renderbus/transport/transport_core.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL pipelined_request::pipelined_request(std::shared_ptr<request_queue> queue, http::request what,
                                                    std::stop_token stop, completion<http::response> done)
    : operation(queue->executor()),
      queue_(std::move(queue)),
      what_(std::move(what)),
      done_(std::move(done)),
      stop_token_(std::move(stop)) {}

RENDERBUS_DECL void pipelined_request::start() { dispatch(to(&pipelined_request::begin)); }

RENDERBUS_DECL void pipelined_request::begin(std::error_code) {
    // A stop that was asked for already is told through the executor, too.
    stop_.emplace(std::move(stop_token_), stopping_by(&pipelined_request::on_stop));
    const auto queue = std::exchange(queue_, nullptr);  // which holds it from now on
    stands_in_ = queue;
    queue->add(std::static_pointer_cast<pipelined_request>(shared_from_this()));
}

RENDERBUS_DECL void pipelined_request::on_stop(std::error_code) {
    finish(failure{transport_errc::canceled, {}, "the request was called off", {}});
    if (const auto queue = stands_in_.lock()) queue->drop_unwanted();
}

RENDERBUS_DECL result<void> pipelined_request::append_body(std::string& bytes) {
    if (!what_.source) return bytes += what_.body, result<void>();
    if (std::exchange(was_read_, true)) {
        if (auto back = what_.source->rewind(); !back) return back;
    }
    const auto size = static_cast<std::size_t>(what_.source->size());
    const auto before = bytes.size();
    bytes.resize(before + size);
    return http::read_all(*what_.source, {bytes.data() + before, size});
}

RENDERBUS_DECL void pipelined_request::finish(result<http::response> outcome) {
    if (!done_) return;
    stop_.reset();
    auto done = std::move(done_);
    if (!outcome) {
        auto& why = outcome.error();
        if (why.place.empty()) why.place = http::place_of(what_);
        why.never_sent = !was_ever_sent_;
    }
    done(std::move(outcome));
}

RENDERBUS_DECL request_queue::request_queue(asio::any_io_executor executor, std::shared_ptr<transport_core> core,
                                            http::origin where)
    : operation(std::move(executor)),
      core_(std::move(core)),
      where_(std::move(where)),
      // Half of them are left to what is not pipelined.
      most_connections_(std::max<std::size_t>(core_->connections_per_origin / 2, 1)) {}

RENDERBUS_DECL bool request_queue::can_take(const http::request& what, const transport_core& core) {
    constexpr std::uint64_t small_body = 32 * 1024;
    return what.repeatable && core.pipeline_depth > 1 && http::body_size(what) <= small_body;
}

RENDERBUS_DECL std::shared_ptr<request_queue> request_queue::of(const asio::any_io_executor& executor,
                                                                const std::shared_ptr<transport_core>& core,
                                                                const http::origin& where) {
    const std::lock_guard lock(core->queues_mutex);
    std::shared_ptr<request_queue> found;
    std::erase_if(core->queues, [&](const auto& each) {
        auto one = each.lock();
        if (one && one->executor() == executor && one->where_ == where) found = std::move(one);
        else if (!one) return true;
        return false;
    });
    if (!found) core->queues.push_back(found = std::make_shared<request_queue>(executor, core, where));
    return found;
}

RENDERBUS_DECL void request_queue::add(item one) {
    waiting_.push_back(std::move(one));
    distribute_soon();
}

// Soon and not at once: those that are added in the same turn go out together.
RENDERBUS_DECL void request_queue::distribute_soon() {
    if (!std::exchange(is_distributing_soon_, true)) post(to(&request_queue::distribute));
}

RENDERBUS_DECL void request_queue::distribute(std::error_code) {
    is_distributing_soon_ = false;
    const auto self = std::static_pointer_cast<request_queue>(shared_from_this());
    const auto wanted = std::min(most_connections_, unanswered());
    while (connections_.size() < wanted &&
           (connections_.empty() || std::chrono::steady_clock::now() >= no_new_connection_before_)) {
        const auto added = std::make_shared<pipelined_connection>(self);
        connections_.push_back(added.get());
        added->start();
    }
    for (std::size_t i = 0; i < connections_.size() && !waiting_.empty(); ++i) connections_[i]->wake();
}

RENDERBUS_DECL std::size_t request_queue::unanswered() const {
    auto sum = waiting_.size();
    for (const auto* each : connections_) sum += each->unanswered();
    return sum;
}

RENDERBUS_DECL std::size_t request_queue::share() const {
    if (!farm_keeps_connections_) return 1;
    const auto open = static_cast<std::size_t>(std::ranges::count_if(connections_, &pipelined_connection::is_open));
    return std::clamp<std::size_t>((unanswered() + open - 1) / std::max<std::size_t>(open, 1), 1, core_->pipeline_depth);
}

RENDERBUS_DECL std::chrono::milliseconds request_queue::patience() const {
    return waiting_.empty() ? http::request().timeout : waiting_.front()->what().timeout;
}

RENDERBUS_DECL request_queue::item request_queue::take() {
    while (!waiting_.empty()) {
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        if (next->is_wanted()) return next;
    }
    return nullptr;
}

RENDERBUS_DECL void request_queue::put_back(std::deque<item> unanswered) {
    if (unanswered.empty()) return;
    waiting_.insert(waiting_.begin(), std::make_move_iterator(unanswered.begin()), std::make_move_iterator(unanswered.end()));
    distribute_soon();
}

RENDERBUS_DECL void request_queue::give_up(pipelined_connection& one, const failure& why) {
    leave(one);
    no_new_connection_before_ = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    if (!connections_.empty()) return distribute_soon();
    for (const auto& each : std::exchange(waiting_, {})) each->finish(http::at_request(each->what(), why));
}

// Where nobody waits for anything any more, no connection is waited for either.
RENDERBUS_DECL void request_queue::drop_unwanted() {
    const auto is_wanted = [](const item& each) { return each->is_wanted(); };
    if (std::ranges::any_of(waiting_, is_wanted) || std::ranges::any_of(connections_, &pipelined_connection::is_wanted)) return;
    waiting_.clear();
    while (!connections_.empty()) connections_.back()->end();
}

RENDERBUS_DECL void request_queue::leave(pipelined_connection& one) { std::erase(connections_, &one); }

}  // namespace renderbus::detail

#endif
