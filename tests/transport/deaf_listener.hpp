// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSPORT_DEAF_LISTENER_HPP
#define RENDERBUS_TESTS_TRANSPORT_DEAF_LISTENER_HPP

#include "scripted_peer.hpp"

#include <fcntl.h>

namespace transport_test {

/// A listener whose queue is full: what connects to it hangs until it gives up.
class deaf_listener {
public:
    deaf_listener() {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof where;
        BOOST_REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&where), size) == 0);
        BOOST_REQUIRE(::listen(listening_, 0) == 0);
        BOOST_REQUIRE(::getsockname(listening_, reinterpret_cast<sockaddr*>(&where), &size) == 0);
        port_ = ntohs(where.sin_port);
        for (int& each : filling_) {
            each = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            static_cast<void>(::connect(each, reinterpret_cast<sockaddr*>(&where), size));
        }
        std::this_thread::sleep_for(20ms);
    }
    ~deaf_listener() {
        for (int each : filling_) ::close(each);
        ::close(listening_);
    }
    http::origin where(bool tls) const { return {tls, "127.0.0.1", port_, true}; }

private:
    int listening_;
    int filling_[4];
    std::uint16_t port_ = 0;
};

}  // namespace transport_test

#endif
