// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_ACCOUNT_IPP
#define RENDERBUS_CALLS_IMPL_ACCOUNT_IPP

#include <renderbus/api/tag.hpp>
#include <renderbus/api/user.hpp>
#include <renderbus/calls/account.hpp>

namespace renderbus::calls {
namespace detail {

struct login_walk : std::enable_shared_from_this<login_walk> {
    login_walk(call_run in, completion<account> then) : run(std::move(in)), done(std::move(then)) {}

    void ask_profile() {
        run.send(api::user::profile{}, [self = shared_from_this()](result<api::user::profile::reply> who) {
            if (!who) return self->done(std::move(who).error());
            self->found.user_id = who->user_id;
            self->found.user_name = std::move(who->user_name);
            self->shares = who->share_main_capital.value_or(0) != 0;
            self->found.storage_user_id = self->shares ? who->main_user_id.value_or(who->user_id) : who->user_id;
            self->ask_storages();
        });
    }

    void ask_storages() {
        run.send(api::user::transfer_bid{}, [self = shared_from_this()](result<api::user::transfer_bid::reply> bids) {
            if (!bids) return self->done(std::move(bids).error());
            self->found.config_bid = std::move(bids->config_bid);
            self->found.output_bid = std::move(bids->output_bid);
            self->found.input_bid = self->shares ? bids->parent_input_bid.value_or(bids->input_bid) : bids->input_bid;
            self->done(std::move(self->found));
        });
    }

    call_run run;
    completion<account> done;
    account found;
    bool shares = false;
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
    std::make_shared<detail::login_walk>(std::move(in), std::move(done))->ask_profile();
}

RENDERBUS_DECL void project_id::start(call_run in, completion<reply> done) const {
    std::make_shared<detail::project_search>(std::move(in), name, std::move(done))->ask();
}

}  // namespace renderbus::calls

#endif
