// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_LIST_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_LIST_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/detail/aligned_buffer.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/path.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/upload_list.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace renderbus {
namespace detail {

inline constexpr std::uint64_t largest_upload_list = std::uint64_t{1} << 30;

inline std::string_view without_front_slash(std::string_view server) {
    return server.starts_with('/') ? server.substr(1) : server;
}

/// All files below a folder, and what its links lead to, by name.
inline result<void> add_files_below(const std::filesystem::path& folder, std::vector<std::filesystem::path>& files) {
    const auto first = static_cast<std::ptrdiff_t>(files.size());
    std::error_code why;
    std::filesystem::recursive_directory_iterator at(folder, why);
    for (const std::filesystem::recursive_directory_iterator end; !why && at != end; at.increment(why)) {
        std::error_code unknown;
        if (at->is_regular_file(unknown)) files.push_back(at->path());
    }
    if (why) return file_failure(scene_errc::unreadable_file, folder, "the folder cannot be read", why.value());
    std::sort(files.begin() + first, files.end());
    return {};
}

}  // namespace detail

RENDERBUS_DECL needed_assets needed_in(const config::upload_json& list) {
    needed_assets needed;
    std::unordered_set<std::string_view> servers;
    for (const auto& one : list.asset) {
        servers.insert(detail::without_front_slash(one.server));
        needed.files.push_back({one.local, one.server});
    }
    for (const auto& one : list.scene.all)
        if (!servers.contains(detail::without_front_slash(one.server))) needed.files.push_back({one.local, one.server});
    return needed;
}

RENDERBUS_DECL result<config::upload_json> read_upload_list(const std::filesystem::path& file) {
    const auto text = read_whole_file(file, detail::largest_upload_list);
    if (!text) return text.error();
    auto list = config::read_upload_json(*text);
    if (!list) list.error().place = file.string() + (list.error().place.empty() ? "" : ":" + list.error().place);
    return list;
}

RENDERBUS_DECL result<void> write_upload_list(const std::filesystem::path& file, const config::upload_json& list) {
    auto kept = write_whole_file(file, config::text_of(list));
    return kept ? result<void>() : std::move(kept).error();
}

RENDERBUS_DECL result<std::size_t> append(config::upload_json& list, std::span<const std::filesystem::path> paths) {
    std::vector<std::filesystem::path> files;
    for (const auto& path : paths) {
        std::error_code why;
        auto absolute = std::filesystem::absolute(path, why).lexically_normal();
        if (why) return detail::file_failure(scene_errc::unreadable_file, path, "cannot be made absolute", why.value());
        if (!absolute.has_filename()) absolute = absolute.parent_path();
        if (std::filesystem::is_directory(absolute, why)) {
            if (auto added = detail::add_files_below(absolute, files); !added) return std::move(added).error();
        } else {
            if (auto seen = stamp_of(absolute); !seen) return std::move(seen).error();
            files.push_back(std::move(absolute));
        }
    }
    std::unordered_set<std::string> locals, servers;
    for (const auto& one : list.asset) {
        locals.insert(one.local);
        servers.insert(std::string(detail::without_front_slash(one.server)));
    }
    std::vector<config::upload_entry> added;
    for (const auto& file : files) {
        if (!is_utf8(file.native()))
            return failure{data_errc::malformed_utf8, file.string(),
                           "the name is not UTF-8, so it has no place in an upload.json",
                           "rename the file, or plan its folder itself"};
        config::upload_entry entry{file.native(), server_path(file.native())};
        const bool is_new_local = locals.insert(entry.local).second;
        if (servers.insert(std::string(detail::without_front_slash(entry.server))).second && is_new_local)
            added.push_back(std::move(entry));
    }
    for (auto& entry : added) list.asset.push_back(std::move(entry));
    return added.size();
}

RENDERBUS_DECL std::vector<config::upload_json> split(config::upload_json list, std::size_t most) {
    const auto size = std::max<std::size_t>(most, 1);
    auto assets = std::exchange(list.asset, {});
    std::vector<config::upload_json> parts;
    do {
        parts.push_back(list);
        if (assets.is_set()) parts.back().asset.items();
        list.scene.all.clear();
        const auto begin = (parts.size() - 1) * size, end = std::min(begin + size, assets.size());
        for (auto i = begin; i < end; ++i) parts.back().asset.push_back(std::move(assets[i]));
    } while (parts.size() * size < assets.size());
    return parts;
}

RENDERBUS_DECL result<std::vector<std::filesystem::path>> split_upload_list(const std::filesystem::path& file, std::size_t most,
                                                                            const std::optional<std::filesystem::path>& folder) {
    auto list = read_upload_list(file);
    if (!list) return std::move(list).error();
    if (most == 0)
        return failure{data_errc::out_of_range, file.string(), "a part cannot have 0 assets", "ask for parts of 1 at least"};
    if (list->asset.size() <= most) return std::vector{file};
    const auto into = folder ? *folder : file.parent_path();
    std::vector<std::filesystem::path> paths;
    for (const auto& part : split(std::move(*list), most)) {
        paths.push_back(into / (file.stem().string() + "_" + std::to_string(paths.size() + 1) + file.extension().string()));
        if (auto written = write_upload_list(paths.back(), part); !written) return std::move(written).error();
    }
    return paths;
}

}  // namespace renderbus

#endif
