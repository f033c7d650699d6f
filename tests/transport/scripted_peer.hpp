// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSPORT_SCRIPTED_PEER_HPP
#define RENDERBUS_TESTS_TRANSPORT_SCRIPTED_PEER_HPP

#include "support.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <mutex>

namespace transport_test {

/// One connection of a scripted peer, with blocking calls; TLS where the peer has it.
class peer_link {
public:
    peer_link(int socket, SSL* tls) : socket_(socket), tls_(tls) {}

    std::string read_some() {
        char space[65536];
        const auto got = tls_ ? SSL_read(tls_, space, sizeof space) : static_cast<int>(::recv(socket_, space, sizeof space, 0));
        return got > 0 ? std::string(space, static_cast<std::size_t>(got)) : std::string();
    }
    /// Up to the end of a head (what follows it may be in there), or to the connection's end.
    std::string read_head() {
        std::string all;
        while (all.find("\r\n\r\n") == std::string::npos) {
            const auto piece = read_some();
            if (piece.empty()) return all;
            all += piece;
        }
        return all;
    }
    /// A request with `body` bytes of body.
    std::string read_request(std::size_t body) {
        auto all = read_head();
        while (all.size() < all.find("\r\n\r\n") + 4 + body) {
            const auto piece = read_some();
            if (piece.empty()) break;
            all += piece;
        }
        return all;
    }
    bool send(std::string_view text) {
        while (!text.empty()) {
            const auto sent = tls_ ? SSL_write(tls_, text.data(), static_cast<int>(text.size()))
                                   : static_cast<int>(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL));
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// How many bytes the other side took before it closed.
    std::uint64_t send_without_end(std::string_view text, std::uint64_t most) {
        std::uint64_t sent = 0;
        while (sent < most && send(text)) sent += text.size();
        return sent;
    }
    void wait_for_end() {
        while (!read_some().empty()) {}
    }
    void goodbye() {
        if (tls_) SSL_shutdown(tls_);
    }
    /// The connection breaks instead of ending.
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    SSL* tls() const { return tls_; }

private:
    int socket_;
    SSL* tls_;
};

/// A server that does what a test tells it, right or wrong. The script gets each connection with its number, from 1.
/// Without a handshake of its own where `tls` is set: a script sees connections whose handshake went well.
class scripted_peer {
public:
    using script = std::function<void(peer_link&, int)>;

    explicit scripted_peer(script what, SSL_CTX* tls = nullptr) : what_(std::move(what)), tls_(tls) {
        listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof where;
        BOOST_REQUIRE(::bind(listening_, reinterpret_cast<sockaddr*>(&where), size) == 0);
        BOOST_REQUIRE(::listen(listening_, 64) == 0);
        BOOST_REQUIRE(::getsockname(listening_, reinterpret_cast<sockaddr*>(&where), &size) == 0);
        port_ = ntohs(where.sin_port);
        accepting_ = std::thread([this] { accept(); });
    }
    ~scripted_peer() {
        ::shutdown(listening_, SHUT_RDWR);
        accepting_.join();
        {
            const std::lock_guard lock(mutex_);
            for (int each : sockets_) ::shutdown(each, SHUT_RDWR);
        }
        for (auto& each : threads_) each.join();
        for (int each : sockets_) ::close(each);
        ::close(listening_);
        SSL_CTX_free(tls_);
    }
    http::origin where() const { return {tls_ != nullptr, "127.0.0.1", port_, true}; }
    std::uint16_t port() const { return port_; }
    int connections() const { return connections_; }
    /// Until so many connections were closed from this side.
    void wait_for_closed(int number) const {
        for (const auto end = clock::now() + 10s; closed_ < number && clock::now() < end;) std::this_thread::sleep_for(1ms);
    }

private:
    void accept() {
        for (int made = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC); made >= 0;
             made = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC)) {
            const std::lock_guard lock(mutex_);
            sockets_.push_back(made);
            threads_.emplace_back([this, made, number = ++connections_] { serve(made, number); });
        }
    }
    void serve(int made, int number) {
        // OpenSSL writes to its socket without MSG_NOSIGNAL; the library under test must not need this.
        sigset_t pipes;
        sigemptyset(&pipes);
        sigaddset(&pipes, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipes, nullptr);
        SSL* tls = tls_ ? SSL_new(tls_) : nullptr;
        if (tls) SSL_set_fd(tls, made);
        if (!tls || SSL_accept(tls) == 1) {
            peer_link link(made, tls);
            what_(link, number);
        }
        SSL_free(tls);
        linger set{};
        socklen_t size = sizeof set;
        ::getsockopt(made, SOL_SOCKET, SO_LINGER, &set, &size);
        const std::lock_guard lock(mutex_);
        if (!set.l_onoff) ::shutdown(made, SHUT_RDWR);
        ::close(made);  // with SO_LINGER 0 this resets
        std::erase(sockets_, made);
        ++closed_;
    }

    script what_;
    SSL_CTX* tls_;
    int listening_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<int> closed_ = 0;
    std::mutex mutex_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread accepting_;
};

/// Server settings with the tests' certificate; a test may change them before it gives them to a peer.
inline SSL_CTX* peer_tls() {
    SSL_CTX* made = SSL_CTX_new(TLS_server_method());
    const auto read = [](std::string_view text) { return BIO_new_mem_buf(text.data(), static_cast<int>(text.size())); };
    BIO* source = read(certificate().identity.certificate);
    X509* shown = PEM_read_bio_X509(source, nullptr, nullptr, nullptr);
    BIO_free(source);
    source = read(certificate().identity.key.reveal());
    EVP_PKEY* key = PEM_read_bio_PrivateKey(source, nullptr, nullptr, nullptr);
    BIO_free(source);
    BOOST_REQUIRE(SSL_CTX_use_certificate(made, shown) == 1);
    BOOST_REQUIRE(SSL_CTX_use_PrivateKey(made, key) == 1);
    X509_free(shown);
    EVP_PKEY_free(key);
    return made;
}

inline std::string answer_with(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace transport_test

#endif
