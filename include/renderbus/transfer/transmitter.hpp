// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_TRANSMITTER_HPP
#define RENDERBUS_TRANSFER_TRANSMITTER_HPP

#include <renderbus/clock.hpp>
#include <renderbus/process/program.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/transmitter_program.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace renderbus {

struct transmitter_options {
    std::filesystem::path program = "rayvision_transmitter";  ///< its own folder is put into LD_LIBRARY_PATH
    transmitter_edition edition = transmitter_edition::client_package;
    std::string engine = "raysyncproxy";  ///< of the line: `aspera`, `raysync`, `raysyncproxy`
    std::string host;                     ///< of the line, and its port: from transmit.config
    std::uint16_t port = 0;
    std::string config_storage;  ///< config bid and user, `10203-100001`: where `config/<task>/cfg/<name>` goes
    transmitter_protocol protocol = transmitter_protocol::automatic;
    std::uint64_t upload_limit = 1'048'576;    ///< KB a second, of each process
    std::uint64_t download_limit = 1'048'576;  ///< KB a second, of each process
    std::string database = "None";  ///< an ini file of the program's own record, in its own shape; `None`: it keeps none
    int own_retries = 2;            ///< of the program, in one run
    int tries = 10;                 ///< runs for one file, where the program says "try again" or crashes
    std::chrono::milliseconds pause = std::chrono::seconds(5);          ///< before the second run
    std::chrono::milliseconds pause_growth = std::chrono::seconds(10);  ///< how much longer each further one is
    std::chrono::milliseconds longest_pause = std::chrono::seconds(600);
    std::filesystem::path log_folder;  ///< the program's own log (RAYVISION_LOG); empty: as the environment has it
    std::filesystem::path log_ini;     ///< RAYVISION_LOG_INI
    program_limits limits;             ///< of one run
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< of the pauses
    /// Who is asked what lies in the storage, which the program cannot tell. None: `async_list` and `async_has` fail.
    std::optional<any_transfer_engine> lists;
};

/// Called with each file that the program speaks of, on the operation's executor.
using transmitter_teller = detail::unique_function<void(const transmitter_event&)>;

/// A whole list or folder for one process.
struct transmitter_job {
    transmitter_type type = transmitter_type::upload_json;
    std::filesystem::path local;  ///< the upload.json, the list of paths, or the folder
    std::string storage;          ///< `input/10201-100001`
    std::string remote = "/";     ///< where it goes there, or comes from; `upload_json` says that itself
    bool keep_path = false;
};

/// Moves files by the service's own transmitter program, one process for a file, or for many small ones of an upload; a model of
/// `transfer_engine` and of `batch_engine`.
///
/// The storage in a remote name says whose it is: `input/10201-100001/mnt/a.png` is `-S 10201 -U 100001 -R /mnt/a.png`.
/// An upload is done when the program ended with 0, spoke of no failure, and the local file is as it was. The program tells
/// no digests. A download arrives in a folder of its own beside the final name, is checked for its size and (where given) its
/// digest, and only then renamed.
///
/// The program can neither list nor look: `async_list` and `async_has` go to `transmitter_options::lists`, and fail with
/// `std::errc::function_not_supported` where there is none. So a pipeline that downloads needs one; in uploads the
/// record is believed without. Bytes are told of when their file is through. How many processes run at once is for the caller to
/// say: by the number of transfers under way, or by a `gated_engine` around this one.
///
/// Failures as `judge_transmitter` says, beside those of `async_run_program` and of `transfer_engine`.
class transmitter_engine {
public:
    RENDERBUS_DECL explicit transmitter_engine(transmitter_options options);

    RENDERBUS_DECL void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                  std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                  transfer_progress progress, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                   completion<folder_list> done);
    RENDERBUS_DECL void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                  completion<std::optional<held_file>> done);

    /// See `batch_engine`: one process for all, by an upload.json. A file without a stamp, one of the four, and a name that JSON
    /// cannot hold goes alone.
    RENDERBUS_DECL bool takes_in_batch(const upload_file& file) const;
    RENDERBUS_DECL void async_put_all(asio::any_io_executor executor, std::vector<upload_file> files, std::stop_token stop,
                                      completion<std::vector<result<void>>> done);

    /// Moves what a list names in one process, run again as any other: it is the way for very many small files. `tell` hears of
    /// each file that the program speaks of. That all is there is the program's word: no file is looked at, and where one
    /// failed the error names the last.
    RENDERBUS_DECL void async_transfer(asio::any_io_executor executor, transmitter_job job, transmitter_teller tell,
                                       std::stop_token stop, completion<void> done);

private:
    struct shared;
    class run;
    std::shared_ptr<shared> shared_;  // operations under way outlive the engine
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/transmitter.ipp>
#include <renderbus/transfer/impl/transmitter_run.ipp>
#endif

#endif
