// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_LOG_FILE_HPP
#define RENDERBUS_OBSERVE_LOG_FILE_HPP

#include <renderbus/error.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace renderbus {

enum class log_system { xdg, mac_os, windows };

/// The system that this program was compiled for.
RENDERBUS_DECL log_system this_log_system() noexcept;

/// What a program knows of where it runs.
struct log_environment {
    std::function<std::string(const char* name)> variable;  ///< of the environment; empty where it is not set
    std::string user;  ///< where no variable tells (LOGNAME, USER, LNAME, USERNAME, in this order)
    std::string host;  ///< the machine's full name
};

/// Of this process.
RENDERBUS_DECL log_environment this_log_environment();

/// Where the log of an application stands, as the service's Python package `rayvision_log` has it:
///
///     macOS    ~/Library/Logs/<app>/Logs/<user>/<host>.log
///     Unix     ~/.cache/<app>/log/Logs/<user>/<host>.log
///     Windows  C:\Users\<user>\AppData\Local\RayVision\<app>\Logs\<user>\<host>.log
///
/// or, where RAYVISION_LOG_ROOT is set, below that folder. This much says the service's documentation; it does not say
/// what the author's folder is called (RayVision is what the package passes to appdirs) nor what lies below RAYVISION_LOG_ROOT
/// (`<user>/<host>.log` is what the package makes). That XDG_CACHE_HOME goes before `~/.cache` and LOCALAPPDATA before
/// `%USERPROFILE%\AppData\Local` is the convention of appdirs.
///
/// Separators are those of the system. `data_errc::unsafe_path` where the application's name is no name of a folder,
/// `data_errc::missing_field` where the environment names no home.
RENDERBUS_DECL result<std::string> log_file(std::string_view app, log_system system, const log_environment& environment);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/log_file.ipp>
#endif

#endif
