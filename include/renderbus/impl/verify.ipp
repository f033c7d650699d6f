// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_VERIFY_IPP
#define RENDERBUS_IMPL_VERIFY_IPP

#include <renderbus/api/query_tasks.hpp>
#include <renderbus/api_channel.hpp>
#include <renderbus/random.hpp>

#include <algorithm>
#include <functional>
#include <utility>

namespace renderbus {
namespace detail {

/// Page after page of the account's tasks, the newest first, and of each page the labels.
struct label_search : std::enable_shared_from_this<label_search> {
    static constexpr std::int64_t most_pages = 5;
    static constexpr std::int64_t page_size = 100;

    enum class among { all, never_submitted };

    label_search(const call_run& with, std::string wanted, among those, std::size_t count,
                 completion<std::vector<std::int64_t>> then)
        : in(with), label_as_json('"' + std::move(wanted) + '"'), looked_at(those), most(count), done(std::move(then)) {}

    void ask_page() {
        const api::query::task_list request{.page_num = page, .page_size = page_size};
        in.send(request, [self = shared_from_this()](result<api::query::task_list::reply> known) {
            if (!known) return self->done(std::move(known).error());
            api::query::task_info details;
            for (const auto& one : known->items) details.task_ids.push_back(one.id);
            if (details.task_ids.empty()) return self->finish();
            self->ask_labels(details);
        });
    }

    void ask_labels(const api::query::task_info& tasks) {
        const bool is_last = page == most_pages || tasks.task_ids.size() < static_cast<std::size_t>(page_size);
        in.send(tasks, [self = shared_from_this(), is_last](result<api::query::task_info::reply> known) {
            if (!known) return self->done(std::move(known).error());
            for (const auto& one : known->items) {
                const bool bears_it = one.labels && one.labels->find(self->label_as_json) != std::string::npos;
                const bool counts = self->looked_at == among::all || one.submit_date.value_or(0) == 0;
                if (bears_it && counts && one.task_status != api::task_status::abandoned) self->found.push_back(one.id);
            }
            if (self->found.size() >= self->most || is_last) return self->finish();
            ++self->page;
            self->ask_page();
        });
    }

    void finish() {
        std::sort(found.begin(), found.end(), std::greater<>());
        found.erase(std::unique(found.begin(), found.end()), found.end());  // the list may have moved on between two pages
        if (found.size() > most) found.resize(most);
        done(std::move(found));
    }

    call_run in;
    std::string label_as_json;
    among looked_at;
    std::size_t most;
    completion<std::vector<std::int64_t>> done;
    std::int64_t page = 1;
    std::vector<std::int64_t> found;
};

}  // namespace detail

RENDERBUS_DECL std::string_view own_label(const list<std::string>& labels) noexcept {
    const auto at = std::find_if(labels.begin(), labels.end(), [](const std::string& one) { return is_unique_label(one); });
    return at == labels.end() ? std::string_view() : std::string_view(*at);
}

RENDERBUS_DECL void async_find_labelled(const call_run& in, std::string label, std::size_t most,
                                        completion<std::vector<std::int64_t>> done) {
    using detail::label_search;
    std::make_shared<label_search>(in, std::move(label), label_search::among::all, most, std::move(done))->ask_page();
}

RENDERBUS_DECL void async_was_submitted(const call_run& in, std::int64_t task_id, completion<bool> done) {
    api::query::task_info request;
    request.task_ids.push_back(task_id);
    in.send(request, [task_id, done = std::move(done)](result<api::query::task_info::reply> known) mutable {
        if (!known) return done(std::move(known).error());
        // A task with a date of submission was submitted.
        for (const auto& one : known->items)
            if (one.id == task_id && one.submit_date.value_or(0) != 0) return done(true);
        done(false);
    });
}

RENDERBUS_DECL void how_to_verify<api::task::submit>::async_find_out(const call_run& in, const api::task::submit& request,
                                                                     completion<std::optional<nothing>> done) {
    async_was_submitted(in, request.task_id, [done = std::move(done)](result<bool> was_submitted) mutable {
        if (!was_submitted) return done(std::move(was_submitted).error());
        done(*was_submitted ? std::optional<nothing>(nothing{}) : std::nullopt);
    });
}

RENDERBUS_DECL bool how_to_verify<api::task::create>::can_find_out(const api::task::create& request) {
    return !own_label(request.labels).empty();
}

RENDERBUS_DECL void how_to_verify<api::task::create>::async_find_out(const call_run& in, const api::task::create& request,
                                                                     completion<std::optional<api::task::create::reply>> done) {
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(request.count, 1));
    const std::string label(own_label(request.labels));
    auto take = [label, count, done = std::move(done)](result<std::vector<std::int64_t>> found) mutable {
        if (!found) return done(std::move(found).error());
        if (found->empty()) return done(std::optional<api::task::create::reply>());
        if (found->size() < count)
            return done(failure{task_errc::failed, "task.create",
                                "of " + std::to_string(count) + " tasks the farm made " + std::to_string(found->size()),
                                "look for the label " + label + " in the account's task list"});
        api::task::create::reply made;
        made.task_id_list.assign(found->rbegin(), found->rend());
        done(std::optional(std::move(made)));
    };
    using detail::label_search;
    std::make_shared<label_search>(in, label, label_search::among::never_submitted, count, std::move(take))->ask_page();
}

RENDERBUS_DECL void how_to_verify<api::task::create>::async_undo_others(const call_run& in, const api::task::create& request,
                                                                        const api::task::create::reply& kept,
                                                                        completion<void> done) {
    auto give_up = [in, ours = kept.task_id_list, done = std::move(done)](result<std::vector<std::int64_t>> found) mutable {
        if (!found) return done(std::move(found).error());
        api::task::abort others;
        for (const auto id : *found)
            if (std::find(ours.begin(), ours.end(), id) == ours.end()) others.task_ids.push_back(id);
        if (others.task_ids.empty()) return done({});
        in.send(others, [done = std::move(done)](result<nothing> given_up) mutable {
            if (given_up) done({});
            else done(std::move(given_up).error());
        });
    };
    const std::size_t all_tries = 16 * static_cast<std::size_t>(std::max<std::int64_t>(request.count, 1));
    using detail::label_search;
    std::make_shared<label_search>(in, std::string(own_label(request.labels)), label_search::among::never_submitted, all_tries,
                                   std::move(give_up))
        ->ask_page();
}

}  // namespace renderbus

#endif
