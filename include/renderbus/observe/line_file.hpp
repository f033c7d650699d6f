// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_LINE_FILE_HPP
#define RENDERBUS_OBSERVE_LINE_FILE_HPP

#include <renderbus/error.hpp>

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace renderbus {

/// A file that grows by records, each written by one call of the system, so that a program which dies leaves whole records only.
/// Not for several threads at once.
class line_file {
public:
    enum class start {
        afresh,      ///< what was there is gone; a record that did not fit on the disk is taken back
        at_the_end,  ///< several programs may append; a record that did not fit is left cut off, on a line of its own
    };
    /// `scene_errc::unwritable_file`.
    static RENDERBUS_DECL result<line_file> open(const std::filesystem::path& file, start from);
    RENDERBUS_DECL line_file(line_file&& other) noexcept;
    line_file& operator=(line_file&&) = delete;
    RENDERBUS_DECL ~line_file();

    /// Whether it was written, whole.
    RENDERBUS_DECL bool append(std::string_view record) noexcept;
    /// How many records were not written; why, where there are some.
    std::uint64_t lost() const noexcept { return lost_; }
    RENDERBUS_DECL result<void> all_written() const;

private:
    line_file(std::filesystem::path name, int descriptor, start from) noexcept;

    std::filesystem::path name_;
    int descriptor_ = -1;
    start from_;
    bool cut_off_ = false;  ///< the last line has no end
    std::uint64_t size_ = 0;
    std::uint64_t lost_ = 0;
    int why_lost_ = 0;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/line_file.ipp>
#endif

#endif
