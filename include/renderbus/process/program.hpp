// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_PROGRAM_HPP
#define RENDERBUS_PROCESS_PROGRAM_HPP

#include <renderbus/clock.hpp>
#include <renderbus/units.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// What is started, and with what. No shell sees any of it: an argument arrives as it stands here, in whatever encoding.
struct program_start {
    std::filesystem::path program;                                      ///< a name without a folder is looked for in PATH
    std::vector<std::string> arguments = {};                            ///< without the program's own name
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< added to this process's, in place of the same names
    std::filesystem::path folder = {};                                  ///< where it works; empty: where this process does
    std::string input = {};  ///< its standard input, at most `longest_program_input`; it ends after that
};

inline constexpr std::size_t longest_program_input = 4096;  // a pipe takes that at once

enum class output_stream { standard, error };

/// One line of a program's output, without its end (`\n`, `\r` or `\r\n`), in whatever encoding the program has.
struct output_line {
    output_stream from;
    std::string_view text;  ///< valid during the call
    bool is_cut;            ///< it was longer than `program_limits::line_size`, and the rest is left out
};

/// How far a program may go.
struct program_limits {
    byte_count line_size = kibibytes(64);      ///< of one line of output
    byte_count kept_output = kibibytes(16);    ///< the end of all output, for `program_end::last_output`
    byte_count output_size = mebibytes(1024);  ///< of all output; a program that writes more is ended
    std::chrono::milliseconds time = std::chrono::milliseconds::zero();  ///< from start to end; zero: no limit
    std::chrono::milliseconds grace = std::chrono::seconds(5);           ///< between being asked to end and being killed
    any_clock clock = any_clock(std::make_shared<system_time>());        ///< of both
};

/// How a program ended: by itself or by a signal.
struct program_end {
    int exit_code = 0;  ///< where `signal` is 0
    int signal = 0;
    std::string last_output = {};  ///< the last lines of both streams, in the order in which they came

    bool is_success() const noexcept { return exit_code == 0 && signal == 0; }
    /// `exit code 3` or `signal 11 (Segmentation fault)`, with the last line of output where there is one; fit to print.
    RENDERBUS_DECL std::string words() const;
};

/// Called with each line as it comes, on the operation's executor.
using line_taker = detail::unique_function<void(const output_line&)>;

/// Starts a program and waits for its end, whatever its exit code. `done` is called once, through the executor (which is
/// serial) and never from inside this call.
///
/// The program leads a process group of its own; whatever it leaves running in that group is killed when it ends, or when it
/// is abandoned with the executor's context. A stop, and each limit, asks the group to end (SIGTERM) and kills it after
/// `program_limits::grace`.
///
/// Failures: `scene_errc::missing_file` where program or folder are not there; `data_errc::invalid_value` for what no
/// program can be given (zero bytes, a variable without a name); a system error where it cannot be started;
/// `transport_errc::canceled` after a stop, `timed_out` past the time, `data_errc::too_large` past the output. `place` is
/// the program.
RENDERBUS_DECL void async_run_program(asio::any_io_executor executor, program_start start, program_limits limits,
                                      line_taker take_line, std::stop_token stop, completion<program_end> done);

/// Where a program lies: a path with a folder in it as it is, a bare name in the folders of `search_path` (as in PATH, divided
/// by colons). `scene_errc::missing_file` where it is nowhere, `unreadable_file` where it may not be executed.
RENDERBUS_DECL result<std::filesystem::path> find_program(const std::filesystem::path& program, std::string_view search_path);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/process/impl/program.ipp>
#include <renderbus/process/impl/running_program.ipp>
#endif

#endif
