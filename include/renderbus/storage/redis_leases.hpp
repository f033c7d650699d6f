// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_REDIS_LEASES_HPP
#define RENDERBUS_STORAGE_REDIS_LEASES_HPP

#include <renderbus/storage/leases.hpp>
#include <renderbus/storage/redis.hpp>

#include <memory>

namespace renderbus {

/// Leases in a Redis server (2.8 or later), among all hosts that send the same project; a model of `lease_store`, and one holder.
/// Needs the library hiredis. Whose time is over, the server's clock says: the hosts' own need not agree.
///
/// Keys: `lease:<storage>:<path>`, which the server itself removes in time, and `leased:<storage>`, the set of all paths whose
/// lease was never given back.
class redis_leases {
public:
    static RENDERBUS_DECL result<std::shared_ptr<redis_leases>> open(redis_options options);
    RENDERBUS_DECL ~redis_leases();
    redis_leases(const redis_leases&) = delete;
    redis_leases& operator=(const redis_leases&) = delete;

    RENDERBUS_DECL result<lease_grant> acquire(std::string_view storage, std::string_view server_path,
                                               std::chrono::milliseconds span);
    RENDERBUS_DECL result<std::vector<std::string>> renew(std::string_view storage, std::span<const std::string> paths,
                                                          std::chrono::milliseconds span);
    RENDERBUS_DECL result<void> release(std::string_view storage, std::span<const std::string> paths);

private:
    struct body;
    explicit redis_leases(std::unique_ptr<body> opened);
    std::unique_ptr<body> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/redis_leases.ipp>
#endif

#endif
