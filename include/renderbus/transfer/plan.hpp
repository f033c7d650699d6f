// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_PLAN_HPP
#define RENDERBUS_TRANSFER_PLAN_HPP

#include <renderbus/clock.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/file_policy.hpp>
#include <renderbus/transfer/needed_assets.hpp>
#include <renderbus/transfer/planned_files.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace renderbus {

/// A file whose content the farm has under another name, or will have when that was sent.
struct planned_copy {
    planned_file to;
    std::string from;  ///< name in the farm's storage
};

/// What has to move for a job, and what has not.
struct upload_plan {
    std::string storage;  ///< what the names of its files at the farm begin with: `10201-100001`, `input/10201-100001`
    std::vector<planned_file> to_send;
    std::vector<planned_copy> to_copy;    ///< by the farm itself, once everything was sent
    planned_files already_there;          ///< the farm has them, by the record or by its own word
    std::vector<troubled_file> left_out;  ///< what the policies skip
    std::optional<failure> not_asked;  ///< why the farm was not asked what it has, where that was wanted: the engine cannot look
    std::uint64_t bytes_to_send = 0;
    std::uint64_t total_bytes = 0;  ///< of all but `left_out`

    /// Of what is sent and what the farm copies.
    RENDERBUS_DECL std::uint64_t bytes_to_move() const noexcept;
};

/// How many of the files that the record claims are asked for at the farm.
struct spot_checks {
    std::size_t first = 100;   ///< all of the first so many
    std::size_t one_in = 100;  ///< and one in so many of the rest, others in each plan; 0 for none
};

/// What is to be chosen of a plan alone, whoever makes it: `async_plan`, or a stage of a pipeline.
struct plan_choices {
    /// A file that is not there, or differs, refutes the record for this storage: its claims are dropped, and nothing in the
    /// plan rests on them. By an engine that cannot look the record is believed (`upload_plan::not_asked`).
    spot_checks checks = {};
    /// Ask the farm for each file that the record does not know, and send only what it does not hold with the same digest: after
    /// a crash that lost the confirmation of what was sent. What is found there is recorded. By an engine that cannot look all
    /// that the record does not know is sent.
    bool ask_first = false;
    /// Have the farm copy a content that it has under another name. Only where the engine is a `content_engine`.
    bool share_contents = true;
    byte_count smallest_shared = kibibytes(16);  ///< a smaller file is sent as fast as it is copied
    bool follow_links = true;                    ///< in whole folders; else links there are left out without a word
    /// Where given, folders are read and files are hashed there, by several workers at once (a thread pool: `asio::thread_pool`).
    std::optional<asio::any_io_executor> pool = {};
    std::size_t workers = 2;  ///< on the pool
};

struct plan_options {
    plan_choices choices = {};
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< tells how old a file is
    file_policies policies = {};
};

/// Finds out which files have to be sent to `storage`. Each is looked at on the disk; one that looks as it did when it was
/// sent, or has the same digest as then, need not go again. Hashes what the record does not know.
///
/// Folders are read, claims are looked up and files are hashed in short steps: on the executor, or on a pool if one is given.
/// The order of files to send is that of the list; what whole folders hold comes after it, by name. Files named twice count
/// once. Paths may be of any length.
///
/// Fails where two files want one server path (`data_errc::invalid_value`), with the policies' failures (`scene_errc`), where
/// the record does not work, where the farm does not answer a question, and with `transport_errc::canceled` on a stop.
RENDERBUS_DECL void async_plan(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                               std::string storage, needed_assets files, plan_options options, std::stop_token stop,
                               completion<upload_plan> done);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/plan.ipp>
#endif

#endif
