// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_TRANSMITTER_BENCH_HPP
#define RENDERBUS_TESTS_TRANSFER_TRANSMITTER_BENCH_HPP

#include "engine_bench.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/transfer/transmitter.hpp>

#include <sstream>

namespace transfer_tests {

/// Passes a pause at once, and keeps how long it was to be.
struct noted_pauses {
    std::vector<std::chrono::milliseconds> spans;
    std::chrono::system_clock::time_point now() const { return {}; }
    std::chrono::steady_clock::time_point steady_now() const { return {}; }
    void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token, rb::completion<void> done) {
        spans.push_back(span);
        asio::post(executor, [done = std::move(done)]() mutable { done({}); });
    }
};

/// How the stand-in was started.
struct started {
    struct environment_seen {
        std::string ld_library_path;
        std::optional<std::string> rayvision_log = {};
        std::optional<std::string> rayvision_log_ini = {};
        static constexpr auto wire_naming = rb::naming::as_written;
        static constexpr auto spellings = rb::spelled({{"ld_library_path", "LD_LIBRARY_PATH"},
                                                       {"rayvision_log", "RAYVISION_LOG"},
                                                       {"rayvision_log_ini", "RAYVISION_LOG_INI"}});
    };
    rb::list<std::string> arguments;
    environment_seen environment;
    std::string input;
};

/// The stand-in in a folder of its own, and an engine that starts it.
struct transmitter_bench : engine_bench {
    std::shared_ptr<noted_pauses> pauses = std::make_shared<noted_pauses>();
    rb::transmitter_options options;

    transmitter_bench() {
        fs::create_directories(home());
        fs::copy_file(fs::path(RENDERBUS_SOURCE_DIR) / "tests/transfer/transmitter_stand_in.py",
                      home() / "rayvision_transmitter");
        options.program = home() / "rayvision_transmitter";
        options.host = "line.example";
        options.port = 32011;
        options.clock = rb::any_clock(pauses);
        farm->root = home() / "farm";  // so that file_there puts files where the stand-in looks
        use();
    }
    fs::path home() const { return fs::canonical(folder.path()) / "program"; }
    void use() { engine = rb::any_transfer_engine(std::make_shared<rb::transmitter_engine>(options)); }
    void plan_steps(const std::string& steps) const { std::ofstream(home() / "plan") << steps; }
    std::vector<started> runs() const {
        std::vector<started> all;
        std::istringstream lines(read_file(home() / "runs"));
        for (std::string line; std::getline(lines, line);) all.push_back(rb::from_json<started>(line).value());
        return all;
    }
    /// Of whole lines: the stand-in may be writing one.
    std::size_t run_count() const {
        const auto text = read_file(home() / "runs");
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    bool here_is_only(const std::vector<std::string>& names) const { return files_below(folder / "here") == names; }
};

}  // namespace transfer_tests

#endif
