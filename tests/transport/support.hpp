// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSPORT_SUPPORT_HPP
#define RENDERBUS_TESTS_TRANSPORT_SUPPORT_HPP

#include <renderbus/farm/certificate.hpp>
#include <renderbus/farm/http_server.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <boost/test/unit_test.hpp>

#include <asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace transport_test {

using namespace renderbus;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

/// The certificate of the tests' servers, for localhost, 127.0.0.1 and ::1.
inline const farm::made_certificate& certificate() {
    static const auto made = farm::make_certificate().value();
    return made;
}

inline farm::server_identity identity_of(const farm::made_certificate& made) {
    return {made.identity.certificate, made.identity.key.copy()};
}

/// Whatever this machine's environment says of proxies.
inline connection_options believing_the_system() {
    connection_options options;
    options.proxies = proxy_rules::none();
    return options;
}

inline connection_options trusting(const farm::made_certificate& made = certificate()) {
    auto options = believing_the_system();
    options.trusted.pem = made.authority;
    return options;
}

/// The byte that stands at a place of the bodies that tests send: a wrong order or a gap does not go unseen.
constexpr char byte_at(std::uint64_t place) { return static_cast<char>('a' + (place * 31 + place / 4096) % 26); }

/// `size` of these bytes from `place` on; at most 64 KiB.
inline std::string_view bytes_from(std::uint64_t place, std::size_t size) {
    constexpr std::uint64_t period = 26 * 4096;
    static const std::string all = [] {
        std::string made;
        for (std::uint64_t i = 0; i < period + 65536; ++i) made += byte_at(i);
        return made;
    }();
    return std::string_view(all).substr(static_cast<std::size_t>(place % period), size);
}

/// A body of any size that is made while it is read.
class made_source final : public http::body_source {
public:
    explicit made_source(std::uint64_t size, std::atomic<std::uint64_t>* given = nullptr) : size_(size), given_(given) {}
    std::uint64_t size() const override { return size_; }
    result<std::size_t> read(std::span<char> space) override {
        const auto taken =
            static_cast<std::size_t>(std::min<std::uint64_t>(std::min<std::size_t>(space.size(), 65536), size_ - at_));
        std::this_thread::sleep_for(pause);
        bytes_from(at_, taken).copy(space.data(), taken);
        at_ += taken;
        if (given_) *given_ += taken;
        return taken;
    }
    result<void> rewind() override { return at_ = 0, ++rewound, result<void>(); }
    int rewound = 0;
    std::chrono::microseconds pause{0};  // before each piece

private:
    std::uint64_t size_;
    std::uint64_t at_ = 0;
    std::atomic<std::uint64_t>* given_;
};

/// Compares what comes with what `made_source` gives, and notes how much was under way at most.
class checking_sink final : public http::body_sink {
public:
    explicit checking_sink(const std::atomic<std::uint64_t>* given = nullptr) : given_(given) {}
    void begin(const http::response& head) override {
        begun.push_back(std::to_string(head.status) + " at " + std::to_string(size));
    }
    result<void> write(std::span<const char> piece) override {
        for (auto rest = std::string_view(piece.data(), piece.size()); !rest.empty();) {
            const auto compared = rest.substr(0, 65536);
            is_right = is_right && compared == bytes_from(size, compared.size());
            size += compared.size();
            rest.remove_prefix(compared.size());
        }
        if (given_) most_under_way = std::max<std::uint64_t>(most_under_way, *given_ - size);
        return {};
    }
    std::uint64_t size = 0;
    std::uint64_t most_under_way = 0;
    bool is_right = true;
    std::vector<std::string> begun;

private:
    const std::atomic<std::uint64_t>* given_;
};

/// Answers `/echo` with the body, `/bytes/N` with N made bytes, `/status/N` with that status, `/swallow` (body to a
/// checking sink) with its size, and `/early` with 403 before the body.
class test_farm final : public farm::http_handler {
public:
    farm::reception begin(const farm::incoming& head) override {
        farm::reception wanted;
        if (head.target == "/early") wanted.early = farm::answer{403, {}, "not you", nullptr};
        if (head.target == "/swallow") wanted.sink = std::make_shared<checking_sink>(&given), wanted.limit = mebibytes(1024);
        return wanted;
    }
    farm::answer finish(farm::incoming&& request) override {
        if (request.target == "/echo") return {200, {{"X-Method", request.method}}, std::move(request.body), nullptr};
        if (request.target.starts_with("/status/")) return {std::stoi(request.target.substr(8)), {}, "", nullptr};
        if (request.target.starts_with("/bytes/")) {
            return {200, {}, "", std::make_shared<made_source>(std::stoull(request.target.substr(7)), &given)};
        }
        if (request.sink) {
            const auto& swallowed = static_cast<const checking_sink&>(*request.sink);
            most_under_way = swallowed.most_under_way;
            return {200, {}, std::to_string(swallowed.size) + (swallowed.is_right ? " right" : " wrong"), nullptr};
        }
        return {404, {}, "nothing here", nullptr};
    }
    std::atomic<std::uint64_t> given = 0;
    std::atomic<std::uint64_t> most_under_way = 0;
};

/// A farm::http_server with its own thread.
class served {
public:
    explicit served(farm::http_server_options options,
                    std::shared_ptr<farm::http_handler> handler = std::make_shared<test_farm>())
        : server_(farm::http_server::start(io_.get_executor(), std::move(options), std::move(handler)).value()),
          thread_([this] { io_.run(); }) {}
    ~served() {
        server_.stop();
        thread_.join();
    }
    const farm::http_server& operator*() const { return server_; }
    const farm::http_server* operator->() const { return &server_; }

private:
    asio::io_context io_;
    farm::http_server server_;
    std::thread thread_;
};

inline farm::http_server_options over_tls(const farm::made_certificate& made = certificate()) {
    farm::http_server_options options;
    options.identity = identity_of(made);
    return options;
}

inline http::request request_to(http::origin where, std::string target, std::string method = "GET", std::string body = {}) {
    http::request what;
    what.where = std::move(where);
    what.method = std::move(method);
    what.target = std::move(target);
    what.body = std::move(body);
    what.timeout = 10s;
    return what;
}

/// A client's execution context, run as long as an exchange takes.
class loop {
public:
    template <class Transport>
    result<http::response> ask(Transport& carrier, http::request what, std::stop_token stop = {}) {
        return std::move(ask_all(carrier, {std::move(what)}, std::move(stop)).front());
    }

    /// All at once; the answers in the order of the requests.
    template <class Transport>
    std::vector<result<http::response>> ask_all(Transport& carrier, std::vector<http::request> all, std::stop_token stop = {}) {
        std::vector<std::optional<result<http::response>>> answers(all.size());
        std::size_t open = all.size();
        bool is_calling = true;
        for (std::size_t i = 0; i < all.size(); ++i) {
            carrier.async_exchange(io.get_executor(), std::move(all[i]), stop, [&, i](result<http::response> answer) {
                BOOST_TEST(!is_calling);
                BOOST_REQUIRE(!answers[i]);
                answers[i].emplace(std::move(answer));
                done_at = clock::now();
                --open;
            });
        }
        is_calling = false;
        io.restart();
        for (const auto end = clock::now() + 60s; open != 0 && clock::now() < end;) io.run_one_for(100ms);
        BOOST_REQUIRE_EQUAL(open, 0u);
        // Nothing may go on after the last answer: a caller's run() must return.
        const auto ran_on = clock::now();
        io.run_for(5s);
        BOOST_TEST((clock::now() - ran_on < 1s));
        std::vector<result<http::response>> given;
        for (auto& each : answers) given.push_back(std::move(*each));
        return given;
    }

    asio::io_context io;
    clock::time_point done_at;
};

inline void check_failure(const result<http::response>& answer, std::error_code code, std::string_view in_its_message) {
    BOOST_REQUIRE(!answer);
    const auto& why = answer.error();
    BOOST_TEST((why.code == code), why.code.message() << " | " << why.message());
    BOOST_TEST((why.message().find(in_its_message) != std::string::npos),
               "not in the message: " << in_its_message << " | " << why.message());
    BOOST_TEST(why.place.starts_with("http"));
    BOOST_TEST(why.message().find('\n') == std::string::npos);
}

}  // namespace transport_test

#endif
