// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_HTTP_ENGINE_HPP
#define RENDERBUS_TRANSFER_HTTP_ENGINE_HPP

#include <renderbus/clock.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/upload_places.hpp>
#include <renderbus/transport/transport.hpp>
#include <renderbus/units.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace renderbus {
namespace detail {
class counted_progress;
}

struct http_engine_options {
    std::string prefix = "/storage";  ///< what stands before every name in the request's path
    int tries = 3;  ///< of one operation, where the connection is lost or the farm answers 429 or 5xx (but 501, 505, 507)
    std::chrono::milliseconds pause = std::chrono::milliseconds(250);  ///< before the second try; doubled before each further one
    std::chrono::milliseconds timeout = std::chrono::seconds(60);      ///< longest silence of a connection
    /// A file from this size on is asked about before it is fetched or sent. Where the server gives parts (Accept-Ranges, a
    /// strong ETag), what is here of that version when it stops is kept beside the final name (`.renderbus-keep-...part`), and
    /// the next try goes on there, in whatever process.
    byte_count resume_from = mebibytes(8);
    /// An upload of that size goes on where it stopped, too, where the server offers tus (an `OPTIONS` of `prefix/` tells). Where
    /// it stands there is kept in this folder for the next process; an empty name keeps it for this one alone.
    std::filesystem::path uploads_folder = upload_places::usual_folder();
    /// What is sent is hashed on its way and compared with what was planned. Else only size, time and inode of the file tell
    /// whether it changed in between, before it is opened and after its last byte.
    bool hashes_what_it_sends = true;
    /// Where given, files from `resume_from` on are hashed there (`asio::thread_pool`) while their next pieces move.
    std::optional<asio::any_io_executor> hashing_pool = {};
    /// Where the server checks what each request brings (tus `checksum`), an upload goes in pieces of that size. It is read twice
    /// then.
    byte_count checked_piece = mebibytes(16);
    /// Where it joins them, too (`concatenation`), a file goes in so many parts side by side, each of at least `smallest_part`; 1
    /// for none. A file comes so, too, where the server gives parts and its digest. A part goes on where it stopped by itself.
    std::size_t parts = 4;
    byte_count smallest_part = mebibytes(32);
    byte_count list_size = mebibytes(64);                          ///< of a folder's list, as JSON
    std::size_t list_entries = 500'000;                            ///< of a folder's list
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< of the pauses
};

/// Moves files by plain HTTP (`storage_protocol`), streamed in pieces, over any transport; a model of `transfer_engine` and of
/// `content_engine`.
///
/// Every request carries user name and transfer key (HTTP Basic), so it needs TLS: over plain HTTP only this machine
/// itself (loopback) is accepted. What is sent is hashed on its way: `scene_errc::changed_file` where it is not what the plan
/// says, whatever the server answers. What arrives is checked against the `Repr-Digest` that the farm sends and against the
/// digest asked for.
class http_engine {
public:
    RENDERBUS_DECL http_engine(any_transport carrier, http::origin farm, std::string user, const secret& transfer_key,
                               http_engine_options options = {});

    RENDERBUS_DECL void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                  std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                  transfer_progress progress, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                   completion<folder_list> done);
    RENDERBUS_DECL void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                  completion<std::optional<held_file>> done);
    /// A farm that does not answer OPTIONS, or offers nothing of it, can do nothing of it.
    RENDERBUS_DECL void async_find_contents(asio::any_io_executor executor, std::string storage,
                                            std::vector<sha256_digest> contents, std::stop_token stop,
                                            completion<content_answer> done);
    RENDERBUS_DECL void async_copy(asio::any_io_executor executor, std::string from, upload_file to, std::stop_token stop,
                                   completion<void> done);

private:
    struct shared;
    class download;
    class parted_download;
    class upload;
    class tus_upload;
    class put;
    class folder_making;
    std::shared_ptr<shared> shared_;  // operations under way outlive the engine
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/http_engine.ipp>
#include <renderbus/transfer/impl/http_engine_contents.ipp>
#include <renderbus/transfer/impl/http_engine_download.ipp>
#include <renderbus/transfer/impl/http_engine_parted.ipp>
#include <renderbus/transfer/impl/http_engine_put.ipp>
#include <renderbus/transfer/impl/http_engine_tus.ipp>
#include <renderbus/transfer/impl/http_engine_upload.ipp>
#endif

#endif
