// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_LIST_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_LIST_IPP

#include <renderbus/config/text.hpp>
#include <renderbus/detail/growing_room.hpp>
#include <renderbus/detail/long_path.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/path.hpp>
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/impl/plan_judgement.ipp>
#include <renderbus/transfer/upload_list.hpp>
#include <renderbus/utf8.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <limits>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace renderbus {
namespace detail {

inline constexpr std::uint64_t largest_upload_list = std::uint64_t{1} << 30;

inline std::string_view without_front_slash(std::string_view server) {
    return server.starts_with('/') ? server.substr(1) : server;
}

inline std::filesystem::path part_of(const std::filesystem::path& file, const std::filesystem::path& folder, std::size_t number) {
    return folder / (file.stem().string() + "_" + std::to_string(number) + file.extension().string());
}

/// Whether a split may have written it: a list of assets, which but for the first has no scene.
inline bool is_part(const std::filesystem::path& file, std::size_t number) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file, ignored))) return false;
    const auto list = read_upload_list(file);
    return list && !list->asset.empty() && (number == 1 || list->scene.all.empty());
}

/// Removes the parts of an earlier split behind that number, the last one first: what is left is found the next time.
inline result<void> remove_parts(const std::filesystem::path& file, const std::filesystem::path& folder, std::size_t behind) {
    auto last = behind;
    while (is_part(part_of(file, folder, last + 1), last + 1)) ++last;
    for (; last > behind; --last) {
        const auto part = part_of(file, folder, last);
        std::error_code why;
        std::filesystem::remove(part, why);
        if (why)
            return file_failure(scene_errc::unwritable_file, part, "the part of an earlier split cannot be removed", why.value());
    }
    return {};
}

/// Looks at folders one after the other, those found on the way too.
inline survey_findings look_at_all(survey_frame& frame, std::vector<folder_job> jobs) {
    survey_findings found;
    found.rooms = {std::make_shared<growing_room>()};
    std::deque<folder_job> waiting(std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
    while (!waiting.empty() && !found.broken) {
        folder_visit visit(frame, std::move(waiting.front()), found);
        waiting.pop_front();
        std::vector<folder_job> below;
        visit.advance(std::numeric_limits<std::size_t>::max(), below);
        for (auto& job : below) waiting.push_back(std::move(job));
    }
    return found;
}

/// Finds a file, or all files of a folder by name.
inline result<std::vector<std::string>> files_at(survey_frame& frame, const std::filesystem::path& path,
                                                 const file_policies& policies, std::vector<troubled_file>& left_out) {
    std::vector<found_trouble> wanted{{{{path.native(), path.native()}, {}, {}}, 0}};
    struct ::stat seen {};
    wanted.front().is_folder = stat_path(path.native(), seen) == 0 && S_ISDIR(seen.st_mode);
    std::vector<std::string> files;
    for (int looks = 1; !wanted.empty(); ++looks) {
        auto jobs = jobs_for(std::move(wanted), looks);
        if (!jobs) return std::move(jobs).error();
        auto found = look_at_all(frame, *std::move(jobs));
        if (found.broken) return *std::move(found.broken);
        for (auto& one : found.unknown) files.push_back(std::move(one.local));
        auto made = judge(std::move(found.troubles), policies);
        if (made.failed) return *std::move(made.failed);
        for (auto& one : made.left_out) left_out.push_back(std::move(one));
        wanted = std::move(made.again);
    }
    std::sort(files.begin(), files.end());
    return files;
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

RENDERBUS_DECL result<appended_files> append(config::upload_json& list, std::span<const std::filesystem::path> paths,
                                             const file_policies& policies) {
    std::unordered_set<std::string> locals;
    std::unordered_map<std::string, std::string> servers;  // and the local files that go there
    for (const auto& one : list.asset) {
        locals.insert(one.local);
        servers.try_emplace(std::string(detail::without_front_slash(one.server)), one.local);
    }
    // Without a claim every file is one to send.
    detail::survey_frame frame{
        any_record_store(std::make_shared<memory_record>()), {}, {}, std::numeric_limits<std::size_t>::max(), 0};
    appended_files made;
    std::vector<config::upload_entry> added;
    for (const auto& path : paths) {
        std::error_code why;
        auto absolute = std::filesystem::absolute(path, why).lexically_normal();
        if (why) return detail::file_failure(scene_errc::unreadable_file, path, "cannot be made absolute", why.value());
        if (!absolute.has_filename()) absolute = absolute.parent_path();
        auto files = detail::files_at(frame, absolute, policies, made.left_out);
        if (!files) return std::move(files).error();
        for (auto& file : *files) {
            if (!is_utf8(file))
                return failure{data_errc::malformed_utf8, file, "the name is not UTF-8, so it has no place in an upload.json",
                               "rename the file, or plan its folder itself"};
            if (!locals.insert(file).second) continue;
            auto server = server_path(file);
            const auto [place, is_new] = servers.try_emplace(std::string(detail::without_front_slash(server)), file);
            if (is_new) added.push_back({std::move(file), std::move(server)});
            else if (!detail::is_one_place(place->second, file)) return detail::two_for_one_place(file, place->second, server);
        }
    }
    for (auto& entry : added) list.asset.push_back(std::move(entry));
    made.added = added.size();
    return made;
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
    const auto into = folder ? *folder : file.parent_path();
    const auto parts = list->asset.size() > most ? split(std::move(*list), most) : std::vector<config::upload_json>{};
    if (auto removed = detail::remove_parts(file, into, parts.size()); !removed) return std::move(removed).error();
    if (parts.empty()) return std::vector{file};
    std::vector<std::filesystem::path> paths;
    for (const auto& part : parts) {
        paths.push_back(detail::part_of(file, into, paths.size() + 1));
        if (auto written = write_upload_list(paths.back(), part); !written) return std::move(written).error();
    }
    return paths;
}

}  // namespace renderbus

#endif
