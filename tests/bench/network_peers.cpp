// SPDX-License-Identifier: BSL-1.0
// What others need for a request: `openssl` a bare blocking loop, the floor; `asio` a bare coroutine over asio::ssl::stream,
// the floor of what does not block, without limits of time and without reading HTTP; `curl` libcurl's easy interface.
// `openssl_new` and `curl_new` make a connection for each request.
#include "network.hpp"

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/connect.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

SSL_SESSION* session = nullptr;

SSL_CTX* settings_of(const bench::job& what) {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    if (SSL_CTX_load_verify_file(made, what.authority.c_str()) != 1) bench::stop("no authority");
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(made, [](SSL*, SSL_SESSION* given) {
        SSL_SESSION_free(session);
        session = given;
        return 1;
    });
    return made;
}

SSL* connect_to(const bench::job& what, SSL_CTX* settings) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    where.sin_port = htons(static_cast<std::uint16_t>(what.port));
    if (::connect(made, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) bench::stop("no connection");
    const int at_once = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    SSL* tls = SSL_new(settings);
    SSL_set_fd(tls, made);
    SSL_set1_host(tls, "localhost");
    SSL_set_tlsext_host_name(tls, "localhost");
    if (session != nullptr) SSL_set_session(tls, session);
    if (SSL_connect(tls) != 1) bench::stop("no TLS");
    return tls;
}

void ask(SSL* tls, const std::string& request) {
    char space[65536];
    if (SSL_write(tls, request.data(), static_cast<int>(request.size())) <= 0) bench::stop("not sent");
    // The answer is one record.
    if (SSL_read(tls, space, sizeof space) <= 0 || std::memcmp(space, "HTTP/1.1 200", 12) != 0) bench::stop("no answer");
}

std::string request_text() {
    std::string request = std::string("POST ") + bench::target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const char* each : bench::fields) request.append(each).append("\r\n");
    return request.append("Content-Length: " + std::to_string(std::strlen(bench::body)) + "\r\n\r\n" + bench::body);
}

void measure_asio(const bench::job& what) {
    asio::io_context io(1);
    asio::ssl::context settings(asio::ssl::context::tls_client);
    settings.load_verify_file(what.authority);
    settings.set_verify_mode(asio::ssl::verify_peer);
    asio::ssl::stream<asio::ip::tcp::socket> line(io, settings);
    line.next_layer().connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(what.port)});
    line.next_layer().set_option(asio::ip::tcp::no_delay(true));
    SSL_set_tlsext_host_name(line.native_handle(), "localhost");
    line.set_verify_callback(asio::ssl::host_name_verification("localhost"));
    line.handshake(asio::ssl::stream_base::client);
    const auto request = request_text();
    char space[65536];
    const auto ask_once = [&]() -> asio::awaitable<void> {
        co_await asio::async_write(line, asio::buffer(request), asio::use_awaitable);
        const auto got = co_await line.async_read_some(asio::buffer(space), asio::use_awaitable);
        if (got < 12 || std::memcmp(space, "HTTP/1.1 200", 12) != 0) bench::stop("no answer");
    };
    bench::measure(what, [&] {
        asio::co_spawn(io, ask_once(), asio::detached);
        io.restart();
        io.run();
    });
}

void measure_openssl(const bench::job& what, bool always_new) {
    SSL_CTX* settings = settings_of(what);
    const auto request = request_text();
    SSL* kept = always_new ? nullptr : connect_to(what, settings);
    bench::measure(what, [&] {
        SSL* tls = always_new ? connect_to(what, settings) : kept;
        ask(tls, request);
        if (!always_new) return;
        SSL_shutdown(tls);
        ::close(SSL_get_fd(tls));
        SSL_free(tls);
    });
}

void measure_curl(const bench::job& what) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL* easy = curl_easy_init();
    const auto url = "https://localhost:" + std::to_string(what.port) + bench::target;
    curl_slist* head = nullptr;
    for (const char* each : bench::fields) head = curl_slist_append(head, each);
    std::string answer;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, head);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
    curl_easy_setopt(easy, CURLOPT_CAINFO, what.authority.c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(
        easy, CURLOPT_WRITEFUNCTION, +[](char* piece, std::size_t, std::size_t size, void* into) {
            static_cast<std::string*>(into)->append(piece, size);
            return size;
        });
    bench::measure(what, [&] {
        answer.clear();
        if (curl_easy_perform(easy) != CURLE_OK || answer.empty()) bench::stop("no answer");
    });
}

}  // namespace

int main(int count, char** arguments) {
    const auto what = bench::job::read(count, arguments);
    if (what.peer == "openssl" || what.peer == "openssl_new") measure_openssl(what, what.peer == "openssl_new");
    else if (what.peer == "asio") measure_asio(what);
    else if (what.peer == "curl" || what.peer == "curl_new") measure_curl(what);
    else bench::stop("no such peer");
}
