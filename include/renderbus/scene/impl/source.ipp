// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_SOURCE_IPP
#define RENDERBUS_SCENE_IMPL_SOURCE_IPP

#include <renderbus/scene/resolve.hpp>
#include <renderbus/scene/source.hpp>

#include <fstream>
#include <new>
#include <system_error>
#include <utility>

namespace renderbus {
namespace scene_detail {

/// Where the file lies, if it is one that can be read.
inline result<std::filesystem::path> regular_file(const std::filesystem::path& file) {
    std::error_code failed;
    auto where = std::filesystem::absolute(file, failed).lexically_normal();
    const auto status = std::filesystem::status(where, failed);
    if (status.type() == std::filesystem::file_type::not_found)
        return failure{scene_errc::missing_file, utf8_path(where), "there is no such file", ""};
    if (status.type() != std::filesystem::file_type::regular)
        return failure{scene_errc::unreadable_file, utf8_path(where), failed ? failed.message() : "this is no regular file", ""};
    return where;
}

inline failure cannot_open(const std::filesystem::path& where) {
    return {scene_errc::unreadable_file, utf8_path(where), "the file cannot be opened for reading", "check its permissions"};
}

}  // namespace scene_detail

RENDERBUS_DECL result<scene_source> read_source(const std::filesystem::path& file, byte_count limit) {
    auto found = scene_detail::regular_file(file);
    if (!found) return std::move(found).error();
    const auto& where = *found;
    scene_source source{utf8_path(where), utf8_path(where.parent_path()), {}};
    std::error_code failed;
    const auto size = std::filesystem::file_size(where, failed);
    if (failed) return failure{scene_errc::unreadable_file, source.path, failed.message(), ""};
    if (size > limit.bytes || size > source.bytes.max_size())
        return failure{scene_errc::too_complex, source.path,
                       "the file has " + std::to_string(size) + " bytes, the limit is " + std::to_string(limit.bytes),
                       "raise the limit"};

    std::ifstream in(where, std::ios::binary);
    if (!in) return scene_detail::cannot_open(where);
    try {
        source.bytes.resize(static_cast<std::size_t>(size));
    } catch (const std::bad_alloc&) {
        return failure{scene_errc::too_complex, source.path, "there is no memory for its " + std::to_string(size) + " bytes", ""};
    }
    in.read(source.bytes.data(), static_cast<std::streamsize>(size));
    if (in.bad()) return failure{scene_errc::unreadable_file, source.path, "reading failed", ""};
    if (static_cast<std::uintmax_t>(in.gcount()) != size || in.peek() != std::ifstream::traits_type::eof())
        return failure{scene_errc::changed_file, source.path, "the file changed while it was read", "try again"};
    return source;
}

RENDERBUS_DECL result<std::string> read_head(const std::filesystem::path& file, std::size_t size) {
    auto where = scene_detail::regular_file(file);
    if (!where) return std::move(where).error();
    std::ifstream in(*where, std::ios::binary);
    if (!in) return scene_detail::cannot_open(*where);
    std::string head(size, '\0');
    in.read(head.data(), static_cast<std::streamsize>(size));
    if (in.bad()) return failure{scene_errc::unreadable_file, utf8_path(*where), "reading failed", ""};
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

}  // namespace renderbus

#endif
