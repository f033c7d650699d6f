// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_PLAN_HPP
#define RENDERBUS_TRANSFER_PLAN_HPP

#include <renderbus/clock.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/engine.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace renderbus {

/// One file that the farm needs: an entry of upload.json.
struct needed_file {
    std::filesystem::path local;
    std::string server_path;  ///< `/mnt/textures/wall.png`; a slash at its front does not count
};

/// A file that is to be sent, or need not be.
struct planned_file {
    upload_file file;
    std::string server_path;  ///< with a slash at its front, as the record knows it
};

/// A needed file that is not there.
struct missing_file {
    needed_file wanted;
    failure why;  ///< `scene_errc::missing_file`
};

/// What has to move for a job, and what has not.
struct upload_plan {
    std::string storage;  ///< what the names of its files at the farm begin with: `10201-100001`, `input/10201-100001`
    std::vector<planned_file> to_send;
    std::vector<planned_file> already_there;  ///< the farm has them, by the record or by its own word
    std::vector<missing_file> missing;        ///< whether to go on without them is the caller's affair
    std::uint64_t bytes_to_send = 0;
    std::uint64_t total_bytes = 0;  ///< of `to_send` and `already_there`
};

struct plan_options {
    /// How many of the files that the record claims are asked for at the farm. One that is not there, or differs, refutes
    /// the record for this storage: its claims are dropped and the plan is made anew.
    std::size_t spot_checks = 8;
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< tells how old a file is
    /// Ask the farm for each file that the record does not know, and send only what it does not hold with the same digest: after
    /// a crash that lost the confirmation of what was sent. What is found there is recorded.
    bool ask_first = false;
};

/// Finds out which files have to be sent to `storage`. Each is looked at on the disk; one that looks as it did when it was
/// sent, or has the same digest as then, need not go again. Hashes what the record does not know, in slices on the executor.
///
/// Files named twice count once. Fails where two files want one server path (`data_errc::invalid_value`), where a file
/// cannot be read or changes while it is hashed (`scene_errc`), where the record does not work, where the farm does not
/// answer a question, and with `transport_errc::canceled` on a stop.
RENDERBUS_DECL void async_plan(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                               std::string storage, std::vector<needed_file> files, plan_options options, std::stop_token stop,
                               completion<upload_plan> done);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/plan.ipp>
#endif

#endif
