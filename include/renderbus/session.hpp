// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SESSION_HPP
#define RENDERBUS_SESSION_HPP

#include <renderbus/account.hpp>
#include <renderbus/api/transmit.hpp>
#include <renderbus/api_channel.hpp>
#include <renderbus/calls/composed_call.hpp>
#include <renderbus/calls/task_looks.hpp>
#include <renderbus/observer.hpp>
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/engine.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace renderbus {

/// What pipelines of one client share: the way to the farm, who is logged in there, the record of what was sent, the engine
/// that moves files, the folder for the four files, and who is told of it all. Cheap to copy; used from any thread.
class farm_session {
public:
    /// A client's session with the record in memory and files moved by HTTP through the client's own transport.
    template <class Client>
        requires requires(const Client& farm) { farm.channel(); }
    explicit farm_session(const Client& farm)
        : channel_(farm.channel()), body_(std::make_shared<body>(any_observer(farm.observing()), farm.executor())) {}

    template <record_store Record>
    farm_session& record(std::shared_ptr<Record> store) {
        body_->record.emplace(std::move(store));
        return *this;
    }
    template <transfer_engine Engine>
    farm_session& engine(std::shared_ptr<Engine> moves) {
        body_->engine.emplace(std::move(moves));
        return *this;
    }
    /// The line that files move by, by its name at the farm (mostly an internet provider); left alone, the farm's default. A name
    /// that the farm does not have fails the transfer.
    farm_session& line(std::string name) {
        body_->line = std::move(name);
        return *this;
    }
    /// Where the four files of each scene are written. Left alone: `renderfarm_sdk` in the home folder.
    farm_session& workspace(std::filesystem::path folder) {
        body_->workspace = std::move(folder);
        return *this;
    }

    /// A name for the runs of this copy of the session, for those who are told of them.
    farm_session& named(std::string name) {
        name_ = std::make_shared<const std::string>(std::move(name));
        return *this;
    }
    /// A session whose API calls and file transfers wait for their turn at a gate: each try of a call, each exchange of the
    /// session's own engine, each operation of an engine that was given. All else is this session's, and a change of it both's.
    farm_session through(any_gate gate) const {
        auto made = *this;
        made.channel_ = std::make_shared<api_channel>(channel_->through(std::move(gate)));
        return made;
    }

    api_channel& channel() const noexcept { return *channel_; }
    /// What a composed call runs in.
    call_run call(asio::any_io_executor executor, std::stop_token stop, request_teller told = {}) const {
        return {channel_, std::move(executor), std::move(stop), std::move(told)};
    }
    /// May be none.
    const std::shared_ptr<const std::string>& name() const noexcept { return name_; }
    any_record_store record() const { return *body_->record; }
    /// Where those who watch tasks look at them together.
    const std::shared_ptr<detail::task_looks>& task_looks() const noexcept { return body_->task_looks; }
    const std::shared_ptr<const any_observer>& observe() const noexcept { return body_->observe; }
    const asio::any_io_executor& executor() const noexcept { return body_->executor; }
    /// The folder for the four files; fails where none was given and there is no home folder.
    RENDERBUS_DECL result<std::filesystem::path> workspace() const;

    /// Asks the farm once who the caller is, and remembers it.
    RENDERBUS_DECL void async_login(asio::any_io_executor executor, std::stop_token stop, completion<account> done,
                                    request_teller told = {});
    /// The engine that was given, or one that speaks HTTP to the line the farm names, and to the farm itself where it says
    /// nothing of lines. Fails with `data_errc::invalid_value` where the farm has lines, and none of them speaks HTTP.
    RENDERBUS_DECL void async_engine(asio::any_io_executor executor, std::stop_token stop, completion<any_transfer_engine> done,
                                     request_teller told = {});

private:
    struct storage_way;
    struct body {
        body(any_observer told, asio::any_io_executor otherwise)
            : observe(std::make_shared<const any_observer>(std::move(told))), executor(std::move(otherwise)) {}
        std::shared_ptr<const any_observer> observe;
        asio::any_io_executor executor;
        std::optional<any_record_store> record{std::in_place, std::make_shared<memory_record>()};
        std::shared_ptr<detail::task_looks> task_looks = std::make_shared<detail::task_looks>();
        std::filesystem::path workspace;
        std::string line;
        std::optional<any_transfer_engine> engine;  // that was given
        std::mutex guard;                           // of the two below
        std::optional<account> who;
        std::shared_ptr<const storage_way> storage;
    };
    struct engine_search;
    RENDERBUS_DECL any_transfer_engine engine_for(const storage_way& storage) const;

    std::shared_ptr<api_channel> channel_;
    std::shared_ptr<body> body_;
    std::shared_ptr<const std::string> name_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/session.ipp>
#endif

#endif
