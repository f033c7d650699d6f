// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FOLDER_FETCH_IPP
#define RENDERBUS_TRANSFER_IMPL_FOLDER_FETCH_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/pace.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renderbus {

/// Lists go in rounds: all folders that are due are listed, one after another, before a file of theirs is fetched. Fetches of
/// earlier rounds go on meanwhile.
struct folder_fetch::body : std::enable_shared_from_this<body> {
    struct folder {
        std::string name;
        std::filesystem::path root;
        bool is_due = false;
    };
    struct file {
        enum class state { lost, waiting, under_way, here };
        std::size_t folder = 0;
        remote_file wanted;
        std::filesystem::path local;
        state is = state::lost;
        bool changed_meanwhile = false;
        int misses = 0;
    };
    static constexpr int most_misses = 3;

    body(asio::any_io_executor on, any_transfer_engine by, download_options how, transfer_observer told, std::stop_token until)
        : executor(std::move(on)),
          engine(std::move(by)),
          options(std::move(how)),
          rate(options.concurrency, options.memory, options.clock),
          observer(std::move(told)),
          stop(until) {}

    void look(std::string name, const std::filesystem::path& root) {
        while (name.ends_with('/')) name.pop_back();
        const auto [known, is_new] = folder_numbers.try_emplace(name, folders.size());
        if (is_new) folders.push_back({name, root});
        list_anew(known->second);
    }

    void finish(completion<download_report> then) {
        done = std::move(then);
        schedule();
    }

    void list_anew(std::size_t nth) {
        if (std::exchange(folders[nth].is_due, true)) return;
        due.push_back(nth);
        schedule();
    }

    /// Later, so that all folders named until then are of one round.
    void schedule() {
        if (std::exchange(scheduled, true)) return;
        asio::post(executor, [self = shared_from_this()] {
            self->scheduled = false;
            self->proceed();
        });
    }

    void proceed() {
        const bool goes_on = !first_failure && !stop.stop_requested();
        if (goes_on && !listing) list_next();
        while (goes_on && running < rate.at_once() && !ready.empty()) {
            const auto nth = ready.front();
            ready.pop_front();
            ++running;
            files[nth].is = file::state::under_way;
            look_here(nth);
        }
        if (running > 0 || listing || scheduled || !done) return;
        end();
    }

    void list_next() {
        if (round.empty()) {
            ready.insert(ready.end(), planned.begin(), planned.end());
            planned.clear();
            round.swap(due);
        }
        if (round.empty()) return;
        const auto nth = round.front();
        round.pop_front();
        folders[nth].is_due = false;
        listing = true;
        engine.async_list(executor, folders[nth].name, stop.token(),
                          [self = shared_from_this(), nth](result<std::vector<listed_file>> listed) {
                              self->listing = false;
                              auto taken = listed ? self->take(nth, *listed) : result<void>(std::move(listed).error());
                              if (!taken) self->fail(std::move(taken).error());
                              self->proceed();
                          });
    }

    result<void> take(std::size_t from, const std::vector<listed_file>& listed) {
        for (const auto& one : listed) {
            const auto local = one.path.under(folders[from].root);
            const auto [at, is_new] = file_numbers.try_emplace(local.string(), files.size());
            const remote_file wanted{folders[from].name + "/" + one.path.text(), one.size, one.digest, false};
            if (is_new) files.push_back({from, wanted, local});
            if (is_new && tidied.insert(local.parent_path().string()).second) file_sink::remove_abandoned(local.parent_path());
            auto& known = files[at->second];
            if (known.wanted.remote != wanted.remote)
                return failure{data_errc::invalid_value, wanted.remote, "another folder has a file of this name too",
                               "download each folder into one of its own"};
            const bool is_same = known.wanted.size == wanted.size && known.wanted.digest == wanted.digest;
            if (known.is == file::state::under_way) known.changed_meanwhile = !is_same;
            if (known.is == file::state::waiting) known.wanted = wanted;
            if (known.is == file::state::under_way || known.is == file::state::waiting) continue;
            if (known.is == file::state::here && is_same) continue;
            known.wanted = wanted;
            known.is = file::state::waiting;
            planned.push_back(at->second);
        }
        return {};
    }

    void look_here(std::size_t nth) {
        const auto& wanted = files[nth].wanted;
        const auto& local = files[nth].local;
        const auto stamp = stamp_of(local);
        if (!stamp || stamp->size != wanted.size || !wanted.digest) return fetch(nth);
        if (options.record) {
            auto known = options.record->digest_of(local, *stamp);
            if (!known) return later(nth, std::move(known).error());
            if (*known && **known == *wanted.digest) return later(nth, skip());
            if (*known) return fetch(nth);
        }
        async_hash_file(executor, local, stop.token(),
                        [self = shared_from_this(), nth, began = options.clock.now()](result<hashed_file> hashed) {
                            if (!hashed || hashed->digest != *self->files[nth].wanted.digest) return self->fetch(nth);
                            auto kept = self->remember(self->files[nth].local, *hashed, began);
                            self->ended(nth, kept ? self->skip() : std::move(kept));
                        });
    }

    void fetch(std::size_t nth) {
        const auto& wanted = files[nth].wanted;
        const auto& local = files[nth].local;
        if (observer.on_start) observer.on_start(local, wanted.size);
        engine.async_get(
            executor, wanted, local,
            [self = shared_from_this()](std::uint64_t more) {
                if (self->observer.on_bytes) self->observer.on_bytes(more);
            },
            stop.token(),
            [self = shared_from_this(), nth, bytes = wanted.size](result<void> fetched) {
                const auto& where = self->files[nth].local;
                if (fetched) {
                    self->written.insert(self->folders[self->files[nth].folder].root);
                    ++self->report.files;
                    self->report.bytes += bytes;
                    self->rate.add(bytes);
                    if (self->observer.on_file) self->observer.on_file(where);
                } else if (self->observer.on_failed) {
                    self->observer.on_failed(where, fetched.error());
                }
                self->ended(nth, std::move(fetched));
            });
    }

    void ended(std::size_t nth, result<void> how) {
        --running;
        auto& one = files[nth];
        one.is = how ? file::state::here : file::state::lost;
        const bool has_changed = std::exchange(one.changed_meanwhile, false);
        const bool look_again = how ? has_changed : may_be_gone(how.error().code) && ++one.misses < most_misses;
        if (look_again) list_anew(one.folder);
        else if (!how) fail(std::move(how).error());
        proceed();
    }

    /// What the engines say of a file that is gone from the farm, or another one than it was when it was listed.
    static bool may_be_gone(std::error_code code) {
        return code == transport_errc::http_status || code == transport_errc::answer_too_large || code == data_errc::wrong_digest;
    }

    result<void> remember(const std::filesystem::path& local, const hashed_file& hashed,
                          std::chrono::system_clock::time_point began) {
        if (!options.record || !is_settled(hashed.stamp, began)) return {};
        return options.record->remember_digest(local, hashed.stamp, hashed.digest);
    }

    result<void> skip() {
        ++report.skipped;
        return {};
    }

    /// A long row of files that are here already must not make the stack grow.
    void later(std::size_t nth, result<void> how) {
        asio::post(executor,
                   [self = shared_from_this(), nth, how = std::move(how)]() mutable { self->ended(nth, std::move(how)); });
    }

    void fail(failure why) {
        if (!first_failure) first_failure = std::move(why);
        stop.request_stop();
    }

    void end() {
        auto tell = std::move(done);
        done = {};
        if (first_failure) return tell(*first_failure);
        if (stop.stop_requested()) return tell(failure{transport_errc::canceled, "", "the download was called off", ""});
        if (auto synced = sync(); !synced) return tell(std::move(synced).error());
        for (const auto& one : files)
            if (one.is == file::state::here) report.locations.push_back(one.local);
        tell(std::move(report));
    }

    result<void> sync() const {
        if (!options.is_synced) return {};
        for (const auto& root : written)
            if (auto synced = sync_file_system(root); !synced) return synced;
        return {};
    }

    asio::any_io_executor executor;
    any_transfer_engine engine;
    download_options options;
    detail::pace rate;
    transfer_observer observer;
    detail::linked_stop stop;
    completion<download_report> done;
    std::vector<folder> folders;
    std::map<std::string, std::size_t> folder_numbers;
    std::deque<std::size_t> due;    // folders to be listed
    std::deque<std::size_t> round;  // those of them that are listed now
    std::vector<file> files;
    std::unordered_map<std::string, std::size_t> file_numbers;  // by the name here
    std::unordered_set<std::string> tidied;   // folders here in which nothing is left of a process that was killed
    std::set<std::filesystem::path> written;  // roots with new files
    std::vector<std::size_t> planned;         // of this round's lists
    std::deque<std::size_t> ready;            // to be fetched
    std::size_t running = 0;
    bool listing = false;
    bool scheduled = false;
    std::optional<failure> first_failure;
    download_report report;
};

RENDERBUS_DECL folder_fetch::folder_fetch(asio::any_io_executor executor, any_transfer_engine engine, download_options options,
                                          transfer_observer observer, std::stop_token stop)
    : body_(std::make_shared<body>(std::move(executor), std::move(engine), std::move(options), std::move(observer),
                                   std::move(stop))) {}

RENDERBUS_DECL void folder_fetch::look(std::string folder, const std::filesystem::path& root) {
    body_->look(std::move(folder), root);
}
RENDERBUS_DECL bool folder_fetch::has_failed() const { return body_->first_failure.has_value(); }
RENDERBUS_DECL void folder_fetch::finish(completion<download_report> done) { body_->finish(std::move(done)); }

}  // namespace renderbus

#endif
