// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SHARING_SUPPORT_HPP
#define RENDERBUS_TESTS_SHARING_SUPPORT_HPP

#include <renderbus/client.hpp>
#include <renderbus/sharing/shared_line.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sharing_tests {

namespace rb = renderbus;
using namespace std::chrono_literals;

inline constexpr std::chrono::system_clock::time_point start{1'700'000'000s};
inline constexpr std::string_view access_key = "key-of-the-artist-0123456789";
inline const std::string no_tasks = R"({"code":200,"data":{"items":[]}})";

/// Carries each exchange in as much time as its bytes take, 1000 of them in a millisecond, and one millisecond at least.
class slow_transport {
public:
    struct seen {
        std::string target;
        std::string timestamp;
        std::chrono::system_clock::time_point at;
        std::uint64_t bytes;
    };
    using answerer = std::function<rb::result<rb::http::response>(const rb::http::request&)>;

    slow_transport(std::shared_ptr<rb::manual_time> time, answerer answer) : time_(std::move(time)), answer_(std::move(answer)) {}

    void async_exchange(asio::any_io_executor executor, rb::http::request what, std::stop_token stop,
                        rb::completion<rb::http::response> done) {
        const auto* stamp = rb::http::find(what.headers, "UTCTimestamp");
        const auto bytes = rb::http::body_size(what);
        exchanges.push_back({what.target, stamp ? *stamp : std::string(), time_->now(), bytes});
        most_at_once = std::max(most_at_once, ++under_way);
        time_->async_wait(executor, std::chrono::milliseconds(1 + bytes / 1000), stop,
                          [this, what = std::move(what), done = std::move(done)](rb::result<void> waited) mutable {
                              --under_way;
                              if (!waited) return done(std::move(waited).error());
                              auto given = answer_(what);
                              what = {};
                              done(std::move(given));
                          });
    }

    std::vector<seen> exchanges;
    int under_way = 0;
    int most_at_once = 0;

private:
    std::shared_ptr<rb::manual_time> time_;
    answerer answer_;
};

using slow_client = rb::basic_client<slow_transport, rb::hmac_signer, rb::generation_2, rb::retry_with_backoff, rb::manual_time>;

/// A line in simulated time, on one context.
struct bench {
    explicit bench(
        rb::line_options options = {}, slow_transport::answerer answer =
                                           [](const rb::http::request&) {
                                               return rb::http::response{200, {}, no_tasks};
                                           })
        : carrier(std::make_shared<slow_transport>(time, std::move(answer))), session(client()), line(session, options) {}

    slow_client client() {
        return slow_client({.farm = {true, "localhost", 8443, true}}, carrier,
                           rb::hmac_signer({"artist-id", rb::secret(std::string(access_key))}), {}, time);
    }
    void settle() {
        io.restart();
        while (io.poll() != 0) {}
    }
    /// Lets time pass, in steps from one event to the next; `look` is called after each.
    void pass(
        std::chrono::milliseconds span, const std::function<void()>& look = [] {}) {
        const auto end = time->now() + span;
        settle();
        while (time->now() < end && time->advance_to_next()) settle(), look();
    }

    asio::io_context io{1};
    std::shared_ptr<rb::manual_time> time = std::make_shared<rb::manual_time>(start);
    std::shared_ptr<slow_transport> carrier;
    rb::farm_session session;
    rb::shared_line line;
};

/// Has some transfers at a share's gate at any time, until it is told to end.
struct worker {
    worker(bench& at, rb::line_share of, std::function<std::uint64_t()> size, int depth = 8)
        : set(at), share(std::move(of)), gate(share.session().channel().gate().value()), next_size(std::move(size)) {
        for (int i = 0; i < depth; ++i) ask();
    }
    ~worker() {
        ends = true;
        stop.request_stop();
        set.settle();
        while (under_way > 0 && set.time->advance_to_next()) set.settle();
    }
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    void ask() {
        const auto bytes = next_size();
        ++waiting;
        gate.async_enter(set.io.get_executor(), rb::traffic::transfer, bytes, stop.get_token(),
                         [this, bytes](rb::result<rb::gate_pass> turn) {
                             --waiting;
                             if (!turn) return refused.push_back(turn.error());
                             set.carrier->most_at_once = std::max(set.carrier->most_at_once, ++set.carrier->under_way);
                             ++under_way;
                             auto pass = std::make_shared<rb::gate_pass>(*std::move(turn));
                             set.time->async_wait(set.io.get_executor(), std::chrono::milliseconds(1 + bytes / 1000), {},
                                                  [this, bytes, pass](rb::result<void>) {
                                                      --under_way;
                                                      --set.carrier->under_way;
                                                      pass->moved(bytes);
                                                      pass->leave();
                                                      moved += bytes;
                                                      cost += bytes + rb::fair_queue::piece_overhead;
                                                      if (!ends) ask();
                                                  });
                         });
    }

    bench& set;
    rb::line_share share;
    rb::any_gate gate;
    std::function<std::uint64_t()> next_size;
    std::stop_source stop;
    bool ends = false;
    int waiting = 0;
    int under_way = 0;
    std::uint64_t moved = 0;  ///< bytes
    std::uint64_t cost = 0;   ///< the same with each piece's overhead
    std::vector<rb::failure> refused;
};

}  // namespace sharing_tests

#endif
