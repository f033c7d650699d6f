// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/calls/task_looks.hpp>

#include <asio/io_context.hpp>

#include <optional>
#include <stop_token>

using namespace calls_test;
using namespace std::chrono_literals;

namespace {

/// A line that keeps what it is asked until somebody answers it.
struct silent_line {
    std::vector<rb::completion<rb::http::response>> asked;
    void async_exchange(asio::any_io_executor, rb::http::request, std::stop_token, rb::completion<rb::http::response> done) {
        asked.push_back(std::move(done));
    }
};

/// Two who watch a task each, in contexts of their own; the first asks for both.
struct two_watchers {
    two_watchers() {
        look(second, 2, 1h);
        look(first, 1, 0ms);
        run(first);
        BOOST_REQUIRE_EQUAL(line->asked.size(), 1u);
    }
    ~two_watchers() { line->asked.clear(); }  // they hold the channel, and that the line
    two_watchers(const two_watchers&) = delete;
    two_watchers& operator=(const two_watchers&) = delete;
    struct watcher {
        asio::io_context context;
        std::stop_source stop;
        std::optional<rb::result<rb::api::query::task_info::reply>> outcome;
    };
    void look(std::unique_ptr<watcher>& who, std::int64_t task, std::chrono::milliseconds pause) {
        auto* told = who.get();
        looks->async_look({channel, who->context.get_executor(), who->stop.get_token()}, task, pause,
                          [told](auto known) { told->outcome.emplace(std::move(known)); });
    }
    static void run(std::unique_ptr<watcher>& who) {
        who->context.restart();
        who->context.poll();
    }

    std::shared_ptr<silent_line> line = std::make_shared<silent_line>();
    std::shared_ptr<rb::api_channel> channel = std::make_shared<rb::api_channel>(
        rb::channel_settings{.farm = rb::http::parse_origin("https://farm.example").value()},
        rb::channel_policies{rb::any_transport(line), rb::any_clock(std::make_shared<rb::system_time>()), "me",
                             [](std::string_view) { return std::string(); },
                             [](const rb::failed_try&) { return std::optional<std::chrono::milliseconds>(); }});
    std::shared_ptr<rb::detail::task_looks> looks = std::make_shared<rb::detail::task_looks>();
    std::unique_ptr<watcher> first = std::make_unique<watcher>(), second = std::make_unique<watcher>();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(looks_at_tasks_for_several)

BOOST_AUTO_TEST_CASE(are_given_to_each_in_its_own_context) {
    two_watchers both;
    both.line->asked.front()(rb::http::response{200, {}, R"({"code":200,"data":{"items":[{"id":1},{"id":2}]}})"});
    two_watchers::run(both.first);
    BOOST_TEST_REQUIRE(both.first->outcome.has_value());
    BOOST_TEST(both.first->outcome->value().items[0].id == 1);
    BOOST_TEST(!both.second->outcome.has_value());
    two_watchers::run(both.second);
    BOOST_TEST_REQUIRE(both.second->outcome.has_value());
    BOOST_TEST(both.second->outcome->value().items[0].id == 2);
}

BOOST_AUTO_TEST_CASE(hold_nobody_who_is_called_off) {
    two_watchers both;
    both.second->stop.request_stop();
    two_watchers::run(both.second);
    BOOST_TEST_REQUIRE(both.second->outcome.has_value());
    BOOST_TEST((both.second->outcome->error().code == rb::transport_errc::canceled));
    both.line->asked.front()(rb::http::response{200, {}, R"({"code":200,"data":{"items":[{"id":1},{"id":2}]}})"});
    two_watchers::run(both.first);
    BOOST_TEST(both.first->outcome->has_value());
}

BOOST_AUTO_TEST_CASE(are_made_anew_by_the_others_where_who_asked_is_gone) {
    two_watchers both;
    both.line->asked.clear();  // as when its context ends
    two_watchers::run(both.second);
    BOOST_REQUIRE_EQUAL(both.line->asked.size(), 1u);
    both.line->asked.front()(rb::http::response{200, {}, R"({"code":200,"data":{"items":[{"id":2}]}})"});
    two_watchers::run(both.second);
    BOOST_TEST_REQUIRE(both.second->outcome.has_value());
    BOOST_TEST(both.second->outcome->value().items[0].id == 2);
}

BOOST_AUTO_TEST_SUITE_END()
