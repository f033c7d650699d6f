// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_SPDLOG_IPP
#define RENDERBUS_OBSERVE_IMPL_SPDLOG_IPP

#include <renderbus/observe/log_file.hpp>
#include <renderbus/observe/redact.hpp>
#include <renderbus/observe/spdlog.hpp>
#include <renderbus/observe/words.hpp>
#include <renderbus/utf8.hpp>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <algorithm>
#include <string>
#include <utility>

namespace renderbus {
namespace detail {

/// The level as Python's logging spells it.
class python_level final : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        const std::string_view word = message.level == spdlog::level::critical ? "CRITICAL"
                                      : message.level == spdlog::level::err    ? "ERROR"
                                      : message.level == spdlog::level::warn   ? "WARNING"
                                      : message.level == spdlog::level::info   ? "INFO"
                                                                               : "DEBUG";
        out.append(word.data(), word.data() + word.size());
    }
    std::unique_ptr<spdlog::custom_flag_formatter> clone() const override { return std::make_unique<python_level>(); }
};

inline spdlog::level::level_enum level_of(event::kind what) noexcept {
    if (edge_of(what) == span_edge::fail) return spdlog::level::err;
    switch (what) {
        case event::kind::warned:
        case event::kind::retried:
        case event::kind::clock_corrected: return spdlog::level::warn;
        case event::kind::bytes_moved:
        case event::kind::frames_done: return spdlog::level::trace;
        case event::kind::request_started:
        case event::kind::request_finished:
        case event::kind::file_started:
        case event::kind::file_finished: return spdlog::level::debug;
        default: return spdlog::level::info;
    }
}

}  // namespace detail

RENDERBUS_DECL spdlog_observer::spdlog_observer(std::shared_ptr<spdlog::logger> to) noexcept : to_(std::move(to)) {}

RENDERBUS_DECL void spdlog_observer::operator()(const event& told) const noexcept {
    try {
        const auto level = detail::level_of(told.what);
        if (!to_->should_log(level)) return;
        const std::string run = printable(redact(told.run, 200));
        to_->log(level, spdlog::string_view_t((run.empty() ? "" : run + ": ") + describe(told)));
    } catch (...) {
        // An observer does not end the run that it looks at, not even where memory is short.
    }
}

RENDERBUS_DECL result<spdlog_observer> open_log(std::string_view app, log_options options) {
    const auto file = log_file(app, this_log_system(), this_log_environment());
    if (!file) return file.error();
    return open_log_at(*file, app, options);
}

RENDERBUS_DECL result<spdlog_observer> open_log_at(const std::filesystem::path& file, std::string_view app, log_options options) {
    const auto refused = [&](const char* why) {
        return failure{scene_errc::unwritable_file, file.string(), why, "check the folder, or set RAYVISION_LOG_ROOT to another"};
    };
    try {
        constexpr std::size_t most_files = 1000;
        const auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            file.string(), std::max<std::size_t>(1024, static_cast<std::size_t>(options.largest.bytes)),
            std::min(options.kept, most_files));
        auto logger = std::make_shared<spdlog::logger>(printable(app, 100), sink);
        auto form = std::make_unique<spdlog::pattern_formatter>();
        form->add_flag<detail::python_level>('*').set_pattern("%Y-%m-%d %H:%M:%S,%e [%*] %n: %v");
        logger->set_formatter(std::move(form));
        logger->set_level(options.detailed ? spdlog::level::debug : spdlog::level::info);
        logger->flush_on(logger->level());  // what a program that dies had told is there
        // A disk that is full is no reason to write to the standard error of somebody else's program.
        logger->set_error_handler([](const std::string&) {});
        return spdlog_observer(std::move(logger));
    } catch (const std::exception& why) {
        return refused(why.what());
    }
}

}  // namespace renderbus

#endif
