// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PLANNED_FILES_IPP
#define RENDERBUS_TRANSFER_IMPL_PLANNED_FILES_IPP

#include <renderbus/transfer/planned_files.hpp>

#include <algorithm>
#include <utility>

namespace renderbus {

RENDERBUS_DECL planned_files::planned_files(std::string storage, std::vector<folder> folders,
                                            std::vector<std::shared_ptr<std::pmr::memory_resource>> rooms)
    : storage_(std::move(storage)), rooms_(std::move(rooms)), folders_(std::move(folders)) {
    ends_.reserve(folders_.size());
    for (const auto& one : folders_) {
        ends_.push_back(size() + one.size());
        bytes_ += one.bytes();
    }
}

RENDERBUS_DECL void planned_files::append(const planned_file& file) {
    const std::string_view local = file.file.local.native(), server = file.server_path;
    const auto local_slash = local.rfind('/') + 1, server_slash = server.rfind('/') + 1;
    const auto local_folder = local.substr(0, local_slash), server_folder = server.substr(0, server_slash);
    if (folders_.empty() || folders_.back().local_ != local_folder || folders_.back().server_ != server_folder) {
        folders_.emplace_back(std::string(local_folder), std::string(server_folder));
        ends_.push_back(size());
    }
    folders_.back().add(local.substr(local_slash), server.substr(server_slash),
                        file.file.stamp.value_or(file_stamp{file.file.size}), file.file.digest);
    ++ends_.back();
    bytes_ += file.file.size;
}

RENDERBUS_DECL planned_file planned_files::operator[](std::size_t index) const {
    const auto end = std::upper_bound(ends_.begin(), ends_.end(), index);
    const auto& in = folders_[static_cast<std::size_t>(end - ends_.begin())];
    const auto& it = in.entries_[index - (*end - in.size())];
    const std::string_view names(in.names_);
    const auto local_name = names.substr(it.begin, it.local_size);
    const auto server_name = it.server_size == 0 ? local_name : names.substr(it.begin + it.local_size, it.server_size);
    planned_file made;
    made.server_path = in.server_ + std::string(server_name);
    made.file = {in.local_ + std::string(local_name), storage_ + made.server_path, it.stamp.size, it.digest, it.stamp};
    return made;
}

}  // namespace renderbus

#endif
