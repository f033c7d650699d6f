// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_RAYSYNC_MOVER_IPP
#define RENDERBUS_FARM_IMPL_RAYSYNC_MOVER_IPP

#include <renderbus/detail/long_path.hpp>
#include <renderbus/farm/account.hpp>
#include <renderbus/farm/raysync_agent.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/path.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/http_engine.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace renderbus::farm {

/// Notes whether the farm refuses who asks: then no other file will do better.
class refusal_watch {
public:
    explicit refusal_watch(any_transport carrier) : carrier_(std::move(carrier)) {}
    void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                        completion<http::response> done) {
        carrier_.async_exchange(std::move(executor), std::move(what), std::move(stop),
                                [seen = refused_, done = std::move(done)](result<http::response> answer) mutable {
                                    if (answer && (answer->status == 401 || answer->status == 403)) *seen = answer->status;
                                    done(std::move(answer));
                                });
    }
    int status() const { return *refused_; }
    void forget() { *refused_ = 0; }

private:
    any_transport carrier_;
    std::shared_ptr<int> refused_ = std::make_shared<int>(0);
};

/// One file of a task.
struct raysync_move {
    std::filesystem::path local;
    std::string remote;  ///< as the farm's storage names it
    std::uint64_t size = 0;
    std::optional<sha256_digest> digest = {};
};

namespace raysync_detail {

inline constexpr std::size_t most_files = 500'000;

/// `/input/10201-1//mnt/a` is `input/10201-1/mnt/a` there, and `/input/30201-1/12/cfg/task.json` is `config/12/cfg/task.json`.
inline std::string storage_name(std::string_view written) {
    std::string path;
    for (const char c : written)
        if (c != '/' || (!path.empty() && path.back() != '/')) path += c;
    const auto config = "input/" + std::string(config_bid) + "-";
    const auto slash = path.find('/', config.size());
    if (!path.starts_with(config) || slash == path.npos) return path;
    return "config" + path.substr(slash);
}

inline failure unusable(std::string place, std::string cause) {
    return {data_errc::invalid_value, std::move(place), std::move(cause), "correct the task"};
}

/// What a task is to send, and what stands in the way of more.
struct found_files {
    struct hindrance {
        std::string local;
        failure why;
    };
    std::vector<raysync_move> moves = {};
    std::vector<hindrance> hindrances = {};
};

/// All files below a folder. Links are followed; a folder that lies in itself by a link, and what is neither file nor folder,
/// are told.
class folder_walk {
public:
    explicit folder_walk(std::function<std::string(const std::string&)> to) : to_(std::move(to)) {}

    result<found_files> below(const std::filesystem::path& root, const std::string& name) {
        if (auto whole = walk(root, name); !whole) return std::move(whole).error();
        return std::move(found_);
    }

private:
    using identity = std::pair<::dev_t, ::ino_t>;

    result<void> walk(const std::filesystem::path& folder, const std::string& name) {
        struct ::stat seen {};
        if (const int hindered = renderbus::detail::stat_path(folder.string(), seen); hindered != 0) {
            hinder(folder, scene_errc::unreadable_file, "the folder cannot be read");
            return {};
        }
        const identity itself{seen.st_dev, seen.st_ino};
        if (std::find(above_.begin(), above_.end(), itself) != above_.end() || above_.size() == deepest) {
            hinder(folder, data_errc::invalid_value, "the folder lies in itself, or too deep");
            return {};
        }
        above_.push_back(itself);
        std::error_code ec;
        for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
            const auto below = (name.empty() ? "" : name + "/") + it->path().filename().string();
            if (auto taken = take(it->path(), below); !taken) return taken;
        }
        if (ec) hinder(folder, scene_errc::unreadable_file, "the folder cannot be read");
        above_.pop_back();
        return {};
    }

    result<void> take(const std::filesystem::path& path, const std::string& name) {
        if (++seen_ > most_files) return unusable(path.string(), "there are too many files");
        std::error_code ec;
        switch (std::filesystem::status(path, ec).type()) {
            case std::filesystem::file_type::directory: return walk(path, name);
            case std::filesystem::file_type::regular: found_.moves.push_back({path, to_(name)}); break;
            case std::filesystem::file_type::not_found: hinder(path, scene_errc::missing_file, "leads nowhere"); break;
            default: hinder(path, scene_errc::unreadable_file, "is neither file nor folder");
        }
        return {};
    }

    void hinder(const std::filesystem::path& path, std::error_code code, std::string cause) {
        found_.hindrances.push_back({path.string(), {code, path.string(), std::move(cause), "correct the folder"}});
    }

    static constexpr std::size_t deepest = 256;
    std::function<std::string(const std::string&)> to_;
    found_files found_;
    std::vector<identity> above_;
    std::size_t seen_ = 0;
};

/// The file or all files below the folder; a folder's own name counts unless a slash ends it.
inline result<found_files> files_to_send(const std::string& source, const std::string& target) {
    if (!source.starts_with('/')) return unusable(source, "the source is no absolute path");
    const bool content_alone = source.ends_with('/');
    const auto root = std::filesystem::path(content_alone ? source.substr(0, source.size() - 1) : source);
    const auto to = [&](const std::string& name) { return storage_name(target + (target.ends_with('/') ? "" : "/") + name); };
    std::error_code ec;
    if (!std::filesystem::is_directory(root, ec)) return found_files{{{root, to(root.filename().string())}}};
    return folder_walk(to).below(root, content_alone ? "" : root.filename().string());
}

/// One `local:"..." server:"..."` a line.
inline result<found_files> files_in_list(const std::string& file) {
    const auto text = read_whole_file(file, mebibytes(256).bytes);
    if (!text) return text.error();
    found_files all;
    std::string_view left = *text;
    for (int number = 1; !left.empty(); ++number) {
        auto line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(left.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        constexpr std::string_view front = "local:\"", middle = "\" server:\"";
        const auto at = line.find(middle);
        if (!line.starts_with(front) || at == line.npos || line.size() < at + middle.size() + 1 || !line.ends_with('"') ||
            all.moves.size() == most_files)
            return unusable(file + ", line " + std::to_string(number), "is no local:\"...\" server:\"...\"");
        const auto server = line.substr(at + middle.size());
        all.moves.push_back(
            {std::string(line.substr(front.size(), at - front.size())), storage_name(server.substr(0, server.size() - 1))});
    }
    return all;
}

}  // namespace raysync_detail

/// A task of the agent: what it is to move, found when it starts, and what is left of it.
class raysync_agent::task : public std::enable_shared_from_this<raysync_agent::task> {
public:
    task(const raysync_agent_options& options, std::string id, raysync::create_call order)
        : id_(std::move(id)),
          order_(std::move(order)),
          executor_(options.executor),
          watch_(std::make_shared<refusal_watch>(options.carrier)),
          engine_(any_transport(watch_), options.farm, order_.account, raysync::key_in(order_.password)) {}

    const std::string& id() const noexcept { return id_; }
    const std::string& type() const noexcept { return order_.task_type; }
    bool is_download() const noexcept { return type() == "download"; }
    raysync::task_state state() const noexcept { return state_; }
    const std::vector<raysync::file_entry>& errors() const noexcept { return errors_; }
    void make_ready() { state_ = raysync::task_state::ready; }

    void start(std::function<void()> ended) {
        state_ = raysync::task_state::start;
        ended_ = std::move(ended);
        errors_.clear();
        asio::post(executor_, [self = shared_from_this()] { self->find_files(); });
    }
    void stop() { stop_.request_stop(); }

private:
    void find_files() {
        watch_->forget();
        if (!failed_.empty() && !std::exchange(must_look_again_, false)) {
            left_ = std::exchange(failed_, {});
            return next();
        }
        failed_.clear();
        if (is_download()) return find_remote();
        auto found = type() == "upload-list"
                         ? raysync_detail::files_in_list(order_.file_list.value_or(""))
                         : raysync_detail::files_to_send(order_.source_path.value_or(""), order_.target_path.value_or(""));
        if (!found) return fail_whole(order_.file_list ? *order_.file_list : order_.source_path.value_or(""), found.error());
        for (const auto& one : found->hindrances) note(one.local, one.why);
        must_look_again_ = !found->hindrances.empty();
        left_ = std::move(found->moves);
        next();
    }

    /// One file where there is one of that name, else a folder.
    void find_remote() {
        const auto source = order_.source_path.value_or("");
        if (source.ends_with('/')) return list_remote(raysync_detail::storage_name(source.substr(0, source.size() - 1)), "");
        const auto name = raysync_detail::storage_name(source);
        engine_.async_has(executor_, name, stop_.get_token(),
                          [self = shared_from_this(), name](result<std::optional<held_file>> held) {
                              const auto last = name.substr(name.rfind('/') + 1);
                              if (!held) return self->fail_whole(name, held.error());
                              if (!*held) return self->list_remote(name, last);
                              self->take_remote(last, name, (*held)->size, (*held)->digest);
                              self->next();
                          });
    }
    void list_remote(const std::string& folder, const std::string& below) {
        engine_.async_list(executor_, folder, stop_.get_token(),
                           [self = shared_from_this(), folder, below](result<folder_list> files) {
                               if (!files) return self->fail_whole(folder, files.error());
                               for (const auto& one : files->files)
                                   self->take_remote((below.empty() ? "" : below + "/") + one.path.text(),
                                                     folder + "/" + one.path.text(), one.size, one.digest);
                               for (const auto& why : files->left_out) {
                                   self->note(why.place, why);
                                   self->must_look_again_ = true;
                               }
                               self->next();
                           });
    }
    void take_remote(const std::string& name, const std::string& remote, std::uint64_t size,
                     const std::optional<sha256_digest>& digest) {
        const auto below = relative_path::parse(name);
        const auto place =
            below ? place_below(order_.target_path.value_or(""), *below) : result<std::filesystem::path>(below.error());
        if (place) left_.push_back({*place, remote, size, digest});
        else note(name, place.error()), must_look_again_ = true;
    }

    void next() {
        if (watch_->status() != 0) {
            left_.clear();
            failed_.clear();
            return end(watch_->status() == 401 ? raysync::task_state::auth_failed : raysync::task_state::no_permission);
        }
        if (left_.empty()) return end(errors_.empty() ? raysync::task_state::successful : raysync::task_state::failed);
        auto move = std::move(left_.back());
        left_.pop_back();
        auto moved = [self = shared_from_this(), move](result<void> how) {
            if (!how) {
                self->note(move.local.string(), how.error());
                self->failed_.push_back(move);
            }
            self->next();
        };
        if (is_download())
            return engine_.async_get(executor_, {move.remote, move.size, move.digest}, move.local, {}, stop_.get_token(),
                                     std::move(moved));
        async_hash_file(executor_, move.local, stop_.get_token(),
                        [self = shared_from_this(), move, moved = std::move(moved)](result<hashed_file> hashed) mutable {
                            if (!hashed) return moved(std::move(hashed).error());
                            self->engine_.async_put(self->executor_,
                                                    {move.local, move.remote, hashed->stamp.size, hashed->digest, hashed->stamp},
                                                    {}, self->stop_.get_token(), std::move(moved));
                        });
    }

    void note(const std::string& local, const failure& why) {
        const bool is_missing = why.code == scene_errc::missing_file || why.code == condition::not_found;
        errors_.push_back({local, is_missing ? 404 : 500});
    }
    void fail_whole(const std::string& what, const failure& why) {
        note(what, why);
        next();
    }
    void end(raysync::task_state state) {
        state_ = state;
        if (auto ended = std::exchange(ended_, {})) ended();
    }

    std::string id_;
    raysync::create_call order_;
    asio::any_io_executor executor_;
    std::shared_ptr<refusal_watch> watch_;
    http_engine engine_;
    std::stop_source stop_;
    raysync::task_state state_ = raysync::task_state::ready;
    std::vector<raysync_move> left_;
    std::vector<raysync_move> failed_;
    bool must_look_again_ = false;  // what failed is not among these alone
    std::vector<raysync::file_entry> errors_;
    std::function<void()> ended_;
};

}  // namespace renderbus::farm

#endif
