// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_LOG_FILE_IPP
#define RENDERBUS_OBSERVE_IMPL_LOG_FILE_IPP

#include <renderbus/observe/log_file.hpp>
#include <renderbus/utf8.hpp>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <initializer_list>

namespace renderbus {
namespace detail {

inline bool is_folder_name(std::string_view name) noexcept {
    constexpr std::string_view refused = "/\\:*?\"<>|";
    return !name.empty() && name.size() <= 100 && name.front() != '.' && name.back() != '.' && name.back() != ' ' &&
           std::none_of(name.begin(), name.end(), [&](char c) {
               return static_cast<unsigned char>(c) < 0x20 || refused.find(c) != std::string_view::npos;
           });
}

/// A name that somebody else gave, as a name of a file or folder.
inline std::string folder_name_of(std::string_view name, std::string_view otherwise) {
    std::string made(name.substr(0, 100));
    for (char& c : made)
        if (!is_folder_name(std::string("a") + c + "a")) c = '_';
    return is_folder_name(made) ? made : std::string(otherwise);
}

}  // namespace detail

RENDERBUS_DECL log_system this_log_system() noexcept {
#if defined(_WIN32)
    return log_system::windows;
#elif defined(__APPLE__)
    return log_system::mac_os;
#else
    return log_system::xdg;
#endif
}

RENDERBUS_DECL log_environment this_log_environment() {
    log_environment made;
    made.variable = [](const char* name) {
        const char* const value = std::getenv(name);
        return std::string(value ? value : "");
    };
    std::array<char, 4096> space{};
    ::passwd entry{};
    ::passwd* found = nullptr;
    if (::getpwuid_r(::getuid(), &entry, space.data(), space.size(), &found) == 0 && found) made.user = found->pw_name;
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0) made.host = host.data();
    return made;
}

RENDERBUS_DECL result<std::string> log_file(std::string_view app, log_system system, const log_environment& environment) {
    if (!detail::is_folder_name(app))
        return failure{data_errc::unsafe_path, "the application's name '" + printable(app, 100) + "'",
                       "it names the folder of the log", "choose a name of letters, digits, - and _"};
    const auto variable = [&](const char* name) { return environment.variable ? environment.variable(name) : std::string(); };
    const std::string slash = system == log_system::windows ? "\\" : "/";
    const auto no_home = [](const char* name) {
        return failure{data_errc::missing_field, std::string("the environment variable ") + name,
                       "it is not set, so there is no home for the log", "set it, or RAYVISION_LOG_ROOT to the folder for logs"};
    };

    std::string user = environment.user;
    for (const char* name : {"LOGNAME", "USER", "LNAME", "USERNAME"}) {
        if (std::string told = variable(name); !told.empty()) {
            user = std::move(told);
            break;
        }
    }
    const std::string below =
        slash + detail::folder_name_of(user, "unknown") + slash + detail::folder_name_of(environment.host, "localhost") + ".log";

    if (std::string root = variable("RAYVISION_LOG_ROOT"); !root.empty()) {
        while (root.size() > 1 && (root.back() == '/' || root.back() == slash.front())) root.pop_back();
        return (root == slash ? std::string() : root) + below;
    }
    const std::string name(app);
    switch (system) {
        case log_system::mac_os: {
            const std::string home = variable("HOME");
            if (home.empty()) return no_home("HOME");
            return home + "/Library/Logs/" + name + "/Logs" + below;
        }
        case log_system::windows: {
            std::string local = variable("LOCALAPPDATA");
            if (const std::string home = variable("USERPROFILE"); local.empty() && !home.empty())
                local = home + "\\AppData\\Local";
            if (local.empty()) return no_home("LOCALAPPDATA");
            return local + "\\RayVision\\" + name + "\\Logs" + below;
        }
        case log_system::xdg: break;
    }
    std::string cache = variable("XDG_CACHE_HOME");
    if (const std::string home = variable("HOME"); cache.empty() && !home.empty()) cache = home + "/.cache";
    if (cache.empty()) return no_home("HOME");
    return cache + "/" + name + "/log/Logs" + below;
}

}  // namespace renderbus

#endif
