// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_MEMORY_RECORD_HPP
#define RENDERBUS_STORAGE_MEMORY_RECORD_HPP

#include <renderbus/storage/record_store.hpp>

#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace renderbus {

/// A record that lives as long as this object, shared by its threads; a model of `record_store`.
class memory_record {
public:
    RENDERBUS_DECL result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent);
    RENDERBUS_DECL result<void> erase(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> erase_all(std::string_view storage);
    RENDERBUS_DECL result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp);
    RENDERBUS_DECL result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                const sha256_digest& digest);

private:
    std::mutex mutex_;
    std::map<std::string, std::map<std::string, sent_file, std::less<>>, std::less<>> sent_;  // by storage, then by server path
    std::map<std::filesystem::path, std::pair<file_stamp, sha256_digest>> hashed_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/memory_record.ipp>
#endif

#endif
