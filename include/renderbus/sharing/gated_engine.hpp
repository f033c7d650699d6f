// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_GATED_ENGINE_HPP
#define RENDERBUS_SHARING_GATED_ENGINE_HPP

#include <renderbus/gate.hpp>
#include <renderbus/transfer/engine.hpp>

#include <utility>
#include <vector>

namespace renderbus {

/// Model of `transfer_engine`, `content_engine` and `batch_engine` whose operations wait at a gate for their turn; another engine
/// does them. For engines of which nothing more is known than that: a file (and a batch of files) is one transfer, charged what
/// the engine tells of its progress; a list or a question is one call. An operation keeps its turn through all that the engine
/// does for it, its new tries included.
class gated_engine {
public:
    gated_engine(any_transfer_engine engine, any_gate at) : engine_(std::move(engine)), gate_(std::move(at)) {}

    /// See `transfer_engine`.
    RENDERBUS_DECL void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                  std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                  transfer_progress progress, std::stop_token stop, completion<void> done);
    RENDERBUS_DECL void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                   completion<folder_list> done);
    RENDERBUS_DECL void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                  completion<std::optional<held_file>> done);
    /// See `content_engine`.
    RENDERBUS_DECL void async_find_contents(asio::any_io_executor executor, std::string storage,
                                            std::vector<sha256_digest> contents, std::stop_token stop,
                                            completion<content_answer> done);
    RENDERBUS_DECL void async_copy(asio::any_io_executor executor, std::string from, upload_file to, std::stop_token stop,
                                   completion<void> done);
    /// See `batch_engine`.
    bool takes_in_batch(const upload_file& file) const { return engine_.takes_in_batch(file); }
    RENDERBUS_DECL void async_put_all(asio::any_io_executor executor, std::vector<upload_file> files, std::stop_token stop,
                                      completion<std::vector<result<void>>> done);

private:
    any_transfer_engine engine_;
    any_gate gate_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/sharing/impl/gated_engine.ipp>
#endif

#endif
