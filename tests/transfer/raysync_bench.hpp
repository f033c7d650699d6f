// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_RAYSYNC_BENCH_HPP
#define RENDERBUS_TESTS_TRANSFER_RAYSYNC_BENCH_HPP

#include "engine_bench.hpp"

#include <renderbus/transfer/raysync_engine.hpp>
#include <renderbus/transport/in_process.hpp>

#include <deque>
#include <map>
#include <sstream>

namespace transfer_tests {

/// Passes a pause at once, and adds up how long it was to be.
struct summed_pauses {
    std::vector<std::chrono::milliseconds> spans;
    std::function<void()> on_pause;
    std::chrono::system_clock::time_point now() const { return {}; }
    std::chrono::steady_clock::time_point steady_now() const { return {}; }
    void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                    rb::completion<void> done) {
        spans.push_back(span);
        if (on_pause) on_pause();
        asio::post(executor, [stop, done = std::move(done)]() mutable {
            if (stop.stop_requested()) done(rb::failure{rb::transport_errc::canceled, "", "", ""});
            else done({});
        });
    }
};

/// An agent that answers what a test told it to, and what an agent would answer where it told nothing.
struct scripted_agent {
    using answer = rb::result<rb::http::response>;
    struct request_seen {
        std::string path;
        std::string body;
        std::uint16_t port;
    };
    std::vector<request_seen> requests;
    std::map<std::string, std::deque<answer>> next;             ///< answers by path, each given once
    std::function<void(const rb::raysync::create_call&)> move;  ///< what the agent does when it is given a task
    bool is_up = true;

    static answer json(std::string text) { return rb::http::response{200, {}, std::move(text)}; }
    static answer down() { return rb::failure{rb::transport_errc::connect_failed, "agent", "nobody listens", ""}; }
    static answer state(const std::string& name) {
        return json(R"({"code":0,"message":"success","task-list":[{"task-state":")" + name + R"("}]})");
    }
    void then(const std::string& path, answer what) { next["/" + path].push_back(std::move(what)); }
    int count(const std::string& path) const {
        return static_cast<int>(std::count_if(requests.begin(), requests.end(), [&](auto& it) { return it.path == "/" + path; }));
    }
    std::string body(const std::string& path, int number = 0) const {
        for (const auto& one : requests)
            if (one.path == "/" + path && number-- == 0) return one.body;
        return "none";
    }
    answer operator()(const rb::http::request& what) {
        BOOST_TEST(what.where.host == "127.0.0.1");
        BOOST_TEST(!what.where.tls);
        BOOST_TEST(what.method == "POST");
        requests.push_back({what.target, what.body, what.where.port});
        if (auto& told = next[what.target]; !told.empty()) {
            auto one = std::move(told.front());
            told.pop_front();
            return one;
        }
        if (!is_up) return down();
        if (what.target == "/create-task") {
            if (move) move(rb::from_json<rb::raysync::create_call>(what.body).value());
            return json(R"({"code":0,"message":"success","task-id":"t1"})");
        }
        if (what.target == "/get-task-status") return state("successful");
        if (what.target == "/get-file-list") return json(R"({"code":0,"message":"success","file-list":null})");
        return json(R"({"code":0,"message":"success"})");
    }
};

/// An agent's folder, the agent of a test in it, and an engine that asks it.
struct raysync_bench : engine_bench {
    std::shared_ptr<scripted_agent> agent = std::make_shared<scripted_agent>();
    std::shared_ptr<summed_pauses> pauses = std::make_shared<summed_pauses>();
    std::shared_ptr<rb::raysync_engine> raysync;
    std::function<void(rb::raysync_options&)> choose;

    raysync_bench() {
        fs::create_directories(home());
        cluster_xml(R"(<?xml version="1.0"?><cluster><server><port value="14321"/></server></cluster>)");
        script("stop.sh", "echo stopped >>\"$(dirname \"$0\")/stopped\"\n");
        use();
    }
    fs::path home() const { return fs::canonical(folder.path()) / "agent folder"; }
    void cluster_xml(const std::string& text) const { std::ofstream(home() / "cluster.xml") << text; }
    void script(const std::string& name, const std::string& text) const { std::ofstream(home() / name) << text; }
    void use() {
        rb::raysync_options options;
        options.folder = home();
        options.host = "line.example";
        options.port = 32011;
        options.account = "artist";
        options.key = rb::secret(std::string("k3y-of-the-artist"));
        options.clock = rb::any_clock(pauses);
        if (choose) choose(options);
        raysync = std::make_shared<rb::raysync_engine>(rb::any_transport(std::make_shared<rb::in_process_transport>(
                                                           [it = agent](const rb::http::request& what) { return (*it)(what); })),
                                                       std::move(options));
        engine = rb::any_transfer_engine(raysync);
    }
    void use(std::function<void(rb::raysync_options&)> how) {
        choose = std::move(how);
        use();
    }
    rb::result<void> put_one() { return put(file_here("a.png", "content")); }
    rb::result<void> transfer(rb::raysync_job job, std::vector<std::string>* told = nullptr) {
        return outcome<void>(context, [&](auto done) {
            raysync->async_transfer(
                context.get_executor(), std::move(job),
                [told](const rb::raysync_file_error& one) {
                    if (told) told->push_back(one.local_path + " " + std::to_string(one.code));
                },
                stop.get_token(), std::move(done));
        });
    }
    rb::result<void> stop_agent() {
        return outcome<void>(context, [&](auto done) { raysync->async_stop_agent(context.get_executor(), std::move(done)); });
    }
    std::chrono::milliseconds waited() const {
        std::chrono::milliseconds sum{0};
        for (const auto span : pauses->spans) sum += span;
        return sum;
    }
};

}  // namespace transfer_tests

#endif
