// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FILE_COPY_IPP
#define RENDERBUS_TRANSFER_IMPL_FILE_COPY_IPP

#include <renderbus/detail/blocked_signal.hpp>
#include <renderbus/transfer/file_copy.hpp>
#include <renderbus/transfer/impl/final_name.ipp>
#include <renderbus/transfer/impl/temporary_file.ipp>
#include <renderbus/units.hpp>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>
#include <utility>

namespace renderbus {

RENDERBUS_DECL result<file_copy> file_copy::begin(input_file from, const std::filesystem::path& final_name, wish how) {
    file_copy made(std::move(from), final_name);
    if (auto folder = detail::make_folder_of(final_name); !folder) return std::move(folder).error();
    if (auto begun = made.make(how); !begun) return std::move(begun).error();
    return made;
}

RENDERBUS_DECL file_copy::file_copy(file_copy&& other) noexcept
    : from_(std::move(other.from_)),
      final_name_(std::move(other.final_name_)),
      temporary_(std::exchange(other.temporary_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      way_(other.way_),
      done_(other.done_),
      is_hashed_(other.is_hashed_),
      hash_(std::move(other.hash_)),
      space_(std::move(other.space_)) {}

RENDERBUS_DECL file_copy::~file_copy() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

RENDERBUS_DECL result<void> file_copy::make(wish how) {
    is_hashed_ = how.hashed;
    if (how.may_link && !how.hashed) {
        temporary_ = final_name_.parent_path() / detail::temporary_name();
        // The file that was opened, and no link to it nor what its name has come to mean since.
        if (detail::link_to(from_.descriptor(), temporary_.c_str()) == 0) {
            way_ = copy_way::link;
            done_ = from_.stamp().size;
            return from_.unchanged();
        }
        temporary_.clear();
    }
    auto made = detail::make_temporary(final_name_);
    if (!made) return std::move(made).error();
    temporary_ = std::move(made->name);
    descriptor_ = made->descriptor;
    if (how.hashed) {
        way_ = copy_way::bytes;
    } else if (::ioctl(descriptor_, FICLONE, from_.descriptor()) == 0) {
        way_ = copy_way::clone;
        done_ = from_.stamp().size;
    }
    return {};
}

RENDERBUS_DECL result<std::uint64_t> file_copy::go_on(std::uint64_t most) {
    if (is_whole()) return done_;
    const detail::blocked_signal no_signal(SIGXFSZ);
    if (way_ == copy_way::range) {
        auto at = static_cast<::loff_t>(done_);
        const auto due = static_cast<std::size_t>(std::min(most, from_.stamp().size - done_));
        const auto count = ::copy_file_range(from_.descriptor(), &at, descriptor_, nullptr, due, 0);
        if (count > 0) return done_ += static_cast<std::uint64_t>(count);
        if (count < 0 && errno == EINTR) return done_;
        if (count < 0 && (errno == ENOSPC || errno == EFBIG || errno == EDQUOT || errno == EIO)) return cannot_write(errno);
        if (count == 0 && done_ != 0) return detail::changed_file(from_.name(), "the file became shorter while it was read");
        way_ = copy_way::bytes;  // some file systems cannot, and some only say that nothing is there
    }
    return copy_bytes(most);
}

RENDERBUS_DECL result<std::uint64_t> file_copy::copy_bytes(std::uint64_t most) {
    space_.resize(static_cast<std::size_t>(std::min(most, mebibytes(1).bytes)));
    const auto count = from_.read_at(done_, space_);
    if (!count) return count.error();
    std::span<const char> left(space_.data(), *count);
    if (is_hashed_) hash_.update(left);
    if (const int hindered = detail::write_all(descriptor_, left); hindered != 0) return cannot_write(hindered);
    return done_ += *count;
}

RENDERBUS_DECL result<void> file_copy::commit(const std::optional<sha256_digest>& expected, const file_naming& how) {
    if (auto same = from_.unchanged(); !same && way_ != copy_way::link) return same;
    if (is_hashed_ && expected)
        if (const auto digest = hash_.finish(); digest != *expected)
            return failure{data_errc::wrong_digest, from_.name().string(),
                           "the file is not what it should be: SHA-256 " + to_hex(digest) + " in place of " + to_hex(*expected),
                           "make the list of files anew"};
    if (auto named = detail::give_final_name(descriptor_, temporary_, final_name_, how); !named) return named;
    // Two names of one file are not renamed onto each other: the temporary one may still be there.
    if (way_ == copy_way::link) ::unlink(temporary_.c_str());
    temporary_.clear();
    return {};
}

RENDERBUS_DECL failure file_copy::cannot_write(int error_number) const { return detail::cannot_write(final_name_, error_number); }

}  // namespace renderbus

#endif
