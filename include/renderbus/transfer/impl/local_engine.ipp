// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_LOCAL_ENGINE_IPP
#define RENDERBUS_TRANSFER_IMPL_LOCAL_ENGINE_IPP

#include <renderbus/clock.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/local_engine.hpp>
#include <renderbus/transport/line_pace.hpp>
#include <renderbus/units.hpp>

#include <asio/post.hpp>

#include <utility>

namespace renderbus {

struct local_engine::shared {
    std::filesystem::path storage;
    local_engine_options options;
    std::shared_ptr<detail::line_pace> pace;  // none without a limit

    /// Where a name of the storage stands here.
    result<std::filesystem::path> place_of(std::string_view remote) const {
        while (remote.starts_with('/')) remote.remove_prefix(1);
        while (remote.ends_with('/')) remote.remove_suffix(1);
        auto name = relative_path::parse(remote);
        if (!name) return std::move(name).error();
        return place_below(storage, *name);
    }

    /// The storage's disk may not be there: then no file of it is missing.
    result<void> is_there() const {
        std::error_code why;
        if (std::filesystem::is_directory(storage, why)) return {};
        return failure{transport_errc::connect_failed, storage.string(), "the farm's storage is not there",
                       "check that the shared disk is mounted"};
    }

    result<folder_list> list(const std::string& folder) const {
        if (auto there = is_there(); !there) return std::move(there).error();
        const auto root = place_of(folder);
        if (!root) return root.error();
        std::error_code why;
        if (!std::filesystem::is_directory(*root, why))
            return failure{transport_errc::http_status, root->string(), "there is no such folder at the farm", "check the name"};
        folder_list found;
        std::filesystem::recursive_directory_iterator at(*root, why);
        for (const std::filesystem::recursive_directory_iterator end; !why && at != end; at.increment(why)) {
            std::error_code gone;
            if (!std::filesystem::is_regular_file(at->symlink_status(gone)) ||
                file_sink::is_temporary(at->path().filename().native()))
                continue;
            if (found.files.size() + found.left_out.size() == options.list_entries)
                return failure{data_errc::too_large, root->string(),
                               "the folder has more than " + std::to_string(options.list_entries) + " files",
                               "list a folder in it"};
            const auto name = at->path().lexically_relative(*root).generic_string();
            auto path = relative_path::parse(name);
            if (path && path->text() != name)
                path = failure{data_errc::unsafe_path, path->text(), "its name has a backslash, which would be a folder",
                               "rename the file"};
            if (!path) {
                found.left_out.push_back(std::move(path).error());
                continue;
            }
            if (const auto stamp = stamp_of(at->path()))
                found.files.push_back({*std::move(path), stamp->size, {}, stamp->mtime_ns});
        }
        if (why) return failure{scene_errc::unreadable_file, root->string(), why.message(), "check the folder's permissions"};
        return found;
    }

    result<std::optional<held_file>> has(const std::string& remote) const {
        if (auto there = is_there(); !there) return std::move(there).error();
        const auto place = place_of(remote);
        if (!place) return place.error();
        std::error_code missing;
        const auto size = std::filesystem::file_size(*place, missing);
        if (missing || !std::filesystem::is_regular_file(*place, missing)) return std::optional<held_file>{};
        return std::optional(held_file{size, {}});
    }
};

/// One file, copied a piece a turn, so that others on the executor get theirs, as fast as the limit allows.
class local_engine::copying : public std::enable_shared_from_this<local_engine::copying> {
public:
    copying(asio::any_io_executor executor, std::shared_ptr<detail::line_pace> pace, detail::line_direction direction,
            file_copy copy, std::optional<sha256_digest> digest, file_naming naming, transfer_progress progress,
            std::stop_token stop, completion<void> done)
        : executor_(std::move(executor)),
          pace_(pace && pace->is_limited(direction) && !copy.is_whole() ? std::move(pace) : nullptr),
          direction_(direction),
          copy_(std::in_place, std::move(copy)),
          digest_(digest),
          naming_(naming),
          progress_(std::move(progress)),
          stop_(std::move(stop)),
          done_(std::move(done)) {}

    void go_on() {
        if (!pace_) return asio::post(executor_, [self = shared_from_this()] { self->turn(unlimited_piece.bytes); });
        const auto now = detail::line_pace::clock::now();
        const auto next = pace_->take_turn(direction_, now);
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(std::max(next.begins, now) - now);
        system_time().async_wait(executor_, wait, stop_,
                                 [self = shared_from_this(), bytes = next.bytes](const result<void>&) { self->turn(bytes); });
    }

private:
    static constexpr byte_count unlimited_piece = mebibytes(16);

    void turn(std::uint64_t most) {
        if (stop_.stop_requested()) {
            if (pace_) pace_->give_back(direction_, static_cast<std::size_t>(most));
            return end(detail::canceled_transfer({}));
        }
        const auto reached = copy_->go_on(most);
        if (!reached) return end(reached.error());
        const auto more = *reached - std::exchange(told_, *reached);
        if (pace_ && more < most) pace_->give_back(direction_, static_cast<std::size_t>(most - more));
        if (more != 0 && progress_) progress_(more);
        if (!copy_->is_whole()) return go_on();
        end(copy_->commit(digest_, naming_));
    }

    void end(result<void> how) {
        copy_.reset();  // no temporary file is left when the caller hears of the end
        auto done = std::move(done_);
        done(std::move(how));
    }

    asio::any_io_executor executor_;
    std::shared_ptr<detail::line_pace> pace_;
    detail::line_direction direction_;
    std::optional<file_copy> copy_;
    std::optional<sha256_digest> digest_;
    file_naming naming_;
    transfer_progress progress_;
    std::stop_token stop_;
    completion<void> done_;
    std::uint64_t told_ = 0;
};

RENDERBUS_DECL local_engine::local_engine(std::filesystem::path storage, local_engine_options options)
    : shared_(std::make_shared<const shared>(
          shared{std::move(storage), options, detail::line_pace::of(options.upload_limit, options.download_limit)})) {}

RENDERBUS_DECL void local_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                            std::stop_token stop, completion<void> done) {
    auto begun = [&]() -> result<file_copy> {
        if (auto there = shared_->is_there(); !there) return std::move(there).error();
        const auto place = shared_->place_of(file.remote);
        if (!place) return place.error();
        auto from = detail::open_as_planned(file);
        if (!from) return std::move(from).error();
        return file_copy::begin(*std::move(from), *place, {shared_->options.may_link, !file.stamp});
    }();
    if (!begun) return detail::tell_later(executor, std::move(done), std::move(begun).error());
    std::make_shared<copying>(std::move(executor), shared_->pace, detail::line_direction::up, *std::move(begun), file.digest,
                              file_naming{}, std::move(progress), std::move(stop), std::move(done))
        ->go_on();
}

RENDERBUS_DECL void local_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                            transfer_progress progress, std::stop_token stop, completion<void> done) {
    auto begun = [&]() -> result<file_copy> {
        if (auto there = shared_->is_there(); !there) return std::move(there).error();
        const auto place = shared_->place_of(file.remote);
        if (!place) return place.error();
        auto from = input_file::open(*place);
        if (!from) return std::move(from).error();
        if (from->stamp().size != file.size)
            return failure{
                data_errc::wrong_digest, place->string(),
                "has " + std::to_string(from->stamp().size) + " bytes where " + std::to_string(file.size) + " were due",
                "list the folder and download again"};
        return file_copy::begin(*std::move(from), local, {false, file.digest.has_value()});
    }();
    if (!begun) return detail::tell_later(executor, std::move(done), std::move(begun).error());
    std::make_shared<copying>(std::move(executor), shared_->pace, detail::line_direction::down, *std::move(begun), file.digest,
                              file.naming, std::move(progress), std::move(stop), std::move(done))
        ->go_on();
}

RENDERBUS_DECL void local_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                             completion<folder_list> done) {
    asio::post(executor,
               [shared = shared_, folder = std::move(folder), stop = std::move(stop), done = std::move(done)]() mutable {
                   if (stop.stop_requested()) done(detail::canceled_transfer(folder));
                   else done(shared->list(folder));
               });
}

RENDERBUS_DECL void local_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                            completion<std::optional<held_file>> done) {
    asio::post(executor,
               [shared = shared_, remote = std::move(remote), stop = std::move(stop), done = std::move(done)]() mutable {
                   if (stop.stop_requested()) done(detail::canceled_transfer(remote));
                   else done(shared->has(remote));
               });
}

}  // namespace renderbus

#endif
