// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_ANSWER_INTAKE_HPP
#define RENDERBUS_TRANSPORT_ANSWER_INTAKE_HPP

#include <renderbus/transport/http_reader.hpp>

namespace renderbus::detail {

/// Makes an answer of the bytes that a connection brings: its body to the request's sink or into memory, within the
/// request's limits. No I/O in here. Failures have their place.
class answer_intake {
public:
    /// Expects the answer to this request, which must stay where it is.
    RENDERBUS_DECL void start(const http::request& asked);
    /// Takes what belongs to the answer from the front of the bytes. True where the answer is complete.
    RENDERBUS_DECL result<bool> take(std::string_view& bytes);
    /// The same where somebody else takes the bytes apart: the head, with the body's size where it tells it; pieces of the body.
    RENDERBUS_DECL result<void> take_head(http::message_head head, std::optional<std::uint64_t> size);
    RENDERBUS_DECL result<void> take_body(std::string_view piece);
    /// The other side sends no more: success where that completes the answer.
    RENDERBUS_DECL result<void> peer_ended();

    bool has_begun() const noexcept { return reader_.has_begun(); }
    /// Whether the farm lets the connection carry another request.
    bool leaves_connection_usable() const noexcept { return reader_.is_persistent(); }
    http::response take_answer() noexcept { return std::move(answer_); }

private:
    RENDERBUS_DECL result<void> check_coding() const;
    RENDERBUS_DECL result<void> check_size(std::uint64_t size) const;

    const http::request* asked_ = nullptr;
    http::reader reader_{http::reader::side::answers};
    http::response answer_;
    std::uint64_t body_seen_ = 0;
    bool goes_to_sink_ = false;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/answer_intake.ipp>
#endif

#endif
