// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_RAYSYNC_AGENT_HPP
#define RENDERBUS_FARM_RAYSYNC_AGENT_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/transfer/raysync_state.hpp>
#include <renderbus/transfer/raysync_wire.hpp>
#include <renderbus/transport/transport.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace renderbus::farm {

struct raysync_agent_options {
    asio::any_io_executor executor;   ///< the one that serves it, too
    any_transport carrier;            ///< to the loopback farm
    http::origin farm;                ///< whose storage files are moved to and from
    std::size_t kept_tasks = 10'000;  ///< of those that ended, the oldest is forgotten for another
};

/// What the Raysync agent of the service is to its clients, for a loopback farm: the same HTTP interface, with the files moved
/// by plain HTTP to and from that farm's storage, as the account and the transfer key of each task. Serve it with `http_server`.
///
/// A task moves its files one after another; as many tasks run at once as `set-task-limit` allows. One that failed moves what
/// is left when it is started again. Speeds and proxy are taken and have no effect. An upload's target is a folder, as a
/// download's is; folders are moved with all files below them, through links too. A link that leads nowhere or around in a
/// circle, and what is neither file nor folder, is in the error list.
///
/// It reads and writes files of this machine for whoever asks: loopback only, no requests from web pages (JSON by its content
/// type, a Host that is this machine).
class raysync_agent final : public http_handler, public std::enable_shared_from_this<raysync_agent> {
public:
    RENDERBUS_DECL explicit raysync_agent(raysync_agent_options options);
    RENDERBUS_DECL ~raysync_agent() override;

    reception begin(const incoming&) override { return {.early = {}, .sink = {}, .limit = mebibytes(1)}; }
    RENDERBUS_DECL answer finish(incoming&& call) override;

private:
    class task;
    friend class task;
    RENDERBUS_DECL std::shared_ptr<task> find(const std::string& id) const;
    RENDERBUS_DECL answer create(const incoming& call);
    RENDERBUS_DECL answer start_again(const incoming& call);
    RENDERBUS_DECL answer tell_state(const incoming& call) const;
    RENDERBUS_DECL answer tell_tasks() const;
    RENDERBUS_DECL answer tell_files(const incoming& call) const;
    RENDERBUS_DECL void start_what_may();

    raysync_agent_options options_;
    raysync::limit_call limit_;
    std::uint64_t made_ = 0;
    std::deque<std::shared_ptr<task>> tasks_;  // by age
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/raysync_agent.ipp>
#include <renderbus/farm/impl/raysync_mover.ipp>
#endif

#endif
