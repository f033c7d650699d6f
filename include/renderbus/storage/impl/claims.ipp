// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_CLAIMS_IPP
#define RENDERBUS_STORAGE_IMPL_CLAIMS_IPP

#include <renderbus/storage/claims.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace renderbus {
namespace detail {

/// An entry's bytes: the length of its name and whether it has a stamp, the stamp, when it was recorded, the digest, the name.
struct claim_layout {
    static constexpr std::size_t size = 4, mtime = 12, inode = 20, recorded = 28, digest = 36, name = 68;
    static constexpr std::uint32_t has_stamp = 0x8000'0000;
};

template <class Number>
Number little_endian(Number value) noexcept {
    if constexpr (std::endian::native == std::endian::big) {
        auto* bytes = reinterpret_cast<unsigned char*>(&value);
        std::reverse(bytes, bytes + sizeof value);
    }
    return value;
}
template <class Number>
Number read_number(const char* from) noexcept {
    Number value;
    std::memcpy(&value, from, sizeof value);
    return little_endian(value);
}
template <class Number>
void append_number(std::string& to, Number value) {
    value = little_endian(value);
    to.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace detail

inline std::string_view folder_claims::name_at(std::size_t begin) const {
    const auto size = detail::read_number<std::uint32_t>(bytes_.data() + begin) & ~detail::claim_layout::has_stamp;
    return {bytes_.data() + begin + detail::claim_layout::name, size};
}

RENDERBUS_DECL void folder_claims::add(const entry& one) {
    const auto stamp = one.sent.stamp.value_or(file_stamp{});
    begins_.push_back(bytes_.size());
    detail::append_number(bytes_,
                          static_cast<std::uint32_t>(one.name.size()) | (one.sent.stamp ? detail::claim_layout::has_stamp : 0));
    detail::append_number(bytes_, stamp.size);
    detail::append_number(bytes_, stamp.mtime_ns);
    detail::append_number(bytes_, stamp.inode);
    detail::append_number(bytes_, one.recorded);
    bytes_.append(reinterpret_cast<const char*>(one.sent.digest.bytes.data()), one.sent.digest.bytes.size());
    bytes_ += one.name;
}

RENDERBUS_DECL folder_claims::entry folder_claims::operator[](std::size_t index) const {
    using at = detail::claim_layout;
    const char* from = bytes_.data() + begins_[index];
    entry made{name_at(begins_[index]), {}, detail::read_number<std::int64_t>(from + at::recorded)};
    if (detail::read_number<std::uint32_t>(from) & at::has_stamp)
        made.sent.stamp =
            file_stamp{detail::read_number<std::uint64_t>(from + at::size), detail::read_number<std::int64_t>(from + at::mtime),
                       detail::read_number<std::uint64_t>(from + at::inode)};
    std::memcpy(made.sent.digest.bytes.data(), from + at::digest, made.sent.digest.bytes.size());
    return made;
}

RENDERBUS_DECL std::size_t folder_claims::bytes_of_names() const noexcept {
    return bytes_.size() - size() * detail::claim_layout::name;
}

RENDERBUS_DECL std::optional<std::size_t> folder_claims::index_of(std::string_view name) const {
    const auto place = std::lower_bound(begins_.begin(), begins_.end(), name,
                                        [this](std::size_t begin, std::string_view wanted) { return name_at(begin) < wanted; });
    if (place == begins_.end() || name_at(*place) != name) return {};
    return static_cast<std::size_t>(place - begins_.begin());
}

RENDERBUS_DECL std::optional<sent_file> folder_claims::find(std::string_view name) const {
    const auto index = index_of(name);
    return index ? std::optional((*this)[*index].sent) : std::nullopt;
}

RENDERBUS_DECL folder_claims folder_claims::from_bytes(std::string bytes) {
    folder_claims made;
    made.bytes_ = std::move(bytes);
    made.begins_.reserve(made.bytes_.size() / (detail::claim_layout::name + 8));
    std::size_t begin = 0;
    while (made.bytes_.size() - begin >= detail::claim_layout::name) {
        const auto end = begin + detail::claim_layout::name +
                         (detail::read_number<std::uint32_t>(made.bytes_.data() + begin) & ~detail::claim_layout::has_stamp);
        if (end > made.bytes_.size()) break;
        made.begins_.push_back(begin);
        begin = end;
    }
    made.bytes_.resize(begin);
    return made;
}

}  // namespace renderbus

#endif
