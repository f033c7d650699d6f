// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_OBSERVE_SUPPORT_HPP
#define RENDERBUS_TESTS_OBSERVE_SUPPORT_HPP

#include "../transfer/support.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/observer.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <utility>

namespace observe_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using namespace std::chrono_literals;
using kind = rb::event::kind;
using transfer_tests::child_process;
using transfer_tests::read_file;
using transfer_tests::scratch;

/// A steady clock that a test moves by hand.
class hand_clock {
public:
    void advance(std::chrono::nanoseconds span) {
        *now_ += std::chrono::duration_cast<std::chrono::steady_clock::duration>(span);
    }
    std::function<std::chrono::steady_clock::time_point()> source() const {
        return [now = now_] { return *now; };
    }

private:
    std::shared_ptr<std::chrono::steady_clock::time_point> now_ =
        std::make_shared<std::chrono::steady_clock::time_point>(std::chrono::hours(5));
};

struct trace_arguments {
    std::optional<std::string> name, subject, stage, outcome, why;
    std::optional<std::uint64_t> done, span, parent, bytes, tries;
};
struct trace_record {
    std::string ph;
    std::optional<std::string> name, cat, s;
    std::uint64_t pid = 0, tid = 0;
    std::int64_t ts = -1;
    trace_arguments args;
};

/// The records of a trace; of one that was cut short, with the bracket that is missing.
inline std::vector<trace_record> read_trace(const fs::path& file) {
    std::string text = read_file(file);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (!text.ends_with(']')) text += ']';
    auto records = rb::from_json<std::vector<trace_record>>(text);
    if (!records) BOOST_FAIL(records.error().message());
    return *std::move(records);
}

using lane = std::pair<std::uint64_t, std::uint64_t>;

/// Whether each lane's ends meet its beginnings, in time. Gives the names of spans that are open at the end.
inline std::vector<std::string> unfinished_of(const std::vector<trace_record>& records) {
    std::map<lane, std::vector<std::string>> open;
    std::int64_t last = 0;
    for (const auto& one : records) {
        BOOST_TEST(one.ts >= last);
        last = one.ts;
        auto& stack = open[{one.pid, one.tid}];
        if (one.ph == "B") stack.push_back(one.name.value_or("?"));
        if (one.ph != "E") continue;
        BOOST_REQUIRE_MESSAGE(!stack.empty(), "a span ends on a lane where none is open");
        stack.pop_back();
    }
    std::vector<std::string> names;
    for (const auto& [where, stack] : open) names.insert(names.end(), stack.begin(), stack.end());
    return names;
}

/// Where each span of a trace begins.
inline std::map<std::string, lane> lanes_of(const std::vector<trace_record>& records) {
    std::map<std::string, lane> found;
    for (const auto& one : records)
        if (one.ph == "B") found[*one.name] = {one.pid, one.tid};
    return found;
}

/// A run as a pipeline tells it, with spans that are numbered as they begin.
template <class Observer>
class told_run {
public:
    told_run(Observer& observer, std::string name) : observer_(observer), name_(std::move(name)), span_(rb::next_span()) {}

    std::uint64_t span() const { return span_; }
    void start(std::uint64_t stages) { tell(kind::run_started, {}, {}, 0, stages, span_, 0); }
    void finish() { tell(kind::run_finished, {}, {}, 0, 0, span_, 0); }
    void fail(std::string_view why) { tell(kind::run_failed, {}, why, 0, 0, span_, 0); }

    std::uint64_t start_stage(std::string_view stage, std::uint64_t place, std::uint64_t places) {
        const auto span = rb::next_span();
        tell(kind::stage_started, stage, {}, place, places, span, span_);
        return span;
    }
    void finish_stage(std::uint64_t span, std::string_view stage) { tell(kind::stage_finished, stage, {}, 0, 0, span, span_); }

    std::uint64_t start_inner(kind what, std::string_view subject, std::uint64_t parent, std::uint64_t total = 0) {
        const auto span = rb::next_span();
        tell(what, "stage", subject, 0, total, span, parent);
        return span;
    }
    void tell(kind what, std::string_view stage, std::string_view subject, std::uint64_t done, std::uint64_t total,
              std::uint64_t span, std::uint64_t parent) {
        observer_(rb::event{what, stage, subject, done, total, span, parent, name_});
    }

private:
    Observer& observer_;
    std::string name_;
    std::uint64_t span_;
};

}  // namespace observe_tests

#endif
