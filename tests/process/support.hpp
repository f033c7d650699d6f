// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_PROCESS_SUPPORT_HPP
#define RENDERBUS_TESTS_PROCESS_SUPPORT_HPP

#include "../transfer/support.hpp"

#include <renderbus/process/program.hpp>

#include <csignal>

namespace process_tests {

using namespace transfer_tests;

/// A program's way from start to end, and the lines that it wrote.
struct run_of {
    rb::program_limits limits;
    std::stop_source stop;
    std::function<void(const rb::output_line&)> on_line;
    std::vector<std::string> standard, error;
    int cut = 0;

    rb::result<rb::program_end> operator()(rb::program_start start) {
        asio::io_context context;
        return outcome<rb::program_end>(context, [&](auto done) {
            rb::async_run_program(
                context.get_executor(), std::move(start), limits,
                [this](const rb::output_line& line) {
                    (line.from == rb::output_stream::standard ? standard : error).emplace_back(line.text);
                    cut += line.is_cut;
                    if (on_line) on_line(line);
                },
                stop.get_token(), std::move(done));
        });
    }
    /// What this script of /bin/sh does; its arguments are `$1` and so on.
    rb::result<rb::program_end> script(std::string text, std::vector<std::string> arguments = {}) {
        std::vector<std::string> all = {"-c", std::move(text), "script"};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return (*this)({.program = "/bin/sh", .arguments = std::move(all)});
    }
};

/// Whether a process runs, be it anybody's; a zombie does not.
inline bool is_alive(int id) {
    std::ifstream in("/proc/" + std::to_string(id) + "/stat");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto end = text.rfind(')');
    return end != text.npos && text.size() > end + 2 && text[end + 2] != 'Z';
}

inline bool ends_soon(int id) {
    for (int i = 0; i < 500 && is_alive(id); ++i) ::usleep(10'000);
    return !is_alive(id);
}

}  // namespace process_tests

#endif
