// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_EARLIER_RUN_IPP
#define RENDERBUS_PIPELINE_IMPL_EARLIER_RUN_IPP

#include <renderbus/api/query_tasks.hpp>
#include <renderbus/pipeline/earlier_run.hpp>

#include <memory>
#include <utility>

namespace renderbus::detail {

RENDERBUS_DECL std::string task_label(const run_context& run) {
    return run.journal_key.empty() ? std::string() : "renderbus-" + run.journal_key.substr(0, 16);
}

/// Page after page of the list, and of each page the labels.
struct task_search : std::enable_shared_from_this<task_search> {
    static constexpr std::int64_t most_pages = 5;
    static constexpr std::int64_t page_size = 100;

    task_search(farm_run& in, std::string_view for_stage, std::string wanted, completion<std::optional<std::int64_t>> then)
        : run(in), stage(for_stage), label_as_json('"' + std::move(wanted) + '"'), done(std::move(then)) {}

    void ask_page() {
        const api::query::task_list request{.page_num = page, .page_size = page_size};
        run.send(stage, request, [self = shared_from_this()](result<api::query::task_list::reply> known) {
            if (!known) return self->done(std::move(known).error());
            api::query::task_info details;
            for (const auto& one : known->items) details.task_ids.push_back(one.id);
            if (details.task_ids.empty()) return self->done(std::optional<std::int64_t>());
            self->ask_labels(details);
        });
    }

    void ask_labels(const api::query::task_info& tasks) {
        const bool is_last = page == most_pages || tasks.task_ids.size() < static_cast<std::size_t>(page_size);
        run.send(stage, tasks, [self = shared_from_this(), is_last](result<api::query::task_info::reply> known) {
            if (!known) return self->done(std::move(known).error());
            std::optional<std::int64_t> newest;
            for (const auto& one : known->items) {
                const bool bears_it = one.labels && one.labels->find(self->label_as_json) != std::string::npos;
                if (bears_it && one.task_status != api::task_status::abandoned && (!newest || one.id > *newest)) newest = one.id;
            }
            if (newest || is_last) return self->done(newest);
            ++self->page;
            self->ask_page();
        });
    }

    farm_run& run;
    std::string_view stage;
    std::string label_as_json;
    completion<std::optional<std::int64_t>> done;
    std::int64_t page = 1;
};

RENDERBUS_DECL void async_find_task(farm_run& run, std::string_view stage, std::string label,
                                    completion<std::optional<std::int64_t>> done) {
    std::make_shared<task_search>(run, stage, std::move(label), std::move(done))->ask_page();
}

RENDERBUS_DECL void async_was_submitted(farm_run& run, std::string_view stage, std::int64_t task_id, completion<bool> done) {
    const api::query::task_info request{.task_ids = {task_id}};
    run.send(stage, request, [task_id, done = std::move(done)](result<api::query::task_info::reply> known) mutable {
        if (!known) return done(std::move(known).error());
        // A task with a date of submission was submitted.
        for (const auto& one : known->items)
            if (one.id == task_id && one.submit_date.value_or(0) != 0) return done(true);
        done(false);
    });
}

}  // namespace renderbus::detail

#endif
