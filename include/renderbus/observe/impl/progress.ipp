// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_PROGRESS_IPP
#define RENDERBUS_OBSERVE_IMPL_PROGRESS_IPP

#include <renderbus/observe/progress.hpp>
#include <renderbus/observe/run_board.hpp>
#include <renderbus/observe/words.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

namespace renderbus {

class progress::board {
public:
    using time_point = std::chrono::steady_clock::time_point;

    board(screen on, progress_options options)
        : screen_(std::move(on)), options_(std::move(options)), runs_(options_.smoothing) {}
    ~board() {
        if (drawn_ == 0) return;
        try {
            screen_.write("\n");
        } catch (...) {
            // Nobody is left to tell.
        }
    }

    void tell(const event& told) {
        const std::lock_guard lock(guard_);
        const time_point now = options_.now();
        const auto change = runs_.tell(told, now);
        const screen::extent size = screen_.size();
        const std::string name = name_of(told, change.run);
        const std::string kept = line_to_keep(told, change.run, name, now);
        if (size.columns == 0) tell_plainly(told, change, name, kept, now);
        runs_.take_off(told, change.run);
        const auto kind = span_word(told.what);
        if (size.columns != 0) draw(kept, size, now, !kept.empty() || kind == "stage" || kind == "run");
    }

private:
    std::string name_of(const event& told, std::uint64_t run) const {
        const auto found = runs_.runs().find(run);
        return found != runs_.runs().end() ? found->second.name : screen_text(told.run, 200);
    }
    std::string coloured(std::string_view text, std::string_view code) const {
        return screen_.colours && !text.empty() ? "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m"
                                                : std::string(text);
    }

    /// What stays to be read, without the end of its line; empty where nothing does.
    std::string line_to_keep(const event& told, std::uint64_t number, const std::string& name, time_point now) const {
        using kind = event::kind;
        const bool is_a_warning =
            told.what == kind::warned || told.what == kind::retried || told.what == kind::clock_corrected;
        const std::string_view colour = edge_of(told.what) == span_edge::fail                     ? "31"
                                        : is_a_warning ? "33"
                                        : told.what == kind::run_finished                         ? "32"
                                                                                                  : "";
        switch (told.what) {
            case kind::run_finished:
            case kind::run_failed:
            case kind::stage_failed:
            case kind::stage_restored:
            case kind::file_failed:
            case kind::retried:
            case kind::clock_corrected:
            case kind::noted:
            case kind::warned: break;
            default: return {};
        }
        std::string line = (name.empty() ? std::string() : name + ": ") + (told.what == kind::warned ? "warning: " : "") +
                           screen_text(describe(told));
        const auto run = runs_.runs().find(number);
        if (told.what == kind::run_finished && run != runs_.runs().end())
            line += " in " + duration_text(std::chrono::floor<std::chrono::seconds>(now - run->second.since));
        return colour.empty() ? line : coloured(line, colour);
    }

    void tell_plainly(const event& told, const run_board::change& change, const std::string& name, std::string line,
                      time_point now) {
        if (told.what == event::kind::stage_started) line = name + ": " + screen_text(describe(told));
        if (change.counted && is_due(*change.counted, now)) line = name + ": " + amount_line(*change.counted);
        if (!line.empty()) screen_.write(line + '\n');
    }

    /// An amount is written at each twentieth, or now and then where the whole is not known.
    bool is_due(run_board::stage& of, time_point now) const {
        if (of.moved.total() == 0) {
            if (now - of.told_at < options_.plain_pause) return false;
        } else {
            const auto part = static_cast<unsigned>(of.moved.part() * 20);
            if (part == of.told_part) return false;
            of.told_part = part;
        }
        of.told_at = now;
        return true;
    }

    static std::string amount_tail(const amount& moved) {
        std::string tail = moved.text();
        if (!moved.rate_text().empty()) tail += ", " + moved.rate_text();
        if (const auto left = moved.left()) tail += ", " + duration_text(*left) + " left";
        return tail;
    }
    static std::string percent(const amount& moved) {
        if (moved.total() == 0) return {};
        const std::string number = std::to_string(static_cast<unsigned>(moved.part() * 100));
        return std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + " %  ";
    }
    static std::string amount_line(const run_board::stage& of) {
        return of.name + " " + percent(of.moved) + amount_tail(of.moved);
    }

    /// One line of an active run, not wider than the terminal.
    std::string active_line(const run_board::run& of, unsigned columns) const {
        const auto* stage = of.current();
        std::string head = fit_columns(of.name, std::max(8u, columns / 4));
        if (!stage) return fit_columns(head, columns);
        head += "  " + fit_columns(stage->name, 24);
        if (stage->place && stage->places) head += " " + std::to_string(stage->place) + "/" + std::to_string(stage->places);
        head += "  ";
        if (!stage->moved.is_told()) return fit_columns(head, columns);
        const std::string tail = percent(stage->moved) + amount_tail(stage->moved);
        // A bar that grows and shrinks with the text beside it would not be readable as a bar.
        constexpr unsigned usual_tail = 58;
        const unsigned taken = columns_of(head) + std::max(columns_of(tail), std::min(usual_tail, columns / 2)) + 4;
        if (stage->moved.total() == 0 || taken + 8 > columns) return fit_columns(head + tail, columns);
        const unsigned room = std::min(32u, columns - taken);
        const auto full = static_cast<unsigned>(stage->moved.part() * room);
        return head + "[" + coloured(std::string(full, '#'), "32") + std::string(room - full, '.') + "]  " + tail;
    }

    /// Draws what is kept above, and below it the lines of the active runs, all in one piece.
    void draw(const std::string& kept, screen::extent size, time_point now, bool at_once) {
        if (!at_once && drawn_ != 0 && now - drawn_at_ < options_.pause) return;
        const unsigned columns = size.columns > 1 ? size.columns - 1 : 1;  // the last column wraps on some terminals
        const std::size_t most = size.rows > 2 ? size.rows - 2 : 1;
        std::string out;
        if (drawn_ != 0) out = "\r";
        if (drawn_ > 1) out += "\x1b[" + std::to_string(drawn_ - 1) + "A";
        if (!kept.empty()) out += (drawn_ ? "\x1b[J" : "") + kept + "\n";
        std::size_t lines = 0;
        for (const auto& [number, run] : runs_.runs()) {
            if (lines == most && runs_.runs().size() > most) break;
            const bool more = lines + 1 == most && runs_.runs().size() > most;
            if (lines++ != 0) out += "\n";
            out += more ? fit_columns("and " + std::to_string(runs_.runs().size() - most + 1) + " more", columns)
                        : active_line(run, columns);
            out += "\x1b[K";
        }
        if (lines < drawn_) out += lines ? "\x1b[J" : kept.empty() ? "\r\x1b[J" : "";
        drawn_ = lines;
        drawn_at_ = now;
        if (!out.empty()) screen_.write(out);
    }

    std::mutex guard_;
    screen screen_;
    progress_options options_;
    run_board runs_;
    std::size_t drawn_ = 0;  ///< lines of active runs on the screen; the cursor stands at the end of the last
    time_point drawn_at_{};
};

RENDERBUS_DECL progress::progress(screen on, progress_options options)
    : body_(std::make_shared<board>(std::move(on), std::move(options))) {}

RENDERBUS_DECL void progress::operator()(const event& told) const noexcept {
    try {
        body_->tell(told);
    } catch (...) {
        // An observer does not end the run that it looks at, not even where memory is short.
    }
}

}  // namespace renderbus

#endif
