// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SESSION_HPP
#define RENDERBUS_SESSION_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/api_channel.hpp>
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

/// Who the farm says the caller is, and where his files are kept.
struct account {
    std::int64_t user_id = 0;
    std::string user_name;
    std::int64_t storage_user_id = 0;  ///< whose input storage is used: the main account's, where its assets are shared
    std::string config_bid;
    std::string input_bid;             ///< the main account's, where its assets are shared
    std::string output_bid;

    /// Names of the account's storages below the farm's.
    std::string input_storage() const { return "input/" + input_bid + "-" + std::to_string(storage_user_id); }
    std::string output_storage() const { return "output/" + output_bid + "-" + std::to_string(user_id); }
};

/// What pipelines of one client share: the way to the farm, who is logged in there, the record of what was sent, the engine
/// that moves files, the folder for the four files, and who is told of it all. Cheap to copy; used from any thread.
class farm_session {
public:
    /// A client's session with the record in memory and files moved by HTTP through the client's own transport.
    template <class Client>
        requires requires(const Client& farm) { farm.channel(); }
    explicit farm_session(const Client& farm)
        : body_(std::make_shared<body>(farm.channel(), any_observer(farm.observing()), farm.executor())) {}

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
    /// Where the four files of each scene are written. Left alone: `renderfarm_sdk` in the home folder.
    farm_session& workspace(std::filesystem::path folder) {
        body_->workspace = std::move(folder);
        return *this;
    }

    api_channel& channel() const noexcept { return *body_->channel; }
    any_record_store record() const { return *body_->record; }
    const any_observer& observe() const noexcept { return body_->observe; }
    const asio::any_io_executor& executor() const noexcept { return body_->executor; }
    /// The folder for the four files; fails where none was given and there is no home folder.
    RENDERBUS_DECL result<std::filesystem::path> workspace() const;

    /// Asks the farm once who the caller is, and remembers it.
    RENDERBUS_DECL void async_login(asio::any_io_executor executor, std::stop_token stop, completion<account> done);
    /// The engine that was given, or one that speaks HTTP to the line the farm names (and else to the farm itself).
    RENDERBUS_DECL void async_engine(asio::any_io_executor executor, std::stop_token stop, completion<any_transfer_engine> done);

private:
    struct body {
        body(std::shared_ptr<api_channel> way, any_observer told, asio::any_io_executor otherwise)
            : channel(std::move(way)), observe(std::move(told)), executor(std::move(otherwise)) {}
        std::shared_ptr<api_channel> channel;
        any_observer observe;
        asio::any_io_executor executor;
        std::optional<any_record_store> record{std::in_place, std::make_shared<memory_record>()};
        std::filesystem::path workspace;
        std::mutex guard;  // of the two below
        std::optional<account> who;
        std::optional<any_transfer_engine> engine;
    };
    struct login;
    struct engine_search;
    std::shared_ptr<body> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/session.ipp>
#endif

#endif
