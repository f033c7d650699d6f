// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_PROXY_DIALOGUE_IPP
#define RENDERBUS_TRANSPORT_IMPL_PROXY_DIALOGUE_IPP

#include <renderbus/detail/base64.hpp>
#include <renderbus/transport/http_rules.hpp>
#include <renderbus/transport/proxy_dialogue.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL secret basic_login(const proxy& with) {
    if (with.user.empty() && with.password.empty()) return {};
    const secret pair(with.user + ":" + std::string(with.password.reveal()));
    auto packed = base64_of(pair.reveal());
    packed.insert(0, "Basic ");
    return secret(std::move(packed));
}

RENDERBUS_DECL std::vector<std::string> offered_logins(const std::vector<http::field>& headers) {
    constexpr std::size_t most = 4, longest_name = 32;
    std::vector<std::string> names;
    for (const auto& each : headers) {
        if (!http::detail::same_text(each.name, "proxy-authenticate")) continue;
        // A challenge is a name with parameters behind it, which are listed with commas too: `Digest realm="x", nonce="y", NTLM`.
        for (std::string_view list = each.value; !list.empty() && names.size() < most;) {
            const auto item = http::detail::take_listed(list);
            const auto name = item.substr(0, item.find_first_of(" \t="));
            const bool is_parameter = http::detail::trimmed(item.substr(name.size())).starts_with('=');
            if (is_parameter || !http::detail::is_token(name) || name.size() > longest_name) continue;
            if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
        }
    }
    return names;
}

RENDERBUS_DECL failure login_refused(const proxy& by, std::string cause, const std::vector<std::string>& offered) {
    cause.insert(0, "the proxy " + by.text() + ": ");
    const auto is_spoken = [](const std::string& name) { return http::detail::same_text(name, "basic"); };
    if (!offered.empty() && std::none_of(offered.begin(), offered.end(), is_spoken)) {
        cause += ", it asks for a login by ";
        for (std::size_t i = 0; i < offered.size(); ++i) cause += (i == 0 ? "" : " or ") + offered[i];
        return {transport_errc::proxy_refused,
                {},
                cause + ", and Basic alone is spoken here",
                "name a proxy on this machine that logs in there by itself (cntlm, px), or ask who runs the proxy for Basic"};
    }
    cause += basic_login(by).empty() ? ", it asks for a login" : ", user and password are wrong";
    return {transport_errc::proxy_refused, {}, std::move(cause), "give the proxy a user and a password that it knows"};
}

RENDERBUS_DECL proxy_dialogue::proxy_dialogue(std::shared_ptr<const proxy> with, const http::origin& to,
                                              std::optional<asio::ip::address> address)
    : with_(std::move(with)), to_(to), address_(std::move(address)) {
    const secret login = basic_login(*with_);
    if (with_->speaks == proxy::protocol::http) {
        to_.port_given = true;
        const auto authority = to_.authority();
        std::string head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
        if (!login.empty()) head.append("Proxy-Authorization: ").append(login.reveal()).append("\r\n");
        reader_.start("CONNECT");
        say(step::connect_answer, std::move(head.append("\r\n")));
    } else {
        say(step::method, login.empty() ? std::string("\x05\x01\x00", 3) : std::string("\x05\x02\x00\x02", 4));
    }
}

RENDERBUS_DECL void proxy_dialogue::say(step next, std::string words) {
    step_ = next;
    to_send_ = secret(std::move(words));
    came_.clear();
}

RENDERBUS_DECL result<bool> proxy_dialogue::take(std::string_view bytes) {
    to_send_ = {};
    if (step_ == step::connect_answer) return take_connect_answer(bytes);
    // No answer of SOCKS is longer.
    constexpr std::size_t longest = 4 + 1 + 255 + 2;
    if (came_.size() + bytes.size() > longest) return no_socks("its answer is too long");
    came_ += bytes;
    if (came_.empty()) return false;
    switch (step_) {
        case step::method: return take_method(came_);
        case step::login_verdict: return take_login_verdict(came_);
        default: return take_socks_answer(came_);
    }
}

RENDERBUS_DECL result<bool> proxy_dialogue::take_connect_answer(std::string_view bytes) {
    auto took = reader_.next(bytes);
    if (!took) {
        auto why = std::move(took).error();
        return refused(static_cast<transport_errc>(why.code.value()), why.place + ": " + why.cause,
                       "check that a proxy listens there");
    }
    if (took->what == http::reader::event::more) return false;
    const int status = reader_.head().status;
    // What follows a 2xx is the origin's, whatever the head says of a body.
    if (status / 100 == 2) return open(took->used != bytes.size());
    const auto cause = "it answered CONNECT with HTTP status " + std::to_string(status);
    if (status == 407) return login_refused(*with_, cause, offered_logins(reader_.head().fields));
    if (status >= 500) return refused(transport_errc::connect_failed, cause, "check the farm's address, or try again");
    return refused(transport_errc::proxy_refused, cause, "ask who runs the proxy to let this address and port through");
}

RENDERBUS_DECL result<bool> proxy_dialogue::take_method(std::string_view bytes) {
    if (bytes[0] != 5) return no_socks("its answer does not begin with version 5");
    if (bytes.size() < 2) return false;
    if (bytes.size() > 2) return no_socks("it said more than it was asked");
    const bool logs_in = !with_->user.empty() || !with_->password.empty();
    switch (static_cast<unsigned char>(bytes[1])) {
        case 0: return ask_for_origin();
        case 2:
            if (!logs_in) break;
            if (with_->user.size() > 255 || with_->password.reveal().size() > 255) {
                return refused(transport_errc::proxy_refused,
                               "user or password is longer than the 255 bytes that SOCKS5 can carry", "use shorter ones");
            }
            {
                std::string words = "\x01";
                words.append(1, static_cast<char>(with_->user.size())).append(with_->user);
                words.append(1, static_cast<char>(with_->password.reveal().size())).append(with_->password.reveal());
                say(step::login_verdict, std::move(words));
            }
            return false;
        case 255:
            return refused(transport_errc::proxy_refused,
                           logs_in ? "it takes no user with a password" : "it takes nobody without a login",
                           logs_in ? "use no user and no password with it" : "give the proxy a user and a password");
        default: break;
    }
    return no_socks("it chose a way to log in that was not offered");
}

RENDERBUS_DECL result<bool> proxy_dialogue::take_login_verdict(std::string_view bytes) {
    if (bytes[0] != 1) return no_socks("its answer to the login does not begin with version 1");
    if (bytes.size() < 2) return false;
    if (bytes.size() > 2) return no_socks("it said more than it was asked");
    if (bytes[1] == 0) return ask_for_origin();
    return refused(transport_errc::proxy_refused, "user and password are wrong",
                   "give the proxy a user and a password that it knows");
}

RENDERBUS_DECL result<bool> proxy_dialogue::ask_for_origin() {
    if (to_.host.size() > 255) {
        return refused(transport_errc::proxy_refused, "the farm's name is longer than the 255 bytes that SOCKS5 can carry",
                       "check the farm's address");
    }
    std::string words("\x05\x01\x00", 3);
    std::error_code is_name;
    const auto address = address_ ? *address_ : asio::ip::make_address(to_.host, is_name);
    const auto append = [&](char kind, const auto& bytes) {
        words.append(1, kind).append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    };
    if (is_name) words.append(1, '\x03').append(1, static_cast<char>(to_.host.size())).append(to_.host);
    else if (address.is_v4()) append('\x01', address.to_v4().to_bytes());
    else append('\x04', address.to_v6().to_bytes());
    words.append(1, static_cast<char>(to_.port >> 8)).append(1, static_cast<char>(to_.port & 0xff));
    say(step::socks_answer, std::move(words));
    return false;
}

RENDERBUS_DECL result<bool> proxy_dialogue::take_socks_answer(std::string_view bytes) {
    if (bytes[0] != 5) return no_socks("its answer does not begin with version 5");
    if (bytes.size() < 2) return false;
    constexpr const char* reasons[] = {"",
                                       "it failed, and does not say why",
                                       "its rules do not allow this connection",
                                       "no way leads to the farm's network",
                                       "no way leads to the farm",
                                       "the farm refuses the connection",
                                       "the way to the farm is too long",
                                       "it makes no connections",
                                       "it does not take this kind of address"};
    const auto verdict = static_cast<unsigned char>(bytes[1]);
    if (verdict >= std::size(reasons)) return no_socks("its answer " + std::to_string(verdict) + " is unknown");
    is_address_refused_ = (verdict >= 3 && verdict <= 6) || verdict == 8;
    if (verdict == 2 || verdict > 6) {
        return refused(transport_errc::proxy_refused, reasons[verdict],
                       "ask who runs the proxy to let this address and port through");
    }
    if (verdict != 0) return refused(transport_errc::connect_failed, reasons[verdict], "check the farm's address, or try again");
    if (bytes.size() < 5) return false;
    std::size_t size = 0;
    switch (bytes[3]) {
        case 1: size = 4 + 4 + 2; break;
        case 3: size = 4 + 1 + static_cast<unsigned char>(bytes[4]) + 2; break;
        case 4: size = 4 + 16 + 2; break;
        default: return no_socks("it names an address of an unknown kind");
    }
    if (bytes.size() < size) return false;
    return open(bytes.size() > size);
}

RENDERBUS_DECL result<bool> proxy_dialogue::open(bool has_leftover) const {
    if (!has_leftover) return true;
    return refused(transport_errc::malformed_answer, "it sent something behind its answer, before the farm was asked anything",
                   "check that a proxy listens there");
}

RENDERBUS_DECL failure proxy_dialogue::ended() const {
    return refused(transport_errc::connection_lost, "it closed the connection before it answered",
                   "check the proxy's address and its log");
}

RENDERBUS_DECL failure proxy_dialogue::refused(transport_errc code, std::string cause, std::string next_step) const {
    return {code, {}, "the proxy " + with_->text() + ": " + std::move(cause), std::move(next_step)};
}

RENDERBUS_DECL failure proxy_dialogue::no_socks(std::string cause) const {
    return refused(transport_errc::malformed_answer, "no SOCKS5 is spoken there: " + std::move(cause),
                   "check the proxy's kind and port");
}

}  // namespace renderbus::detail

#endif
