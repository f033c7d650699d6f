// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_PIPELINE_RESUMED_HPP
#define RENDERBUS_TESTS_PIPELINE_RESUMED_HPP

#include "support.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipeline_tests {

/// A stage as it runs below a journal's key.
template <class Stage>
struct journaled_stage {
    using input = typename Stage::input;
    using output = typename Stage::output;
    static constexpr std::string_view name = Stage::name;
    using context = rb::farm_run;

    std::string key;
    bool begun_before = false;
    Stage stage = Stage();

    void start(rb::farm_run& run, const input& value, rb::completion<output> done) {
        run.journal_key = key;
        run.begun_before = begun_before;
        stage.start(run, value, std::move(done));
    }
};

template <class Stage>
journaled_stage<Stage> under(std::string key, bool begun_before, Stage stage = Stage()) {
    return {std::move(key), begun_before, std::move(stage)};
}

inline const std::string key_a = "a0123456789abcde" + std::string(48, '0');
inline const std::string key_b = "b0123456789abcde" + std::string(48, '0');

/// The exchanges of a run that went to an endpoint.
template <class Request, class Set>
std::size_t calls(const Set& set, int generation = 2) {
    const auto path = rb::path_in(Request::at, generation);
    return static_cast<std::size_t>(std::count(set.line->targets.begin(), set.line->targets.end(), path));
}

/// Loses answers (or requests) of one endpoint.
template <class Request, class Set>
void lose(Set& set, bool the_answer, int generation = 2) {
    const auto losing = [generation](int, const rb::http::request& what) -> disturbed_line::answer {
        if (what.target == rb::path_in(Request::at, generation)) return lost(what);
        return {};
    };
    (the_answer ? set.line->after : set.line->before) = losing;
}

/// Every task of the artist's on the farm, the newest first.
template <class Set>
std::vector<rb::api::query::task> tasks_at(Set& set) {
    static std::uint64_t nonce = 500'000;  // a new one for every call
    farm_tests::caller asking(set.farm, set.time);
    asking.nonce = std::to_string(++nonce);
    const auto listed = asking.send(rb::api::query::task_list{.page_size = 1'000}).value();
    std::vector<rb::api::query::task> tasks;
    for (const auto& one : listed.items) {
        asking.nonce = std::to_string(++nonce);
        tasks.push_back(asking.info(one.id));
    }
    return tasks;
}

}  // namespace pipeline_tests

#endif
