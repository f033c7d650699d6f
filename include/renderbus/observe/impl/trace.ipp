// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_TRACE_IPP
#define RENDERBUS_OBSERVE_IMPL_TRACE_IPP

#include <renderbus/json/writer.hpp>
#include <renderbus/observe/line_file.hpp>
#include <renderbus/observe/redact.hpp>
#include <renderbus/observe/span_book.hpp>
#include <renderbus/observe/trace.hpp>
#include <renderbus/observe/words.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

class trace_file::writer {
public:
    writer(line_file file, trace_options options)
        : file_(std::move(file)), options_(std::move(options)), opened_(options_.now()) {}
    ~writer() { [[maybe_unused]] const auto ignored = close(); }

    void tell(const event& told) {
        const std::lock_guard lock(guard_);
        if (closed_) return;
        now_ = options_.now();
        switch (edge_of(told.what)) {
            case span_edge::start: return start(told);
            case span_edge::finish:
            case span_edge::fail: return end(told);
            case span_edge::none: break;
        }
        const bool counts = told.what == event::kind::bytes_moved || told.what == event::kind::frames_done;
        if (counts) count(told);
        else instant(told);
    }

    result<void> close() {
        const std::lock_guard lock(guard_);
        if (!std::exchange(closed_, true)) {
            for (auto& [key, one] : counters_) write_pending(one);
            file_.append(wrote_any_ ? "\n]\n" : "[\n]\n");
        }
        return file_.all_written();
    }

private:
    static constexpr std::size_t longest_name = 200;

    struct counter {
        span_book::place where;
        std::string name;
        std::chrono::steady_clock::time_point written;
        std::optional<std::uint64_t> pending;  ///< the last value, where it was not written
    };
    using counter_key = std::pair<std::uint64_t, std::string>;  ///< the span that it belongs to, and its name

    void start(const event& told) {
        const auto where = books_.start(told);
        if (!where) return instant(told);
        introduce(*where, told.run);
        const std::string_view kind = span_word(told.what);
        write([&](json::writer& out) {
            begin(out, "B", name_of(told, kind), *where);
            text(out, "cat", kind);
            out.name("args");
            out.begin_object();
            if (!told.subject.empty()) text(out, "subject", redact(told.subject, options_.longest_text));
            if (!told.stage.empty()) text(out, "stage", redact(told.stage, longest_name));
            if (told.done) number(out, "place", told.done);
            if (told.total) number(out, kind == "file" ? "bytes" : "stages", told.total);
            number(out, "span", told.span);
            if (told.parent) number(out, "parent", told.parent);
            out.end_object();
        });
    }

    void end(const event& told) {
        const auto all = books_.end(told);
        if (all.empty()) return instant(told);
        for (const auto& one : all) {
            drop_counters(one.span);
            const bool itself = one.span == told.span;
            write([&](json::writer& out) {
                begin(out, "E", {}, one.where);
                out.name("args");
                out.begin_object();
                const bool failed = edge_of(told.what) == span_edge::fail;
                text(out, "outcome", !itself ? "cut off" : failed ? "failed" : "finished");
                if (itself && failed) text(out, "why", redact(told.subject, options_.longest_text));
                if (itself && span_word(told.what) == "request") number(out, "tries", told.done);
                out.end_object();
            });
        }
    }

    void instant(const event& told) {
        const auto where = books_.find(told);
        introduce(where, told.run);
        write([&](json::writer& out) {
            begin(out, "i", word_of(told.what), where);
            text(out, "cat", "instant");
            text(out, "s", "t");
            out.name("args");
            out.begin_object();
            if (!told.stage.empty()) text(out, "stage", redact(told.stage, longest_name));
            if (!told.subject.empty()) text(out, "subject", redact(told.subject, options_.longest_text));
            if (told.done) number(out, "done", told.done);
            out.end_object();
        });
    }

    void count(const event& told) {
        constexpr std::size_t most_counters = 4096;
        if (counters_.size() >= most_counters) counters_.clear();
        const auto where = books_.find(told);
        introduce(where, told.run);
        std::string name = redact(told.stage, longest_name);
        name += told.what == event::kind::bytes_moved ? " bytes" : " frames";
        // Stages side by side may have one name, and a counter is known by its name.
        if (where.lane > 1) name += ", lane " + std::to_string(where.lane);
        const auto [found, made] = counters_.try_emplace({told.parent, name}, counter{where, name, now_, {}});
        counter& one = found->second;
        one.pending = told.done;
        if (made || now_ - one.written >= options_.counter_pause || told.done == told.total) write_pending(one);
    }

    void write_pending(counter& one) {
        if (!one.pending) return;
        write([&](json::writer& out) {
            begin(out, "C", one.name, one.where);
            out.name("args");
            out.begin_object();
            number(out, "done", *one.pending);
            out.end_object();
        });
        one.written = now_;
        one.pending.reset();
    }

    void drop_counters(std::uint64_t span) {
        for (auto at = counters_.lower_bound({span, {}}); at != counters_.end() && at->first.first == span;
             at = counters_.erase(at))
            write_pending(at->second);
    }

    /// Names a run and a lane when they are seen first.
    void introduce(const span_book::place& where, std::string_view run) {
        const auto named = [&](std::string_view what, std::string_view name) {
            write([&](json::writer& out) {
                begin(out, "M", what, where);
                out.name("args");
                out.begin_object();
                text(out, "name", name);
                out.end_object();
            });
        };
        if (where.new_run) named("process_name", run.empty() ? "renderbus" : redact(run, longest_name));
        if (where.new_lane) named("thread_name", where.lane == 1 ? "stages" : "side by side " + std::to_string(where.lane));
    }

    std::string name_of(const event& told, std::string_view kind) const {
        if (kind == "run") return told.run.empty() ? "run" : redact(told.run, longest_name);
        if (kind == "stage") return redact(told.stage, longest_name);
        std::string name = redact(told.subject, options_.longest_text);
        if (kind == "file") name.erase(0, name.find_last_of("/\\") + 1);
        return name.empty() ? std::string(kind) : redact(name, longest_name);
    }

    static void text(json::writer& out, std::string_view name, std::string_view value) {
        out.name(name);
        out.string(value);
    }
    static void number(json::writer& out, std::string_view name, std::uint64_t value) {
        out.name(name);
        out.natural(value);
    }
    void begin(json::writer& out, std::string_view phase, std::string_view name, const span_book::place& where) {
        text(out, "ph", phase);
        if (!name.empty()) text(out, "name", name);
        number(out, "pid", where.run);
        number(out, "tid", where.lane);
        out.name("ts");
        out.integer(std::chrono::duration_cast<std::chrono::microseconds>(now_ - opened_).count());
    }
    template <class Fill>
    void write(Fill fill) {
        record_ = wrote_any_ ? ",\n" : "[\n";
        json::writer out(record_);
        out.begin_object();
        fill(out);
        out.end_object();
        // The comma comes before a record, so that the file is an array without its bracket at any time.
        if (file_.append(record_)) wrote_any_ = true;
    }

    std::mutex guard_;
    line_file file_;
    trace_options options_;
    std::chrono::steady_clock::time_point opened_;
    std::chrono::steady_clock::time_point now_ = opened_;
    span_book books_;
    std::map<counter_key, counter> counters_;
    std::string record_;
    bool wrote_any_ = false;
    bool closed_ = false;
};

inline trace_file::trace_file(std::shared_ptr<writer> body) noexcept : body_(std::move(body)) {}

RENDERBUS_DECL result<trace_file> trace_file::open(const std::filesystem::path& file, trace_options options) {
    auto opened = line_file::open(file, line_file::start::afresh);
    if (!opened) return std::move(opened).error();
    return trace_file(std::make_shared<writer>(*std::move(opened), std::move(options)));
}

RENDERBUS_DECL void trace_file::operator()(const event& told) const noexcept {
    try {
        body_->tell(told);
    } catch (...) {
        // An observer does not end the run that it looks at, not even where memory is short.
    }
}

RENDERBUS_DECL result<void> trace_file::close() const { return body_->close(); }

}  // namespace renderbus

#endif
