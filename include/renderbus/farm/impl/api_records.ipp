// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_RECORDS_IPP
#define RENDERBUS_FARM_IMPL_API_RECORDS_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/description.hpp>
#include <renderbus/farm/impl/handling.hpp>
#include <renderbus/farm/paging.hpp>
#include <renderbus/farm/time_text.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>

namespace renderbus::farm {
namespace detail {

inline constexpr const char* this_machine = "127.0.0.1";  // a farm listens to loopback alone

inline std::string day_of(const api::user::task_record::record& one) { return one.create_time.value_or("").substr(0, 10); }
inline std::string day_of(const api::user::login_record::record& one) { return write_date(one.login_time.value_or(0)); }

/// A page of the records between two days, both of them with it, the newest first.
template <class Request, class Record>
result<api::page<Record>> page_of_records(const std::vector<Record>& all, const Request& what) {
    const auto is_bound = [](const std::string& text) { return text.empty() || is_date(text); };
    const auto fine = field_check()
                          .page(what.page_num, what.page_size)
                          .that(is_bound(what.start_date), "startDate is not yyyy-MM-dd")
                          .that(is_bound(what.end_date), "endDate is not yyyy-MM-dd")
                          .outcome();
    if (!fine) return fine.error();
    std::vector<const Record*> found;
    for (auto at = all.rbegin(); at != all.rend(); ++at) {
        const auto day = day_of(*at);
        if (day >= what.start_date && (what.end_date.empty() || day <= what.end_date)) found.push_back(&*at);
    }
    return page_of<Record>(found, what.page_num, what.page_size, [](const Record* one) { return *one; });
}

}  // namespace detail

RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::task_record& what) -> reply_to<api::user::task_record> {
    return detail::page_of_records(state_.task_records.of(caller.who->user_id), what);
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::user::login_record& what)
    -> reply_to<api::user::login_record> {
    return detail::page_of_records(state_.login_records.of(caller.who->user_id), what);
}

RENDERBUS_DECL void api_service::record(const session& caller, const task_button& what, const std::vector<std::int64_t>& task_ids,
                                        std::string_view body) {
    constexpr std::size_t most_tasks_told = 100, longest_body = 4'096;
    std::vector<std::string> aliases;
    for (const auto id : task_ids) {
        if (aliases.size() < most_tasks_told) aliases.push_back(task_alias(state_, id));
    }
    api::user::task_record::record made;
    made.user_name = caller.who->user_name;
    made.task_type = "render";
    made.button_name = std::string(what.name);
    made.task_ids = to_json(aliases);
    made.channel = caller.channel;
    made.create_time = write_time(in_milliseconds(state_.now()));
    made.details = std::string(what.words);
    made.operate_source = 1;
    made.user_id = std::to_string(caller.who->user_id);
    made.request_ip = detail::this_machine;
    made.request_uri = caller.path;
    made.request_param = body.size() <= longest_body ? '[' + std::string(body) + ']' : "[]";
    // The call itself is done: a record that the disk refuses must not make it look undone.
    static_cast<void>(state_.task_records.add(caller.who->user_id, std::move(made)));
}

/// Every client asks for the profile first: that is a login. Those of one program within a minute are one.
RENDERBUS_DECL void api_service::record_login(const session& caller) {
    constexpr std::int64_t one_login = 60'000;
    const auto now = in_milliseconds(state_.now());
    const auto& before = state_.login_records.of(caller.who->user_id);
    const auto is_same = [&](const api::user::login_record::record& one) {
        return one.login_time.value_or(0) > now - one_login && one.user_ua == caller.program;
    };
    if (std::any_of(before.begin(), before.end(), is_same)) return;
    api::user::login_record::record made;
    made.id = before.empty() ? 1 : before.back().id.value_or(0) + 1;
    made.user_id = caller.who->user_id;
    made.user_name = caller.who->user_name;
    made.user_ua = caller.program;
    made.trace_id = "loopback-" + std::to_string(calls_);
    made.login_type = "access key";
    made.login_status = "200";
    made.login_sta_desc = "success";
    made.module_type = "API";
    made.ip = detail::this_machine;
    made.login_time = now;
    static_cast<void>(state_.login_records.add(caller.who->user_id, std::move(made)));
}

}  // namespace renderbus::farm

#endif
