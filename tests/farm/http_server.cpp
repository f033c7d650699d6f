// SPDX-License-Identifier: BSL-1.0
#include <renderbus/farm/http_server.hpp>

#include "../transport/scripted_peer.hpp"

#include <netinet/tcp.h>

#include <future>

using namespace transport_test;

namespace {

/// A client that sends exactly what it is told.
class raw_client {
public:
    explicit raw_client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), link_(socket_, nullptr) {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        where.sin_port = htons(port);
        is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0;
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    ~raw_client() { ::close(socket_); }
    bool is_connected() const { return is_connected_; }
    peer_link& link() { return link_; }
    std::string read_to_end() {
        std::string all;
        for (auto piece = link_.read_some(); !piece.empty(); piece = link_.read_some()) all += piece;
        return all;
    }
    /// Sends, says that no more comes, and gives all that is answered.
    std::string exchange(std::string_view text) {
        link_.send(text);
        ::shutdown(socket_, SHUT_WR);
        return read_to_end();
    }

private:
    int socket_;
    peer_link link_;
    bool is_connected_ = false;
};

/// Notes what reaches it; what it does stands in the target.
class noting_handler final : public farm::http_handler {
public:
    struct sink final : http::body_sink {
        explicit sink(noting_handler& owner) : owner_(owner) { ++owner_.sinks_alive; }
        ~sink() override { --owner_.sinks_alive; }
        result<void> write(std::span<const char> piece) override {
            if (owner_.is_disk_full) return failure{scene_errc::unwritable_file, "f", "no space left", {}};
            written.append(piece.data(), piece.size());
            return {};
        }
        noting_handler& owner_;
        std::string written;
    };

    farm::reception begin(const farm::incoming& head) override {
        ++begun;
        farm::reception wanted;
        if (head.target == "/throw-at-once") throw std::runtime_error("no begin");
        if (head.target == "/early") wanted.early = farm::answer{403, {}, "early", nullptr};
        if (head.target.starts_with("/sink")) wanted.sink = std::make_shared<sink>(*this);
        if (head.target == "/small") wanted.limit = {10};
        return wanted;
    }
    farm::answer finish(farm::incoming&& request) override {
        ++finished;
        if (request.target == "/throw") throw std::runtime_error("no finish");
        if (request.target == "/split") return {200, {{"X", "a\r\nY: b"}}, "", nullptr};
        if (request.target == "/nothing") return {204, {}, "", nullptr};
        if (request.target == "/source") return {200, {}, "", std::make_shared<made_source>(300000)};
        if (request.target == "/half") {
            struct failing final : http::body_source {
                std::uint64_t size() const override { return 1000; }
                result<std::size_t> read(std::span<char>) override {
                    return failure{scene_errc::unreadable_file, "f", "gone", {}};
                }
                result<void> rewind() override { return {}; }
            };
            return {200, {}, "", std::make_shared<failing>()};
        }
        const auto* type = http::find(request.headers, "X-Type");
        const auto& body = request.sink ? static_cast<sink&>(*request.sink).written : request.body;
        return {200, {}, request.method + " " + request.target + " " + (type ? *type : "-") + " " + body, nullptr};
    }
    std::atomic<int> begun = 0, finished = 0, sinks_alive = 0;
    std::atomic<bool> is_disk_full = false;
};

struct noted {
    explicit noted(farm::http_server_options options = {}) : farm(std::move(options), handler) {}
    std::string exchange(std::string_view text) { return raw_client(farm->port()).exchange(text); }
    std::shared_ptr<noting_handler> handler = std::make_shared<noting_handler>();
    served farm;
};

std::string ok(const std::string& body, const std::string& more = "") {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

template <class Condition>
bool soon(Condition condition) {
    for (int i = 0; i < 500 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_http_server)

BOOST_AUTO_TEST_CASE(it_listens_on_loopback_only) {
    asio::io_context io;
    for (const char* address :
         {"0.0.0.0", "::", "10.0.0.1", "192.168.1.1", "8.8.8.8", "localhost", "", "127.0.0.1 ", "fe80::1"}) {
        farm::http_server_options options;
        options.address = address;
        const auto refused = farm::http_server::start(io.get_executor(), std::move(options), std::make_shared<noting_handler>());
        BOOST_TEST_CONTEXT(address) {
            BOOST_REQUIRE(!refused);
            BOOST_TEST((refused.error().code == data_errc::invalid_value));
        }
    }
    auto made = farm::http_server::start(io.get_executor(), {}, std::make_shared<noting_handler>());
    BOOST_REQUIRE(made);
    BOOST_TEST(made->port() != 0);
    farm::http_server_options same_port;
    same_port.port = made->port();
    const auto taken = farm::http_server::start(io.get_executor(), std::move(same_port), std::make_shared<noting_handler>());
    BOOST_REQUIRE(!taken);
    BOOST_TEST((taken.error().code == std::errc::address_in_use));
    farm::http_server_options unusable;
    unusable.identity = farm::server_identity{"no certificate", secret("no key")};
    const auto refused = farm::http_server::start(io.get_executor(), std::move(unusable), std::make_shared<noting_handler>());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == transport_errc::tls_failed));
    BOOST_TEST(refused.error().message().find("no key") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(requests_on_one_connection_are_answered_in_order) {
    noted at;
    BOOST_TEST(at.exchange("GET /a HTTP/1.1\r\nHost: h\r\nX-Type: t\r\n\r\nPOST /b HTTP/1.1\r\nHost: h\r\nContent-Length: "
                           "4\r\n\r\nbodyGET /c HTTP/1.1\r\nHost: "
                           "h\r\nConnection: close\r\n\r\n") ==
               ok("GET /a t ") + ok("POST /b - body") + ok("GET /c - ", "Connection: close\r\n"));
    BOOST_TEST(at.exchange("GET /a HTTP/1.0\r\n\r\n") == ok("GET /a - ", "Connection: close\r\n"));
    BOOST_TEST(at.exchange("HEAD /source HTTP/1.1\r\nHost: h\r\n\r\n") == "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n");
    BOOST_TEST(at.exchange("GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n") == "HTTP/1.1 204 No Content\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(bodies_go_to_memory_or_to_the_chosen_sink) {
    noted at;
    const std::string chunked = " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x\r\ndefg\r\n0\r\n\r\n";
    BOOST_TEST(at.exchange("POST /mem" + chunked) == ok("POST /mem - abcdefg"));
    BOOST_TEST(at.exchange("PUT /sink" + chunked) == ok("PUT /sink - abcdefg"));
    BOOST_TEST(at.exchange("PUT /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi") == ok("PUT /sink - hi"));
    BOOST_TEST(soon([&] { return at.handler->sinks_alive == 0; }));
}

BOOST_AUTO_TEST_CASE(a_request_that_breaks_off_is_never_finished_and_its_sink_is_gone) {
    noted at;
    BOOST_TEST(at.exchange("PUT /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\nhalf of it") == "");
    BOOST_TEST(at.handler->begun == 1);
    BOOST_TEST(at.handler->finished == 0);
    BOOST_TEST(soon([&] { return at.handler->sinks_alive == 0; }));
}

BOOST_AUTO_TEST_CASE(a_client_that_asks_before_it_sends_is_told_to_go_on) {
    noted at;
    raw_client client(at.farm->port());
    client.link().send("PUT /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-Continue\r\n\r\n");
    BOOST_TEST(client.link().read_head() == "HTTP/1.1 100 Continue\r\n\r\n");
    BOOST_TEST(client.exchange("body") == ok("PUT /sink - body"));
    BOOST_TEST(at.exchange("PUT /early HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
                   .starts_with("HTTP/1.1 403"));
    BOOST_TEST(
        at.exchange("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: a-miracle\r\n\r\n").starts_with("HTTP/1.1 417"));
    BOOST_TEST(at.exchange("GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n") == ok("GET / - "));
}

BOOST_AUTO_TEST_CASE(malformed_requests_are_answered_with_400_and_the_connection_ends) {
    noted at;
    for (const char* bad :
         {"hello\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", "GET / HTTP/3\r\nHost: h\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n", "GET / HTTP/1.1\nHost: h\n\n", "\x16\x03\x01\x02\r\n\r\n",
          "POST /mem HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}) {
        const auto said = at.exchange(std::string(bad) + "GET /after HTTP/1.1\r\nHost: h\r\n\r\n");
        BOOST_TEST_CONTEXT(bad) {
            BOOST_TEST(said.starts_with("HTTP/1.1 400 Bad Request\r\n"));
            BOOST_TEST(said.find("Connection: close") != std::string::npos);
            BOOST_TEST(said.find("HTTP/1.1 2") == std::string::npos);
        }
    }
    BOOST_TEST(at.handler->finished == 0);
}

BOOST_AUTO_TEST_CASE(heads_and_bodies_are_bounded) {
    noted at;
    BOOST_TEST(at.exchange("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(100000, 'x')).starts_with("HTTP/1.1 431"));
    BOOST_TEST(at.exchange("GET /" + std::string(100000, 'x')).starts_with("HTTP/1.1 431"));
    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 200; ++i) many += "A: b\r\n";
    BOOST_TEST(at.exchange(many).starts_with("HTTP/1.1 431"));
    BOOST_TEST(at.exchange("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n").starts_with("HTTP/1.1 413"));
    BOOST_TEST(at.exchange("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775807\r\n\r\n")
                   .starts_with("HTTP/1.1 413"));
    BOOST_TEST(at.exchange("POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n")
                   .starts_with("HTTP/1.1 413"));
    BOOST_TEST(at.exchange("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n1234567890") ==
               ok("POST /small - 1234567890"));
    BOOST_TEST(at.handler->finished == 1);
}

BOOST_AUTO_TEST_CASE(what_a_handler_or_a_sink_cannot_do_becomes_an_answer) {
    noted at;
    const std::string get = " HTTP/1.1\r\nHost: h\r\n\r\n";
    BOOST_TEST(at.exchange("GET /throw" + get).starts_with("HTTP/1.1 500"));
    BOOST_TEST(at.exchange("GET /throw-at-once" + get).starts_with("HTTP/1.1 500"));
    const auto split = at.exchange("GET /split" + get);
    BOOST_TEST(split.starts_with("HTTP/1.1 500"));
    BOOST_TEST(split.find("Y: b") == std::string::npos);
    at.handler->is_disk_full = true;
    const auto full = at.exchange("PUT /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    BOOST_TEST(full.starts_with("HTTP/1.1 507"));
    BOOST_TEST(full.ends_with("no space left\n"));
    BOOST_TEST(at.handler->sinks_alive == 0);
    // Half an answer is not made to look like a whole one.
    BOOST_TEST(at.exchange("GET /half" + get) == "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(an_early_answer_reaches_a_client_that_still_sends) {
    for (const bool tls : {false, true}) {
        const auto handler = std::make_shared<noting_handler>();
        served farm(tls ? over_tls() : farm::http_server_options{}, handler);
        asio_transport carrier(trusting());
        loop client;
        for (int i = 0; i < 10; ++i) {
            auto what = request_to(farm->where(), "/early", "PUT");
            what.source = std::make_shared<made_source>(32 << 20);
            BOOST_TEST(client.ask(carrier, what).value().body == "early");
        }
        // Without a body to come the connection is kept.
        const auto before = farm->accepted();
        for (int i = 0; i < 3; ++i) BOOST_TEST(client.ask(carrier, request_to(farm->where(), "/early")).value().body == "early");
        BOOST_TEST(farm->accepted() == before + 1);
        BOOST_TEST(handler->finished == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_reads_only_when_it_has_sent_all_gets_an_early_answer_too) {
    noted at;
    raw_client client(at.farm->port());
    BOOST_TEST(client.link().send("PUT /early HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n"));
    for (int i = 0; i < 200; ++i) BOOST_REQUIRE(client.link().send(std::string(100000, 'x')));
    BOOST_TEST(client.exchange("").ends_with("\r\n\r\nearly"));
}

BOOST_AUTO_TEST_CASE(a_silent_client_is_let_go_and_holds_nobody_up) {
    for (const bool tls : {false, true}) {
        auto options = tls ? over_tls() : farm::http_server_options{};
        options.idle_time = 300ms;
        noted at(std::move(options));
        raw_client silent(at.farm->port()), halfway(at.farm->port());
        halfway.link().send(tls ? "\x16\x03" : "GET / HTT");
        asio_transport carrier(trusting());
        loop client;
        BOOST_TEST(client.ask(carrier, request_to(at.farm->where(), "/x")).value().body == "GET /x - ");
        const auto began = clock::now();
        BOOST_TEST(silent.read_to_end() == "");
        BOOST_TEST(halfway.read_to_end() == "");
        BOOST_TEST((clock::now() - began < 4s));
    }
}

BOOST_AUTO_TEST_CASE(connections_beyond_the_limit_wait_for_their_turn) {
    farm::http_server_options options;
    options.connections = 2;
    noted at(std::move(options));
    std::optional<raw_client> first(std::in_place, at.farm->port()), second(std::in_place, at.farm->port());
    BOOST_TEST(soon([&] { return at.farm->accepted() == 2; }));
    raw_client third(at.farm->port());
    auto answered = std::async(std::launch::async, [&] { return third.exchange("GET /third HTTP/1.1\r\nHost: h\r\n\r\n"); });
    BOOST_TEST((answered.wait_for(200ms) == std::future_status::timeout));
    BOOST_TEST(at.farm->accepted() == 2u);
    first.reset();
    BOOST_TEST(answered.get() == ok("GET /third - "));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_connections_and_listening) {
    asio::io_context io;
    auto server = farm::http_server::start(io.get_executor(), {}, std::make_shared<noting_handler>()).value();
    std::jthread running([&] { io.run(); });
    raw_client open(server.port());
    BOOST_TEST(soon([&] { return server.accepted() == 1; }));
    server.stop();
    server.stop();
    running.join();
    BOOST_TEST(open.read_to_end() == "");
    BOOST_TEST(!raw_client(server.port()).is_connected());
}

BOOST_AUTO_TEST_CASE(a_context_may_end_with_open_connections) {
    const auto handler = std::make_shared<noting_handler>();
    {
        asio::io_context io;
        auto server = farm::http_server::start(io.get_executor(), {}, handler).value();
        raw_client open(server.port());
        open.link().send("PUT /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbo");
        io.run_for(100ms);
        BOOST_TEST(handler->sinks_alive == 1);
    }
    BOOST_TEST(handler->sinks_alive == 0);
}

BOOST_AUTO_TEST_SUITE_END()
