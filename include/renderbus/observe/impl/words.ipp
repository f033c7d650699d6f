// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_WORDS_IPP
#define RENDERBUS_OBSERVE_IMPL_WORDS_IPP

#include <renderbus/observe/redact.hpp>
#include <renderbus/observe/words.hpp>
#include <renderbus/utf8.hpp>

#include <array>
#include <cstdio>

namespace renderbus {

RENDERBUS_DECL std::string_view word_of(event::kind what) noexcept {
    using kind = event::kind;
    switch (what) {
        case kind::run_started: return "run_started";
        case kind::run_finished: return "run_finished";
        case kind::run_failed: return "run_failed";
        case kind::stage_started: return "stage_started";
        case kind::stage_finished: return "stage_finished";
        case kind::stage_failed: return "stage_failed";
        case kind::stage_restored: return "stage_restored";
        case kind::request_started: return "request_started";
        case kind::request_finished: return "request_finished";
        case kind::request_failed: return "request_failed";
        case kind::file_started: return "file_started";
        case kind::file_finished: return "file_finished";
        case kind::file_failed: return "file_failed";
        case kind::retried: return "retried";
        case kind::clock_corrected: return "clock_corrected";
        case kind::bytes_moved: return "bytes_moved";
        case kind::frames_done: return "frames_done";
        case kind::noted: return "noted";
        case kind::warned: return "warned";
    }
    return "unknown";
}

RENDERBUS_DECL span_edge edge_of(event::kind what) noexcept {
    const std::string_view word = word_of(what);
    if (word.ends_with("_started")) return span_edge::start;
    if (word.ends_with("_finished")) return span_edge::finish;
    if (word.ends_with("_failed")) return span_edge::fail;
    return span_edge::none;
}

RENDERBUS_DECL std::string_view span_word(event::kind what) noexcept {
    const std::string_view word = word_of(what);
    return edge_of(what) == span_edge::none ? std::string_view() : word.substr(0, word.find('_'));
}

RENDERBUS_DECL std::string describe(const event& told, std::size_t most) {
    const auto shown = [&](std::string_view text) { return printable(redact(text, most), most + 8); };
    const auto number = [](std::uint64_t n) { return std::to_string(n); };
    const std::string stage = printable(told.stage, 100);
    const std::string where = stage.empty() ? std::string() : stage + ": ";
    const std::string subject = shown(told.subject);
    const std::string of_total = told.total ? " of " + number(told.total) : std::string();
    using kind = event::kind;
    switch (told.what) {
        case kind::run_started: return "the run begins" + (told.total ? ", " + number(told.total) + " stages" : std::string());
        case kind::run_finished: return "the run is done";
        case kind::run_failed: return "the run failed: " + subject;
        case kind::stage_started:
            return stage + " begins" + (told.done ? " (" + number(told.done) + of_total + ")" : std::string());
        case kind::stage_finished: return stage + " is done";
        case kind::stage_failed: return stage + " failed: " + subject;
        case kind::stage_restored: return stage + " " + subject + ": from the journal";
        case kind::request_started: return where + "request " + subject;
        case kind::request_finished: return where + "request done: " + subject;
        case kind::request_failed: return where + "request failed: " + subject;
        case kind::file_started: return where + "file " + subject + (told.total ? ", " + bytes_text(told.total) : std::string());
        case kind::file_finished: return where + "file done: " + subject;
        case kind::file_failed: return where + "file failed: " + subject;
        case kind::retried:
            return where + "tried again" + (told.done ? " (" + number(told.done) + ")" : std::string()) + ": " + subject;
        case kind::bytes_moved:
            return where + bytes_text(told.done) + (told.total ? " of " + bytes_text(told.total) : std::string()) + " moved" +
                   (subject.empty() ? std::string() : ": " + subject);
        case kind::frames_done: return where + number(told.done) + of_total + " frames done";
        case kind::clock_corrected:
        case kind::noted:
        case kind::warned: return where + subject;
    }
    return where + subject;
}

RENDERBUS_DECL std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double amount = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (amount >= 999.5 && unit + 1 < units.size()) {
        amount /= 1024;
        ++unit;
    }
    std::array<char, 32> text{};
    const int places = unit == 0 || amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
    std::snprintf(text.data(), text.size(), "%.*f %s", places, amount, units[unit]);
    return text.data();
}

RENDERBUS_DECL std::string duration_text(std::chrono::seconds span) {
    const long long all = span.count() < 0 ? 0 : span.count();
    std::array<char, 48> text{};
    if (all >= 3600) std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", all / 3600, all / 60 % 60, all % 60);
    else std::snprintf(text.data(), text.size(), "%lld:%02lld", all / 60, all % 60);
    return text.data();
}

}  // namespace renderbus

#endif
