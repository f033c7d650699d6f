// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_REDIS_HPP
#define RENDERBUS_STORAGE_REDIS_HPP

#include <renderbus/clock.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/storage/record_store.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace renderbus {

struct redis_options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 6379;
    std::filesystem::path socket = {};  ///< a Unix socket of this machine's server, in place of host and port
    std::string user = {};              ///< Redis 6 and later; empty with a password: the one user that older servers have
    secret password = {};
    int database = 0;
    std::string prefix = "renderbus:";  ///< what stands before every key: several studios may share a server
    std::chrono::milliseconds timeout = std::chrono::seconds(5);   ///< of a connection's making, and of one answer
    any_clock clock = any_clock(std::make_shared<system_time>());  ///< dates the entries
};

/// A record in a Redis server (2.8 or later), shared by all hosts that send the same project; a model of `record_store`. Needs
/// the library hiredis. A connection that is lost is made again, once a call. Not to be carried through a fork.
///
/// How long entries last after the server is ended is the server's affair (its `appendonly` and `save`): a record that was lost
/// costs a question at the farm, or a file sent again.
///
/// Keys: `claims:<storage>:<folder>` (a hash by name), `folders:<storage>`, `holders:<storage>` (sorted by digest), `digests`.
/// Values that this version does not understand are told (`data_errc::invalid_value`) and left as they are. A server that is not
/// there is `transport_errc::connect_failed`, one that refuses user or password `access_denied`.
class redis_record {
public:
    static RENDERBUS_DECL result<std::shared_ptr<redis_record>> open(redis_options options);
    RENDERBUS_DECL ~redis_record();
    redis_record(const redis_record&) = delete;
    redis_record& operator=(const redis_record&) = delete;

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
    struct body;
    explicit redis_record(std::unique_ptr<body> opened);
    std::unique_ptr<body> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/redis.ipp>
#endif

#endif
