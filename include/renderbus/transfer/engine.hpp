// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_ENGINE_HPP
#define RENDERBUS_TRANSFER_ENGINE_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/path.hpp>
#include <renderbus/transfer/file_naming.hpp>

#include <asio/post.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

namespace detail {
inline failure canceled_transfer(std::string place) {
    return {transport_errc::canceled, std::move(place), "the transfer was called off", ""};
}

/// Tells through the executor, never from inside the initiating call.
template <class T>
void tell_later(const asio::any_io_executor& executor, completion<T> done, std::type_identity_t<result<T>> what) {
    asio::post(executor, [what = std::move(what), done = std::move(done)]() mutable { done(std::move(what)); });
}
}  // namespace detail

/// A name in the farm's storage has so many bytes at most.
inline constexpr std::size_t longest_remote_name = 4096;

/// A file on its way to the farm.
struct upload_file {
    std::filesystem::path local;
    std::string remote;               ///< name in the farm's storage: `10201-100001/mnt/textures/wall.png`
    std::uint64_t size = 0;           ///< bytes
    sha256_digest digest;             ///< of its content, as the receiver will find it
    std::optional<file_stamp> stamp;  ///< as it looked when it was hashed; where given, a file changed since is refused
};

namespace detail {
/// The file as it was planned: `scene_errc::changed_file` where it looks otherwise by now.
inline result<input_file> open_as_planned(const upload_file& file) {
    auto opened = input_file::open(file.local);
    if (opened && (opened->stamp().size != file.size || (file.stamp && opened->stamp() != *file.stamp)))
        return changed_file(file.local, "the file changed after it was hashed");
    return opened;
}
}  // namespace detail

/// A file on its way from the farm.
struct remote_file {
    std::string remote;  ///< name in the farm's storage
    std::uint64_t size = 0;
    std::optional<sha256_digest> digest;  ///< where the engine's lists tell it
    file_naming naming = {};
};

/// A file found below a folder of the farm's storage.
struct listed_file {
    relative_path path;  ///< from that folder
    std::uint64_t size = 0;
    std::optional<sha256_digest> digest;
    /// When its content was last written, nanoseconds since the epoch, where the list tells it: what tells two contents of one
    /// size apart where there is no digest.
    std::optional<std::int64_t> written_ns = {};
};

/// The files below a folder of the storage.
struct folder_list {
    std::vector<listed_file> files = {};
    std::vector<failure> left_out = {};  ///< those whose names cannot be taken here (`data_errc::unsafe_path`), each by its name
};

/// What the farm says of one file that it holds.
struct held_file {
    std::uint64_t size = 0;
    std::optional<sha256_digest> digest;
};

/// Called as bytes move, on the operation's executor, with how many more are through; bytes sent again in another try are
/// not counted again.
using transfer_progress = detail::unique_function<void(std::uint64_t bytes_more)>;

/// Moves files between this machine and the farm's storage. Four operations, each of which calls its last argument once,
/// through the executor and never from inside the initiating call. Many may be under way at once; the executor is serial.
///
/// - `async_put(executor, upload_file, progress, stop, done)`: success means that the farm has the file whole under its
///   name and has said so. A farm that got only a part of it shows nothing under that name.
/// - `async_get(executor, remote_file, local, progress, stop, done)`: success means that `local` is the whole file, with the
///   size and (where given) the digest asked for. Until then there is nothing new under that name; folders are made. What stands
///   there and may not be replaced (`file_naming`) stays: `scene_errc::name_taken`.
/// - `async_list(executor, folder, stop, done)`: every file below a folder of the storage, at any depth. A name that cannot be
///   taken is left out, and told with the rest.
/// - `async_has(executor, remote, stop, done)`: what the farm holds under a name, or nothing. An engine that cannot look
///   fails with `std::errc::function_not_supported`: a plan then believes its record, and an upload sends.
///
/// Failures: `transport_errc` for the way there, `http_status` among it for a refusal; `scene_errc` for local files;
/// `data_errc::wrong_digest` where content differs from its digest, other `data_errc` for a list that breaks the rules.
/// A stop ends an operation with `transport_errc::canceled`. An engine tries again by itself what is worth it.
///
/// Models: `http_engine`, `local_engine`, `raysync_engine`, `transmitter_engine`.
template <class T>
concept transfer_engine =
    requires(T& engine, asio::any_io_executor executor, upload_file out, remote_file in, std::filesystem::path local,
             std::string name, transfer_progress progress, std::stop_token stop, completion<void> done,
             completion<folder_list> listed, completion<std::optional<held_file>> answered) {
        { engine.async_put(executor, std::move(out), std::move(progress), stop, std::move(done)) } -> std::same_as<void>;
        { engine.async_get(executor, std::move(in), local, std::move(progress), stop, std::move(done)) } -> std::same_as<void>;
        { engine.async_list(executor, name, stop, std::move(listed)) } -> std::same_as<void>;
        { engine.async_has(executor, name, stop, std::move(answered)) } -> std::same_as<void>;
    };

namespace detail {
/// Whether a failed `async_has` says nothing of the file, and nothing of any other.
inline bool cannot_look(const failure& why) { return why.code == std::errc::function_not_supported; }
}  // namespace detail

/// What a farm says of some contents.
struct content_answer {
    bool can_copy = false;  ///< the farm gives a file that it has another name by itself
    bool can_find = false;  ///< it looks for contents; else there are no holders
    /// For each content asked for: a server path (`/mnt/textures/wall.png`) of the storage that holds it, or nothing.
    std::vector<std::optional<std::string>> holders = {};
};

/// An engine that speaks to farms which may know files by their content, so that no content is sent twice.
///
/// - `async_find_contents(executor, storage, digests, stop, done)`: which of these contents the storage has, and what the
///   farm can do. A farm that can do nothing of it says so in its answer, and that is no failure.
/// - `async_copy(executor, from, to, stop, done)`: success means that the farm has the content of `from` under the name of `to`,
///   too, and that it has the digest of `to`. Every failure but `canceled` leaves the way of sending it.
///
/// Models: `http_engine`, `gated_engine`, and `any_transfer_engine`: over an engine that is none it says that the farm can do
/// nothing of it.
template <class T>
concept content_engine = transfer_engine<T> && requires(T& engine, asio::any_io_executor executor, std::string name,
                                                        upload_file to, std::vector<sha256_digest> contents, std::stop_token stop,
                                                        completion<void> done, completion<content_answer> answered) {
    { engine.async_find_contents(executor, name, std::move(contents), stop, std::move(answered)) } -> std::same_as<void>;
    { engine.async_copy(executor, name, std::move(to), stop, std::move(done)) } -> std::same_as<void>;
};

/// An engine to which an order of many files costs little more than one of a single file.
///
/// - `takes_in_batch(upload_file)`: whether the file can go with others; a file that cannot goes by `async_put`.
/// - `async_put_all(executor, upload_files, stop, done)`: sends files of one storage, each of which it takes. Success tells of
///   each file what `async_put` would, in their order. A failure is of all of them.
///
/// Models: `raysync_engine`, `transmitter_engine`, `gated_engine`, and `any_transfer_engine`: over an engine that is none it
/// takes no file.
template <class T>
concept batch_engine = transfer_engine<T> &&
                       requires(T& engine, asio::any_io_executor executor, const upload_file& one, std::vector<upload_file> files,
                                std::stop_token stop, completion<std::vector<result<void>>> done) {
                           { engine.takes_in_batch(one) } -> std::same_as<bool>;
                           { engine.async_put_all(executor, std::move(files), stop, std::move(done)) } -> std::same_as<void>;
                       };

/// An engine of any type, shared by its copies; a model of `transfer_engine`, `content_engine` and `batch_engine` itself.
class any_transfer_engine {
public:
    template <transfer_engine T>
    explicit any_transfer_engine(std::shared_ptr<T> engine) : body_(std::make_shared<holder<T>>(std::move(engine))) {}

    void async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress, std::stop_token stop,
                   completion<void> done) {
        body_->put(std::move(executor), std::move(file), std::move(progress), std::move(stop), std::move(done));
    }
    void async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local, transfer_progress progress,
                   std::stop_token stop, completion<void> done) {
        body_->get(std::move(executor), std::move(file), std::move(local), std::move(progress), std::move(stop), std::move(done));
    }
    void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop, completion<folder_list> done) {
        body_->list(std::move(executor), std::move(folder), std::move(stop), std::move(done));
    }
    void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                   completion<std::optional<held_file>> done) {
        body_->has(std::move(executor), std::move(remote), std::move(stop), std::move(done));
    }

    void async_find_contents(asio::any_io_executor executor, std::string storage, std::vector<sha256_digest> contents,
                             std::stop_token stop, completion<content_answer> done) {
        body_->find(std::move(executor), std::move(storage), std::move(contents), std::move(stop), std::move(done));
    }
    void async_copy(asio::any_io_executor executor, std::string from, upload_file to, std::stop_token stop,
                    completion<void> done) {
        body_->copy(std::move(executor), std::move(from), std::move(to), std::move(stop), std::move(done));
    }

    bool takes_in_batch(const upload_file& file) const { return body_->takes_in_batch(file); }
    void async_put_all(asio::any_io_executor executor, std::vector<upload_file> files, std::stop_token stop,
                       completion<std::vector<result<void>>> done) {
        body_->put_all(std::move(executor), std::move(files), std::move(stop), std::move(done));
    }

private:
    struct base {
        virtual ~base() = default;
        virtual void put(asio::any_io_executor, upload_file, transfer_progress, std::stop_token, completion<void>) = 0;
        virtual void get(asio::any_io_executor, remote_file, std::filesystem::path, transfer_progress, std::stop_token,
                         completion<void>) = 0;
        virtual void list(asio::any_io_executor, std::string, std::stop_token, completion<folder_list>) = 0;
        virtual void has(asio::any_io_executor, std::string, std::stop_token, completion<std::optional<held_file>>) = 0;
        virtual void find(asio::any_io_executor, std::string, std::vector<sha256_digest>, std::stop_token,
                          completion<content_answer>) = 0;
        virtual void copy(asio::any_io_executor, std::string, upload_file, std::stop_token, completion<void>) = 0;
        virtual bool takes_in_batch(const upload_file&) const = 0;
        virtual void put_all(asio::any_io_executor, std::vector<upload_file>, std::stop_token,
                             completion<std::vector<result<void>>>) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> engine) : engine_(std::move(engine)) {}
        void put(asio::any_io_executor executor, upload_file file, transfer_progress progress, std::stop_token stop,
                 completion<void> done) override {
            engine_->async_put(std::move(executor), std::move(file), std::move(progress), std::move(stop), std::move(done));
        }
        void get(asio::any_io_executor executor, remote_file file, std::filesystem::path local, transfer_progress progress,
                 std::stop_token stop, completion<void> done) override {
            engine_->async_get(std::move(executor), std::move(file), std::move(local), std::move(progress), std::move(stop),
                               std::move(done));
        }
        void list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                  completion<folder_list> done) override {
            engine_->async_list(std::move(executor), std::move(folder), std::move(stop), std::move(done));
        }
        void has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                 completion<std::optional<held_file>> done) override {
            engine_->async_has(std::move(executor), std::move(remote), std::move(stop), std::move(done));
        }
        void find(asio::any_io_executor executor, std::string storage, std::vector<sha256_digest> contents, std::stop_token stop,
                  completion<content_answer> done) override {
            if constexpr (content_engine<T>) {
                engine_->async_find_contents(std::move(executor), std::move(storage), std::move(contents), std::move(stop),
                                             std::move(done));
            } else {
                detail::tell_later(executor, std::move(done), content_answer{});
            }
        }
        void copy(asio::any_io_executor executor, std::string from, upload_file to, std::stop_token stop,
                  completion<void> done) override {
            if constexpr (content_engine<T>) {
                engine_->async_copy(std::move(executor), std::move(from), std::move(to), std::move(stop), std::move(done));
            } else {
                detail::tell_later(
                    executor, std::move(done),
                    failure{transport_errc::http_status, std::move(to.remote), "this engine copies nothing", "send it"});
            }
        }
        bool takes_in_batch(const upload_file& file) const override {
            if constexpr (batch_engine<T>) return engine_->takes_in_batch(file);
            else return false;
        }
        void put_all(asio::any_io_executor executor, std::vector<upload_file> files, std::stop_token stop,
                     completion<std::vector<result<void>>> done) override {
            if constexpr (batch_engine<T>) {
                engine_->async_put_all(std::move(executor), std::move(files), std::move(stop), std::move(done));
            } else {
                detail::tell_later(executor, std::move(done),
                                   failure{std::make_error_code(std::errc::function_not_supported),
                                           files.empty() ? "" : files.front().local.string(),
                                           "this engine takes one file at a time", "send each"});
            }
        }
        std::shared_ptr<T> engine_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
