// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_ANSWER_INTAKE_IPP
#define RENDERBUS_TRANSPORT_IMPL_ANSWER_INTAKE_IPP

#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL void answer_intake::start(const http::request& asked) {
    asked_ = &asked;
    answer_ = {};
    body_seen_ = 0;
    goes_to_sink_ = false;
    reader_.start(asked.method);
}

RENDERBUS_DECL result<bool> answer_intake::take(std::string_view& bytes) {
    while (true) {
        auto took = reader_.next(bytes);
        if (!took) return http::at_request(*asked_, std::move(took).error());
        bytes.remove_prefix(took->used);
        switch (took->what) {
            case http::reader::event::more: return false;
            case http::reader::event::head:
                if (auto fits = take_head(reader_.take_head(), reader_.body_size()); !fits) return std::move(fits).error();
                break;
            case http::reader::event::body:
                if (auto fits = take_body(took->piece); !fits) return std::move(fits).error();
                break;
            case http::reader::event::end: return true;
        }
    }
}

RENDERBUS_DECL result<void> answer_intake::peer_ended() {
    auto whole = reader_.peer_ended();
    if (!whole) return http::at_request(*asked_, std::move(whole).error());
    return whole;
}

RENDERBUS_DECL result<void> answer_intake::take_head(http::message_head head, std::optional<std::uint64_t> told) {
    answer_.status = head.status;
    answer_.headers = std::move(head.fields);
    const bool is_success = answer_.status / 100 == 2;
    if (is_success) {
        if (auto plain = check_coding(); !plain) return plain;
    }
    goes_to_sink_ = asked_->sink && is_success;
    const auto size = told.value_or(0);
    // Believed up to here only: the farm may promise more than it sends.
    constexpr std::uint64_t believed = 1 << 20;
    if (!goes_to_sink_) answer_.body.reserve(static_cast<std::size_t>(std::min(size, believed)));
    if (auto fits = check_size(size); !fits) return fits;
    if (goes_to_sink_) asked_->sink->begin(answer_);
    return {};
}

RENDERBUS_DECL result<void> answer_intake::check_coding() const {
    const auto* coding = http::find(answer_.headers, "Content-Encoding");
    if (coding == nullptr || *coding == "identity" || http::find(asked_->headers, "Accept-Encoding") != nullptr) return {};
    return http::at_request(*asked_, {transport_errc::malformed_answer,
                                      {},
                                      "the body comes packed (" + *coding + "), which was not asked for",
                                      "let a gzip_transport unpack it, or check what stands between here and the farm"});
}

RENDERBUS_DECL result<void> answer_intake::take_body(std::string_view piece) {
    body_seen_ += piece.size();
    if (auto fits = check_size(body_seen_); !fits) return fits;
    if (goes_to_sink_) return asked_->sink->write(piece);
    answer_.body += piece;
    return {};
}

RENDERBUS_DECL result<void> answer_intake::check_size(std::uint64_t size) const {
    const auto limit = goes_to_sink_ ? asked_->sink_limit : asked_->body_limit;
    if (size <= limit.bytes) return {};
    return http::at_request(*asked_, {transport_errc::answer_too_large,
                                      {},
                                      "the answer's body is larger than " + std::to_string(limit.bytes) + " bytes",
                                      "allow more, or check that this is the farm's answer"});
}

}  // namespace renderbus::detail

#endif
