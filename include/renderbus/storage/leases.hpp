// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_LEASES_HPP
#define RENDERBUS_STORAGE_LEASES_HPP

#include <renderbus/clock.hpp>
#include <renderbus/error.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

enum class lease_grant {
    taken,        ///< another holder has it
    fresh,        ///< it is the caller's, and nobody left it behind
    left_behind,  ///< it is the caller's; whoever had it before never gave it back, and may have done the work or not
};

/// Shares the work of one upload among several holders (hosts, processes): who has the lease of a file sends it, nobody else
/// does. A lease ends by itself when its span is over, so one that has died or stands still loses it.
///
/// - `acquire(storage, server_path, span)` asks for one. A holder that has it already gets it again, for that span, as
///   `left_behind`.
/// - `renew(storage, paths, span)` lengthens those that the holder still has, and gives those that it has no more. With a span
///   of zero they are left behind at once.
/// - `release(storage, paths)` gives back those that the holder still has; those of others stay.
///
/// An object is one holder; it may be called from any thread and blocks for a short time at most. Failures are those of the
/// `record_store` of the same kind.
///
/// Models: `memory_leases`, `redis_leases` (storage/redis_leases.hpp).
template <class T>
concept lease_store = requires(T& store, std::string_view storage, std::string_view server_path,
                               std::span<const std::string> paths, std::chrono::milliseconds span) {
    { store.acquire(storage, server_path, span) } -> std::same_as<result<lease_grant>>;
    { store.renew(storage, paths, span) } -> std::same_as<result<std::vector<std::string>>>;
    { store.release(storage, paths) } -> std::same_as<result<void>>;
};

/// Leases among holders of one process; a model of `lease_store`.
class memory_leases {
public:
    RENDERBUS_DECL explicit memory_leases(any_clock clock = any_clock(std::make_shared<system_time>()));
    /// Another holder of leases of the same files.
    RENDERBUS_DECL std::shared_ptr<memory_leases> another() const;

    RENDERBUS_DECL result<lease_grant> acquire(std::string_view storage, std::string_view server_path,
                                               std::chrono::milliseconds span);
    RENDERBUS_DECL result<std::vector<std::string>> renew(std::string_view storage, std::span<const std::string> paths,
                                                          std::chrono::milliseconds span);
    RENDERBUS_DECL result<void> release(std::string_view storage, std::span<const std::string> paths);

private:
    struct table;
    explicit memory_leases(std::shared_ptr<table> shared);
    std::shared_ptr<table> table_;
    int holder_;
};

/// A lease store of any type, shared by its copies; a model of `lease_store` itself.
class any_lease_store {
public:
    template <lease_store T>
    explicit any_lease_store(std::shared_ptr<T> store) : body_(std::make_shared<holder<T>>(std::move(store))) {}

    result<lease_grant> acquire(std::string_view storage, std::string_view server_path, std::chrono::milliseconds span) {
        return body_->acquire(storage, server_path, span);
    }
    result<std::vector<std::string>> renew(std::string_view storage, std::span<const std::string> paths,
                                           std::chrono::milliseconds span) {
        return body_->renew(storage, paths, span);
    }
    result<void> release(std::string_view storage, std::span<const std::string> paths) { return body_->release(storage, paths); }

private:
    struct base {
        virtual ~base() = default;
        virtual result<lease_grant> acquire(std::string_view, std::string_view, std::chrono::milliseconds) = 0;
        virtual result<std::vector<std::string>> renew(std::string_view, std::span<const std::string>,
                                                       std::chrono::milliseconds) = 0;
        virtual result<void> release(std::string_view, std::span<const std::string>) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> store) : store_(std::move(store)) {}
        result<lease_grant> acquire(std::string_view storage, std::string_view path, std::chrono::milliseconds span) override {
            return store_->acquire(storage, path, span);
        }
        result<std::vector<std::string>> renew(std::string_view storage, std::span<const std::string> paths,
                                               std::chrono::milliseconds span) override {
            return store_->renew(storage, paths, span);
        }
        result<void> release(std::string_view storage, std::span<const std::string> paths) override {
            return store_->release(storage, paths);
        }
        std::shared_ptr<T> store_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/leases.ipp>
#endif

#endif
