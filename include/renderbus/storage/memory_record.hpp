// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_MEMORY_RECORD_HPP
#define RENDERBUS_STORAGE_MEMORY_RECORD_HPP

#include <renderbus/clock.hpp>
#include <renderbus/storage/record_store.hpp>

#include <array>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace renderbus {

/// A record that lives as long as this object, shared by its threads; a model of `record_store`.
class memory_record {
public:
    explicit memory_record(any_clock clock = any_clock(std::make_shared<system_time>())) : clock_(std::move(clock)) {}

    RENDERBUS_DECL result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<folder_claims> claims_in(std::string_view storage, std::string_view folder);
    RENDERBUS_DECL result<void> renew(std::string_view storage, std::string_view folder, const folder_claims& confirmed);
    RENDERBUS_DECL result<std::optional<std::string>> holder_of(std::string_view storage, const sha256_digest& digest);
    RENDERBUS_DECL result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent);
    RENDERBUS_DECL result<void> put_all(std::string_view storage, std::span<const claim> claims);
    RENDERBUS_DECL result<void> erase(std::string_view storage, std::string_view server_path);
    RENDERBUS_DECL result<void> erase_all(std::string_view storage);
    RENDERBUS_DECL result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp);
    RENDERBUS_DECL result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                                const sha256_digest& digest);
    RENDERBUS_DECL result<void> remember_all(std::span<const local_digest> digests);
    RENDERBUS_DECL result<std::size_t> prune(std::chrono::system_clock::time_point before);

private:
    using time = std::chrono::system_clock::time_point;
    using folder_map = std::map<std::string, std::pair<sent_file, time>, std::less<>>;  // by name
    struct claims_of_storage {
        std::map<std::string, folder_map, std::less<>> folders;
        std::map<std::array<unsigned char, 32>, std::set<std::string, std::less<>>> holders;  // server paths
    };
    struct known_digest {
        file_stamp stamp;
        sha256_digest digest;
        time remembered;
    };
    void put_one(claims_of_storage& storage, std::string_view server_path, const sent_file& sent);
    static void forget_holder(claims_of_storage& storage, std::string_view server_path, const sha256_digest& digest);

    any_clock clock_;
    std::mutex mutex_;
    std::map<std::string, claims_of_storage, std::less<>> sent_;
    std::map<std::string, known_digest, std::less<>> hashed_;  // by local path
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/memory_record.ipp>
#endif

#endif
