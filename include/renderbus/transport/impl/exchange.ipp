// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP
#define RENDERBUS_TRANSPORT_IMPL_EXCHANGE_IPP

#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/exchange.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <algorithm>

namespace renderbus::detail {

inline constexpr std::size_t transfer_piece = 64 * 1024;

RENDERBUS_DECL exchange::exchange(asio::any_io_executor executor, std::shared_ptr<transport_core> core, http::request what,
                                  std::stop_token stop, completion<http::response> done)
    : pooled_duplex(std::move(executor), std::move(core), what.timeout),
      request_(std::move(what)),
      done_(std::move(done)),
      stop_token_(std::move(stop)) {}

// On its own executor it begins at once, which saves that executor a turn.
RENDERBUS_DECL void exchange::start() { dispatch(to(&exchange::begin)); }

RENDERBUS_DECL void exchange::begin(std::error_code) {
    is_beginning_ = true;
    set_out();
    is_beginning_ = false;
}

RENDERBUS_DECL void exchange::set_out() {
    if (stop_token_.stop_requested()) return on_stop({});
    stop_.emplace(stop_token_, stopping_by(&exchange::on_stop));
    if (auto found = find_way(request_.where); !found) return finish(http::at_request(request_, std::move(found).error()));
    if (auto ready = write_head(); !ready) return finish(std::move(ready).error());
    body_size_ = http::body_size(request_);
    acquire(request_.where);
}

RENDERBUS_DECL result<void> exchange::write_head() {
    auto head = head_of(request_);
    if (!head) return std::move(head).error();
    piece_ = std::move(*head);
    return {};
}

RENDERBUS_DECL void exchange::on_connection() {
    intake_.start(request_);
    unsent_ = {};
    body_loaded_ = 0;
    is_all_sent_ = false;
    go_on();
}

RENDERBUS_DECL void exchange::on_no_connection(failure why) { finish(http::at_request(request_, std::move(why))); }

RENDERBUS_DECL std::string_view exchange::next_to_send() {
    if (is_all_sent_ || (unsent_.empty() && !load_next_piece())) return {};
    was_ever_sent_ = true;
    return unsent_;
}

RENDERBUS_DECL void exchange::on_sent(std::size_t bytes) {
    note_progress();
    unsent_.remove_prefix(bytes);
    is_all_sent_ = unsent_.empty() && body_loaded_ == body_size_;
}

// Small bodies go out with the head, in one record.
RENDERBUS_DECL bool exchange::load_next_piece() {
    const bool is_first = body_loaded_ == 0;
    if (!request_.source && !is_first) {
        unsent_ = std::string_view(request_.body).substr(static_cast<std::size_t>(body_loaded_));
        body_loaded_ = body_size_;
        return true;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(body_size_ - body_loaded_, transfer_piece));
    const std::size_t head = is_first ? piece_.size() : 0;
    if (!request_.source) {
        piece_.append(request_.body, 0, size);
    } else {
        piece_.resize(head + size);
        if (auto filled = http::read_all(*request_.source, {piece_.data() + head, size}); !filled) {
            auto& why = filled.error();
            finish(why.place.empty() ? http::at_request(request_, std::move(why)) : std::move(why));
            return false;
        }
    }
    body_loaded_ += size;
    unsent_ = piece_;
    return true;
}

RENDERBUS_DECL void exchange::on_received(std::string_view bytes) {
    note_progress();
    const auto is_whole = intake_.take(bytes);
    if (!is_whole) return finish(is_whole.error());
    if (!*is_whole) return;
    if (is_all_sent_ && intake_.leaves_connection_usable() && bytes.empty()) keep_connection();
    complete();
}

RENDERBUS_DECL void exchange::on_peer_end() {
    if (auto whole = intake_.peer_ended(); !whole) on_failure(std::move(whole).error());
    else complete();
}

RENDERBUS_DECL void exchange::on_failure(failure why) {
    const bool is_stale = is_kept_connection() && !intake_.has_begun();
    if (!is_stale || !request_.repeatable) {
        if (is_stale) why.next_step = "the request may or may not have arrived: find out, then try again";
        return finish(http::at_request(request_, std::move(why)));
    }
    // Once and no more: the next connection is a new one.
    if (auto again = write_head(); !again) return finish(std::move(again).error());
    if (request_.source) {
        if (auto back = request_.source->rewind(); !back) return finish(std::move(back).error());
    }
    connect();
}

RENDERBUS_DECL void exchange::complete() {
    auto answer = intake_.take_answer();
    if (answer.status == 407 && is_passed_on(request_.where))
        return finish(http::at_request(request_, proxy_wants_login(answer)));
    finish(std::move(answer));
}

RENDERBUS_DECL void exchange::on_silence() {
    if (!is_attached()) return finish(http::at_request(request_, no_connection_came()));
    std::string cause = "the answer stopped";
    if (!is_all_sent_) cause = "the farm took nothing of the request";
    else if (!intake_.has_begun()) cause = "no answer came";
    fail(transport_errc::timed_out, cause + " for " + longest_silence(), "try again, or allow more time");
}

RENDERBUS_DECL void exchange::on_stop(std::error_code) { fail(transport_errc::canceled, "the request was called off", {}); }

RENDERBUS_DECL void exchange::fail(std::error_code code, std::string cause, std::string next_step) {
    finish(http::at_request(request_, {code, {}, std::move(cause), std::move(next_step)}));
}

RENDERBUS_DECL void exchange::finish(result<http::response> outcome) {
    if (!done_) return;
    auto done = std::move(done_);
    const auto self = shared_from_this();
    if (!outcome) outcome.error().never_sent = !was_ever_sent_;
    stop_.reset();
    release();
    request_ = {};
    if (!is_beginning_) return done(std::move(outcome));
    early_end_ = std::make_unique<early_end>(early_end{std::move(done), std::move(outcome)});
    post(to(&exchange::tell_early_end));
}

RENDERBUS_DECL void exchange::tell_early_end(std::error_code) { early_end_->done(std::move(early_end_->outcome)); }

}  // namespace renderbus::detail

#endif
