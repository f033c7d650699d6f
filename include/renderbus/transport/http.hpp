// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_HTTP_HPP
#define RENDERBUS_TRANSPORT_HTTP_HPP

#include <renderbus/error.hpp>
#include <renderbus/units.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// HTTP messages as values; nothing here touches a socket.
namespace renderbus::http {

/// Where requests go: scheme, host and port.
struct origin {
    bool tls = true;
    std::string host = {};  ///< a name or an address; IPv6 without brackets
    std::uint16_t port = 443;
    bool port_given = false;  ///< the port stands in the Host header (and in a signature) only where it was given

    friend bool operator==(const origin&, const origin&) = default;

    /// `host` or `host:port`, as in the Host header.
    RENDERBUS_DECL std::string authority() const;
    /// `https://host:port`.
    RENDERBUS_DECL std::string text() const;
};

/// Reads `https://host[:port]`, `http://...` or a bare `host[:port]` (https). No path, no user, no query.
RENDERBUS_DECL result<origin> parse_origin(std::string_view text);

struct field {
    std::string name;
    std::string value;
};

/// The value of the first field of that name (ASCII case does not count), or nothing.
RENDERBUS_DECL const std::string* find(const std::vector<field>& fields, std::string_view name) noexcept;

/// Whether the first field of that name is a list of words, divided by commas, with that one in it, to the letter.
RENDERBUS_DECL bool lists(const std::vector<field>& fields, std::string_view name, std::string_view word) noexcept;

/// Bytes to send, read in pieces so that a file is never in memory as a whole.
class body_source {
public:
    virtual ~body_source() = default;
    virtual std::uint64_t size() const = 0;
    /// Fills the front of `space`; 0 at the end.
    virtual result<std::size_t> read(std::span<char> space) = 0;
    /// Back to the first byte, for another try.
    virtual result<void> rewind() = 0;
};

struct response;

/// Where the body of a successful answer goes, piece by piece.
class body_sink {
public:
    virtual ~body_sink() = default;
    /// The answer's status and fields, before its first byte.
    virtual void begin(const response& /*head*/) {}
    virtual result<void> write(std::span<const char> piece) = 0;
};

struct request {
    origin where = {};
    std::string method = "POST";
    std::string target = "/";         ///< path and query, already encoded
    std::vector<field> headers = {};  ///< without Host, Content-Length, Transfer-Encoding, Connection
    std::string body = {};            ///< sent where `source` is not set
    std::shared_ptr<body_source> source = {};
    /// Takes the body of a 2xx answer; others (and all without a sink) go to `response::body`.
    std::shared_ptr<body_sink> sink = {};
    byte_count body_limit = mebibytes(64);  ///< of an answer's body that is kept in memory
    byte_count sink_limit = {UINT64_MAX};   ///< of an answer's body that goes to the sink
    /// May be sent again, on a new connection, when a kept one turns out to be dead before any byte of an answer came.
    bool repeatable = false;
    /// May follow others on one connection before those are answered (RFC 9112, 9.3.2), and be sent again with them where the
    /// connection ends. Counts for what is `repeatable` and has a small body (32 KiB), over a transport that can do it.
    bool pipelined = false;
    /// Longest silence: for the connection to stand, and between two pieces of progress after that.
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
};

struct response {
    int status = 0;
    std::vector<field> headers = {};
    std::string body = {};
};

}  // namespace renderbus::http

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/http.ipp>
#endif

#endif
