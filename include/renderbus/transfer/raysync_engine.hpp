// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_RAYSYNC_ENGINE_HPP
#define RENDERBUS_TRANSFER_RAYSYNC_ENGINE_HPP

#include <renderbus/clock.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/raysync_folder.hpp>
#include <renderbus/transfer/raysync_state.hpp>
#include <renderbus/transfer/raysync_wire.hpp>
#include <renderbus/transport/transport.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace renderbus {

enum class raysync_protocol { automatic, tcp, udp };

struct raysync_options {
    std::filesystem::path folder;  ///< with the agent's start.sh, stop.sh and cluster.xml; empty: `raysync::usual_folder()`
    std::string host;              ///< of the line, and its port (0: 32002): from transmit.config
    std::uint16_t port = 0;
    std::string account;  ///< the user's name
    secret key;           ///< of transmit.raysync_user_key
    std::int64_t platform = 2;
    std::string config_storage;   ///< config bid and user, `10203-100001`: where `config/<task>/cfg/<name>` goes
    std::uint32_t input_bid = 0;  ///< whose server takes the four files too; 0: the config bid's
    raysync_protocol protocol = raysync_protocol::automatic;
    std::uint64_t upload_limit = 1'048'576;    ///< KB a second, of the whole agent
    std::uint64_t download_limit = 1'048'576;  ///< KB a second, of the whole agent
    std::string proxy_host;                    ///< between the agent and the line; empty: none
    std::uint16_t proxy_port = 0;
    bool verify_hash = false;  ///< the agent compares contents by itself
    int uploads_at_once = 2;   ///< tasks of the agent, 1 to 10
    int downloads_at_once = 2;
    int restarts = 3;                                          ///< of one task: where it failed, or the agent was lost
    std::chrono::milliseconds poll = std::chrono::seconds(5);  ///< the longest pause between two questions for a task's state
    std::chrono::milliseconds longest_task = std::chrono::seconds(18'000);  ///< then it is given up
    std::chrono::milliseconds start_poll = std::chrono::milliseconds(200);  ///< between two looks whether the agent is up
    std::chrono::milliseconds start_time = std::chrono::seconds(30);        ///< from its start until it is up
    std::chrono::milliseconds timeout = std::chrono::seconds(60);           ///< longest silence of the agent
    std::chrono::milliseconds stop_time = std::chrono::seconds(20);         ///< of stop.sh
    any_clock clock = any_clock(std::make_shared<system_time>());           ///< of all pauses
    /// Who is asked what lies in the storage, which the agent does not tell. None: `async_list` and `async_has` fail.
    std::optional<any_transfer_engine> lists;
};

/// A file that the agent could not move; codes are the agent's own.
struct raysync_file_error {
    std::string local_path;
    std::int64_t code = 0;
};

/// Called with each file of a task's last error list, on the operation's executor.
using raysync_teller = detail::unique_function<void(const raysync_file_error&)>;

/// Many files in one task of the agent.
struct raysync_job {
    enum class kind {
        upload,       ///< the file or folder `local` into the folder `remote`
        upload_list,  ///< what the text file `local` names, one `local:"..." server:"/input/..."` a line
        download,     ///< the file or folder `remote` into the folder `local`; with a slash at its end its content alone
    };
    kind what = kind::upload_list;
    std::filesystem::path local;
    std::string storage;       ///< `input/10201-100001`; of a list the one whose server takes it
    std::string remote = "/";  ///< in the storage; a list says that itself
};

/// Moves files by the service's Raysync agent, a program of this machine that is asked over HTTP; a model of `transfer_engine`
/// and of `batch_engine`.
///
/// Each operation asks whether the agent is up, starts it (`sh <folder>/start.sh`) where it is not, and gives it limits and
/// proxy. Engines of one folder, in whatever program, start it once. What was started here is stopped by `sh <folder>/stop.sh`,
/// by `async_stop_agent` or with the engine and its last operation, unless another engine uses it; an agent that was up before,
/// or came in the place of ours, is left alone.
///
/// One file is one task, asked for after 100 ms and then in pauses that grow up to `poll`; an upload puts many small files into
/// one, and `async_transfer` moves lists and folders. An asset goes up by a list, and one of the four files as itself. An upload
/// is done when the agent says so and the local file is as it was. A download arrives in a folder of its own beside the final
/// name, is checked for size and digest, and only then renamed. A stop ends the waiting; the agent offers no way to call a task
/// off, and may go on with it.
///
/// Failures: `raysync_errc` for the agent's own; `transport_errc` for the way to it, `timed_out` where it does not come up or a
/// task takes longer than `longest_task`; `std::errc::protocol_error` for a state that nobody knows; those of `transfer_engine`.
/// An agent that is lost on the way is looked for, and started where it was started here, `restarts` times.
class raysync_engine {
public:
    /// `carrier` is any transport that speaks plain HTTP.
    RENDERBUS_DECL raysync_engine(any_transport carrier, raysync_options options);

    RENDERBUS_DECL void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                  std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                  transfer_progress progress, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                   completion<folder_list> done);
    RENDERBUS_DECL void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                  completion<std::optional<held_file>> done);

    /// See `batch_engine`: one task for all. A file without a stamp, one of the four, and a name that no list can hold goes
    /// alone.
    RENDERBUS_DECL bool takes_in_batch(const upload_file& file) const;
    RENDERBUS_DECL void async_put_all(asio::any_io_executor executor, std::vector<upload_file> files, std::stop_token stop,
                                      completion<std::vector<result<void>>> done);

    /// That all is there is the agent's word: no file is looked at. Where some failed, `tell` hears of each.
    RENDERBUS_DECL void async_transfer(asio::any_io_executor executor, raysync_job job, raysync_teller tell, std::stop_token stop,
                                       completion<void> done);

    /// Stops the agent where this engine started it and no other uses it, and waits for stop.sh to end.
    RENDERBUS_DECL void async_stop_agent(asio::any_io_executor executor, completion<void> done);

private:
    struct shared;
    class readiness;
    class task;
    std::shared_ptr<shared> shared_;  // operations under way outlive the engine
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/raysync_engine.ipp>
#endif

#endif
