// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_HTTP_SESSION_IPP
#define RENDERBUS_FARM_IMPL_HTTP_SESSION_IPP

#include <renderbus/farm/http_session.hpp>
#include <renderbus/transport/http_rules.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <exception>

namespace renderbus::farm {

inline constexpr std::size_t session_piece = 64 * 1024;

RENDERBUS_DECL http_session::http_session(asio::any_io_executor executor, std::unique_ptr<renderbus::detail::stream> connection,
                                          std::shared_ptr<http_handler> handler,
                                          std::chrono::steady_clock::duration longest_silence,
                                          renderbus::detail::unique_function<void()> on_end)
    : operation(std::move(executor)),
      connection_(std::move(connection)),
      handler_(std::move(handler)),
      on_end_(std::move(on_end)),
      timer_(this->executor()),
      longest_silence_(longest_silence),
      input_(std::make_unique_for_overwrite<char[]>(session_piece)) {}

RENDERBUS_DECL void http_session::start() {
    last_progress_ = clock::now();
    on_time({});
    go_on({});
}

RENDERBUS_DECL void http_session::close() {
    if (phase_ == phase::closed) return;
    phase_ = phase::closed;
    timer_.cancel();
    connection_->close();
    request_ = {};
    answer_ = {};
    if (auto on_end = std::move(on_end_)) on_end();
}

RENDERBUS_DECL void http_session::go_on(std::error_code) {
    for (int turns = 16; phase_ != phase::closed; --turns) {
        // After so many pieces others on this executor get their turn.
        if (turns == 0) return asio::post(executor(), to(&http_session::go_on));
        auto came = outcome::done;
        switch (phase_) {
            case phase::handshake:
                came = connection_->handshake();
                if (came == outcome::done) phase_ = phase::reading;
                break;
            case phase::reading: came = read_on(); break;
            case phase::writing: came = write_on(); break;
            case phase::parting: came = part(); break;
            case phase::closed: return;
        }
        switch (came) {
            case outcome::done: last_progress_ = clock::now(); break;
            case outcome::wants_read:
                return connection_->socket().async_wait(asio::ip::tcp::socket::wait_read, to(&http_session::go_on));
            case outcome::wants_write:
                return connection_->socket().async_wait(asio::ip::tcp::socket::wait_write, to(&http_session::go_on));
            case outcome::ended:
            case outcome::failed: return close();
        }
    }
}

RENDERBUS_DECL http_session::outcome http_session::read_on() {
    if (unread_.empty()) {
        std::size_t bytes = 0;
        const auto came = connection_->read({input_.get(), session_piece}, bytes);
        if (came != outcome::done) return came;
        unread_ = {input_.get(), bytes};
    }
    take_in();
    return outcome::done;
}

RENDERBUS_DECL void http_session::take_in() {
    while (phase_ == phase::reading) {
        auto took = reader_.next(unread_);
        if (!took) {
            const int status = took.error().code == transport_errc::answer_too_large ? 431 : 400;
            return give_text(status, took.error().place + ": " + took.error().cause);
        }
        unread_.remove_prefix(took->used);
        switch (took->what) {
            case http::reader::event::more: return;
            case http::reader::event::head: on_head(); break;
            case http::reader::event::body: on_body(took->piece); break;
            case http::reader::event::end: on_request(); break;
        }
    }
}

RENDERBUS_DECL void http_session::on_head() {
    auto head = reader_.take_head();
    request_ = {std::move(head.method), std::move(head.target), std::move(head.fields), {}, nullptr};
    const bool has_body = reader_.body_size() != 0;
    body_seen_ = 0;
    reception wanted;
    try {
        wanted = handler_->begin(request_);
    } catch (const std::exception& why) {
        return give_text(500, why.what());
    }
    if (wanted.early) return give(std::move(*wanted.early), has_body);
    body_limit_ = wanted.limit.bytes;
    if (reader_.body_size().value_or(0) > body_limit_)
        return give_text(413, "the body is larger than " + std::to_string(body_limit_) + " bytes");
    request_.sink = std::move(wanted.sink);
    const auto* expected = http::find(request_.headers, "expect");
    if (expected == nullptr || !has_body) return;
    if (!http::detail::same_text(*expected, "100-continue")) return give_text(417, "only 100-continue may be expected");
    is_interim_ = true;
    piece_ = "HTTP/1.1 100 Continue\r\n\r\n";
    unsent_ = piece_;
    phase_ = phase::writing;
}

RENDERBUS_DECL void http_session::on_body(std::string_view piece) {
    body_seen_ += piece.size();
    if (body_seen_ > body_limit_) return give_text(413, "the body is larger than " + std::to_string(body_limit_) + " bytes");
    if (!request_.sink) {
        request_.body += piece;
    } else if (auto written = request_.sink->write({piece.data(), piece.size()}); !written) {
        try {
            give(handler_->refuse(request_, written.error()), true);
        } catch (const std::exception& why) {
            give_text(500, why.what());
        }
    }
}

RENDERBUS_DECL void http_session::on_request() {
    const bool is_head = request_.method == "HEAD";
    try {
        auto given = handler_->finish(std::move(request_));
        request_.method = is_head ? "HEAD" : "";
        give(std::move(given), !reader_.is_persistent());
    } catch (const std::exception& why) {
        give_text(500, why.what());
    }
}

RENDERBUS_DECL void http_session::give_text(int status, const std::string& cause) {
    give({status, {{"Content-Type", "text/plain"}}, cause + "\n", nullptr}, true);
}

RENDERBUS_DECL void http_session::give(answer given, bool closes) {
    const bool has_no_length = given.status == 204 || given.status == 304;
    const auto size = given.source ? given.source->size() : given.body.size();
    const bool is_open_ended = !reader_.is_persistent();
    closes_ = closes || is_open_ended;
    auto head = http::write_head(given.status, given.headers, has_no_length ? std::optional<std::uint64_t>() : size, closes_);
    if (!head) return give_text(500, head.error().cause);
    const bool has_no_body = has_no_length || request_.method == "HEAD";
    request_ = {};  // a sink that got no whole body is let go of before the answer is seen
    answer_ = std::move(given);
    if (has_no_body) answer_.body.clear();
    source_left_ = !has_no_body && answer_.source ? size : 0;
    piece_ = std::move(*head);
    if (!answer_.source && answer_.body.size() <= session_piece) piece_ += std::exchange(answer_.body, {});
    else if (answer_.source) answer_.body.clear();
    unsent_ = piece_;
    phase_ = phase::writing;
}

RENDERBUS_DECL http_session::outcome http_session::write_on() {
    std::size_t bytes = 0;
    const auto came = connection_->write(unsent_, bytes);
    if (came != outcome::done) return came;
    unsent_.remove_prefix(bytes);
    if (!unsent_.empty()) return came;
    if (!answer_.body.empty()) {
        piece_ = std::exchange(answer_.body, {});
        unsent_ = piece_;
    } else if (source_left_ != 0) {
        if (!load_next_piece()) return outcome::failed;
    } else {
        on_written();
    }
    return came;
}

// Half an answer cannot be taken back: where the source fails the connection is closed, and the client sees that.
RENDERBUS_DECL bool http_session::load_next_piece() {
    piece_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(source_left_, session_piece)));
    auto got = answer_.source->read({piece_.data(), piece_.size()});
    if (!got || *got == 0 || *got > piece_.size()) return false;
    source_left_ -= *got;
    unsent_ = std::string_view(piece_).substr(0, *got);
    return true;
}

RENDERBUS_DECL void http_session::on_written() {
    if (std::exchange(is_interim_, false)) {
        phase_ = phase::reading;
    } else if (closes_) {
        // Closing at once would reset the connection and could take the answer from a client that still sends.
        connection_->end_sending();
        phase_ = phase::parting;
    } else {
        answer_ = {};
        reader_.start();
        phase_ = phase::reading;
    }
}

RENDERBUS_DECL http_session::outcome http_session::part() {
    constexpr std::uint64_t patience = 256 << 20;
    std::size_t bytes = 0;
    const auto came = connection_->read({input_.get(), session_piece}, bytes);
    drained_ += bytes;
    return drained_ > patience ? outcome::failed : came;
}

RENDERBUS_DECL void http_session::on_time(std::error_code why) {
    if (why || phase_ == phase::closed) return;
    const auto limit =
        phase_ == phase::parting ? std::min<clock::duration>(longest_silence_, std::chrono::seconds(2)) : longest_silence_;
    if (clock::now() >= last_progress_ + limit) return close();
    // Looked at often enough for the shorter limit too.
    timer_.expires_at(std::min(last_progress_ + limit, clock::now() + std::chrono::seconds(2)));
    timer_.async_wait(to(&http_session::on_time));
}

}  // namespace renderbus::farm

#endif
