// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_MEMORY_RECORD_IPP
#define RENDERBUS_STORAGE_IMPL_MEMORY_RECORD_IPP

#include <renderbus/storage/memory_record.hpp>

namespace renderbus {

RENDERBUS_DECL result<std::optional<sent_file>> memory_record::find(std::string_view storage, std::string_view server_path) {
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims == sent_.end()) return std::optional<sent_file>{};
    const auto claim = claims->second.find(server_path);
    if (claim == claims->second.end()) return std::optional<sent_file>{};
    return std::optional(claim->second);
}

RENDERBUS_DECL result<void> memory_record::put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
    const std::scoped_lock lock(mutex_);
    sent_[std::string(storage)].insert_or_assign(std::string(server_path), sent);
    return {};
}

RENDERBUS_DECL result<void> memory_record::erase(std::string_view storage, std::string_view server_path) {
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims == sent_.end()) return {};
    const auto claim = claims->second.find(server_path);
    if (claim != claims->second.end()) claims->second.erase(claim);
    return {};
}

RENDERBUS_DECL result<void> memory_record::erase_all(std::string_view storage) {
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims != sent_.end()) sent_.erase(claims);
    return {};
}

RENDERBUS_DECL result<std::optional<sha256_digest>> memory_record::digest_of(const std::filesystem::path& local,
                                                                             const file_stamp& stamp) {
    const std::scoped_lock lock(mutex_);
    const auto known = hashed_.find(local);
    if (known == hashed_.end() || known->second.first != stamp) return std::optional<sha256_digest>{};
    return std::optional(known->second.second);
}

RENDERBUS_DECL result<void> memory_record::remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                           const sha256_digest& digest) {
    const std::scoped_lock lock(mutex_);
    hashed_.insert_or_assign(local, std::pair(stamp, digest));
    return {};
}

}  // namespace renderbus

#endif
