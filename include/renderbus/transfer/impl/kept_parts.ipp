// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_KEPT_PARTS_IPP
#define RENDERBUS_TRANSFER_IMPL_KEPT_PARTS_IPP

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/impl/final_name.ipp>
#include <renderbus/transfer/impl/temporary_file.ipp>

#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// A file that comes in several parts at once, under a temporary name that every process finds. Until it is whole, how much of
/// each part is here stands behind its last byte. What another process finds may be wrong after a power cut: its digest tells.
class kept_parts {
public:
    /// Goes on where an earlier one of this name, version and division stopped. Null where somebody else is at it.
    static result<std::shared_ptr<kept_parts>> open(const std::filesystem::path& final_name, std::string_view version,
                                                    std::vector<byte_range> parts) {
        if (auto made = make_folder_of(final_name); !made) return std::move(made).error();
        const auto division = std::string(version) + '\n' + std::to_string(parts.size());
        auto name = final_name.parent_path() / kept_name(final_name, division);
        const int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0666);
        if (descriptor < 0) return detail::cannot_write(final_name, errno);
        if (is_locked_by_another(descriptor) || !still_stands(descriptor, name)) {
            ::close(descriptor);
            return std::shared_ptr<kept_parts>();
        }
        std::shared_ptr<kept_parts> made(new kept_parts(final_name, std::move(name), descriptor, std::move(parts)));
        if (auto taken = made->take_in(); !taken) return std::move(taken).error();
        return made;
    }
    ~kept_parts() { leave(); }
    kept_parts(const kept_parts&) = delete;
    kept_parts& operator=(const kept_parts&) = delete;

    const std::filesystem::path& name() const noexcept { return name_; }
    std::size_t count() const noexcept { return parts_.size(); }
    /// What is missing of a part.
    byte_range missing(std::size_t part) const { return {parts_[part].from + here_[part], parts_[part].size - here_[part]}; }
    /// How many bytes of all parts are here.
    std::uint64_t here() const { return std::accumulate(here_.begin(), here_.end(), std::uint64_t{0}); }

    /// The next bytes of a part, no more than are missing.
    result<void> write(std::size_t part, std::span<const char> bytes) {
        if (bytes.size() > missing(part).size)
            return failure{transport_errc::answer_too_large, final_name_.string(), "more came than was asked for",
                           "transfer the file again"};
        auto left = bytes;
        const int hindered = descriptor_ < 0 ? EBADF : write_all(descriptor_, left, missing(part).from);
        const auto written = bytes.size() - left.size();
        here_[part] += written;
        since_noted_ += written;
        if (hindered != 0) return detail::cannot_write(final_name_, hindered);
        return since_noted_ >= noted_each ? note() : result<void>();
    }
    /// All parts are here: what follows them goes.
    result<void> close_up() {
        if (::ftruncate(descriptor_, static_cast<::off_t>(size())) != 0) return detail::cannot_write(final_name_, errno);
        is_closed_up_ = true;
        return {};
    }
    result<void> take_name(const file_naming& how) {
        if (auto named = give_final_name(descriptor_, name_, final_name_, how); !named) return named;
        ::close(std::exchange(descriptor_, -1));
        return {};
    }
    /// For the next one to go on with.
    void leave() noexcept {
        if (descriptor_ < 0) return;
        if (!is_closed_up_) static_cast<void>(note());
        ::close(std::exchange(descriptor_, -1));
    }
    void discard() noexcept {
        if (descriptor_ < 0) return;
        ::unlink(name_.c_str());
        ::close(std::exchange(descriptor_, -1));
    }

private:
    static constexpr std::uint64_t noted_each = 1 << 20;

    kept_parts(std::filesystem::path final_name, std::filesystem::path name, int descriptor, std::vector<byte_range> parts)
        : final_name_(std::move(final_name)),
          name_(std::move(name)),
          descriptor_(descriptor),
          parts_(std::move(parts)),
          here_(parts_.size()) {}

    std::uint64_t size() const { return parts_.back().from + parts_.back().size; }
    std::uint64_t notes_size() const { return here_.size() * sizeof here_[0]; }

    result<void> take_in() {
        struct ::stat seen {};
        if (::fstat(descriptor_, &seen) != 0) return detail::cannot_write(final_name_, errno);
        const auto found = static_cast<std::uint64_t>(seen.st_size);
        if (found == size()) {  // closed up, and not named any more
            for (std::size_t i = 0; i < parts_.size(); ++i) here_[i] = parts_[i].size;
            return {};
        }
        if (found == size() + notes_size() && takes_notes()) return {};
        here_.assign(parts_.size(), 0);
        const blocked_signal no_signal(SIGXFSZ);
        if (::ftruncate(descriptor_, 0) != 0 || ::ftruncate(descriptor_, static_cast<::off_t>(size() + notes_size())) != 0)
            return detail::cannot_write(final_name_, errno);
        return {};
    }
    bool takes_notes() {
        const auto got = ::pread(descriptor_, here_.data(), notes_size(), static_cast<::off_t>(size()));
        if (got != static_cast<::ssize_t>(notes_size())) return false;
        for (std::size_t i = 0; i < parts_.size(); ++i)
            if (here_[i] > parts_[i].size) return false;
        return true;
    }
    result<void> note() {
        since_noted_ = 0;
        std::span left(reinterpret_cast<const char*>(here_.data()), notes_size());
        if (const int hindered = write_all(descriptor_, left, size()); hindered != 0)
            return detail::cannot_write(final_name_, hindered);
        return {};
    }

    std::filesystem::path final_name_;
    std::filesystem::path name_;
    int descriptor_;
    std::vector<byte_range> parts_;
    std::vector<std::uint64_t> here_;  // bytes of each
    std::uint64_t since_noted_ = 0;
    bool is_closed_up_ = false;
};

}  // namespace renderbus::detail

#endif
