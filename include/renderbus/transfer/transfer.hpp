// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_TRANSFER_HPP
#define RENDERBUS_TRANSFER_TRANSFER_HPP

#include <renderbus/clock.hpp>
#include <renderbus/storage/leases.hpp>
#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/units.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace renderbus {

/// Who is told of a transfer's course, on its executor; what is not set is not called.
struct transfer_observer {
    detail::unique_function<void(std::uint64_t bytes_more)> on_bytes;           ///< as bytes move
    detail::unique_function<void(const std::filesystem::path& local)> on_file;  ///< a file arrived whole
    detail::unique_function<void(const std::filesystem::path& local, std::uint64_t bytes)> on_start =
        {};  ///< a file begins to move
    detail::unique_function<void(const std::filesystem::path& local, const failure& why)> on_failed = {};  ///< it did not arrive
    /// All bytes that have to move, as far as is known: of a download when something is listed, of an upload
    /// (`upload_plan::bytes_to_move` before) when a file that has changed is sent anew or one is left out. In the end it is what
    /// was told by `on_bytes`, and at no time less than what was told so far.
    detail::unique_function<void(std::uint64_t bytes)> on_total = {};
    detail::unique_function<void(const failure& what)> on_warned = {};  ///< of a download: a file that is left out or left alone
};

struct upload_options {
    std::size_t concurrency = 0;         ///< files at once; 0 for as many as the line turns out to carry best (from 4 to 256)
    byte_count memory = mebibytes(256);  ///< bound of what the files under way may hold; a megabyte is counted for each
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< tells how old a file is, and how long all took
    file_policies policies = {};  ///< for files that were changed, removed or locked since they were planned
    /// Shares the work with others that send the same files, by a record that all of them have: each file is sent by one of
    /// them, and who is through with its own waits for those of the others. What one left behind that died is looked for at
    /// the farm, and sent by another.
    std::optional<any_lease_store> leases = {};
    std::chrono::milliseconds lease_span = std::chrono::seconds(30);  ///< after which one that does not move is taken for dead
};

struct upload_report {
    std::size_t files = 0;  ///< sent
    std::uint64_t bytes_sent = 0;
    std::size_t skipped = 0;              ///< the farm had them
    std::size_t by_others = 0;            ///< sent by others in the meantime
    std::size_t copied = 0;               ///< the farm had their contents, and made the copies itself
    std::size_t changed = 0;              ///< hashed and sent once more, because they had changed
    std::vector<troubled_file> left_out;  ///< what the policies skip, those of the plan among them
    std::chrono::milliseconds elapsed{};
};

/// Sends what a plan says has to be sent, several files at once, then has the farm copy what it has under another name; what it
/// does not copy is sent. To a `batch_engine` small files go together, where they are not shared with others by leases. Confirmed
/// files are recorded some at a time, and all before the end, so an upload that failed goes on where it ended. A file in trouble
/// is the policies' affair: one that changed is hashed and sent anew by default. Any other failure stops the rest and names its
/// file; a stop ends all with `transport_errc::canceled`.
RENDERBUS_DECL void async_upload(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                                 upload_plan plan, upload_options options, transfer_observer observer, std::stop_token stop,
                                 completion<upload_report> done);

/// What becomes of a file that stands in a download's way: one that differs from what the farm has, and that no download wrote.
enum class conflict_policy {
    overwrite,  ///< the farm's takes its place
    skip,       ///< it stays, and the farm's is not fetched
    keep_both,  ///< it stays, and the farm's comes beside it under a free name: `shot.0001.farm.png`
};

/// Where the files of a folder go.
enum class download_layout {
    content,      ///< right below the root
    with_folder,  ///< below the folder's own name: `<root>/19097_shot/...`
};

struct download_options {
    std::size_t concurrency = 0;         ///< files at once; 0 for as many as the line turns out to carry best (from 4 to 256)
    byte_count memory = mebibytes(256);  ///< bound of what the files under way may hold; a megabyte is counted for each
    /// Remembers digests of local files, so that they are not hashed each time, and which files downloads wrote.
    std::optional<any_record_store> record = {};
    bool is_synced = true;  ///< the disk has it all before the end is told; who would rather fetch again than wait leaves it out
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< tells how old a file is
    /// A file that a download wrote, or found here as the farm had it, is known by the record for as long as nobody touches it,
    /// and is replaced whatever this says. Without a record every file that differs is taken for somebody else's.
    conflict_policy conflict = conflict_policy::overwrite;
    download_layout layout = download_layout::content;
};

/// A file that stood in the way, and stayed.
struct download_conflict {
    std::filesystem::path local;
    std::filesystem::path beside;  ///< where the farm's is; empty: it was not fetched
};

struct download_report {
    std::size_t files = 0;  ///< fetched
    std::uint64_t bytes = 0;
    std::size_t skipped = 0;                       ///< were here already, or stood in the way and stayed alone
    std::vector<std::filesystem::path> locations;  ///< of all of them on this disk, in the order of the lists
    std::vector<download_conflict> conflicts;
    std::vector<failure>
        left_out;  ///< files that the farm has or had and that did not come: names that cannot be taken, files gone
};

/// Fetches all files below some folders of the farm's storage into `root`, each under its path from its folder, several
/// files at once. A name that is a file's there stands for that file alone, which goes right below the root. Files that are here
/// already are not fetched; one that differs is replaced when the new one is whole, or treated as `conflict` says.
///
/// A file is here already where it has the size and the digest of the list. Where the list tells no digest, it is here if it has
/// the size and the time of the list: a fetched file is given that time. Where it tells neither, all is fetched.
///
/// A file that is gone or has changed since its folder was listed is looked for in a new list, twice at most; one that is in no
/// list any more is left out, and so is one whose name cannot be taken. Both are told, and the rest is fetched.
/// Fails where two folders give one local name (`data_errc::invalid_value`); else as `async_upload`.
RENDERBUS_DECL void async_download(asio::any_io_executor executor, any_transfer_engine engine, std::vector<std::string> folders,
                                   std::filesystem::path root, download_options options, transfer_observer observer,
                                   std::stop_token stop, completion<download_report> done);

/// Fetches files out of folders of the farm's storage while the folders fill: a folder is listed whenever somebody says that
/// something new may be there, and what is new in it is fetched, a few files at once over all folders.
///
/// A file is fetched once, and again only where a later list has it with another content; all else is as in `async_download`. The
/// first failure or a stop calls off the rest. All calls are made on the executor.
class folder_fetch {
public:
    RENDERBUS_DECL folder_fetch(asio::any_io_executor executor, any_transfer_engine engine, download_options options,
                                transfer_observer observer, std::stop_token stop);

    /// Lists a folder, and fetches what is new in it to below `root`. Calls that come before the list is asked for count once.
    RENDERBUS_DECL void look(std::string folder, const std::filesystem::path& root);
    /// Before the first `look`: what is to be done, through the executor, when something fails for the first time, be it a list.
    RENDERBUS_DECL void when_failed(std::function<void()> tell);
    /// Whether something failed, so that nothing more will be fetched.
    RENDERBUS_DECL bool has_failed() const;
    /// Nothing further will be looked for; to be called once. `done` is called when all is here, or when nothing is under way any
    /// more after the first failure; it fails as `async_download` does.
    RENDERBUS_DECL void finish(completion<download_report> done);

private:
    struct body;
    std::shared_ptr<body> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/download.ipp>
#include <renderbus/transfer/impl/fetch_progress.ipp>
#include <renderbus/transfer/impl/fetched_files.ipp>
#include <renderbus/transfer/impl/folder_fetch.ipp>
#include <renderbus/transfer/impl/upload.ipp>
#endif

#endif
