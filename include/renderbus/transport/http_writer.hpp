// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_HTTP_WRITER_HPP
#define RENDERBUS_TRANSPORT_HTTP_WRITER_HPP

#include <renderbus/transport/http.hpp>

#include <optional>

namespace renderbus::http {

/// The request's head as it goes over the wire, blank line included: Host first, then `headers`, then Content-Length.
/// Refused with `data_errc::invalid_value`: CR, LF or NUL anywhere, a method or a name that is no token, a target that
/// does not begin with `/` or holds a space, and fields that only the transport sets.
/// Through a proxy that passes requests on, the target is the whole URL.
RENDERBUS_DECL result<std::string> write_head(const request& what, bool names_origin = false);

/// An answer's head, blank line included. `body_size` is what Content-Length says; none for 204 and 304.
RENDERBUS_DECL result<std::string> write_head(int status, const std::vector<field>& fields,
                                              std::optional<std::uint64_t> body_size, bool closes);

/// How many bytes of body go out with a request.
RENDERBUS_DECL std::uint64_t body_size(const request& what);

/// What stands for a request in messages: `https://host:port/path`, without the query, which may hold what is secret.
RENDERBUS_DECL std::string place_of(const request& what);
/// The failure with that as its place; one that it has already goes before its cause.
RENDERBUS_DECL failure at_request(const request& what, failure why);

/// The words of RFC 9110 for a status, or `Status`.
RENDERBUS_DECL std::string_view reason_of(int status) noexcept;

}  // namespace renderbus::http

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/http_writer.ipp>
#endif

#endif
