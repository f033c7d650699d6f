// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_FILE_HASH_HPP
#define RENDERBUS_TRANSFER_FILE_HASH_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>

#include <chrono>
#include <filesystem>
#include <stop_token>

namespace renderbus {

struct hashed_file {
    file_stamp stamp;  ///< as the file looked before, during and after
    sha256_digest digest;
};

/// Hashes a file in slices on the executor, so that other work gets through in between. Fails as `input_file` does.
RENDERBUS_DECL void async_hash_file(asio::any_io_executor executor, std::filesystem::path file, std::stop_token stop,
                                    completion<hashed_file> done);

/// Whether a stamp proves that nobody writes to the file unseen: a file that was last written within two seconds before
/// `now` may be written again within the same tick of its file system's clock, and look the same.
RENDERBUS_DECL bool is_settled(const file_stamp& stamp, std::chrono::system_clock::time_point now) noexcept;

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/file_hash.ipp>
#endif

#endif
