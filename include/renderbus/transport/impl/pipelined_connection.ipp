// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_PIPELINED_CONNECTION_IPP
#define RENDERBUS_TRANSPORT_IMPL_PIPELINED_CONNECTION_IPP

#include <renderbus/transport/pipelined_connection.hpp>
#include <renderbus/transport/request_queue.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL pipelined_connection::pipelined_connection(std::shared_ptr<request_queue> queue)
    : pooled_duplex(queue->executor(), queue->core(), queue->patience()), queue_(std::move(queue)) {}

RENDERBUS_DECL pipelined_connection::~pipelined_connection() { queue_->leave(*this); }

RENDERBUS_DECL void pipelined_connection::start() {
    if (auto found = find_way(queue_->where()); !found) return on_no_connection(std::move(found).error());
    acquire(queue_->where());
}

RENDERBUS_DECL void pipelined_connection::wake() {
    const auto self = shared_from_this();
    go_on();
}

RENDERBUS_DECL void pipelined_connection::on_connection() {
    answered_ = 0;
    unsent_ = {};
    post(to(&pipelined_connection::rest));
    go_on();
}

RENDERBUS_DECL void pipelined_connection::on_no_connection(failure why) {
    const auto queue = queue_;
    end();
    queue->give_up(*this, why);
}

RENDERBUS_DECL std::string_view pipelined_connection::next_to_send() {
    if (unsent_.empty()) load();
    return unsent_;
}

// As many as fit into a piece: one call on the connection sends them all.
RENDERBUS_DECL void pipelined_connection::load() {
    constexpr std::size_t enough = 32 * 1024;
    piece_.clear();
    while (piece_.size() < enough && sent_.size() < queue_->share()) {
        const auto next = queue_->take();
        if (!next) break;
        const auto before = piece_.size();
        if (auto appended = append(*next); !appended) {
            piece_.resize(before);
            next->finish(std::move(appended).error());
            post(to(&pipelined_connection::rest));
            continue;
        }
        next->note_sent();
        sent_.push_back(next);
        if (sent_.size() == 1) expect_answer();
    }
    unsent_ = piece_;
}

RENDERBUS_DECL result<void> pipelined_connection::append(pipelined_request& one) {
    auto head = head_of(one.what());
    if (!head) return std::move(head).error();
    piece_ += *head;
    return one.append_body(piece_);
}

RENDERBUS_DECL void pipelined_connection::expect_answer() {
    intake_.start(sent_.front()->what());
    allow_silence(sent_.front()->what().timeout);
}

RENDERBUS_DECL void pipelined_connection::on_sent(std::size_t bytes) {
    note_progress();
    unsent_.remove_prefix(bytes);
}

RENDERBUS_DECL void pipelined_connection::on_received(std::string_view bytes) {
    note_progress();
    while (!bytes.empty()) {
        if (sent_.empty()) return begin_anew();  // an answer that nobody asked for
        const auto is_whole = intake_.take(bytes);
        if (!is_whole) {
            fail_first(is_whole.error());
            return begin_anew();
        }
        if (!*is_whole) return;
        const bool goes_on = intake_.leaves_connection_usable();
        if (goes_on) queue_->note_kept_connection();
        answer_first();
        if (!goes_on) return begin_anew();
    }
    if (sent_.empty()) post(to(&pipelined_connection::rest));
}

RENDERBUS_DECL void pipelined_connection::on_peer_end() {
    if (sent_.empty()) return begin_anew();
    if (auto whole = intake_.peer_ended(); !whole) return on_failure(std::move(whole).error());
    answer_first();
    begin_anew();
}

RENDERBUS_DECL void pipelined_connection::on_failure(failure why) {
    const bool has_helped = answered_ > 0 || is_kept_connection();
    if (!sent_.empty() && (!has_helped || intake_.has_begun())) fail_first(std::move(why));
    begin_anew();
}

RENDERBUS_DECL void pipelined_connection::on_silence() {
    if (!is_attached()) return on_no_connection(no_connection_came());
    if (sent_.empty()) return;
    std::string cause = "the answer stopped";
    if (!unsent_.empty()) cause = "the farm took nothing of the request";
    else if (!intake_.has_begun()) cause = "no answer came";
    fail_first({transport_errc::timed_out, {}, cause + " for " + longest_silence(), "try again, or allow more time"});
    begin_anew();
}

RENDERBUS_DECL void pipelined_connection::answer_first() {
    ++answered_;
    const auto first = std::move(sent_.front());
    sent_.pop_front();
    auto answer = intake_.take_answer();
    if (!sent_.empty()) expect_answer();
    if (answer.status == 407 && is_passed_on(queue_->where())) return first->finish(proxy_wants_login(answer));
    first->finish(std::move(answer));
}

RENDERBUS_DECL void pipelined_connection::fail_first(failure why) {
    const auto first = std::move(sent_.front());
    sent_.pop_front();
    first->finish(std::move(why));
}

// The connection is of no more use; what it owes is asked for on a new one.
RENDERBUS_DECL void pipelined_connection::begin_anew() {
    queue_->put_back(std::exchange(sent_, {}));
    unsent_ = {};
    if (queue_->is_empty()) return end();
    connect();
}

// What an answer set off was added since.
RENDERBUS_DECL void pipelined_connection::rest(std::error_code) {
    if (has_ended_ || !is_attached() || !sent_.empty()) return;
    if (!queue_->is_empty()) {
        post(to(&pipelined_connection::rest));
        return go_on();
    }
    keep_connection();
    end();
}

RENDERBUS_DECL bool pipelined_connection::is_wanted() const {
    return std::ranges::any_of(sent_, [](const request_queue::item& each) { return each->is_wanted(); });
}

RENDERBUS_DECL void pipelined_connection::end() {
    has_ended_ = true;
    sent_.clear();
    queue_->leave(*this);
    release();
}

}  // namespace renderbus::detail

#endif
