// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_PROXY_DIALOGUE_HPP
#define RENDERBUS_TRANSPORT_PROXY_DIALOGUE_HPP

#include <renderbus/transport/http_reader.hpp>
#include <renderbus/transport/proxy.hpp>

#include <asio/ip/address.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::detail {

/// `Basic ...`, for the field Proxy-Authorization; empty where nobody logs in.
RENDERBUS_DECL secret basic_login(const proxy& with);

/// The ways to log in that an answer 407 offers, by name: `Negotiate`, `NTLM`.
RENDERBUS_DECL std::vector<std::string> offered_logins(const std::vector<http::field>& headers);
/// What an answer 407 is to the one who sent the request; `cause` is what the proxy said, and in answer to what.
RENDERBUS_DECL failure login_refused(const proxy& by, std::string cause, const std::vector<std::string>& offered);

/// What is said to a proxy until it has connected us to an origin: CONNECT (RFC 9110, 9.3.6) or SOCKS5 (RFC 1928, 1929).
/// No I/O in here. Failures have no place.
class proxy_dialogue {
public:
    /// `address` is the origin's, where the proxy is not to look it up.
    RENDERBUS_DECL proxy_dialogue(std::shared_ptr<const proxy> with, const http::origin& to,
                                  std::optional<asio::ip::address> address = {});

    /// What the proxy is to get before it answers again; to be asked for after each `take` that said false.
    std::string_view to_send() const noexcept { return to_send_.reveal(); }
    /// True where the connection is the origin's from now on.
    RENDERBUS_DECL result<bool> take(std::string_view bytes);
    /// After a refusal: whether it is of the origin's address alone, and another one may be asked for on a new connection.
    bool is_address_refused() const noexcept { return is_address_refused_; }
    /// Why an orderly end of the connection is none.
    RENDERBUS_DECL failure ended() const;

private:
    enum class step { connect_answer, method, login_verdict, socks_answer };

    RENDERBUS_DECL void say(step next, std::string words);
    RENDERBUS_DECL result<bool> ask_for_origin();
    RENDERBUS_DECL result<bool> take_connect_answer(std::string_view bytes);
    RENDERBUS_DECL result<bool> take_method(std::string_view bytes);
    RENDERBUS_DECL result<bool> take_login_verdict(std::string_view bytes);
    RENDERBUS_DECL result<bool> take_socks_answer(std::string_view bytes);
    RENDERBUS_DECL result<bool> open(bool has_leftover) const;
    RENDERBUS_DECL failure refused(transport_errc code, std::string cause, std::string next_step) const;
    RENDERBUS_DECL failure no_socks(std::string cause) const;

    std::shared_ptr<const proxy> with_;
    http::origin to_;
    std::optional<asio::ip::address> address_;
    step step_ = step::connect_answer;
    bool is_address_refused_ = false;
    secret to_send_;
    std::string came_;  // of a SOCKS answer
    http::reader reader_{http::reader::side::answers, {.head_bytes = 16 * 1024}};
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/proxy_dialogue.ipp>
#endif

#endif
