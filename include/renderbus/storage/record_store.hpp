// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_RECORD_STORE_HPP
#define RENDERBUS_STORAGE_RECORD_STORE_HPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>

#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace renderbus {

/// What was sent under a name: how the local file looked then, and its content's digest.
struct sent_file {
    /// Nothing where the file was too young to be known by its stamp (`is_settled`).
    std::optional<file_stamp> stamp;
    sha256_digest digest;
    friend bool operator==(const sent_file&, const sent_file&) = default;
};

/// Remembers what the farm has, so that no file is sent twice, whatever job asks; and digests of local files, so that no
/// file is hashed twice. A record may be wrong (the farm's storage was cleaned): the planner checks some of it at the farm.
///
/// - A claim belongs to a storage of the farm (`10201-100001`) and a server path (`/mnt/textures/wall.png`).
///   `find(storage, server_path)` gives it or nothing, `put` adds or replaces it, `erase` removes it, `erase_all(storage)`
///   removes all claims of one storage and leaves the others.
/// - `digest_of(local, stamp)` gives the digest of a local file that looked exactly so when `remember_digest` was called.
///
/// Every call may come from any thread, several at once, and blocks for a short time at most. Stores that lie on a disk are
/// shared by processes. A store that cannot be read says so (`scene_errc::unreadable_file`, `unwritable_file`,
/// `data_errc::invalid_value`); it never removes what it does not understand.
///
/// Models: `memory_record`, `sqlite_record` (storage/sqlite.hpp).
template <class T>
concept record_store = requires(T& store, std::string_view storage, std::string_view server_path, const sent_file& sent,
                                const std::filesystem::path& local, const file_stamp& stamp, const sha256_digest& digest) {
    { store.find(storage, server_path) } -> std::same_as<result<std::optional<sent_file>>>;
    { store.put(storage, server_path, sent) } -> std::same_as<result<void>>;
    { store.erase(storage, server_path) } -> std::same_as<result<void>>;
    { store.erase_all(storage) } -> std::same_as<result<void>>;
    { store.digest_of(local, stamp) } -> std::same_as<result<std::optional<sha256_digest>>>;
    { store.remember_digest(local, stamp, digest) } -> std::same_as<result<void>>;
};

/// A record store of any type, shared by its copies; a model of `record_store` itself.
class any_record_store {
public:
    template <record_store T>
    explicit any_record_store(std::shared_ptr<T> store) : body_(std::make_shared<holder<T>>(std::move(store))) {}

    result<std::optional<sent_file>> find(std::string_view storage, std::string_view server_path) {
        return body_->find(storage, server_path);
    }
    result<void> put(std::string_view storage, std::string_view server_path, const sent_file& sent) {
        return body_->put(storage, server_path, sent);
    }
    result<void> erase(std::string_view storage, std::string_view server_path) { return body_->erase(storage, server_path); }
    result<void> erase_all(std::string_view storage) { return body_->erase_all(storage); }
    result<std::optional<sha256_digest>> digest_of(const std::filesystem::path& local, const file_stamp& stamp) {
        return body_->digest_of(local, stamp);
    }
    result<void> remember_digest(const std::filesystem::path& local, const file_stamp& stamp, const sha256_digest& digest) {
        return body_->remember_digest(local, stamp, digest);
    }

private:
    struct base {
        virtual ~base() = default;
        virtual result<std::optional<sent_file>> find(std::string_view, std::string_view) = 0;
        virtual result<void> put(std::string_view, std::string_view, const sent_file&) = 0;
        virtual result<void> erase(std::string_view, std::string_view) = 0;
        virtual result<void> erase_all(std::string_view) = 0;
        virtual result<std::optional<sha256_digest>> digest_of(const std::filesystem::path&, const file_stamp&) = 0;
        virtual result<void> remember_digest(const std::filesystem::path&, const file_stamp&, const sha256_digest&) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> store) : store_(std::move(store)) {}
        result<std::optional<sent_file>> find(std::string_view storage, std::string_view path) override {
            return store_->find(storage, path);
        }
        result<void> put(std::string_view storage, std::string_view path, const sent_file& sent) override {
            return store_->put(storage, path, sent);
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
        std::shared_ptr<T> store_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
