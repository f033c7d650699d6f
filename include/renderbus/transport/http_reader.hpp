// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_HTTP_READER_HPP
#define RENDERBUS_TRANSPORT_HTTP_READER_HPP

#include <renderbus/transport/http.hpp>

#include <optional>

namespace renderbus::http {

/// What a message may cost before it is refused with `transport_errc::answer_too_large`.
struct reader_limits {
    std::size_t head_bytes = 64 * 1024;   ///< start line and fields with their line ends; as much again for trailers
    std::size_t fields = 128;             ///< header fields; as many again for trailers
    std::size_t chunk_line_bytes = 1024;  ///< a chunk's size with its extensions
    std::size_t interim_answers = 16;     ///< answers 1xx before the answer itself
};

/// The start line and the fields of a message.
struct message_head {
    std::string method;  ///< of a request
    std::string target;  ///< of a request: path and query, as sent
    int status = 0;      ///< of an answer
    bool is_http_1_0 = false;
    std::vector<field> fields;
};

/// Reads HTTP/1.1 messages (RFC 9112) one after another from bytes that come in pieces of any size. No I/O in here.
///
/// Strict where leniency lets two readers of the same bytes disagree: lines end with CR LF, one way to tell the body's
/// length, no folded lines, no space before a colon. What is not HTTP is `transport_errc::malformed_answer` (in requests
/// too), and the cause says on which line. After a failure a reader takes nothing more.
///
/// An answer to CONNECT may end the lines of its head with LF alone (RFC 9112, 2.2): many proxies write it by hand, and no
/// other message stands behind it whose begin two readers could see in different places.
class reader {
public:
    enum class side { requests, answers };
    enum class event {
        more,  ///< all input was used, more is needed
        head,  ///< the head is complete; see head(). Interim answers (1xx) are passed over
        body,  ///< a piece of the body
        end,   ///< the message is complete; call start() before the next one
    };
    struct step {
        event what = event::more;
        std::size_t used = 0;    ///< bytes taken from the front of the input
        std::string_view piece;  ///< with event::body: stands in the input
    };

    explicit reader(side which, reader_limits limits = {}) noexcept : side_(which), limits_(limits) {}

    /// Makes ready for the next message; `asked_method` is the request's, whose answer this will be ("HEAD" has no body,
    /// and a success of "CONNECT" none either: what follows is the origin's, whatever the head says).
    RENDERBUS_DECL void start(std::string_view asked_method = {});

    /// Takes bytes and says what they brought. To be called again with the rest (empty too) until it says `more`.
    RENDERBUS_DECL result<step> next(std::string_view input);

    /// The peer sends no more: success where that is how the message ends, `transport_errc::connection_lost` otherwise.
    RENDERBUS_DECL result<void> peer_ended() const;

    const message_head& head() const noexcept { return head_; }
    message_head take_head() noexcept { return std::move(head_); }
    /// The body's length where the head tells it; 0 where there is no body.
    std::optional<std::uint64_t> body_size() const noexcept { return body_size_; }
    /// Whether any byte of a message came since start().
    bool has_begun() const noexcept { return has_begun_; }
    /// Whether another message may follow on the same connection.
    bool is_persistent() const noexcept { return is_persistent_; }

private:
    enum class state {
        start_line,
        fields,
        body_start,
        counted_body,
        open_body,
        chunk_line,
        chunk,
        chunk_end,
        trailers,
        complete
    };

    RENDERBUS_DECL result<bool> take_line(std::string_view& input, std::size_t limit, std::string_view& line);
    RENDERBUS_DECL result<void> read_start_line(std::string_view line);
    RENDERBUS_DECL result<void> read_request_line(std::string_view line);
    RENDERBUS_DECL result<void> read_status_line(std::string_view line);
    RENDERBUS_DECL result<void> read_field(std::string_view line, bool is_trailer);
    RENDERBUS_DECL result<void> note_field(const field& added);
    bool opens_tunnel() const noexcept { return is_connect_answer_ && head_.status / 100 == 2; }
    RENDERBUS_DECL result<bool> end_head();
    RENDERBUS_DECL result<void> read_chunk_line(std::string_view line);
    RENDERBUS_DECL failure malformed(std::string cause) const;
    RENDERBUS_DECL failure too_large(std::string cause) const;

    side side_;
    reader_limits limits_;
    state state_ = state::start_line;
    bool is_head_answer_ = false;
    bool is_connect_answer_ = false;
    bool has_begun_ = false;
    bool is_persistent_ = true;
    bool has_length_ = false;
    bool is_chunked_ = false;
    bool has_host_ = false;
    bool asks_to_close_ = false;
    std::size_t interim_seen_ = 0;
    std::size_t section_bytes_ = 0;  ///< of the head, or of the trailers
    std::size_t section_fields_ = 0;
    std::size_t line_number_ = 0;
    std::uint64_t left_ = 0;  ///< of the counted body or of the chunk
    std::uint64_t body_seen_ = 0;
    std::optional<std::uint64_t> body_size_;
    std::string partial_line_;
    bool partial_line_given_out_ = false;
    message_head head_;
};

}  // namespace renderbus::http

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/http_reader.ipp>
#endif

#endif
