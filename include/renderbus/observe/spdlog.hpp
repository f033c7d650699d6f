// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_SPDLOG_HPP
#define RENDERBUS_OBSERVE_SPDLOG_HPP

#include <renderbus/error.hpp>
#include <renderbus/observer.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

namespace spdlog {
class logger;
}

namespace renderbus {

/// An observer that logs through a logger of the library spdlog (which it needs), whose own levels and places it keeps to:
/// failures are errors, new tries and warnings are warnings; runs, stages and notes are told at level info, requests and files at
/// debug, amounts at trace.
class spdlog_observer {
public:
    /// A logger that several threads may use (of a sink whose name ends in `_mt`), never none.
    RENDERBUS_DECL explicit spdlog_observer(std::shared_ptr<spdlog::logger> to) noexcept;

    RENDERBUS_DECL void operator()(const event& told) const noexcept;

    const std::shared_ptr<spdlog::logger>& logger() const noexcept { return to_; }

private:
    std::shared_ptr<spdlog::logger> to_;
};

/// The service's documentation names no sizes for its rotating log; these are ours.
struct log_options {
    byte_count largest =
        mebibytes(10);      ///< a file that would grow larger is put aside as `<host>.1.log`, the one before as `<host>.2.log`
    std::size_t kept = 5;   ///< how many are kept beside the current one
    bool detailed = false;  ///< requests and files, too
};

/// A log in a rotating file at `log_file(app)`, with the folders above it, in the form of the service's Python package:
/// `2026-01-31 23:59:59,000 [INFO] app: text`. One program at a time: who shares the file loses lines when it is put aside.
/// Fails as `log_file` does, or with `scene_errc::unwritable_file`.
RENDERBUS_DECL result<spdlog_observer> open_log(std::string_view app, log_options options = {});
/// The same in a file of the caller's choice.
RENDERBUS_DECL result<spdlog_observer> open_log_at(const std::filesystem::path& file, std::string_view app,
                                                   log_options options = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/spdlog.ipp>
#endif

#endif
