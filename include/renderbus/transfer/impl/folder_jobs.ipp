// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FOLDER_JOBS_IPP
#define RENDERBUS_TRANSFER_IMPL_FOLDER_JOBS_IPP

#include <renderbus/error.hpp>
#include <renderbus/transfer/needed_assets.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// A folder on the way down to another one: a link that leads back to one of them leads round in a circle.
struct folder_above {
    std::uint64_t device;
    std::uint64_t inode;
    std::shared_ptr<const folder_above> next;
};

/// Where a file stands in the order of a plan: as it was listed, or behind those, by name.
inline constexpr std::size_t unlisted = std::numeric_limits<std::size_t>::max();

/// What is to be looked at in one folder: names, or all that is in it and below.
struct folder_job {
    struct name {
        std::string local;
        std::string server;
        std::size_t order;
    };
    std::string local;   ///< with a slash at its end, or empty
    std::string server;  ///< with a slash at its end
    bool is_whole = false;
    std::vector<name> names = {};
    std::shared_ptr<const folder_above> above = {};
    int links = 0;  ///< on the way down to it
    int looks = 1;
};

/// The names listed of each folder at the farm, to tell what is found in a whole folder a second time.
using listed_names = std::unordered_map<std::string, std::unordered_map<std::string, std::string>>;  // folder, name, local path

inline bool is_one_place(std::string_view a, std::string_view b) {
    return a == b || std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal();
}

inline failure two_for_one_place(std::string_view local, std::string_view other, std::string_view server_path) {
    return {data_errc::invalid_value, std::string(local),
            "would go to " + std::string(server_path) + " as " + std::string(other) + " does",
            "give one of them another server path"};
}

inline std::string with_slash(std::string text) {
    if (!text.ends_with('/')) text += '/';
    return text;
}

inline folder_job whole_folder(std::string local, std::string server) {
    if (!server.starts_with('/')) server.insert(0, 1, '/');
    return {with_slash(std::move(local)), with_slash(std::move(server)), true};
}

/// Gathers listed files by folder. What stands there twice counts once.
class folder_grouping {
public:
    result<void> add(needed_file file, std::size_t order, int looks = 1) {
        if (!file.server_path.starts_with('/')) file.server_path.insert(0, 1, '/');
        const auto local_slash = file.local.rfind('/') + 1, server_slash = file.server_path.rfind('/') + 1;
        const std::string_view local_folder = std::string_view(file.local).substr(0, local_slash);
        const std::string_view server_folder = std::string_view(file.server_path).substr(0, server_slash);
        if (taken_ == nullptr || last_server_ != server_folder) {
            last_server_ = server_folder;
            taken_ = &listed_[last_server_];
        }
        const auto [place, is_new] = taken_->try_emplace(file.server_path.substr(server_slash), file.local);
        if (!is_new) {
            if (is_one_place(place->second, file.local)) return {};
            return two_for_one_place(file.local, place->second, file.server_path);
        }
        auto& job = job_of(local_folder, server_folder);
        job.looks = std::max(job.looks, looks);
        auto name = file.local.substr(local_slash);
        job.names.push_back({name.empty() ? "." : std::move(name), place->first, order});
        return {};
    }

    std::vector<folder_job> take_jobs() { return std::move(jobs_); }
    listed_names take_names() { return std::move(listed_); }

private:
    folder_job& job_of(std::string_view local, std::string_view server) {
        if (!jobs_.empty() && jobs_.back().local == local && jobs_.back().server == server) return jobs_.back();
        std::string key(local);
        key += '\0';
        key += server;
        const auto [place, is_new] = number_.try_emplace(std::move(key), jobs_.size());
        if (is_new) jobs_.push_back({std::string(local), std::string(server)});
        return jobs_[place->second];
    }

    std::vector<folder_job> jobs_;
    std::unordered_map<std::string, std::size_t> number_;  // of a job, by both folders
    listed_names listed_;
    std::string last_server_;
    std::unordered_map<std::string, std::string>* taken_ = nullptr;
};

}  // namespace renderbus::detail

#endif
