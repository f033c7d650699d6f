// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_HTTP_WRITER_IPP
#define RENDERBUS_TRANSPORT_IMPL_HTTP_WRITER_IPP

#include <renderbus/transport/http_rules.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <initializer_list>
#include <string_view>

namespace renderbus::http {
namespace detail {

inline void append(std::string& head, std::initializer_list<std::string_view> pieces) {
    for (const auto each : pieces) head.append(each.data(), each.size());
}

/// The fields that say where a message goes and where it ends.
constexpr bool is_set_by_transport(std::string_view name) noexcept {
    switch (name.size()) {
        case 4: return same_text(name, "host");
        case 10: return same_text(name, "connection");
        case 14: return same_text(name, "content-length");
        case 17: return same_text(name, "transfer-encoding");
        default: return false;
    }
}

inline char* put(char* at, std::string_view text) noexcept {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

inline result<void> append_fields(std::string& head, const std::vector<field>& fields) {
    const auto refuse = [](std::string cause) {
        return failure{data_errc::invalid_value, "a header field", std::move(cause), "correct the field before it is sent"};
    };
    constexpr std::string_view colon = ": ", line_end = "\r\n";
    std::size_t size = 0;
    for (const auto& each : fields) {
        if (!is_token(each.name)) return refuse("the name is no word of letters, digits and dashes");
        if (!is_field_value(each.value)) return refuse("the value of " + each.name + " holds a control character");
        if (is_set_by_transport(each.name)) return refuse(each.name + " is set by the transport alone");
        size += each.name.size() + colon.size() + each.value.size() + line_end.size();
    }
    const auto before = head.size();
    head.resize(before + size);
    char* at = head.data() + before;
    for (const auto& each : fields) at = put(put(put(put(at, each.name), colon), each.value), line_end);
    return {};
}

}  // namespace detail

RENDERBUS_DECL std::uint64_t body_size(const request& what) { return what.source ? what.source->size() : what.body.size(); }

RENDERBUS_DECL std::string place_of(const request& what) {
    const auto path = std::string_view(what.target).substr(0, what.target.find('?'));
    return what.where.text() + (detail::is_target(path) ? std::string(path) : std::string());
}

RENDERBUS_DECL failure at_request(const request& what, failure why) {
    if (!why.place.empty()) why.cause = why.place + ": " + why.cause;
    why.place = place_of(what);
    return why;
}

RENDERBUS_DECL result<std::string> write_head(const request& what, bool names_origin) {
    const auto refuse = [&](std::string cause) {
        return failure{data_errc::invalid_value, place_of(what), std::move(cause), "correct the request before it is sent"};
    };
    if (!detail::is_token(what.method)) return refuse("the method is no word");
    if (!detail::is_target(what.target)) return refuse("the target is no encoded path");
    const auto authority = what.where.authority();
    if (what.where.host.empty() || !detail::is_field_value(authority)) return refuse("the origin is no host");
    std::string head;
    head.reserve(512);
    detail::append(head, {what.method, " "});
    if (names_origin) detail::append(head, {what.where.tls ? "https://" : "http://", authority});
    detail::append(head, {what.target, " HTTP/1.1\r\nHost: ", authority, "\r\n"});
    if (auto added = detail::append_fields(head, what.headers); !added) return refuse(added.error().cause);
    const auto size = body_size(what);
    if (size != 0 || what.method == "POST" || what.method == "PUT" || what.method == "PATCH") {
        detail::append(head, {"Content-Length: ", std::to_string(size), "\r\n"});
    }
    detail::append(head, {"\r\n"});
    return head;
}

RENDERBUS_DECL result<std::string> write_head(int status, const std::vector<field>& fields,
                                              std::optional<std::uint64_t> body_size, bool closes) {
    if (status < 100 || status > 599) {
        return failure{
            data_errc::invalid_value, "an answer", "the status " + std::to_string(status) + " is not from 100 to 599", {}};
    }
    std::string head;
    head.reserve(256);
    head.append("HTTP/1.1 ").append(std::to_string(status)).append(" ").append(reason_of(status)).append("\r\n");
    if (auto added = detail::append_fields(head, fields); !added) return std::move(added).error();
    if (body_size) head.append("Content-Length: ").append(std::to_string(*body_size)).append("\r\n");
    if (closes) head.append("Connection: close\r\n");
    head.append("\r\n");
    return head;
}

RENDERBUS_DECL std::string_view reason_of(int status) noexcept {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 507: return "Insufficient Storage";
        default: return "Status";
    }
}

}  // namespace renderbus::http

#endif
