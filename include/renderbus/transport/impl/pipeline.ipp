// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_PIPELINE_IPP
#define RENDERBUS_TRANSPORT_IMPL_PIPELINE_IPP

#include <renderbus/transport/pipeline.hpp>

#include <algorithm>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL pipeline::pipeline(std::shared_ptr<pipelines> line, std::chrono::milliseconds longest_silence)
    : pooled_duplex(line->executor(), line->core(), longest_silence), line_(std::move(line)) {}

RENDERBUS_DECL pipeline::~pipeline() { line_->leave(*this); }

RENDERBUS_DECL void pipeline::start() {
    if (auto found = find_way(line_->where()); !found) return on_no_connection(std::move(found).error());
    acquire(line_->where());
}

RENDERBUS_DECL void pipeline::wake() {
    const auto self = shared_from_this();
    go_on();
}

RENDERBUS_DECL void pipeline::on_connection() {
    answered_ = 0;
    unsent_ = {};
    post(to(&pipeline::rest));
    go_on();
}

RENDERBUS_DECL void pipeline::on_no_connection(failure why) {
    const auto line = line_;
    end();
    line->give_up(*this, why);
}

RENDERBUS_DECL std::string_view pipeline::next_to_send() {
    if (unsent_.empty()) load();
    return unsent_;
}

// As many as fit into a piece: one call on the connection sends them all.
RENDERBUS_DECL void pipeline::load() {
    constexpr std::size_t enough = 32 * 1024;
    piece_.clear();
    while (piece_.size() < enough && sent_.size() < line_->share()) {
        const auto next = line_->take();
        if (!next) break;
        const auto before = piece_.size();
        if (auto appended = append(*next); !appended) {
            piece_.resize(before);
            next->finish(std::move(appended).error());
            post(to(&pipeline::rest));
            continue;
        }
        sent_.push_back(next);
        if (sent_.size() == 1) expect_answer();
    }
    unsent_ = piece_;
}

RENDERBUS_DECL result<void> pipeline::append(pipelined_request& one) {
    auto head = head_of(one.what());
    if (!head) return std::move(head).error();
    piece_ += *head;
    return one.append_body(piece_);
}

RENDERBUS_DECL void pipeline::expect_answer() {
    intake_.start(sent_.front()->what());
    allow_silence(sent_.front()->what().timeout);
}

RENDERBUS_DECL void pipeline::on_sent(std::size_t bytes) {
    note_progress();
    unsent_.remove_prefix(bytes);
}

RENDERBUS_DECL void pipeline::on_received(std::string_view bytes) {
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
        if (goes_on) line_->note_kept_connection();
        answer_first();
        if (!goes_on) return begin_anew();
    }
    if (sent_.empty()) post(to(&pipeline::rest));
}

RENDERBUS_DECL void pipeline::on_peer_end() {
    if (sent_.empty()) return begin_anew();
    if (auto whole = intake_.peer_ended(); !whole) return on_failure(std::move(whole).error());
    answer_first();
    begin_anew();
}

RENDERBUS_DECL void pipeline::on_failure(failure why) {
    const bool has_helped = answered_ > 0 || is_kept_connection();
    if (!sent_.empty() && (!has_helped || intake_.has_begun())) fail_first(std::move(why));
    begin_anew();
}

RENDERBUS_DECL void pipeline::on_silence() {
    if (!is_attached()) return on_no_connection(no_connection_came());
    if (sent_.empty()) return;
    const std::string cause = intake_.has_begun() ? "the answer stopped" : unsent_.empty() ? "no answer came" : "the farm took nothing of the request";
    fail_first({transport_errc::timed_out, {}, cause + " for " + longest_silence(), "try again, or allow more time"});
    begin_anew();
}

RENDERBUS_DECL void pipeline::answer_first() {
    ++answered_;
    const auto first = std::move(sent_.front());
    sent_.pop_front();
    auto answer = intake_.take_answer();
    if (!sent_.empty()) expect_answer();
    if (answer.status == 407 && is_passed_on(line_->where())) return first->finish(proxy_wants_login());
    first->finish(std::move(answer));
}

RENDERBUS_DECL void pipeline::fail_first(failure why) {
    const auto first = std::move(sent_.front());
    sent_.pop_front();
    first->finish(std::move(why));
}

// The connection is of no more use; what it owes is asked for on a new one.
RENDERBUS_DECL void pipeline::begin_anew() {
    line_->put_back(std::exchange(sent_, {}));
    unsent_ = {};
    if (line_->is_empty()) return end();
    connect();
}

// What an answer set off was added since.
RENDERBUS_DECL void pipeline::rest(std::error_code) {
    if (has_ended_ || !is_attached() || !sent_.empty()) return;
    if (!line_->is_empty()) {
        post(to(&pipeline::rest));
        return go_on();
    }
    keep_connection();
    end();
}

RENDERBUS_DECL bool pipeline::is_wanted() const {
    return std::ranges::any_of(sent_, [](const pipelines::item& each) { return each->is_wanted(); });
}

RENDERBUS_DECL void pipeline::end() {
    has_ended_ = true;
    sent_.clear();
    line_->leave(*this);
    release();
}

}  // namespace renderbus::detail

#endif
