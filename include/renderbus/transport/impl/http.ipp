// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_HTTP_IPP
#define RENDERBUS_TRANSPORT_IMPL_HTTP_IPP

#include <renderbus/transport/http.hpp>
#include <renderbus/transport/http_rules.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus::http {
namespace detail {

inline bool is_host_name(std::string_view host) noexcept {
    if (host.empty() || host.size() > 253) return false;
    std::size_t label = 0;
    for (char c : host) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
        } else if (!(is_letter(c) || is_digit(c) || c == '-' || c == '_') || ++label > 63) {
            return false;
        }
    }
    return true;
}

inline bool is_ipv6_text(std::string_view host) noexcept {
    return host.size() <= 45 && std::count(host.begin(), host.end(), ':') >= 2 &&
           std::all_of(host.begin(), host.end(), [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
}

inline failure bad_origin(std::string_view text, std::string cause) {
    return {data_errc::invalid_value, std::string(text.substr(0, 300)), std::move(cause),
            "write https://host or https://host:port and nothing after it"};
}

}  // namespace detail

RENDERBUS_DECL std::string origin::authority() const {
    std::string made;
    made.reserve(host.size() + 8);
    const bool is_ipv6 = host.find(':') != std::string::npos;
    if (is_ipv6) made += '[';
    made += host;
    if (is_ipv6) made += ']';
    if (port_given) made.append(1, ':').append(std::to_string(port));
    return made;
}

RENDERBUS_DECL std::string origin::text() const {
    origin with_port = *this;
    with_port.port_given = true;
    return (tls ? "https://" : "http://") + with_port.authority();
}

RENDERBUS_DECL result<origin> parse_origin(std::string_view text) {
    if (text.find('@') != std::string_view::npos) {
        return {failure{data_errc::invalid_value, "the farm's address", "it holds a user name or a password",
                        "give the keys as credentials, not in the address"}};
    }
    origin made;
    std::string_view rest = text;
    if (const auto scheme_end = rest.find("://"); scheme_end != std::string_view::npos) {
        const auto scheme = rest.substr(0, scheme_end);
        if (detail::same_text(scheme, "http")) made.tls = false;
        else if (!detail::same_text(scheme, "https")) return detail::bad_origin(text, "neither https nor http");
        rest.remove_prefix(scheme_end + 3);
    }
    made.port = made.tls ? 443 : 80;
    // What stands behind the host may be a key.
    if (const auto end = rest.find_first_of("/?#\\"); end != std::string_view::npos)
        return detail::bad_origin(text.substr(0, text.size() - rest.size() + end), "a farm's address has no path");

    std::string_view host, port;
    bool has_port = false;
    if (rest.starts_with('[')) {
        const auto close = rest.find(']');
        if (close == std::string_view::npos) return detail::bad_origin(text, "the bracket is not closed");
        host = rest.substr(1, close - 1);
        rest.remove_prefix(close + 1);
        if (!detail::is_ipv6_text(host)) return detail::bad_origin(text, "no IPv6 address stands in the brackets");
        if (!rest.empty() && !rest.starts_with(':')) return detail::bad_origin(text, "only a port may follow the brackets");
        has_port = !rest.empty();
        port = has_port ? rest.substr(1) : rest;
    } else {
        const auto colon = rest.find(':');
        host = rest.substr(0, colon);
        has_port = colon != std::string_view::npos;
        if (has_port) port = rest.substr(colon + 1);
        if (!detail::is_host_name(host)) return detail::bad_origin(text, "no host name stands there");
    }
    if (has_port) {
        const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), made.port);
        if (code != std::errc{} || end != port.data() + port.size() || made.port == 0) {
            return detail::bad_origin(text, "the port is no number from 1 to 65535");
        }
        made.port_given = true;
    }
    // HTTP does not tell capital letters in host names apart; signatures and pools would.
    made.host.resize(host.size());
    std::transform(host.begin(), host.end(), made.host.begin(), detail::lower);
    return made;
}

RENDERBUS_DECL const std::string* find(const std::vector<field>& fields, std::string_view name) noexcept {
    for (const auto& each : fields) {
        if (detail::same_text(each.name, name)) return &each.value;
    }
    return nullptr;
}

RENDERBUS_DECL bool lists(const std::vector<field>& fields, std::string_view name, std::string_view word) noexcept {
    const auto* value = find(fields, name);
    for (std::string_view rest = value ? *value : std::string_view(); !rest.empty();)
        if (detail::take_listed(rest) == word) return true;
    return false;
}

}  // namespace renderbus::http

#endif
