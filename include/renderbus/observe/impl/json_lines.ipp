// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_JSON_LINES_IPP
#define RENDERBUS_OBSERVE_IMPL_JSON_LINES_IPP

#include <renderbus/json/json.hpp>
#include <renderbus/observe/json_lines.hpp>
#include <renderbus/observe/line_file.hpp>
#include <renderbus/observe/redact.hpp>
#include <renderbus/observe/words.hpp>

#include <array>
#include <cstdio>
#include <mutex>
#include <ostream>
#include <string_view>
#include <utility>

namespace renderbus {
namespace detail {

inline std::string rfc3339(std::chrono::system_clock::time_point at) {
    using namespace std::chrono;
    const auto whole = floor<milliseconds>(at);
    const auto day = floor<days>(whole);
    const year_month_day date{day};
    const hh_mm_ss time{whole - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return text.data();
}

}  // namespace detail

struct json_lines::writer {
    writer(std::optional<line_file> to_file, std::ostream* to_stream, json_lines_options chosen)
        : file(std::move(to_file)), stream(to_stream), options(std::move(chosen)) {}

    std::string line_of(const event& told) const {
        const auto text = [&](std::string_view from) {
            return from.empty() ? std::nullopt : std::optional(redact(from, options.longest_text));
        };
        const auto number = [](std::uint64_t from) { return from ? std::optional(from) : std::nullopt; };
        const event_line line{detail::rfc3339(options.now()),
                              std::string(word_of(told.what)),
                              text(told.run),
                              text(told.stage),
                              text(told.subject),
                              number(told.done),
                              number(told.total),
                              number(told.span),
                              number(told.parent)};
        return to_json(line) + '\n';
    }

    void tell(const event& told) {
        const std::lock_guard lock(guard);
        const std::string line = line_of(told);
        if (file) file->append(line);
        else stream->write(line.data(), static_cast<std::streamsize>(line.size())).flush();
    }

    std::mutex guard;
    std::optional<line_file> file;
    std::ostream* stream;
    json_lines_options options;
};

inline json_lines::json_lines(std::shared_ptr<writer> body) noexcept : body_(std::move(body)) {}

RENDERBUS_DECL json_lines::json_lines(std::ostream& to, json_lines_options options)
    : body_(std::make_shared<writer>(std::nullopt, &to, std::move(options))) {}

RENDERBUS_DECL result<json_lines> json_lines::open(const std::filesystem::path& file, json_lines_options options) {
    auto opened = line_file::open(file, line_file::start::at_the_end);
    if (!opened) return std::move(opened).error();
    return json_lines(std::make_shared<writer>(*std::move(opened), nullptr, std::move(options)));
}

RENDERBUS_DECL void json_lines::operator()(const event& told) const noexcept {
    try {
        body_->tell(told);
    } catch (...) {
        // An observer does not end the run that it looks at, not even where memory is short.
    }
}

RENDERBUS_DECL result<void> json_lines::all_written() const {
    const std::lock_guard lock(body_->guard);
    return body_->file ? body_->file->all_written() : result<void>();
}

}  // namespace renderbus

#endif
