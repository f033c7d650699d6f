// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_ACCOUNT_IPP
#define RENDERBUS_CALLS_IMPL_ACCOUNT_IPP

#include <renderbus/api/tag.hpp>
#include <renderbus/calls/account.hpp>

namespace renderbus::calls {
namespace detail {

/// The account that a profile and its storages make.
inline result<account> merged(const api::user::profile::reply& who, const api::user::transfer_bid::reply& storages) {
    account found{.user_id = who.user_id,
                  .user_name = who.user_name.value_or(""),
                  .storage_user_id = who.user_id,
                  .config_bid = storages.config_bid,
                  .input_bid = storages.input_bid,
                  .output_bid = storages.output_bid};
    if (who.share_main_capital.value_or(0) == 0) return found;
    const auto unknown = [](const char* field) {
        return failure{
            data_errc::missing_field, field,
            "the account shares the main account's assets (shareMainCapital), but the farm does not say where they are",
            "ask the service's support to look at the account"};
    };
    found.storage_user_id = who.main_user_id.value_or(0);
    if (found.storage_user_id <= 0) return unknown("mainUserId");
    found.input_bid = storages.parent_input_bid.value_or("");
    if (found.input_bid.empty() || found.input_bid == "0") return unknown("parent_input_bid");
    return found;
}

/// Asks for the profile, the settings where they are wanted, and the storages.
struct account_walk : std::enable_shared_from_this<account_walk> {
    account_walk(call_run in, bool with_setting, completion<user_info::reply> then)
        : run(std::move(in)), wants_setting(with_setting), done(std::move(then)) {}

    /// Sends a request whose answer goes to its place in `found`.
    template <class Request>
    void ask(typename Request::reply user_info::reply::*place, void (account_walk::*then)()) {
        run.send(Request{}, [self = shared_from_this(), place, then](result<typename Request::reply> answer) {
            if (!answer) return self->done(std::move(answer).error());
            self->found.*place = *std::move(answer);
            ((*self).*then)();
        });
    }

    void ask_profile() { ask<api::user::profile>(&user_info::reply::profile, &account_walk::ask_setting); }
    void ask_setting() {
        if (!wants_setting) return ask_storages();
        ask<api::user::setting>(&user_info::reply::setting, &account_walk::ask_storages);
    }
    void ask_storages() { ask<api::user::transfer_bid>(&user_info::reply::storages, &account_walk::merge); }
    void merge() {
        auto who = merged(found.profile, found.storages);
        if (!who) return done(std::move(who).error());
        found.who = *std::move(who);
        done(std::move(found));
    }

    call_run run;
    bool wants_setting;
    completion<user_info::reply> done;
    user_info::reply found;
};

struct project_search : std::enable_shared_from_this<project_search> {
    project_search(call_run in, std::string wanted, completion<std::int64_t> then)
        : run(std::move(in)), name(std::move(wanted)), done(std::move(then)) {}

    void ask() {
        auto then = [self = shared_from_this()](result<api::tag::project_names> known) {
            if (known) self->look_through(*known);
            else self->done(std::move(known).error());
        };
        if (run.generation() == 1) run.send(api::tag::names{}, std::move(then));
        else run.send(api::tag::project_list{.flag = api::project_scope::all_of_main}, std::move(then));
    }

    void look_through(const api::tag::project_names& known) {
        for (const auto& one : known.project_name_list)
            if (one.project_name == name) return done(one.project_id);
        if (was_made)
            return done(failure{data_errc::invalid_value, "project " + name, "the farm did not make the project",
                                "make it on the farm's pages"});
        make();
    }

    void make() {
        was_made = true;
        run.send(api::tag::add{.new_name = name, .status = api::project_status::on},
                 [self = shared_from_this()](result<nothing> made) {
                     // Somebody made it meanwhile, perhaps this very call in a try whose answer was lost.
                     if (!made && made.error().code != service_errc::label_exists) return self->done(std::move(made).error());
                     self->ask();
                 });
    }

    call_run run;
    std::string name;
    completion<std::int64_t> done;
    bool was_made = false;
};

}  // namespace detail

RENDERBUS_DECL void login::start(call_run in, completion<reply> done) const {
    auto who_alone = [done = std::move(done)](result<user_info::reply> known) mutable {
        if (known) done(std::move(known->who));
        else done(std::move(known).error());
    };
    std::make_shared<detail::account_walk>(std::move(in), false, std::move(who_alone))->ask_profile();
}

RENDERBUS_DECL void user_info::start(call_run in, completion<reply> done) const {
    std::make_shared<detail::account_walk>(std::move(in), true, std::move(done))->ask_profile();
}

RENDERBUS_DECL void project_id::start(call_run in, completion<reply> done) const {
    std::make_shared<detail::project_search>(std::move(in), name, std::move(done))->ask();
}

}  // namespace renderbus::calls

#endif
