// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_PROXY_IPP
#define RENDERBUS_TRANSPORT_IMPL_PROXY_IPP

#include <renderbus/transport/http_rules.hpp>
#include <renderbus/transport/proxy.hpp>

#include <asio/ip/address.hpp>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <span>

namespace renderbus {
namespace detail {

inline failure no_proxy_text(std::string cause) {
    return {data_errc::invalid_value, "a proxy's URL", std::move(cause), "write it as http://user:password@host:port"};
}

/// Nothing where a `%` is not followed by two hexadecimal digits.
inline result<std::string> percent_decoded(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            made += text[i];
            continue;
        }
        std::uint64_t code = 0;
        if (text.size() - i < 3 || !http::detail::read_number(text.substr(i + 1, 2), 16, code)) {
            return no_proxy_text("a % in the user or the password is followed by no two hexadecimal digits");
        }
        made += static_cast<char>(code);
        i += 2;
    }
    return made;
}

/// Whether the first `bits` bits of both are the same.
inline bool same_front(std::span<const unsigned char> a, std::span<const unsigned char> b, std::size_t bits) {
    const auto whole = bits / 8;
    if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
    return bits % 8 == 0 || ((a[whole] ^ b[whole]) >> (8 - bits % 8)) == 0;
}

/// `rule` is an address or a network as `10.0.0.0/8`.
inline bool holds_address(std::string_view rule, const asio::ip::address& address) {
    const auto slash = rule.find('/');
    std::error_code why;
    const auto network = asio::ip::make_address(std::string(rule.substr(0, slash)), why);
    if (why || network.is_v4() != address.is_v4()) return false;
    const std::uint64_t all_bits = network.is_v4() ? 32 : 128;
    auto bits = all_bits;
    if (slash != std::string_view::npos && (!http::detail::read_number(rule.substr(slash + 1), 10, bits) || bits > all_bits)) {
        return false;
    }
    return network.is_v4() ? same_front(network.to_v4().to_bytes(), address.to_v4().to_bytes(), bits)
                           : same_front(network.to_v6().to_bytes(), address.to_v6().to_bytes(), bits);
}

/// `rule` is a name: it stands for itself, unless only for what is below it, and for all below it.
inline bool holds_name(std::string_view rule, bool is_only_below, std::string_view host) {
    if (host.size() < rule.size() || !http::detail::same_text(host.substr(host.size() - rule.size()), rule)) return false;
    return host.size() == rule.size() ? !is_only_below : host[host.size() - rule.size() - 1] == '.';
}

inline bool is_excepted(const std::vector<proxy_exception>& rules, const http::origin& where) {
    if (rules.empty()) return false;
    std::string_view host = where.host;
    if (host.ends_with('.')) host.remove_suffix(1);
    std::error_code no_address;
    const auto address = asio::ip::make_address(std::string(host), no_address);
    return std::any_of(rules.begin(), rules.end(), [&](const proxy_exception& rule) {
        if (rule.port != 0 && rule.port != where.port) return false;
        if (rule.what == "*") return true;
        return no_address ? holds_name(rule.what, rule.is_only_below, host) : holds_address(rule.what, address);
    });
}

/// Takes `:port` off the end of an exception. A single colon stands before a port, as do those behind brackets: more of them are
/// an IPv6 address's own. False where no port stands there.
inline bool take_port(std::string_view& item, std::uint16_t& port) {
    const auto colon = item.rfind(':');
    const auto bracket = item.rfind(']');
    if (colon == std::string_view::npos) return true;
    if (bracket == std::string_view::npos ? item.find(':') != colon : colon < bracket) return true;
    std::uint64_t read = 0;
    if (!http::detail::read_number(item.substr(colon + 1), 10, read) || read == 0 || read > 65535) return false;
    port = static_cast<std::uint16_t>(read);
    item = item.substr(0, colon);
    return true;
}

/// What nobody can read excepts nothing.
inline std::optional<proxy_exception> read_exception(std::string_view item) {
    proxy_exception made;
    if (!take_port(item, made.port)) return std::nullopt;
    made.is_only_below = item.starts_with("*.");
    if (made.is_only_below) item.remove_prefix(1);
    if (item.starts_with('.')) item.remove_prefix(1);
    if (item.ends_with('.')) item.remove_suffix(1);
    made.what = item;
    std::erase_if(made.what, [](char c) { return c == '[' || c == ']'; });  // [fd00::]/8 is fd00::/8
    if (made.what.empty()) return std::nullopt;
    return made;
}

}  // namespace detail

RENDERBUS_DECL result<proxy> proxy::parse(std::string_view url) {
    proxy made;
    if (const auto end = url.find("://"); end != std::string_view::npos) {
        const auto scheme = url.substr(0, end);
        if (http::detail::same_text(scheme, "socks5")) made.speaks = protocol::socks5;
        else if (http::detail::same_text(scheme, "socks5h")) made.speaks = protocol::socks5h;
        else if (!http::detail::same_text(scheme, "http")) {
            return detail::no_proxy_text("its scheme is none of http, socks5 and socks5h");
        }
        url.remove_prefix(end + 3);
    }
    if (const auto end = url.rfind('@'); end != std::string_view::npos) {
        const auto who = url.substr(0, end);
        const auto colon = who.find(':');
        auto user = detail::percent_decoded(who.substr(0, colon));
        auto password = detail::percent_decoded(colon == std::string_view::npos ? std::string_view() : who.substr(colon + 1));
        if (!user) return std::move(user).error();
        if (!password) return std::move(password).error();
        made.user = std::move(*user);
        made.password = secret(std::move(*password));
        url.remove_prefix(end + 1);
    }
    if (url.ends_with('/')) url.remove_suffix(1);
    auto where = http::parse_origin("http://" + std::string(url));
    if (!where) return detail::no_proxy_text("no host and port stand where they should");
    made.host = std::move(where->host);
    if (where->port_given) made.port = where->port;
    return made;
}

RENDERBUS_DECL std::string proxy::text() const {
    constexpr const char* schemes[] = {"http://", "socks5://", "socks5h://"};
    return schemes[static_cast<std::size_t>(speaks)] + http::origin{false, host, port, true}.authority();
}

RENDERBUS_DECL proxy_rules::proxy_rules(proxy everywhere, std::string_view except) : except_(read_exceptions(except)) {
    for_https_ = for_http_ = std::make_shared<const proxy>(std::move(everywhere));
}

RENDERBUS_DECL proxy_rules proxy_rules::none() { return {}; }

RENDERBUS_DECL proxy_rules proxy_rules::from_environment() {
    return from_environment([](const char* name) -> const char* { return std::getenv(name); });
}

RENDERBUS_DECL proxy_rules proxy_rules::from_environment(const variables& get) {
    // The first of these that is set.
    const auto first_of = [&](std::initializer_list<const char*> names) -> std::pair<std::string, std::string_view> {
        for (const char* each : names) {
            if (const char* value = get(each); value != nullptr && *value != '\0') return {each, value};
        }
        return {};
    };
    const auto read = [&](std::initializer_list<const char*> names) -> choice {
        const auto [name, value] = first_of(names);
        if (value.empty()) return std::shared_ptr<const proxy>();
        auto made = proxy::parse(value);
        if (made) return std::make_shared<const proxy>(std::move(*made));
        auto why = std::move(made).error();
        why.place = "the environment's " + name;
        return why;
    };
    proxy_rules made;
    made.for_https_ = read({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    made.for_http_ = read({"http_proxy", "all_proxy", "ALL_PROXY"});
    made.except_ = read_exceptions(first_of({"no_proxy", "NO_PROXY"}).second);
    return made;
}

RENDERBUS_DECL std::vector<detail::proxy_exception> proxy_rules::read_exceptions(std::string_view list) {
    constexpr std::string_view between = ", \t";
    std::vector<detail::proxy_exception> made;
    for (auto from = list.find_first_not_of(between); from != std::string_view::npos;
         from = list.find_first_not_of(between, from)) {
        const auto end = std::min(list.find_first_of(between, from), list.size());
        if (auto read = detail::read_exception(list.substr(from, end - from))) made.push_back(*std::move(read));
        from = end;
    }
    return made;
}

RENDERBUS_DECL result<std::shared_ptr<const proxy>> proxy_rules::way_to(const http::origin& where) const {
    const auto& chosen = where.tls ? for_https_ : for_http_;
    if (detail::is_excepted(except_, where)) return std::shared_ptr<const proxy>();
    return chosen;
}

}  // namespace renderbus

#endif
