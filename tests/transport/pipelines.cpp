// SPDX-License-Identifier: BSL-1.0
#include "scripted_peer.hpp"
#include "support.hpp"

#include <renderbus/transport/asio_transport.hpp>
#include <renderbus/transport/bodies.hpp>

#include <set>

using namespace transport_test;

namespace {

http::request pipelined(http::origin where, std::string target, std::string body = {}) {
    auto what = request_to(std::move(where), std::move(target), "PUT", std::move(body));
    what.repeatable = true;
    what.pipelined = true;
    return what;
}

std::vector<http::request> numbered(const http::origin& where, int count) {
    std::vector<http::request> all;
    for (int i = 0; i < count; ++i) all.push_back(pipelined(where, "/" + std::to_string(i)));
    return all;
}

/// One connection, so that what follows what is known.
connection_options over_one_connection() {
    auto options = trusting();
    options.connections_per_origin = 2;  // half of them for pipelines
    return options;
}

/// Takes requests without a body apart and remembers which came, on which connection.
class request_log {
public:
    /// The target of the next request, or nothing at the connection's end.
    std::string next(peer_link& link, std::string& buffer) {
        while (buffer.find("\r\n\r\n") == std::string::npos) {
            const auto piece = link.read_some();
            if (piece.empty()) return {};
            buffer += piece;
        }
        const auto from = buffer.find(' ') + 1;
        auto target = buffer.substr(from, buffer.find(' ', from) - from);
        buffer.erase(0, buffer.find("\r\n\r\n") + 4);
        const std::lock_guard lock(mutex_);
        seen_.push_back(target);
        return target;
    }
    std::vector<std::string> seen() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> seen_;
};

std::string last_answer(std::string body) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void check_each_has_its_own(const std::vector<result<http::response>>& answers) {
    for (std::size_t i = 0; i < answers.size(); ++i) BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_pipelines)

BOOST_AUTO_TEST_CASE(requests_follow_each_other_before_the_first_is_answered) {
    for (const bool tls : {false, true}) {
        request_log log;
        scripted_peer peer(
            [&](peer_link& link, int) {
                std::string buffer;
                link.send(answer_with(log.next(link, buffer)));
                std::vector<std::string> waiting;
                while (waiting.size() < 19) waiting.push_back(log.next(link, buffer));
                for (const auto& each : waiting) link.send(answer_with(each));
                link.wait_for_end();
            },
            tls ? peer_tls() : nullptr);
        asio_transport carrier(over_one_connection());
        loop client;
        check_each_has_its_own(client.ask_all(carrier, numbered(peer.where(), 20)));
        BOOST_TEST(peer.connections() == 1);
    }
}

BOOST_AUTO_TEST_CASE(nothing_follows_until_the_farm_has_shown_that_it_keeps_connections) {
    request_log log;
    std::atomic<int> most_at_once = 0;
    scripted_peer peer([&](peer_link& link, int) {
        std::string buffer;
        const auto first = log.next(link, buffer);
        std::this_thread::sleep_for(20ms);
        most_at_once = std::max<int>(most_at_once, 1 + static_cast<int>(!buffer.empty()));
        link.send(last_answer(first));
        link.goodbye();
    });
    asio_transport carrier(over_one_connection());
    loop client;
    check_each_has_its_own(client.ask_all(carrier, numbered(peer.where(), 12)));
    BOOST_TEST(most_at_once == 1);
    BOOST_TEST(log.seen().size() == 12u);
}

BOOST_AUTO_TEST_CASE(hundreds_of_requests_have_their_own_answers) {
    for (const bool tls : {false, true}) {
        served farm(tls ? over_tls() : farm::http_server_options());
        const http::origin where{tls, "127.0.0.1", farm->port(), true};
        asio_transport carrier(trusting());
        loop client;
        std::vector<http::request> all;
        for (std::size_t i = 0; i < 600; ++i)
            all.push_back(pipelined(where, "/echo", std::string(i * 50, 'a') + std::to_string(i)));
        const auto answers = client.ask_all(carrier, all);
        for (std::size_t i = 0; i < all.size(); ++i) BOOST_REQUIRE(answers[i].value().body == all[i].body);
        // Another round goes over the connections that were kept.
        BOOST_TEST(client.ask(carrier, request_to(where, "/echo", "POST", "alone")).value().body == "alone");
        BOOST_TEST(client.ask_all(carrier, all).back().value().body == all.back().body);
    }
}

BOOST_AUTO_TEST_CASE(what_a_closed_connection_left_unanswered_is_sent_again_and_nothing_else) {
    for (const bool says_so : {true, false}) {
        for (const bool tls : {false, true}) {
            request_log log;
            std::mutex mutex;
            std::vector<std::string> answered;
            scripted_peer peer(
                [&](peer_link& link, int) {
                    std::string buffer;
                    for (int i = 1; i <= 7; ++i) {
                        const auto target = log.next(link, buffer);
                        if (target.empty()) return;
                        {
                            const std::lock_guard lock(mutex);
                            answered.push_back(target);
                        }
                        link.send(i == 7 && says_so ? last_answer(target) : answer_with(target));
                    }
                    link.goodbye();
                },
                tls ? peer_tls() : nullptr);
            asio_transport carrier(over_one_connection());
            loop client;
            check_each_has_its_own(client.ask_all(carrier, numbered(peer.where(), 50)));
            BOOST_TEST(answered.size() == 50u);
            BOOST_TEST(std::set(answered.begin(), answered.end()).size() == 50u);
            BOOST_TEST(peer.connections() == 8);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_request_that_ends_each_connection_fails_and_the_others_are_answered) {
    request_log log;
    scripted_peer peer([&](peer_link& link, int) {
        std::string buffer;
        for (auto target = log.next(link, buffer); !target.empty() && target != "/5"; target = log.next(link, buffer))
            link.send(answer_with(target));
    });
    asio_transport carrier(over_one_connection());
    loop client;
    const auto answers = client.ask_all(carrier, numbered(peer.where(), 20));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i == 5) check_failure(answers[i], transport_errc::connection_lost, "/5");
        else BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_cut_at_any_byte_gives_each_request_its_answer_or_a_clear_end) {
    std::string whole;
    for (int i = 0; i < 4; ++i) whole += answer_with("/" + std::to_string(i));
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        request_log log;
        scripted_peer peer([&](peer_link& link, int number) {
            std::string buffer;
            if (number > 1) {
                for (auto target = log.next(link, buffer); !target.empty(); target = log.next(link, buffer))
                    link.send(answer_with(target));
                return;
            }
            log.next(link, buffer);
            const auto first = answer_with("/0").size();
            link.send(whole.substr(0, std::min(cut, first)));
            if (cut < first) return;
            for (int i = 1; i < 4; ++i) log.next(link, buffer);
            link.send(whole.substr(first, cut - first));
        });
        asio_transport carrier(over_one_connection());
        loop client;
        const auto answers = client.ask_all(carrier, numbered(peer.where(), 4));
        std::size_t failed = 0;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (!answers[i]) check_failure(answers[i], transport_errc::connection_lost, "/" + std::to_string(i)), ++failed;
            else BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
        }
        const bool is_between_two_answers = cut % answer_with("/0").size() == 0;
        BOOST_TEST(failed == (is_between_two_answers && cut != 0 ? 0u : 1u), "cut at " << cut);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_none_fails_its_request_alone) {
    request_log log;
    scripted_peer peer([&](peer_link& link, int number) {
        std::string buffer;
        for (auto target = log.next(link, buffer); !target.empty(); target = log.next(link, buffer))
            link.send(number == 1 && target == "/3" ? "HTTP/1.1 nonsense\r\n\r\n" : answer_with(target));
    });
    asio_transport carrier(over_one_connection());
    loop client;
    const auto answers = client.ask_all(carrier, numbered(peer.where(), 10));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i == 3) check_failure(answers[i], transport_errc::malformed_answer, "/3");
        else BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_nobody_asked_for_goes_to_nobody) {
    request_log log;
    scripted_peer peer([&](peer_link& link, int number) {
        std::string buffer;
        for (auto target = log.next(link, buffer); !target.empty(); target = log.next(link, buffer)) {
            // At once: behind the next request it could not be told from that one's answer.
            link.send(answer_with(target) + (number == 1 ? answer_with("unasked") : std::string()));
        }
    });
    asio_transport carrier(over_one_connection());
    loop client;
    for (int i = 0; i < 3; ++i) BOOST_TEST(client.ask(carrier, pipelined(peer.where(), "/one")).value().body == "/one");
}

BOOST_AUTO_TEST_CASE(a_silent_farm_fails_the_first_request_and_the_next_connection_has_the_others) {
    request_log log;
    scripted_peer peer([&](peer_link& link, int number) {
        std::string buffer;
        for (auto target = log.next(link, buffer); !target.empty(); target = log.next(link, buffer)) {
            if (number == 1 && target == "/2") return link.wait_for_end();
            link.send(answer_with(target));
        }
    });
    asio_transport carrier(over_one_connection());
    loop client;
    auto all = numbered(peer.where(), 8);
    for (auto& each : all) each.timeout = 200ms;
    const auto answers = client.ask_all(carrier, all);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i == 2) check_failure(answers[i], transport_errc::timed_out, "no answer came for 200 ms");
        else BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
    }
}

BOOST_AUTO_TEST_CASE(a_stop_ends_what_waits_and_what_is_under_way) {
    for (const bool is_connected : {true, false}) {
        std::atomic<int> requests = 0;
        scripted_peer peer(
            [&](peer_link& link, int) {
                if (is_connected) link.read_head();
                ++requests;
                link.wait_for_end();
            },
            is_connected ? nullptr : peer_tls());
        asio_transport carrier(trusting());
        loop client;
        std::stop_source stop;
        std::jthread stopping([&] {
            for (const auto end = clock::now() + 5s; is_connected && requests == 0 && clock::now() < end;)
                std::this_thread::sleep_for(1ms);
            stop.request_stop();
        });
        for (const auto& each : client.ask_all(carrier, numbered(peer.where(), 40), stop.get_token()))
            check_failure(each, transport_errc::canceled, "called off");
        BOOST_TEST(!client.ask(carrier, pipelined(peer.where(), "/late"), stop.get_token()));
    }
}

BOOST_AUTO_TEST_CASE(one_that_is_called_off_leaves_the_others_their_answers) {
    request_log log;
    std::stop_source stop;
    scripted_peer peer([&](peer_link& link, int) {
        std::string buffer;
        link.send(answer_with(log.next(link, buffer)));
        log.next(link, buffer);
        stop.request_stop();
        std::this_thread::sleep_for(50ms);
        link.send(answer_with("for nobody"));
        link.send(answer_with(log.next(link, buffer)));
        link.wait_for_end();
    });
    asio_transport carrier(over_one_connection());
    loop client;
    int answered = 0;
    const auto ask = [&](std::string target, std::stop_token token, bool is_canceled) {
        carrier.async_exchange(client.io.get_executor(), pipelined(peer.where(), target), token,
                               [&, target, is_canceled](result<http::response> answer) {
                                   ++answered;
                                   if (is_canceled) check_failure(answer, transport_errc::canceled, target);
                                   else BOOST_TEST(answer.value().body == target);
                               });
    };
    ask("/0", {}, false);
    ask("/1", stop.get_token(), true);
    ask("/2", {}, false);
    client.io.run_for(5s);
    BOOST_TEST(answered == 3);
}

BOOST_AUTO_TEST_CASE(a_farm_that_cannot_be_reached_fails_all) {
    std::uint16_t port = 0;
    {
        scripted_peer peer([](peer_link&, int) {});
        port = peer.port();
    }
    asio_transport carrier(trusting());
    loop client;
    for (const auto& each : client.ask_all(carrier, numbered({false, "127.0.0.1", port, true}, 30)))
        check_failure(each, transport_errc::connect_failed, "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_body_is_sent_again_from_its_first_byte) {
    std::mutex mutex;
    std::vector<std::string> bodies;
    scripted_peer peer([&](peer_link& link, int number) {
        const auto request = link.read_request(26);
        {
            const std::lock_guard lock(mutex);
            bodies.push_back(request.substr(request.find("\r\n\r\n") + 4));
        }
        if (number == 1) link.send(answer_with("first")), link.read_request(26);
        else link.send(answer_with("again"));
    });
    asio_transport carrier(over_one_connection());
    loop client;
    std::vector<http::request> all;
    for (int i = 0; i < 2; ++i) {
        all.push_back(pipelined(peer.where(), "/body"));
        all.back().source = std::make_shared<http::text_source>("abcdefghijklmnopqrstuvwxyz");
    }
    const auto answers = client.ask_all(carrier, all);
    BOOST_TEST(answers[0].value().body == "first");
    BOOST_TEST(answers[1].value().body == "again");
    BOOST_TEST(bodies.back() == "abcdefghijklmnopqrstuvwxyz");
}

BOOST_AUTO_TEST_CASE(a_source_that_fails_fails_its_own_request) {
    class shrunk final : public http::body_source {
    public:
        std::uint64_t size() const override { return 10; }
        result<std::size_t> read(std::span<char>) override { return std::size_t{0}; }
        result<void> rewind() override { return {}; }
    };
    request_log log;
    scripted_peer peer([&](peer_link& link, int) {
        std::string buffer;
        for (auto target = log.next(link, buffer); !target.empty(); target = log.next(link, buffer))
            link.send(answer_with(target));
    });
    asio_transport carrier(over_one_connection());
    loop client;
    auto all = numbered(peer.where(), 6);
    all[0].source = all[3].source = std::make_shared<shrunk>();
    const auto answers = client.ask_all(carrier, all);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i % 3 == 0) check_failure(answers[i], scene_errc::changed_file, "ended before its size");
        else BOOST_TEST(answers[i].value().body == "/" + std::to_string(i));
    }
    BOOST_TEST(log.seen().size() == 4u);
    BOOST_TEST(!client.ask(carrier, all[0]));
}

BOOST_AUTO_TEST_CASE(what_may_not_be_repeated_or_is_large_goes_alone) {
    std::atomic<int> followed = 0;
    scripted_peer peer([&](peer_link& link, int) {
        for (std::string buffer = link.read_head(); !buffer.empty(); buffer = link.read_head()) {
            followed += buffer.find("\r\n\r\n") + 4 != buffer.size();
            link.send(answer_with("alone"));
        }
    });
    auto options = over_one_connection();
    options.connections_per_origin = 1;
    asio_transport carrier(options);
    loop client;
    auto all = numbered(peer.where(), 10);
    for (auto& each : all) each.repeatable = false;
    for (const auto& each : client.ask_all(carrier, all)) BOOST_TEST(each.value().body == "alone");
    BOOST_TEST(followed == 0);
    options.pipeline_depth = 1;
    asio_transport shallow(options);
    for (const auto& each : client.ask_all(shallow, numbered(peer.where(), 10))) BOOST_TEST(each.value().body == "alone");
    BOOST_TEST(followed == 0);
}

BOOST_AUTO_TEST_SUITE_END()
