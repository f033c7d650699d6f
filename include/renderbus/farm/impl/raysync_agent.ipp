// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_RAYSYNC_AGENT_IPP
#define RENDERBUS_FARM_IMPL_RAYSYNC_AGENT_IPP

#include <renderbus/farm/impl/raysync_mover.ipp>
#include <renderbus/farm/raysync_agent.hpp>

#include <algorithm>
#include <string_view>

namespace renderbus::farm {
namespace raysync_detail {

struct ids_question {
    std::string task_id;
    static constexpr auto wire_naming = naming::kebab_case;
};
struct files_question {
    std::string task_id;
    std::string list_type = "error";
    std::uint32_t page_size = 10;
    std::uint32_t page_number = 1;
    static constexpr auto wire_naming = naming::kebab_case;
};
struct created {
    int code = 0;
    std::string message = "success";
    std::string task_id;
    static constexpr auto wire_naming = naming::kebab_case;
};

template <class T>
answer say(const T& what) {
    return {200, {{"Content-Type", "application/json"}}, to_json(what), nullptr};
}
inline answer yes() { return say(raysync::plain_answer{0, "success"}); }
inline answer no(std::int64_t code, std::string why) { return say(raysync::plain_answer{code, std::move(why)}); }

/// What no web page can send to another place without being asked for leave.
inline bool is_from_a_program(const incoming& call) {
    const auto* type = http::find(call.headers, "Content-Type");
    const auto* host = http::find(call.headers, "Host");
    if (!type || !type->starts_with("application/json") || !host) return false;
    const auto name = host->substr(0, host->rfind(':'));
    return name == "127.0.0.1" || name == "localhost";
}

}  // namespace raysync_detail

RENDERBUS_DECL raysync_agent::raysync_agent(raysync_agent_options options) : options_(std::move(options)) {}

RENDERBUS_DECL raysync_agent::~raysync_agent() {
    for (const auto& one : tasks_) one->stop();
}

RENDERBUS_DECL answer raysync_agent::finish(incoming&& call) {
    using raysync_detail::no;
    using raysync_detail::yes;
    if (call.method != "POST" || !raysync_detail::is_from_a_program(call))
        return {403, {{"Content-Type", "text/plain"}}, "POST JSON from this machine\n", nullptr};
    const std::string_view path = call.target;
    if (path == raysync::check_path) {
        const auto asked = from_json<raysync::check_call>(call.body);
        return asked && asked->sign == "render-bus" ? yes() : no(1, "the sign is not render-bus");
    }
    if (path == raysync::parameters_path) return from_json<raysync::parameters_call>(call.body) ? yes() : no(1, "no parameters");
    if (path == raysync::proxy_path) return from_json<raysync::proxy_call>(call.body) ? yes() : no(1, "no proxy");
    if (path == raysync::set_limit_path) {
        const auto asked = from_json<raysync::limit_call>(call.body);
        const auto fits = [](int number) { return number >= 1 && number <= 10; };
        if (!asked || !fits(asked->upload) || !fits(asked->download)) return no(1, "limits are 1 to 10");
        limit_ = *asked;
        start_what_may();
        return yes();
    }
    if (path == raysync::get_limit_path)
        return raysync_detail::say(raysync::limit_answer{0, "success", limit_.upload, limit_.download});
    if (path == raysync::create_path) return create(call);
    if (path == raysync::start_path) return start_again(call);
    if (path == raysync::status_path) return tell_state(call);
    if (path == raysync::tasks_path) return tell_tasks();
    if (path == raysync::files_path) return tell_files(call);
    return {404, {{"Content-Type", "text/plain"}}, "there is nothing\n", nullptr};
}

RENDERBUS_DECL std::shared_ptr<raysync_agent::task> raysync_agent::find(const std::string& id) const {
    const auto at = std::find_if(tasks_.begin(), tasks_.end(), [&](const auto& one) { return one->id() == id; });
    return at == tasks_.end() ? nullptr : *at;
}

RENDERBUS_DECL answer raysync_agent::create(const incoming& call) {
    using raysync_detail::no;
    auto order = from_json<raysync::create_call>(call.body);
    if (!order) return no(1, order.error().cause);
    const bool is_list = order->task_type == "upload-list";
    if (!is_list && order->task_type != "upload" && order->task_type != "download") return no(1, "there is no such task-type");
    if (is_list ? !order->file_list : !order->source_path || !order->target_path) return no(1, "a path is missing");
    if (order->task_type == "download" && !order->target_path->starts_with('/')) return no(1, "the target is no absolute path");
    if (tasks_.size() >= options_.kept_tasks) {
        const auto ended =
            std::find_if(tasks_.begin(), tasks_.end(), [](const auto& one) { return !raysync::is_under_way(one->state()); });
        if (ended == tasks_.end()) return no(1, "too many tasks");
        tasks_.erase(ended);
    }
    auto id = "task-" + std::to_string(++made_);
    tasks_.push_back(std::make_shared<task>(options_, id, *std::move(order)));
    start_what_may();
    return raysync_detail::say(raysync_detail::created{.task_id = std::move(id)});
}

RENDERBUS_DECL answer raysync_agent::start_again(const incoming& call) {
    const auto asked = from_json<raysync_detail::ids_question>(call.body);
    const auto it = asked ? find(asked->task_id) : nullptr;
    if (!it) return raysync_detail::no(1, "there is no such task");
    if (!raysync::is_under_way(it->state()) && it->state() != raysync::task_state::successful) it->make_ready();
    start_what_may();
    return raysync_detail::yes();
}

RENDERBUS_DECL void raysync_agent::start_what_may() {
    for (const bool is_download : {false, true}) {
        auto room = is_download ? limit_.download : limit_.upload;
        for (const auto& one : tasks_)
            if (one->is_download() == is_download && one->state() == raysync::task_state::start) --room;
        for (const auto& one : tasks_) {
            if (room <= 0) break;
            if (one->is_download() != is_download || one->state() != raysync::task_state::ready) continue;
            --room;
            one->start([self = weak_from_this()] {
                if (const auto agent = self.lock()) agent->start_what_may();
            });
        }
    }
}

RENDERBUS_DECL answer raysync_agent::tell_state(const incoming& call) const {
    const auto asked = from_json<raysync_detail::ids_question>(call.body);
    const auto it = asked ? find(asked->task_id) : nullptr;
    if (!it) return raysync_detail::no(1, "there is no such task");
    raysync::tasks_answer all{0, "success", {}};
    all.task_list.push_back({it->type(), std::string(raysync::name_of(it->state()))});
    return raysync_detail::say(all);
}

RENDERBUS_DECL answer raysync_agent::tell_tasks() const {
    raysync::tasks_answer all{0, "success", list<raysync::task_entry>(std::vector<raysync::task_entry>{})};
    for (const auto& one : tasks_) all.task_list.push_back({one->type(), std::string(raysync::name_of(one->state()))});
    return raysync_detail::say(all);
}

RENDERBUS_DECL answer raysync_agent::tell_files(const incoming& call) const {
    const auto asked = from_json<raysync_detail::files_question>(call.body);
    const auto it = asked ? find(asked->task_id) : nullptr;
    if (!it) return raysync_detail::no(1, "there is no such task");
    if (asked->list_type != "error") return raysync_detail::no(1, "only list-type error is known");
    if (asked->page_size < 1 || asked->page_size > 1000 || asked->page_number < 1)
        return raysync_detail::no(1, "pages have 1 to 1000 entries and begin with 1");
    raysync::files_answer page{0, "success", list<raysync::file_entry>(std::vector<raysync::file_entry>{})};
    const auto& errors = it->errors();
    const auto first = std::uint64_t{asked->page_size} * (asked->page_number - 1);
    for (auto i = first; i < errors.size() && i < first + asked->page_size; ++i) page.file_list.push_back(errors[i]);
    return raysync_detail::say(page);
}

}  // namespace renderbus::farm

#endif
