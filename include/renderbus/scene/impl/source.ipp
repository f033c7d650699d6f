// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SOURCE_IPP
#define RENDERBUS_SCENE_IMPL_SOURCE_IPP

#include <renderbus/scene/resolve.hpp>
#include <renderbus/scene/source.hpp>

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

namespace renderbus {
namespace scene_detail {

inline failure too_large(const std::string& path, std::string size, byte_count limit) {
    return {scene_errc::too_complex, path,
            "the file has " + std::move(size) + " bytes, the limit is " + std::to_string(limit.bytes), "raise the limit"};
}

}  // namespace scene_detail

RENDERBUS_DECL result<scene_source> open_source(const std::filesystem::path& file, byte_count limit) {
    std::error_code failed;
    const auto where = std::filesystem::absolute(file, failed).lexically_normal();
    auto opened = input_file::open(where);
    if (!opened) return std::move(opened).error();
    const auto size = opened->stamp().size;
    if (size > limit.bytes) return scene_detail::too_large(utf8_path(where), std::to_string(size), limit);
    return scene_source{utf8_path(where), utf8_path(where.parent_path()), std::make_unique<file_bytes>(*std::move(opened))};
}

RENDERBUS_DECL result<scene_text> read_all(const scene_source& from, byte_count limit) {
    constexpr std::uint64_t first_part = 64 * 1024;
    scene_text all{from.path, from.folder, {}};
    const auto size = from.bytes->size();
    try {
        // Of a size that is known one byte more is asked for, to see the end; what is unpacked grows as it comes.
        for (std::uint64_t part = size ? *size + 1 : first_part;; part = std::max<std::uint64_t>(all.bytes.size(), first_part)) {
            const auto done = all.bytes.size();
            all.bytes.resize(done + static_cast<std::size_t>(std::min(part, limit.bytes + 1 - done)));
            const auto count = from.bytes->read(done, std::span<char>(all.bytes).subspan(done));
            if (!count) return count.error();
            const bool ends = *count < all.bytes.size() - done;
            all.bytes.resize(done + *count);
            if (all.bytes.size() > limit.bytes)
                return scene_detail::too_large(from.path, "more than " + std::to_string(limit.bytes), limit);
            if (ends) break;
        }
    } catch (const std::exception&) {  // bad_alloc, length_error
        return failure{scene_errc::too_complex, from.path, "there is no memory for the file", ""};
    }
    if (auto same = from.bytes->unchanged(); !same) return std::move(same).error();
    return all;
}

RENDERBUS_DECL result<scene_text> read_source(const std::filesystem::path& file, byte_count limit) {
    auto source = open_source(file, limit);
    if (!source) return std::move(source).error();
    return read_all(*source, limit);
}

RENDERBUS_DECL result<std::string> read_head(const scene_source& from, std::size_t size) {
    std::string head(size, '\0');
    const auto count = from.bytes->read(0, head);
    if (!count) return count.error();
    head.resize(*count);
    return head;
}

}  // namespace renderbus

#endif
