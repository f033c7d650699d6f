// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_HOUDINI_ARCHIVE_HPP
#define RENDERBUS_SCENE_IMPL_HOUDINI_ARCHIVE_HPP

#include <renderbus/scene/cursor.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace renderbus::houdini {
namespace archive_detail {

inline constexpr std::string_view archive_mark = "070707";
inline constexpr std::string_view indie_mark = "HouLC\x1A", non_commercial_mark = "HouNC\x1A";
inline constexpr std::size_t scrambled_digits = 28;  // of a marked entry's header; what they say is not needed
inline constexpr std::size_t name_limit = 8192;

inline bool is_marked(std::string_view text) {
    if (!text.starts_with(indie_mark) && !text.starts_with(non_commercial_mark)) return false;
    const auto digits = text.substr(indie_mark.size(), scrambled_digits);
    return digits.size() == scrambled_digits && digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

inline bool is_end(std::string_view name) {
    return name == "TRAILER!!!" || name == "LIMITED_COMMERCIAL_FILE!!!" || name == "NON_COMMERCIAL_FILE!!!";
}

}  // namespace archive_detail

/// Walks through the entries of a scene: of the archive (cpio, its headers in octal digits) that a .hip is, or of the sequence
/// of marked entries that the limited licences write, which have no sizes.
class archive {
public:
    archive(byte_source& bytes, const std::string& file) : in_(bytes, file) {}

    /// Goes on to the next entry; false at the end mark and on failure.
    bool next();
    const std::string& name() const noexcept { return name_; }
    /// The entry's data, which may be left unread; fails where it is larger than `most`.
    std::string data(std::uint64_t most);
    std::uint64_t place() const noexcept { return in_.place(); }

    /// `commercial`, `indie` (.hiplc) or `non-commercial` (.hipnc), by what the first entry begins with.
    std::string_view licence() const noexcept { return licence_; }

    bool failed() const noexcept { return in_.failed(); }
    const failure& why() const noexcept { return in_.why(); }
    bool fail(std::string cause) { return in_.fail(std::move(cause)); }

private:
    bool next_of_archive();
    bool next_marked();
    std::uint64_t octal(std::size_t digits);
    std::string data_to_mark(std::uint64_t most, bool keep);

    byte_cursor in_;
    std::string name_;
    std::string licence_;
    std::uint64_t data_end_ = 0;  ///< of an entry of the archive
    bool data_due_ = false;       ///< of a marked entry, whose end only reading tells
};

}  // namespace renderbus::houdini

#endif
