// SPDX-License-Identifier: BSL-1.0
#include "raysync_bench.hpp"

#include <renderbus/process/left_running.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/ip/tcp.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;

/// Waits until something is so, ten seconds at the most.
template <class Is>
bool becomes(Is is) {
    for (int i = 0; i < 1000; ++i, std::this_thread::sleep_for(10ms))
        if (is()) return true;
    return false;
}

/// An agent in a process of its own, started by its start.sh.
struct start_bench : raysync_bench {
    std::uint16_t port = 0;

    start_bench() {
        asio::io_context io;
        asio::ip::tcp::acceptor free(io, {asio::ip::make_address("127.0.0.1"), 0});
        port = free.local_endpoint().port();
        cluster_xml("<a><b><c value=\"" + std::to_string(port) + "\"/></b></a>");
        start_by("exec python3 \"" + stand_in() + "\" \"" + home().string() + "\"\n");
        script("stop.sh", "cd \"$(dirname \"$0\")\" && echo x >>stopped && kill \"$(cat agent.pid)\" && rm agent.pid\n");
        use_real([](rb::raysync_options&) {});
    }
    ~start_bench() {
        raysync.reset();
        engine = engine_at(farm);
        if (const auto id = agent_id(); id > 0 && !fs::exists(home() / "stopped")) ::kill(id, SIGKILL);
    }
    static std::string stand_in() { return std::string(RENDERBUS_SOURCE_DIR) + "/tests/transfer/raysync_stand_in.py"; }
    void start_by(const std::string& text) const { script("start.sh", "cd \"$(dirname \"$0\")\"\necho x >>started\n" + text); }
    ::pid_t agent_id() const { return std::atoi(read_file(home() / "agent.pid").c_str()); }
    bool is_gone(::pid_t id) const {
        // A zombie is gone, too.
        const auto status = read_file("/proc/" + std::to_string(id) + "/status");
        return status.empty() || status.find("State:\tZ") != status.npos;
    }
    std::size_t times(const std::string& name) const { return read_file(home() / name).size() / 2; }
    void use_real(std::function<void(rb::raysync_options&)> how) {
        raysync = engine_with(std::move(how));
        engine = rb::any_transfer_engine(raysync);
    }
    std::shared_ptr<rb::raysync_engine> engine_with(std::function<void(rb::raysync_options&)> how) const {
        rb::raysync_options options;
        options.folder = home();
        options.key = rb::secret(std::string("key"));
        options.poll = 5ms;
        options.start_poll = 20ms;
        options.start_time = 10s;
        how(options);
        return std::make_shared<rb::raysync_engine>(rb::any_transport(std::make_shared<rb::asio_transport>()),
                                                    std::move(options));
    }
    /// Runs as another program would have started it.
    rb::left_running start_theirs() const {
        fs::remove(home() / "agent.pid");
        auto theirs =
            rb::left_running::start(
                {.program = "python3", .arguments = {stand_in(), home().string()}, .environment = {}, .folder = {}, .input = {}})
                .value();
        BOOST_REQUIRE(becomes([&] { return !read_file(home() / "agent.pid").empty(); }));
        return theirs;
    }
    void forget_engine() {
        raysync.reset();
        engine = engine_at(farm);
    }
    /// In the background, and up only after a while.
    void start_slowly() const { start_by("(sleep 1; exec python3 \"" + stand_in() + "\" \"" + home().string() + "\") &\n"); }
    int requests(const std::string& path) const {
        std::istringstream lines(read_file(home() / "requests"));
        int count = 0;
        for (std::string line; std::getline(lines, line);) count += line == path;
        return count;
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_raysync_start)

BOOST_AUTO_TEST_CASE(an_agent_that_is_not_up_is_started_once_and_stopped_again) {
    start_bench at;
    at.put_one().value();
    at.put_one().value();
    BOOST_TEST(at.times("started") == 1u);
    const auto id = at.agent_id();
    BOOST_REQUIRE(id > 0);
    BOOST_TEST(::getsid(id) != ::getsid(0));
    at.stop_agent().value();
    BOOST_TEST(at.times("stopped") == 1u);
    BOOST_TEST(becomes([&] { return at.is_gone(id); }));
    at.stop_agent().value();
    at.forget_engine();
    BOOST_TEST(at.times("stopped") == 1u);
}

BOOST_AUTO_TEST_CASE(an_agent_that_goes_into_the_background_is_left_running) {
    start_bench at;
    at.start_by("python3 \"" + at.stand_in() + "\" \"" + at.home().string() + "\" &\n");
    at.put_one().value();
    const auto id = at.agent_id();
    at.put_one().value();
    BOOST_TEST(at.agent_id() == id);
    BOOST_TEST(!at.is_gone(id));
    at.forget_engine();
    BOOST_TEST(becomes([&] { return at.is_gone(id); }));
    BOOST_TEST(at.times("stopped") == 1u);
}

BOOST_AUTO_TEST_CASE(an_agent_of_somebody_else_is_left_alone) {
    start_bench at;
    auto theirs = at.start_theirs();
    at.script("start.sh", "echo x >>\"$(dirname \"$0\")/started\"\n");
    at.put_one().value();
    at.stop_agent().value();
    at.forget_engine();
    BOOST_TEST(!theirs.ended().has_value());
    BOOST_TEST(!fs::exists(at.home() / "stopped"));
    ::kill(at.agent_id(), SIGTERM);
    BOOST_TEST(becomes([&] { return theirs.ended().has_value(); }));
    BOOST_TEST(theirs.ended()->signal == SIGTERM);
}

BOOST_AUTO_TEST_CASE(an_agent_that_somebody_else_started_after_ours_had_died_is_left_alone_and_gets_its_limits) {
    for (const bool is_asked_meanwhile : {true, false}) {
        start_bench at;
        at.start_by("python3 \"" + at.stand_in() + "\" \"" + at.home().string() + "\" &\n");
        at.put_one().value();
        const auto ours = at.agent_id();
        ::kill(ours, SIGKILL);
        BOOST_REQUIRE(becomes([&] { return at.is_gone(ours); }));
        auto theirs = at.start_theirs();
        const auto limits = at.requests("/set-task-limit");
        if (is_asked_meanwhile) {
            at.put_one().value();
            BOOST_TEST(at.requests("/set-transmission-parameters") == limits + 1);
            BOOST_TEST(at.requests("/set-proxy-manager") == limits + 1);
            BOOST_TEST(at.requests("/set-task-limit") == limits + 1);
        }
        at.stop_agent().value();
        at.forget_engine();
        std::this_thread::sleep_for(100ms);
        BOOST_TEST(!theirs.ended().has_value());
        BOOST_TEST(at.times("started") == 1u);
        BOOST_TEST(!fs::exists(at.home() / "stopped"));
        ::kill(at.agent_id(), SIGTERM);
        BOOST_TEST(becomes([&] { return theirs.ended().has_value(); }));
    }
}

BOOST_AUTO_TEST_CASE(an_agent_that_dies_on_the_way_is_started_again) {
    for (const std::string path : {"/create-task", "/get-task-status", "/set-proxy-manager"}) {
        start_bench at;
        at.start_by("exec python3 \"" + at.stand_in() + "\" \"" + at.home().string() + "\" " + path + "\n");
        at.put_one().value();
        BOOST_TEST(at.times("started") == 2u, path);
        BOOST_TEST(at.requests(path) == 2, path);
        at.stop_agent().value();
    }
    start_bench at;
    at.use_real([](rb::raysync_options& options) { options.restarts = 0; });
    at.start_by("exec python3 \"" + at.stand_in() + "\" \"" + at.home().string() + "\" /create-task\n");
    const auto how = at.put_one();
    BOOST_TEST((how.error().code == rb::condition::transient));
    BOOST_TEST(at.times("started") == 1u);
}

BOOST_AUTO_TEST_CASE(an_agent_that_does_not_come_up_is_told_of) {
    start_bench at;
    at.start_by("exit 3\n");
    auto how = at.put_one();
    BOOST_TEST(says(how.error(), "exit code 3"));
    BOOST_TEST(says(how.error(), "start.sh"));
    at.use_real([](rb::raysync_options& options) { options.start_time = 200ms; });
    at.start_by("exec sleep 5\n");
    how = at.put_one();
    BOOST_TEST((how.error().code == rb::transport_errc::timed_out));
    BOOST_TEST(says(how.error(), "did not come up"));
    at.script("stop.sh", "exit 4\n");
    how = at.stop_agent();
    BOOST_TEST(says(how.error(), "exit code 4"));
    fs::remove(at.home() / "start.sh");
    how = at.put_one();
    BOOST_TEST((how.error().code == rb::scene_errc::missing_file));
    std::ofstream(at.home() / "stopped") << "x\n";
}

BOOST_AUTO_TEST_CASE(a_stop_while_it_comes_up) {
    start_bench at;
    at.start_by("exec sleep 5\n");
    asio::steady_timer timer(at.context, 100ms);
    timer.async_wait([&](std::error_code) { at.stop.request_stop(); });
    BOOST_TEST((at.put_one().error().code == rb::transport_errc::canceled));
    at.script("stop.sh", "exit 0\n");
    std::ofstream(at.home() / "stopped") << "x\n";
}

BOOST_AUTO_TEST_CASE(several_operations_start_one_agent) {
    start_bench at;
    const auto file = at.file_here("a", "content");
    int ended = 0;
    for (int i = 0; i < 5; ++i)
        at.engine.async_put(at.context.get_executor(), file, {}, {}, [&](rb::result<void> how) {
            BOOST_TEST(how.has_value());
            ++ended;
        });
    at.context.run();
    BOOST_TEST(ended == 5);
    BOOST_TEST(at.times("started") == 1u);
    at.stop_agent().value();
}

BOOST_AUTO_TEST_CASE(a_start_outlives_the_operation_that_began_it) {
    start_bench at;
    at.start_slowly();
    const auto file = at.file_here("a", "content");
    std::stop_source first;
    std::error_code how_first;
    int ended = 0;
    at.engine.async_put(at.context.get_executor(), file, {}, first.get_token(),
                        [&](rb::result<void> how) { how_first = how.error().code; });
    const auto one_more = [&] {
        at.engine.async_put(at.context.get_executor(), file, {}, {}, [&](rb::result<void> how) {
            BOOST_TEST(how.has_value());
            ++ended;
        });
    };
    one_more();
    asio::steady_timer stops(at.context, 200ms), comes_later(at.context, 400ms);
    stops.async_wait([&](std::error_code) { first.request_stop(); });
    comes_later.async_wait([&](std::error_code) { one_more(); });
    at.context.run();
    BOOST_TEST((how_first == rb::transport_errc::canceled));
    BOOST_TEST(ended == 2);
    BOOST_TEST(at.times("started") == 1u);
    at.stop_agent().value();
}

BOOST_AUTO_TEST_CASE(a_start_that_led_to_nothing_does_not_stand_in_the_way_of_another) {
    start_bench at;
    at.use_real([](rb::raysync_options& options) { options.start_time = 1500ms; });
    at.start_by("exit 0\n");
    asio::steady_timer timer(at.context, 200ms);
    timer.async_wait([&](std::error_code) { at.stop.request_stop(); });
    BOOST_TEST((at.put_one().error().code == rb::transport_errc::canceled));
    at.stop = {};
    std::this_thread::sleep_for(1500ms);
    at.start_by("exec python3 \"" + at.stand_in() + "\" \"" + at.home().string() + "\"\n");
    at.put_one().value();
    BOOST_TEST(at.times("started") == 2u);
    at.stop_agent().value();
}

BOOST_AUTO_TEST_CASE(a_start_that_fails_is_one_for_all_that_wait_for_it) {
    start_bench at;
    at.start_by("sleep 0.1; exit 3\n");
    const auto file = at.file_here("a", "content");
    int failed = 0;
    for (int i = 0; i < 3; ++i)
        at.engine.async_put(at.context.get_executor(), file, {}, {},
                            [&](rb::result<void> how) { failed += says(how.error(), "exit code 3"); });
    at.context.run();
    BOOST_TEST(failed == 3);
    BOOST_TEST(at.times("started") == 4u);  // each is tried again `restarts` times, and together with the others
    std::ofstream(at.home() / "stopped") << "x\n";
    at.script("stop.sh", "exit 0\n");
}

BOOST_AUTO_TEST_CASE(two_engines_start_one_agent_and_it_stays_while_the_other_uses_it) {
    start_bench at;
    at.start_slowly();
    const auto file = at.file_here("a", "content");
    auto other = at.engine_with([](rb::raysync_options&) {});
    int ended = 0;
    const auto well = [&](rb::result<void> how) {
        BOOST_TEST(how.has_value());
        ++ended;
    };
    at.raysync->async_put(at.context.get_executor(), file, {}, {}, well);
    other->async_put(at.context.get_executor(), file, {}, {}, well);
    at.context.run();
    BOOST_TEST(ended == 2);
    BOOST_TEST(at.times("started") == 1u);
    at.stop_agent().value();
    BOOST_TEST(!fs::exists(at.home() / "stopped"));
    other.reset();
    BOOST_TEST(!fs::exists(at.home() / "stopped"));
    at.forget_engine();
    BOOST_TEST(becomes([&] { return at.times("stopped") == 1; }));
}

BOOST_AUTO_TEST_CASE(an_agent_that_came_up_behind_a_start_that_led_to_nothing_is_somebody_elses) {
    start_bench at;
    at.use_real([](rb::raysync_options& options) { options.start_time = 200ms; });
    at.start_by("exit 0\n");
    BOOST_TEST((at.put_one().error().code == rb::transport_errc::timed_out));
    auto theirs = at.start_theirs();
    at.put_one().value();
    at.forget_engine();
    std::this_thread::sleep_for(200ms);
    BOOST_TEST(!fs::exists(at.home() / "stopped"));
    BOOST_TEST(!theirs.ended().has_value());
    ::kill(at.agent_id(), SIGTERM);
    BOOST_TEST(becomes([&] { return theirs.ended().has_value(); }));
}

BOOST_AUTO_TEST_CASE(who_comes_while_the_agent_is_being_stopped_waits_and_starts_one) {
    start_bench at;
    at.put_one().value();
    const auto first = at.agent_id();
    at.script("stop.sh", "cd \"$(dirname \"$0\")\" && sleep 1 && kill \"$(cat agent.pid)\" && echo x >>stopped\n");
    at.forget_engine();
    at.use_real([](rb::raysync_options& options) { options.restarts = 0; });
    at.put_one().value();
    BOOST_TEST(at.times("stopped") == 1u);
    BOOST_TEST(at.times("started") == 2u);
    BOOST_TEST(at.is_gone(first));
    at.put_one().value();
    BOOST_TEST(!at.is_gone(at.agent_id()));
    at.stop_agent().value();
}

BOOST_AUTO_TEST_CASE(two_programs_start_one_agent) {
    start_bench at;
    at.start_slowly();
    const auto file = at.file_here("a", "content");
    const auto child = ::fork();
    if (child == 0) {
        asio::io_context context;
        auto other = at.engine_with([](rb::raysync_options&) {});
        const auto how =
            outcome<void>(context, [&](auto done) { other->async_put(context.get_executor(), file, {}, {}, std::move(done)); });
        ::_exit(how ? 0 : 1);  // and so its lock goes without a word
    }
    at.put_one().value();
    int status = 0;
    BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
    BOOST_TEST(at.times("started") == 1u);
    at.stop_agent().value();  // where it was this one that started it
}

BOOST_AUTO_TEST_CASE(the_folder_is_given_or_the_usual_one) {
    start_bench at;
    at.use_real([](rb::raysync_options& options) { options.folder.clear(); });
    const auto wrong = in_child([&]() -> std::string {
        ::setenv("HOME", (at.folder / "home").c_str(), 1);
        if (rb::raysync::usual_folder()) return "found where nothing is";
        const auto package = at.folder / "home/.local/lib/python3.11/site-packages/rayvision_sync/rayvision_raysync/RaysyncCmd";
        write_file(package / "start.sh", "");
        if (rb::raysync::usual_folder() != package) return "not the package's";
        write_file(at.folder / "home/renderfarm_sdk/RaysyncCmd/start.sh", "");
        if (rb::raysync::usual_folder() != at.folder / "home/renderfarm_sdk/RaysyncCmd") return "not the own one";
        ::unsetenv("HOME");
        return rb::raysync::usual_folder() ? "found without a home" : "";
    });
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(the_port_stands_in_cluster_xml) {
    const std::pair<std::string, int> good[] = {
        {R"(<a><b><c value="1"/></b></a>)", 1},
        {"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <x> -->\n<a x='1'>\n<!-- y --><b>\r\n\t<?z?><c value='65535'>", 65535},
        {R"(<a><b><c a="2" value = '80' b='&lt;'></c><c value="9"/></b></a>)", 80},
    };
    for (const auto& [text, port] : good) {
        const auto read = rb::raysync::port_in(text);
        BOOST_TEST((read ? *read : -1) == port, text);
    }
    const std::string bad[] = {
        "",
        "<",
        "<a>",
        "<a><b>",
        "text",
        "<a/><b><c value='1'/></b>",
        "<a><b/><c value='1'/></a>",
        "<a><b><c/></b></a>",
        "<a><b><c value='0'/></b></a>",
        "<a><b><c value='65536'/></b></a>",
        "<a><b><c value='-1'/></b></a>",
        "<a><b><c value=' 1'/></b></a>",
        "<a><b><c value='1 '/></b></a>",
        "<a><b><c value='&#49;'/></b></a>",
        "<a><b><c value=1/></b></a>",
        "<a><b><c value='1/></b></a>",
        "<a><b><c value='1' value='2'/></b></a>",
        "<a><b><c a='1'value='2'/></b></a>",
        "<a><b>x<c value='1'/></b></a>",
        "<a></a><b><c value='1'/></b>",
        "<a><![CDATA[<b>]]><b><c value='1'/></b></a>",
        "<!DOCTYPE a [<!ENTITY e '1'>]><a><b><c value='&e;'/></b></a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a><b><c value='1'/></b></a>",
        "<!-- <a><b><c value='1'/></b></a>",
        std::string("\xFF\xFE<\0a\0", 6),
    };
    for (const auto& text : bad) {
        const auto read = rb::raysync::port_in(text);
        BOOST_REQUIRE_MESSAGE(!read, text);
        BOOST_TEST((read.error().code == rb::data_errc::invalid_value), text);
    }
    raysync_bench at;
    at.cluster_xml("<a>" + std::string(70'000, ' ') + "<b><c value='1'/></b></a>");
    BOOST_TEST((at.put_one().error().code == rb::data_errc::too_large));
    at.cluster_xml("nothing");
    const auto how = at.put_one();
    BOOST_TEST(how.error().place == (at.home() / "cluster.xml").string());
    fs::remove(at.home() / "cluster.xml");
    BOOST_TEST((at.put_one().error().code == rb::scene_errc::missing_file));
    BOOST_TEST(at.agent->requests.empty());
}

BOOST_AUTO_TEST_SUITE_END()
