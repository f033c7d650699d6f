// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP
#define RENDERBUS_TRANSFER_IMPL_FILE_BODY_IPP

#include <renderbus/detail/file_size_signal.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <utility>

namespace renderbus {
namespace detail {

/// Short, so that a final name of the greatest length has a temporary one too.
inline std::string temporary_name() {
    std::random_device dice;
    char text[40];
    std::snprintf(text, sizeof text, ".renderbus-%08x%08x.part", dice(), dice());
    return text;
}

}  // namespace detail

RENDERBUS_DECL result<std::shared_ptr<file_source>> file_source::open(const std::filesystem::path& file,
                                                                      const std::optional<file_stamp>& expected) {
    auto opened = input_file::open(file);
    if (!opened) return std::move(opened).error();
    if (expected && opened->stamp() != *expected) return detail::changed_file(file, "the file changed after it was hashed");
    return std::make_shared<file_source>(std::move(*opened));
}

RENDERBUS_DECL file_sink::file_sink(std::filesystem::path final_name, std::filesystem::path temporary, int descriptor)
    : final_name_(std::move(final_name)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

RENDERBUS_DECL result<std::shared_ptr<file_sink>> file_sink::create(const std::filesystem::path& final_name) {
    const auto folder = final_name.parent_path();
    std::error_code made;
    if (!folder.empty()) std::filesystem::create_directories(folder, made);
    if (made) return detail::file_failure(scene_errc::unwritable_file, folder, "the folder cannot be made", made.value());
    for (int tries = 0;; ++tries) {
        auto temporary = folder / detail::temporary_name();
        const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor >= 0) return std::shared_ptr<file_sink>(new file_sink(final_name, std::move(temporary), descriptor));
        if (errno != EEXIST || tries == 8)
            return detail::file_failure(scene_errc::unwritable_file, final_name, "cannot be written", errno);
    }
}

RENDERBUS_DECL file_sink::~file_sink() { discard(); }

RENDERBUS_DECL void file_sink::discard() noexcept {
    broken_ = true;
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
}

RENDERBUS_DECL failure file_sink::cannot_write(int error_number) const {
    return detail::file_failure(scene_errc::unwritable_file, final_name_, "cannot be written", error_number);
}

RENDERBUS_DECL result<void> file_sink::write(std::span<const char> piece) {
    if (broken_) return cannot_write(EBADF);
    hash_.update(piece);
    const detail::file_size_signal_blocked no_signal;
    while (!piece.empty()) {
        const auto count = ::write(descriptor_, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            broken_ = true;
            return cannot_write(count < 0 ? errno : ENOSPC);
        }
        size_ += static_cast<std::uint64_t>(count);
        piece = piece.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

RENDERBUS_DECL result<sha256_digest> file_sink::commit(const std::optional<sha256_digest>& expected) {
    if (std::exchange(broken_, true)) return cannot_write(EBADF);
    auto digest = finish(expected);
    if (!digest) discard();
    return digest;
}

RENDERBUS_DECL result<sha256_digest> file_sink::finish(const std::optional<sha256_digest>& expected) {
    const auto digest = hash_.finish();
    if (expected && *expected != digest)
        return failure{data_errc::wrong_digest, final_name_.string(),
                       "what arrived is not what was sent: SHA-256 " + to_hex(digest) + " in place of " + to_hex(*expected),
                       "transfer the file again"};
    // A full disk may show itself only here.
    if (::fsync(descriptor_) != 0) return cannot_write(errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) return cannot_write(errno);
    if (::rename(temporary_.c_str(), final_name_.c_str()) != 0) return cannot_write(errno);
    temporary_.clear();
    const auto folder = final_name_.has_parent_path() ? final_name_.parent_path() : std::filesystem::path(".");
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened >= 0) {
        // Some file systems refuse to sync a folder; the rename is done all the same.
        (void)::fsync(opened);
        ::close(opened);
    }
    return digest;
}

}  // namespace renderbus

#endif
