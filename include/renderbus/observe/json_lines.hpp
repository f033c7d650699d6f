// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_JSON_LINES_HPP
#define RENDERBUS_OBSERVE_JSON_LINES_HPP

#include <renderbus/error.hpp>
#include <renderbus/observer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace renderbus {

/// One line of `json_lines`; what is empty or zero is left out.
struct event_line {
    std::string time;  ///< RFC 3339, UTC, milliseconds: 2026-01-31T23:59:59.000Z
    std::string kind;  ///< the kind's own name: stage_started
    std::optional<std::string> run = {};
    std::optional<std::string> stage = {};
    std::optional<std::string> subject = {};
    std::optional<std::uint64_t> done = {};
    std::optional<std::uint64_t> total = {};
    std::optional<std::uint64_t> span = {};
    std::optional<std::uint64_t> parent = {};
};

struct json_lines_options {
    std::function<std::chrono::system_clock::time_point()> now = [] { return std::chrono::system_clock::now(); };
    std::size_t longest_text = 4096;  ///< bytes of a subject that are kept
};

/// An observer that writes one JSON object an event, each on a line of its own (`event_line`). Copies share what they write to.
class json_lines {
public:
    /// To the end of a file, which several programs may share. `scene_errc::unwritable_file`.
    static RENDERBUS_DECL result<json_lines> open(const std::filesystem::path& file, json_lines_options options = {});
    /// To a stream, which must outlive all copies; its errors are its owner's affair.
    RENDERBUS_DECL explicit json_lines(std::ostream& to, json_lines_options options = {});

    RENDERBUS_DECL void operator()(const event& told) const noexcept;

    /// `scene_errc::unwritable_file` where lines could not be written to the file.
    RENDERBUS_DECL result<void> all_written() const;

private:
    struct writer;
    explicit json_lines(std::shared_ptr<writer> body) noexcept;
    std::shared_ptr<writer> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/json_lines.ipp>
#endif

#endif
