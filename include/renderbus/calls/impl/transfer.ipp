// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_IMPL_TRANSFER_IPP
#define RENDERBUS_CALLS_IMPL_TRANSFER_IPP

#include <renderbus/calls/transfer.hpp>

#include <asio/post.hpp>

namespace renderbus::calls {

RENDERBUS_DECL void find_line::start(call_run in, completion<reply> done) const {
    if (transports.empty() && in.generation() >= 2)
        return in.send(api::transmit::config{},
                       [what = *this, done = std::move(done)](result<api::transmit::config::reply> config) mutable {
                           if (config) done(choose_line(*config, what.engine, what.line));
                           else done(std::move(config).error());
                       });
    asio::post(in.executor, [what = *this, in, done = std::move(done)]() mutable {
        if (what.transports.empty())
            return done(failure{data_errc::missing_field, "transports", "generation 1 does not tell its lines", "give a transports.json"});
        const auto list = transport_list::read(what.transports);
        if (!list) return done(list.error());
        const auto& at = in.channel->settings();
        done(list->choose(at.farm.host, at.platform, what.engine));
    });
}

}  // namespace renderbus::calls

#endif
