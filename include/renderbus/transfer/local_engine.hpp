// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_LOCAL_ENGINE_HPP
#define RENDERBUS_TRANSFER_LOCAL_ENGINE_HPP

#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/file_copy.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace renderbus {

struct local_engine_options {
    /// What goes up is one more name of the artist's own file, where both lie on one file system: no bytes at all, but who
    /// changes the file afterwards changes it at the farm too.
    bool may_link = false;
    std::size_t list_entries = 500'000;  ///< of a folder's list
    /// Bytes a second over all copies together; 0: none. A link and shared blocks move no bytes.
    std::uint64_t upload_limit = 0;
    std::uint64_t download_limit = 0;
};

/// Moves files to and from a farm whose storage is a folder here, on a shared disk; a model of `transfer_engine`. The system
/// copies, or shares the blocks, where it can (`copy_way`); a temporary name is renamed when the file is whole.
///
/// A file whose stamp is known is copied as it is: the stamp tells that it is the file that was hashed. Without a stamp, and of
/// what comes down with a digest, every byte is hashed on its way. Lists give sizes and times, `async_has` sizes, and neither
/// digests. No symbolic link below the storage's folder is followed (`data_errc::unsafe_path`).
class local_engine {
public:
    /// `storage` is the folder in which names begin: `10201-100001/mnt/wall.png` is a file below it.
    RENDERBUS_DECL explicit local_engine(std::filesystem::path storage, local_engine_options options = {});

    RENDERBUS_DECL void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                  std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                  transfer_progress progress, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                   completion<folder_list> done);
    RENDERBUS_DECL void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                  completion<std::optional<held_file>> done);

private:
    struct shared;
    class copying;
    std::shared_ptr<const shared> shared_;  // operations under way outlive the engine
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/local_engine.ipp>
#endif

#endif
