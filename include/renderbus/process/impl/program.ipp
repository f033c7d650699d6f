// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_IMPL_PROGRAM_IPP
#define RENDERBUS_PROCESS_IMPL_PROGRAM_IPP

#include <renderbus/process/impl/spawn.ipp>
#include <renderbus/process/program.hpp>
#include <renderbus/utf8.hpp>

#include <cstring>

#include <unistd.h>

namespace renderbus {

RENDERBUS_DECL std::string program_end::words() const {
    std::string text = signal == 0 ? "exit code " + std::to_string(exit_code) : "signal " + std::to_string(signal);
    if (const char* name = signal == 0 ? nullptr : ::strsignal(signal)) text.append(" (").append(name).append(")");
    std::string_view last = last_output;
    while (last.ends_with('\n')) last.remove_suffix(1);
    last = last.substr(last.rfind('\n') + 1).substr(0, 500);
    if (!last.empty()) text.append(": ").append(printable(last));
    return text;
}

RENDERBUS_DECL result<std::filesystem::path> find_program(const std::filesystem::path& program, std::string_view search_path) {
    std::error_code ec;
    std::string refused;
    const auto can_be_run = [&](const std::filesystem::path& one) {
        if (!std::filesystem::is_regular_file(one, ec)) return false;
        if (::access(one.c_str(), X_OK) == 0) return true;
        refused = one.string();
        return false;
    };
    if (program.has_parent_path()) {
        const auto whole = std::filesystem::absolute(program, ec);
        if (can_be_run(whole)) return whole;
    } else if (!program.empty()) {
        for (bool is_last = false; !is_last;) {
            const auto end = search_path.find(':');
            is_last = end == search_path.npos;
            // An empty entry stands for the current folder, from which nothing is started unasked.
            if (const auto folder = search_path.substr(0, end);
                folder.starts_with('/') && can_be_run(std::filesystem::path(folder) / program))
                return std::filesystem::path(folder) / program;
            search_path.remove_prefix(is_last ? search_path.size() : end + 1);
        }
    }
    if (!refused.empty())
        return failure{scene_errc::unreadable_file, refused, "the file may not be executed", "check its permissions"};
    return failure{scene_errc::missing_file, program.string(),
                   program.has_parent_path() ? "there is no such program" : "there is no such program in PATH",
                   "install it, or give its whole path"};
}

}  // namespace renderbus

#endif
