// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_PROXY_HPP
#define RENDERBUS_TRANSPORT_PROXY_HPP

#include <renderbus/error.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/transport/http.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

/// A server that leads out of a closed network.
struct proxy {
    enum class protocol {
        http,     ///< CONNECT for https origins; http origins are asked for with their whole URL (RFC 9112, 3.2.2)
        socks5,   ///< RFC 1928; the origin's name is looked up here, and the proxy is given an address
        socks5h,  ///< RFC 1928; the proxy is given the name
    };
    protocol speaks = protocol::http;
    std::string host = {};  ///< a name or an address; IPv6 without brackets
    std::uint16_t port = 1080;
    std::string user = {};  ///< empty: nobody logs in. Basic (RFC 7617) with HTTP, RFC 1929 with SOCKS5
    secret password = {};

    /// Reads `[scheme://][user[:password]@]host[:port]`: the scheme is http where none stands there, the port 1080, user and
    /// password are percent-decoded. No failure repeats the text, which may hold a password.
    static RENDERBUS_DECL result<proxy> parse(std::string_view url);
    /// `socks5h://host:port`, for messages: without user and password.
    RENDERBUS_DECL std::string text() const;
};

namespace detail {

/// One of the exceptions that NO_PROXY lists.
struct proxy_exception {
    std::string what;            ///< a name, an address, a network as `10.0.0.0/8`, or `*`
    bool is_only_below = false;  ///< `*.name`: what stands below the name, and not itself
    std::uint16_t port = 0;      ///< 0 for all
};

}  // namespace detail

/// Which proxy leads to which origin.
class proxy_rules {
public:
    /// This proxy for every origin but those that `except` names, in the way of NO_PROXY.
    RENDERBUS_DECL proxy_rules(proxy everywhere, std::string_view except = {});
    /// No proxy at all, whatever the environment says.
    static RENDERBUS_DECL proxy_rules none();
    /// As curl reads the environment: `https_proxy`, `HTTPS_PROXY` for https origins, `http_proxy` for http origins (never in
    /// capitals: a web server sets HTTP_PROXY to what a stranger sends), then `all_proxy`, `ALL_PROXY`; except the hosts in
    /// `no_proxy`, `NO_PROXY`: names with all that ends with `.name`, `*.name` for that alone, addresses, networks (`10.0.0.0/8`,
    /// `fd00::/8`; brackets do no harm), `*` for everything, each with `:port` behind it for that port alone; with commas or
    /// spaces between. An empty variable counts as none.
    static RENDERBUS_DECL proxy_rules from_environment();

    using variables = std::function<const char*(const char* name)>;
    /// The same with variables from elsewhere; null where there is none.
    static RENDERBUS_DECL proxy_rules from_environment(const variables& get);

    /// The proxy for an origin, null for none. `data_errc::invalid_value` where a variable of the environment names no proxy.
    RENDERBUS_DECL result<std::shared_ptr<const proxy>> way_to(const http::origin& where) const;

private:
    proxy_rules() = default;
    using choice = result<std::shared_ptr<const proxy>>;
    static RENDERBUS_DECL std::vector<detail::proxy_exception> read_exceptions(std::string_view list);

    choice for_https_ = std::shared_ptr<const proxy>();
    choice for_http_ = std::shared_ptr<const proxy>();
    std::vector<detail::proxy_exception> except_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/proxy.ipp>
#endif

#endif
