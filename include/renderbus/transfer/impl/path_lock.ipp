// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PATH_LOCK_IPP
#define RENDERBUS_TRANSFER_IMPL_PATH_LOCK_IPP

#include <renderbus/detail/long_path.hpp>

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>

namespace renderbus::detail {

/// A lock on a file or folder, among all objects of all programs of this machine; it goes with its object. Where the file system
/// knows no locks everybody gets it.
class path_lock {
public:
    enum class kind { none, shared, sole };

    path_lock() = default;
    path_lock(path_lock&& other) noexcept : file_(std::move(other.file_)), held_(std::exchange(other.held_, kind::none)) {}
    path_lock& operator=(path_lock other) noexcept {
        std::swap(file_, other.file_);
        std::swap(held_, other.held_);
        return *this;
    }
    ~path_lock() { give_back(); }

    kind held() const noexcept { return held_; }

    /// Takes it without waiting. Where another's lock forbids that, what was held is held still.
    bool take(const std::filesystem::path& path, kind wanted) {
        if (held_ == wanted) return true;
        if (!file_) file_ = open_path(path.string(), O_RDONLY | O_CLOEXEC);
        if (file_ && ::flock(file_.get(), operation(wanted)) != 0 && errno == EWOULDBLOCK) {
            // A change that fails may have cost the old one.
            if (held_ == kind::none || ::flock(file_.get(), operation(held_)) != 0) give_back();
            return false;
        }
        held_ = wanted;
        return true;
    }

    /// The lock lasts as long as anybody has this open; nothing where the file system knows no locks.
    owned_descriptor pass_on() {
        held_ = kind::none;
        return std::exchange(file_, owned_descriptor());
    }

    /// Said to the system and not left to the closing: a program that is being started has the descriptor for a moment, too.
    void give_back() noexcept {
        if (file_) ::flock(file_.get(), LOCK_UN);
        file_ = owned_descriptor();
        held_ = kind::none;
    }

private:
    static int operation(kind wanted) { return (wanted == kind::sole ? LOCK_EX : LOCK_SH) | LOCK_NB; }

    owned_descriptor file_;
    kind held_ = kind::none;
};

}  // namespace renderbus::detail

#endif
