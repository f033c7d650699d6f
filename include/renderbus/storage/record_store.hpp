// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_RECORD_STORE_HPP
#define RENDERBUS_STORAGE_RECORD_STORE_HPP

#include <renderbus/storage/claims.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

/// Remembers what the farm has, so that no file is sent twice, whatever job asks; and digests of local files, so that no
/// file is hashed twice. A record may be wrong (the farm's storage was cleaned): the planner checks some of it at the farm.
///
/// - A claim belongs to a storage of the farm (`10201-100001`) and a server path (`/mnt/textures/wall.png`).
///   `find(storage, server_path)` gives it or nothing, `put` adds or replaces it, `erase` removes it, `erase_all(storage)`
///   removes all claims of one storage and leaves the others. `put_all` puts many, all of them or none.
/// - `claims_in(storage, folder)` gives the claims on the files that stand in a folder of the storage itself, not those in
///   folders below it. The folder ends with a slash: `/mnt/textures/`.
/// - `renew(storage, folder, confirmed)` dates anew those claims of a folder that still are as `confirmed` has them, so that no
///   `prune` takes what is in use.
/// - `holder_of(storage, digest)` gives a server path of the storage that is claimed to hold this content, or nothing.
/// - `digest_of(local, stamp)` gives the digest of a local file that looked exactly so when `remember_digest` (or
///   `remember_all`, all or none) was called.
/// - `prune(before)` removes what was last put, renewed or remembered before a time, and gives the number of entries removed.
///
/// Every call may come from any thread, several at once, and blocks for a short time at most. Stores that lie on a disk are
/// shared by processes. A store that cannot be read says so (`scene_errc::unreadable_file`, `unwritable_file`,
/// `data_errc::invalid_value`); it never removes what it does not understand.
///
/// Models: `memory_record`, `sqlite_record` (storage/sqlite.hpp), `redis_record` (storage/redis.hpp).
template <class T>
concept record_store = requires(T& store, std::string_view storage, std::string_view server_path, const sent_file& sent,
                                std::span<const claim> claims, const folder_claims& confirmed, const std::filesystem::path& local,
                                const file_stamp& stamp, const sha256_digest& digest, std::span<const local_digest> digests,
                                std::chrono::system_clock::time_point before) {
    { store.find(storage, server_path) } -> std::same_as<result<std::optional<sent_file>>>;
    { store.claims_in(storage, server_path) } -> std::same_as<result<folder_claims>>;
    { store.renew(storage, server_path, confirmed) } -> std::same_as<result<void>>;
    { store.holder_of(storage, digest) } -> std::same_as<result<std::optional<std::string>>>;
    { store.put(storage, server_path, sent) } -> std::same_as<result<void>>;
    { store.put_all(storage, claims) } -> std::same_as<result<void>>;
    { store.erase(storage, server_path) } -> std::same_as<result<void>>;
    { store.erase_all(storage) } -> std::same_as<result<void>>;
    { store.digest_of(local, stamp) } -> std::same_as<result<std::optional<sha256_digest>>>;
    { store.remember_digest(local, stamp, digest) } -> std::same_as<result<void>>;
    { store.remember_all(digests) } -> std::same_as<result<void>>;
    { store.prune(before) } -> std::same_as<result<std::size_t>>;
};

/// A record store of any type, shared by its copies; a model of `record_store` itself.
class any_record_store {
public:
    template <record_store T>
    explicit any_record_store(std::shared_ptr<T> store) : body_(std::make_shared<holder<T>>(std::move(store))) {}

    result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path) {
        return body_->find(storage, server_path);
    }
    result<folder_claims> claims_in(std::string_view storage, std::string_view folder) {
        return body_->claims_in(storage, folder);
    }
    result<void> renew(std::string_view storage, std::string_view folder, const folder_claims& confirmed) {
        return body_->renew(storage, folder, confirmed);
    }
    result<std::optional<std::string>> holder_of(std::string_view storage, const sha256_digest& digest) {
        return body_->holder_of(storage, digest);
    }
    result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
        return body_->put(storage, server_path, sent);
    }
    result<void> put_all(std::string_view storage, std::span<const claim> claims) { return body_->put_all(storage, claims); }
    result<void> erase(std::string_view storage, std::string_view server_path) { return body_->erase(storage, server_path); }
    result<void> erase_all(std::string_view storage) { return body_->erase_all(storage); }
    result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp) {
        return body_->digest_of(local, stamp);
    }
    result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp, const sha256_digest& digest) {
        return body_->remember_digest(local, stamp, digest);
    }
    result<void> remember_all(std::span<const local_digest> digests) { return body_->remember_all(digests); }
    result<std::size_t> prune(std::chrono::system_clock::time_point before) { return body_->prune(before); }

private:
    struct base {
        virtual ~base() = default;
        virtual result<std::optional<sent_file>> find(std::string_view, std::string_view) = 0;
        virtual result<folder_claims> claims_in(std::string_view, std::string_view) = 0;
        virtual result<void> renew(std::string_view, std::string_view, const folder_claims&) = 0;
        virtual result<std::optional<std::string>> holder_of(std::string_view, const sha256_digest&) = 0;
        virtual result<void> put(std::string_view, std::string_view, const sent_file&) = 0;
        virtual result<void> put_all(std::string_view, std::span<const claim>) = 0;
        virtual result<void> erase(std::string_view, std::string_view) = 0;
        virtual result<void> erase_all(std::string_view) = 0;
        virtual result<std::optional<sha256_digest>> digest_of(const std::filesystem::path&, const file_stamp&) = 0;
        virtual result<void> remember_digest(const std::filesystem::path&, const file_stamp&, const sha256_digest&) = 0;
        virtual result<void> remember_all(std::span<const local_digest>) = 0;
        virtual result<std::size_t> prune(std::chrono::system_clock::time_point) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> store) : store_(std::move(store)) {}
        result<std::optional<sent_file>> find(std::string_view storage, std::string_view path) override {
            return store_->find(storage, path);
        }
        result<folder_claims> claims_in(std::string_view storage, std::string_view folder) override {
            return store_->claims_in(storage, folder);
        }
        result<void> renew(std::string_view storage, std::string_view folder, const folder_claims& confirmed) override {
            return store_->renew(storage, folder, confirmed);
        }
        result<std::optional<std::string>> holder_of(std::string_view storage, const sha256_digest& digest) override {
            return store_->holder_of(storage, digest);
        }
        result<void> put(std::string_view storage, std::string_view path, const sent_file& sent) override {
            return store_->put(storage, path, sent);
        }
        result<void> put_all(std::string_view storage, std::span<const claim> claims) override {
            return store_->put_all(storage, claims);
        }
        result<void> erase(std::string_view storage, std::string_view path) override { return store_->erase(storage, path); }
        result<void> erase_all(std::string_view storage) override { return store_->erase_all(storage); }
        result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp) override {
            return store_->digest_of(local, stamp);
        }
        result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp,
                                     const sha256_digest& digest) override {
            return store_->remember_digest(local, stamp, digest);
        }
        result<void> remember_all(std::span<const local_digest> digests) override { return store_->remember_all(digests); }
        result<std::size_t> prune(std::chrono::system_clock::time_point before) override { return store_->prune(before); }
        std::shared_ptr<T> store_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
