// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_FILE_COPY_HPP
#define RENDERBUS_TRANSFER_FILE_COPY_HPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/transfer/file_naming.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace renderbus {

/// How a copy on one machine comes about, the cheapest first.
enum class copy_way {
    link,   ///< one more name of the same file (link): what is written to one is written to both
    clone,  ///< the file system shares the blocks until one of them is written to (FICLONE)
    range,  ///< the system copies, at the file's server where it has one (copy_file_range)
    bytes,  ///< read and written here, and hashed on the way
};

/// A copy of a local file, made piece by piece under a temporary name beside its final one (whose folder is made where it is
/// missing); the final name exists only after `commit`, and what was not committed is removed.
///
/// Fails as `input_file` does for the one file, and with `scene_errc::unwritable_file` and the system's reason for the other.
class file_copy {
public:
    struct wish {
        bool may_link = false;
        bool hashed = false;  ///< every byte is read: no other way than `bytes`
    };
    static RENDERBUS_DECL result<file_copy> begin(input_file from, const std::filesystem::path& final_name, wish how);
    RENDERBUS_DECL file_copy(file_copy&& other) noexcept;
    file_copy& operator=(file_copy&&) = delete;
    RENDERBUS_DECL ~file_copy();

    /// Copies a piece, of at most so many bytes; gives how many are there by now.
    RENDERBUS_DECL result<std::uint64_t> go_on(std::uint64_t most);
    bool is_whole() const noexcept { return done_ == from_.stamp().size; }
    copy_way way() const noexcept { return way_; }

    /// Gives the copy its final name. Fails where the source changed in between, with `data_errc::wrong_digest` where a hashed
    /// copy has another digest than `expected`, and with `scene_errc::name_taken`.
    RENDERBUS_DECL result<void> commit(const std::optional<sha256_digest>& expected, const file_naming& how = {});

private:
    file_copy(input_file from, std::filesystem::path final_name) : from_(std::move(from)), final_name_(std::move(final_name)) {}
    result<void> make(wish how);
    result<std::uint64_t> copy_bytes(std::uint64_t most);
    failure cannot_write(int error_number) const;

    input_file from_;
    std::filesystem::path final_name_;
    std::filesystem::path temporary_ = {};
    int descriptor_ = -1;
    copy_way way_ = copy_way::range;
    std::uint64_t done_ = 0;
    bool is_hashed_ = false;
    sha256_hasher hash_ = {};
    std::vector<char> space_ = {};
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/file_copy.ipp>
#endif

#endif
