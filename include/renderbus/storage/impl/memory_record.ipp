// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_MEMORY_RECORD_IPP
#define RENDERBUS_STORAGE_IMPL_MEMORY_RECORD_IPP

#include <renderbus/storage/memory_record.hpp>

namespace renderbus {

RENDERBUS_DECL result<std::optional<sent_file>> memory_record::find(std::string_view storage, std::string_view server_path) {
    const detail::split_server_path at(server_path);
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims == sent_.end()) return std::optional<sent_file>{};
    const auto folder = claims->second.folders.find(at.folder);
    if (folder == claims->second.folders.end()) return std::optional<sent_file>{};
    const auto found = folder->second.find(at.name);
    if (found == folder->second.end()) return std::optional<sent_file>{};
    return std::optional(found->second.first);
}

RENDERBUS_DECL result<folder_claims> memory_record::claims_in(std::string_view storage, std::string_view folder) {
    folder_claims claims;
    const std::scoped_lock lock(mutex_);
    const auto of_storage = sent_.find(storage);
    if (of_storage == sent_.end()) return claims;
    const auto found = of_storage->second.folders.find(folder);
    if (found == of_storage->second.folders.end()) return claims;
    for (const auto& [name, entry] : found->second)
        claims.add({name, entry.first, std::chrono::floor<std::chrono::seconds>(entry.second).time_since_epoch().count()});
    return claims;
}

RENDERBUS_DECL result<void> memory_record::renew(std::string_view storage, std::string_view folder,
                                                 const folder_claims& confirmed) {
    const std::scoped_lock lock(mutex_);
    const auto of_storage = sent_.find(storage);
    if (of_storage == sent_.end()) return {};
    const auto claims = of_storage->second.folders.find(folder);
    if (claims == of_storage->second.folders.end()) return {};
    for (std::size_t i = 0; i < confirmed.size(); ++i) {
        const auto one = confirmed[i];
        const auto found = claims->second.find(one.name);
        if (found != claims->second.end() && found->second.first == one.sent) found->second.second = clock_.now();
    }
    return {};
}

RENDERBUS_DECL result<std::optional<std::string>> memory_record::holder_of(std::string_view storage,
                                                                           const sha256_digest& digest) {
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims == sent_.end()) return std::optional<std::string>{};
    const auto found = claims->second.holders.find(digest.bytes);
    if (found == claims->second.holders.end()) return std::optional<std::string>{};
    return std::optional(*found->second.begin());
}

RENDERBUS_DECL void memory_record::forget_holder(claims_of_storage& storage, std::string_view server_path,
                                                 const sha256_digest& digest) {
    const auto found = storage.holders.find(digest.bytes);
    if (found == storage.holders.end()) return;
    if (const auto path = found->second.find(server_path); path != found->second.end()) found->second.erase(path);
    if (found->second.empty()) storage.holders.erase(found);
}

RENDERBUS_DECL void memory_record::put_one(claims_of_storage& storage, std::string_view server_path, const sent_file& sent) {
    const detail::split_server_path at(server_path);
    auto folder = storage.folders.find(at.folder);
    if (folder == storage.folders.end()) folder = storage.folders.try_emplace(std::string(at.folder)).first;
    const auto [entry, is_new] = folder->second.try_emplace(std::string(at.name), sent, clock_.now());
    if (!is_new) {
        forget_holder(storage, server_path, entry->second.first.digest);
        entry->second = {sent, clock_.now()};
    }
    storage.holders[sent.digest.bytes].emplace(server_path);
}

RENDERBUS_DECL result<void> memory_record::put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
    const std::scoped_lock lock(mutex_);
    put_one(sent_[std::string(storage)], server_path, sent);
    return {};
}

RENDERBUS_DECL result<void> memory_record::put_all(std::string_view storage, std::span<const claim> claims) {
    const std::scoped_lock lock(mutex_);
    auto& into = sent_[std::string(storage)];
    for (const auto& one : claims) put_one(into, one.server_path, one.sent);
    return {};
}

RENDERBUS_DECL result<void> memory_record::erase(std::string_view storage, std::string_view server_path) {
    const detail::split_server_path at(server_path);
    const std::scoped_lock lock(mutex_);
    const auto claims = sent_.find(storage);
    if (claims == sent_.end()) return {};
    const auto folder = claims->second.folders.find(at.folder);
    if (folder == claims->second.folders.end()) return {};
    const auto found = folder->second.find(at.name);
    if (found == folder->second.end()) return {};
    forget_holder(claims->second, server_path, found->second.first.digest);
    folder->second.erase(found);
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
    const auto known = hashed_.find(local.native());
    if (known == hashed_.end() || known->second.stamp != stamp) return std::optional<sha256_digest>{};
    return std::optional(known->second.digest);
}

RENDERBUS_DECL result<void> memory_record::remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                           const sha256_digest& digest) {
    const std::scoped_lock lock(mutex_);
    hashed_.insert_or_assign(local.native(), known_digest{stamp, digest, clock_.now()});
    return {};
}

RENDERBUS_DECL result<void> memory_record::remember_all(std::span<const local_digest> digests) {
    const std::scoped_lock lock(mutex_);
    for (const auto& one : digests) hashed_.insert_or_assign(one.local, known_digest{one.stamp, one.digest, clock_.now()});
    return {};
}

RENDERBUS_DECL result<std::size_t> memory_record::prune(std::chrono::system_clock::time_point before) {
    const std::scoped_lock lock(mutex_);
    std::size_t removed = std::erase_if(hashed_, [&](const auto& one) { return one.second.remembered < before; });
    for (auto& [storage, claims] : sent_)
        for (auto& [folder, files] : claims.folders)
            removed += std::erase_if(files, [&, &of = claims, &above = folder](const auto& one) {
                if (one.second.second >= before) return false;
                forget_holder(of, above + one.first, one.second.first.digest);
                return true;
            });
    return removed;
}

}  // namespace renderbus

#endif
