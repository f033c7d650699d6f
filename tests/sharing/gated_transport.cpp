// SPDX-License-Identifier: BSL-1.0
#include <renderbus/sharing/gated_transport.hpp>
#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/in_process.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <vector>

namespace rb = renderbus;
namespace http = renderbus::http;

namespace {

/// A gate that lets everybody in, or nobody, and remembers.
struct open_gate {
    bool closed = false;
    std::vector<std::pair<rb::traffic, std::uint64_t>> entered;
    std::vector<std::uint64_t> left;

    void async_enter(asio::any_io_executor executor, rb::traffic kind, std::uint64_t bytes, std::stop_token,
                     rb::completion<rb::gate_pass> done) {
        entered.emplace_back(kind, bytes);
        asio::post(executor, [this, done = std::move(done)]() mutable {
            if (closed) return done(rb::failure{rb::transport_errc::canceled, "a gate", "it is closed", {}});
            done(rb::gate_pass([this](std::uint64_t moved) { left.push_back(moved); }));
        });
    }
};
static_assert(rb::gate<open_gate> && rb::gate<rb::any_gate> && rb::transport<rb::gated_transport>);

struct fixture {
    rb::result<http::response> exchange(http::request what) {
        rb::gated_transport gated(rb::any_transport(std::make_shared<rb::in_process_transport>(answer)), rb::any_gate(at));
        std::optional<rb::result<http::response>> outcome;
        asio::io_context io;
        gated.async_exchange(io.get_executor(), std::move(what), {}, [&](auto given) {
            left_before_the_end = at->left.size() == at->entered.size();
            outcome.emplace(std::move(given));
        });
        BOOST_TEST(at->left.empty());
        io.run();
        BOOST_REQUIRE(outcome.has_value());
        return *std::move(outcome);
    }
    std::shared_ptr<open_gate> at = std::make_shared<open_gate>();
    rb::in_process_transport::function answer = [](const http::request&) { return http::response{200, {}, "12345"}; };
    bool left_before_the_end = false;
    http::origin farm{true, "farm.example", 443, false};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(a_gated_transport, fixture)

BOOST_AUTO_TEST_CASE(takes_what_has_no_source_or_sink_for_a_call) {
    BOOST_TEST(exchange({.where = farm, .body = "1234567"}).value().body == "12345");
    BOOST_TEST((at->entered[0] == std::pair(rb::traffic::call, std::uint64_t{7})));
    BOOST_TEST(at->left.at(0) == 12u);
    BOOST_TEST(left_before_the_end);
}

BOOST_AUTO_TEST_CASE(counts_what_is_sent_from_a_source) {
    answer = [](const http::request& what) -> rb::result<http::response> {
        return http::response{201, {}, std::to_string(http::body_of(what)->size())};
    };
    http::request what{.where = farm, .method = "PUT"};
    what.source = std::make_shared<http::text_source>(std::string(1000, 'x'));
    BOOST_TEST(exchange(std::move(what)).value().body == "1000");
    BOOST_TEST((at->entered[0] == std::pair(rb::traffic::transfer, std::uint64_t{1000})));
    BOOST_TEST(at->left.at(0) == 1004u);
}

BOOST_AUTO_TEST_CASE(counts_what_goes_to_a_sink_and_expects_its_limit) {
    http::request what{.where = farm, .method = "GET"};
    const auto sink = std::make_shared<http::text_sink>();
    what.sink = sink;
    what.sink_limit = {100};
    BOOST_TEST(exchange(std::move(what)).has_value());
    BOOST_TEST(sink->text() == "12345");
    BOOST_TEST((at->entered[0] == std::pair(rb::traffic::transfer, std::uint64_t{100})));
    BOOST_TEST(at->left.at(0) == 5u);
}

BOOST_AUTO_TEST_CASE(expects_nothing_of_a_sink_without_a_limit) {
    http::request what{.where = farm, .method = "GET"};
    what.sink = std::make_shared<http::text_sink>();
    BOOST_TEST(exchange(std::move(what)).has_value());
    BOOST_TEST((at->entered[0] == std::pair(rb::traffic::transfer, std::uint64_t{0})));
    BOOST_TEST(at->left.at(0) == 5u);
}

BOOST_AUTO_TEST_CASE(charges_a_failed_exchange_for_what_it_moved) {
    answer = [](const http::request& what) -> rb::result<http::response> {
        char some[300];
        (void)what.source->read(some);
        return rb::failure{rb::transport_errc::connection_lost, what.target, "lost", {}};
    };
    http::request what{.where = farm, .method = "PUT"};
    what.source = std::make_shared<http::text_source>(std::string(1000, 'x'));
    BOOST_TEST(!exchange(std::move(what)).has_value());
    BOOST_TEST(at->left.at(0) == 300u);
}

BOOST_AUTO_TEST_CASE(says_of_what_exchange_the_gate_refused_it_and_lets_go_of_its_bodies) {
    at->closed = true;
    const auto source = std::make_shared<http::text_source>("text");
    http::request what{.where = farm, .method = "PUT", .target = "/storage/a?key=secret"};
    what.source = source;
    const auto given = exchange(std::move(what));
    BOOST_REQUIRE(!given.has_value());
    BOOST_TEST(given.error().message() == "https://farm.example:443/storage/a: it is closed");
    BOOST_TEST(source.use_count() == 1);
    BOOST_TEST(at->left.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
