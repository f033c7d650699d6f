// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_STORE_IPP
#define RENDERBUS_FARM_IMPL_STORE_IPP

#include <renderbus/farm/store.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <algorithm>

namespace renderbus::farm {
namespace detail {

inline constexpr std::size_t most_known_digests = 200'000;

inline failure no_folder(const std::filesystem::path& folder, const std::error_code& why) {
    return {scene_errc::unwritable_file, folder.string(), "cannot be made or read: " + why.message(),
            "check the folder and its permissions"};
}

inline result<void> remove_temporaries(const std::filesystem::path& root) {
    std::error_code why;
    std::filesystem::recursive_directory_iterator at(root, why);
    for (const std::filesystem::recursive_directory_iterator end; !why && at != end; at.increment(why)) {
        std::error_code ignored;
        const auto name = at->path().filename().string();
        if (!file_sink::is_temporary(name)) continue;
        // What an upload can go on with stays; it goes once nobody has for a week.
        if (file_sink::is_kept(name)) file_sink::remove_abandoned(at->path().parent_path());
        else std::filesystem::remove(at->path(), ignored);
    }
    if (why) return no_folder(root, why);
    return {};
}

}  // namespace detail

RENDERBUS_DECL result<store> store::open(const std::filesystem::path& root) {
    store made;
    std::error_code why;
    made.root_ = std::filesystem::absolute(root, why);
    for (const char* folder : {"storage/input", "storage/config", "storage/output", "state/tasks"}) {
        if (!why) std::filesystem::create_directories(made.root_ / folder, why);
    }
    if (why) return detail::no_folder(root, why);
    if (auto removed = detail::remove_temporaries(made.root_); !removed) return std::move(removed).error();
    return made;
}

RENDERBUS_DECL result<std::filesystem::path> store::place_of(const relative_path& name) const {
    auto place = place_below(root_ / "storage", name);
    if (!place) place.error().place = name.text();  // the farm's own folders are not for its answers
    return place;
}

RENDERBUS_DECL bool store::has_file(const relative_path& name) const {
    const auto place = place_of(name);
    std::error_code ignored;
    return place && std::filesystem::is_regular_file(*place, ignored);
}

RENDERBUS_DECL result<void> store::write(const std::filesystem::path& file, std::string_view content) {
    const auto digest = write_whole_file(file, content);
    if (!digest) return digest.error();
    remember(file, *digest);
    return {};
}

RENDERBUS_DECL result<sha256_digest> store::digest(const std::filesystem::path& file) {
    const auto stamp = stamp_of(file);
    if (!stamp) return stamp.error();
    if (const auto known = known_.find(file.string()); known != known_.end() && known->second.stamp == *stamp)
        return known->second.digest;
    auto made = sha256_of_file(file);
    if (made) remember(file, *made);
    return made;
}

RENDERBUS_DECL void store::remember(const std::filesystem::path& file, const sha256_digest& digest) {
    if (known_.size() >= detail::most_known_digests) known_.clear();
    if (const auto stamp = stamp_of(file)) known_.insert_or_assign(file.string(), known_file{*stamp, digest});
}

RENDERBUS_DECL result<std::vector<storage_protocol::listing_entry>> store::list(const std::filesystem::path& folder,
                                                                                std::size_t limit) {
    std::vector<storage_protocol::listing_entry> entries;
    std::error_code why;
    std::filesystem::recursive_directory_iterator at(folder, why);
    for (const std::filesystem::recursive_directory_iterator end; !why && at != end; at.increment(why)) {
        const auto status = at->symlink_status(why);
        if (why) break;
        if (status.type() != std::filesystem::file_type::regular || file_sink::is_temporary(at->path().filename().string()))
            continue;
        if (entries.size() == limit)
            return failure{data_errc::too_large, folder.string(), "holds more than " + std::to_string(limit) + " files",
                           "list a smaller folder"};
        const auto known = digest(at->path());
        if (!known) return known.error();
        entries.push_back({at->path().lexically_relative(folder).generic_string(), at->file_size(why), to_base64(*known)});
    }
    if (why) return detail::no_folder(folder, why);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return entries;
}

RENDERBUS_DECL std::string safe_component(std::string_view text) {
    constexpr std::size_t longest = 120;  // a suffix is to fit behind it
    std::string safe;
    for (const char c : text) {
        const bool refused = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
                             std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
        safe += refused ? '_' : c;
    }
    if (safe.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;  // no half letter
        safe.resize(end);
    }
    while (safe.ends_with('.') || safe.ends_with(' ')) safe.pop_back();
    if (!relative_path::parse(safe)) safe.insert(0, 1, '_');
    return safe;
}

}  // namespace renderbus::farm

#endif
