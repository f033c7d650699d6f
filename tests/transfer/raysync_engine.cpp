// SPDX-License-Identifier: BSL-1.0
#include "raysync_bench.hpp"

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;
using agent_says = scripted_agent;

}  // namespace

static_assert(rb::transfer_engine<rb::raysync_engine>);

BOOST_AUTO_TEST_SUITE(transfer_raysync_engine)

BOOST_AUTO_TEST_CASE(a_download_arrives_beside_and_is_renamed_when_it_is_right) {
    raysync_bench at;
    std::string target;
    at.agent->move = [&](const rb::raysync::create_call& order) {
        BOOST_TEST(order.task_type == "download");
        BOOST_TEST(order.source_path.value() == "/output/20201-1/12_shot/a.png");
        BOOST_TEST(order.server_port == 20201u);
        target = order.target_path.value();
        write_file(fs::path(target) / "a.png", "frame");
    };
    const auto local = at.here("frames/renamed.png");
    BOOST_REQUIRE(at.get({"20201-1/12_shot/a.png", 5, digest_of_text("frame")}, local).has_value());
    BOOST_TEST(read_file(local) == "frame");
    BOOST_TEST(at.progress == 5u);
    BOOST_TEST(fs::path(target).parent_path() == local.parent_path());
    for (const auto& [size, digest] : {std::pair(5u, digest_of_text("other")), std::pair(6u, digest_of_text("frame"))}) {
        const auto how = at.get({"output/20201-1/12_shot/a.png", size, digest}, at.here("frames/second.png"));
        BOOST_TEST((how.error().code == rb::data_errc::wrong_digest));
    }
    at.agent->move = {};
    BOOST_TEST((at.get({"20201-1/12_shot/a.png", 5, {}}, at.here("third.png")).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST((files_below(at.folder / "here") == std::vector<std::string>{"frames/renamed.png"}));
    std::vector<std::string> left;
    for (const auto& one : fs::directory_iterator(at.here("frames"))) left.push_back(one.path().filename());
    BOOST_TEST((left == std::vector<std::string>{"renamed.png"}));
}

BOOST_AUTO_TEST_CASE(every_state_has_its_meaning) {
    struct meaning {
        std::string state;
        std::error_code code;
        bool is_auth, is_transient;
    };
    const meaning table[] = {
        {"stopped", rb::raysync_errc::stopped, false, false},
        {"failed", rb::raysync_errc::failed, false, false},
        {"auth-failed", rb::raysync_errc::auth_failed, true, false},
        {"proxy-closed", rb::raysync_errc::proxy_closed, false, true},
        {"stop-by-server", rb::raysync_errc::stop_by_server, false, true},
        {"no-permission", rb::raysync_errc::no_permission, true, false},
        {"ip-locked", rb::raysync_errc::ip_locked, true, false},
        {"account-locked", rb::raysync_errc::account_locked, true, false},
        {"dancing", std::make_error_code(std::errc::protocol_error), false, false},
    };
    for (const auto& one : table) {
        raysync_bench at;
        at.use([](rb::raysync_options& options) { options.restarts = 0; });
        for (const auto before : {"ready", "start", "idle"}) at.agent->then("get-task-status", agent_says::state(before));
        at.agent->then("get-task-status", agent_says::state(one.state));
        const auto how = at.put_one();
        BOOST_REQUIRE_MESSAGE(!how, one.state);
        BOOST_TEST((how.error().code == one.code), one.state);
        BOOST_TEST((how.error().code == rb::condition::auth) == one.is_auth, one.state);
        BOOST_TEST((how.error().code == rb::condition::transient) == one.is_transient, one.state);
        BOOST_TEST(how.error().place == at.here("a.png").string());
        BOOST_TEST(!how.error().next_step.empty());
        BOOST_TEST(at.agent->count("get-task-status") == 4);
        BOOST_TEST(at.progress == 0u);
    }
    BOOST_TEST(rb::make_error_code(rb::raysync_errc::account_locked).value() == 209);
    for (const int code : {0, 100, 101, 102, 201, 202, 205, 209, 300, 301, 405, 500})
        BOOST_TEST((rb::raysync::read_state(rb::raysync::name_of(static_cast<rb::raysync::task_state>(code))) ==
                    static_cast<rb::raysync::task_state>(code)));
}

BOOST_AUTO_TEST_CASE(a_failed_task_is_started_again_so_often) {
    raysync_bench at;
    for (int i = 0; i < 3; ++i) at.agent->then("get-task-status", agent_says::state("failed"));
    BOOST_REQUIRE(at.put_one().has_value());
    BOOST_TEST(at.agent->count("start-task") == 3);
    BOOST_TEST(at.agent->body("start-task") == R"({"task-id":"t1"})");
    BOOST_TEST(at.agent->count("create-task") == 1);
    for (int i = 0; i < 4; ++i) at.agent->then("get-task-status", agent_says::state("failed"));
    const auto how = at.put_one();
    BOOST_TEST((how.error().code == rb::raysync_errc::failed));
    BOOST_TEST(says(how.error(), "names no file"));
    BOOST_TEST(at.agent->count("start-task") == 6);
}

BOOST_AUTO_TEST_CASE(an_error_list_that_cannot_be_had_changes_nothing) {
    for (const auto& answer :
         {agent_says::json(R"({"code":7,"message":"no list now"})"), agent_says::json("<html>"), agent_says::down()}) {
        raysync_bench at;
        for (int i = 0; i < 4; ++i) at.agent->then("get-task-status", agent_says::state("failed"));
        at.agent->then("get-file-list", answer);
        const auto how = at.put_one();
        BOOST_TEST((how.error().code == rb::raysync_errc::failed));
        BOOST_TEST(says(how.error(), "the list of files cannot be had"));
        BOOST_TEST(at.agent->count("start-task") == 3);
        BOOST_TEST(at.agent->count("get-file-list") == 1);
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_is_refused_leaves_nothing_on_the_disk) {
    raysync_bench at;
    const auto local = at.here("made/by/mistake/x");
    BOOST_TEST((at.get({"nonsense", 1, {}}, local).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((at.get({"7-1/a", 1, {}}, local).error().code == rb::data_errc::invalid_value));
    BOOST_TEST(!fs::exists(at.here("made")));
    BOOST_TEST(at.agent->requests.empty());
}

BOOST_AUTO_TEST_CASE(the_error_list_is_read_page_by_page) {
    raysync_bench at;
    at.use([](rb::raysync_options& options) { options.restarts = 0; });
    at.agent->then("get-task-status", agent_says::state("failed"));
    int number = 0;
    for (const int size : {100, 100, 2}) {
        std::string page;
        for (int i = 0; i < size; ++i, ++number)
            page += std::string(page.empty() ? "" : ",") + R"({"local-path":"/a/)" + std::to_string(number) +
                    R"(.png","error-code":)" + std::to_string(500 + number) + "}";
        at.agent->then("get-file-list", agent_says::json(R"({"code":0,"message":"","file-list":[)" + page + "]}"));
    }
    std::vector<std::string> told;
    const auto how = at.transfer({.local = at.home() / "list.txt", .storage = "input/10201-1"}, &told);
    BOOST_TEST(says(how.error(), "could not move 202 files: /a/0.png (code 500), /a/1.png (code 501), /a/2.png (code 502), ..."));
    BOOST_REQUIRE_EQUAL(told.size(), 202u);
    BOOST_TEST(told.back() == "/a/201.png 701");
    BOOST_TEST(at.agent->body("get-file-list") == R"({"task-id":"t1","list-type":"error","page-size":100,"page-number":1})");
    BOOST_TEST(at.agent->body("get-file-list", 2) == R"({"task-id":"t1","list-type":"error","page-size":100,"page-number":3})");
}

BOOST_AUTO_TEST_CASE(an_error_list_without_end_ends) {
    raysync_bench at;
    at.use([](rb::raysync_options& options) { options.restarts = 0; });
    at.agent->then("get-task-status", agent_says::state("failed"));
    std::string page;
    for (int i = 0; i < 100; ++i) page += std::string(page.empty() ? "" : ",") + R"({"local-path":"x","error-code":1})";
    for (int i = 0; i < 200; ++i) at.agent->then("get-file-list", agent_says::json(R"({"code":0,"file-list":[)" + page + "]}"));
    BOOST_TEST((at.put_one().error().code == rb::raysync_errc::failed));
    BOOST_TEST(at.agent->count("get-file-list") == 100);
}

BOOST_AUTO_TEST_CASE(a_task_that_never_ends_is_given_up) {
    raysync_bench at;
    at.agent->then("get-task-status", agent_says::state("ready"));
    for (int i = 0; i < 5000; ++i) at.agent->then("get-task-status", agent_says::state("start"));
    const auto how = at.put_one();
    BOOST_TEST((how.error().code == rb::transport_errc::timed_out));
    BOOST_TEST(says(how.error(), "18000 s"));
    BOOST_TEST((at.waited() == 18'000s));
    // 100, 200, ... 3200 ms, then each `poll`, and what is left.
    BOOST_TEST(at.agent->count("get-task-status") == 6 + 3599);
    BOOST_TEST((std::vector(at.pauses->spans.begin(), at.pauses->spans.begin() + 8) ==
                std::vector<std::chrono::milliseconds>{100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 5s, 5s}));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_every_step) {
    for (const std::string step :
         {"check-raysync-http", "set-task-limit", "create-task", "get-task-status", "start-task", "get-file-list"}) {
        raysync_bench at;
        const bool is_list = step == "get-file-list";
        at.use([&](rb::raysync_options& options) { options.restarts = is_list ? 0 : 3; });
        for (int i = 0; i < 9; ++i) at.agent->then("get-task-status", agent_says::state(i % 2 ? "failed" : "start"));
        at.pauses->on_pause = [&] {
            if (at.agent->count(step) != 0) at.stop.request_stop();
        };
        if (step.starts_with("check") || step.starts_with("set") || is_list)
            at.agent->then(step, rb::failure{rb::transport_errc::canceled, "", "", ""});
        const auto how = at.put_one();
        BOOST_REQUIRE_MESSAGE(!how, step);
        BOOST_TEST((how.error().code == rb::transport_errc::canceled), step);
        BOOST_TEST(at.agent->count("get-task-status") <= 3);
    }
}

BOOST_AUTO_TEST_CASE(hostile_answers_end_the_operation_and_tell_no_key) {
    const std::string deep(100, '[');
    const std::pair<std::string, agent_says::answer> table[] = {
        {"check-raysync-http", agent_says::json("<html>")},
        {"check-raysync-http", agent_says::json("{}")},
        {"check-raysync-http", rb::http::response{404, {}, "k3y-of-the-artist"}},
        {"set-task-limit", agent_says::json(R"({"code":7,"message":"no: k3y-of-the-artist k3y-of-the-artist"})")},
        {"create-task", agent_says::json(R"({"code":201,"message":"wrong password k3y-of-the-artist&1&2&12345678\u0007"})")},
        {"create-task", agent_says::json(R"({"code":0,"task-id":null})")},
        {"create-task", agent_says::json(R"({"code":0,"task-id":""})")},
        {"create-task", agent_says::json(R"({"code":0,"task-id":{"a":1}})")},
        {"create-task", agent_says::json(R"({"code":0,"task-id":")" + std::string(300, 'x') + R"("})")},
        {"create-task", agent_says::json(R"({"code":9223372036854775807,"message":null})")},
        {"get-task-status", agent_says::json(R"({"code":0,"task-list":[]})")},
        {"get-task-status", agent_says::json(R"({"code":0,"task-list":null})")},
        {"get-task-status", agent_says::json(R"({"code":0,"task-list":[{"task-state":5}]})")},
        {"get-task-status", agent_says::json(R"({"code":0,"task-list":)" + deep)},
        {"get-task-status", agent_says::json("")},
        {"get-task-status", rb::http::response{302, {{"Location", "http://elsewhere/"}}, ""}},
    };
    for (const auto& [path, answer] : table) {
        raysync_bench at;
        at.agent->then(path, answer);
        const auto how = at.put_one();
        BOOST_REQUIRE_MESSAGE(!how, path << (answer ? answer->body : ""));
        BOOST_TEST(!says(how.error(), "k3y-of-the-artist"));
        BOOST_TEST(!how.error().place.empty());
        BOOST_TEST(at.agent->count(path) == 1);
        BOOST_TEST(how.error().message().find('\a') == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_code_of_the_agent_comes_as_it_is) {
    raysync_bench at;
    at.agent->then("create-task", agent_says::json(R"({"code":"201","message":"no such account"})"));
    auto how = at.put_one();
    BOOST_TEST((how.error().code == rb::raysync_errc::auth_failed));
    BOOST_TEST((how.error().code == rb::condition::auth));
    BOOST_TEST(says(how.error(), "no such account"));
    at.agent->then("create-task", agent_says::json(R"({"code":1234,"message":"x"})"));
    how = at.put_one();
    BOOST_TEST((how.error().code.category() == rb::raysync_category()));
    BOOST_TEST(how.error().code.value() == 1234);
    BOOST_TEST(rb::raysync_category().message(1234) == "the Raysync agent answered with code 1234");
}

BOOST_AUTO_TEST_CASE(a_file_that_changed_is_told_before_and_after) {
    raysync_bench at;
    const auto file = at.file_here("a.png", "content");
    at.agent->move = [&](const rb::raysync::create_call&) { std::ofstream(file.local) << "Content"; };
    BOOST_TEST((at.put(file).error().code == rb::scene_errc::changed_file));
    BOOST_TEST(at.agent->count("create-task") == 1);
    BOOST_TEST((at.put(file).error().code == rb::scene_errc::changed_file));
    BOOST_TEST(at.agent->count("create-task") == 1);
    BOOST_TEST(at.progress == 0u);
}

BOOST_AUTO_TEST_CASE(what_lies_there_another_engine_tells) {
    raysync_bench at;
    BOOST_TEST((at.list("10201-1").error().code == std::errc::function_not_supported));
    BOOST_TEST((at.has("10201-1/a").error().code == std::errc::function_not_supported));
    at.use([&](rb::raysync_options& options) { options.lists = engine_at(at.farm); });
    at.file_there("10201-1/a", "content");
    BOOST_TEST(at.list("10201-1").value().files.size() == 1u);
    BOOST_TEST(at.has("10201-1/a").value()->size == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
