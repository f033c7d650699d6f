// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FOLDER_FETCH_IPP
#define RENDERBUS_TRANSFER_IMPL_FOLDER_FETCH_IPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/impl/fetch_progress.ipp>
#include <renderbus/transfer/impl/fetched_files.ipp>
#include <renderbus/transfer/impl/folder_rounds.ipp>
#include <renderbus/transfer/impl/local_look.ipp>
#include <renderbus/transfer/impl/pace.ipp>
#include <renderbus/transfer/raysync_state.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renderbus {

/// Fetches of earlier rounds of lists go on while later ones are made.
struct folder_fetch::body : std::enable_shared_from_this<body> {
    struct file {
        enum class state { lost, waiting, under_way, here };
        std::size_t folder = 0;
        listed_file listed;
        std::filesystem::path local;
        std::filesystem::path place = local;  // or beside it, where it must not take that place
        state is = state::lost;
        bool changed_meanwhile = false;
        bool is_in_the_way = false;   // somebody else's file stands under its name
        int names_beside = 0;         // that were tried
        std::uint64_t last_list = 0;  // of its folder that has it
        int misses = 0;               // since it was looked for anew
        bool never_still = false;     // it was another at each try, such as a log that grows
        detail::fetch_progress::share share = {};
        std::optional<failure> why = {};
    };
    static constexpr int most_misses = 3;
    static constexpr int most_unsettled = 16;

    body(asio::any_io_executor on, any_transfer_engine by, download_options how, transfer_observer told, std::stop_token until)
        : executor(std::move(on)),
          engine(std::move(by)),
          options(std::move(how)),
          rate(options.concurrency, options.memory, options.clock),
          fetched(options.record),
          observer(std::move(told)),
          stop(until) {}

    void look(std::string name, const std::filesystem::path& root) {
        while (name.ends_with('/')) name.pop_back();
        std::string own;
        if (options.layout == download_layout::with_folder) {
            const auto parsed = relative_path::parse(std::string_view(name).substr(name.rfind('/') + 1));
            if (!parsed) return fail(parsed.error());
            own = parsed->text();
        }
        list_anew(folders.number_of(std::move(name), root, own));
    }

    void finish(completion<download_report> then) {
        done = std::move(then);
        schedule();
    }

    void list_anew(std::size_t nth) {
        if (folders.list_anew(nth)) schedule();
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
        if (folders.is_round_over()) {
            ready.insert(ready.end(), planned.begin(), planned.end());
            planned.clear();
            folders.begin_round();
        }
        const auto nth = folders.next();
        if (!nth) return;
        listing = true;
        folders.list(engine, executor, *nth, stop.token(), [self = shared_from_this(), nth = *nth](result<folder_list> listed) {
            self->listing = false;
            auto taken = listed ? self->take(nth, *listed) : result<void>(std::move(listed).error());
            if (!taken) self->fail(std::move(taken).error());
            self->proceed();
        });
    }

    result<void> take(std::size_t from, const folder_list& listed) {
        for (const auto& why : listed.left_out) leave_out(folders[from].name + ": " + why.place, why);
        for (const auto& one : listed.files) {
            const auto local = one.path.under(folders[from].root);
            const auto [at, is_new] = file_numbers.try_emplace(local.string(), files.size());
            if (is_new) files.push_back({from, one, local});
            if (is_new && tidied.insert(local.parent_path().string()).second) file_sink::remove_abandoned(local.parent_path());
            auto& known = files[at->second];
            if (known.folder != from || known.listed.path != one.path)
                return failure{data_errc::invalid_value, folders.remote_name(from, one.path),
                               "another folder has a file of this name too", "download each folder into one of its own"};
            known.last_list = folders[from].lists;
            const bool is_same =
                known.listed.size == one.size && known.listed.digest == one.digest && known.listed.written_ns == one.written_ns;
            if (known.is == file::state::under_way) known.changed_meanwhile = !is_same;
            if (known.is == file::state::under_way || (known.is == file::state::here && is_same)) continue;
            known.listed = one;
            if (std::exchange(known.never_still, false)) --unsettled, known.misses = 0;
            if (known.is == file::state::here) progress.expect_again(known.share, one.size);
            else progress.expect(known.share, one.size);
            if (known.is == file::state::waiting) continue;
            known.is = file::state::waiting;
            planned.push_back(at->second);
        }
        progress.tell_total();
        return {};
    }

    void look_here(std::size_t nth) {
        look_at(executor, files[nth].place, files[nth].listed, stop.token(),
                [self = shared_from_this(), nth](const result<detail::local_finding>& found) {
                    using kind = detail::local_finding::kind;
                    if (!found) return self->later(nth, found.error());
                    if (found->is == kind::may_come) return self->fetch(nth, found->takes, found->seen);
                    if (found->is == kind::in_the_way) return self->stands_in_the_way(nth);
                    self->later(nth, self->found_here(nth));
                });
    }

    void stands_in_the_way(std::size_t nth) {
        auto& one = files[nth];
        if (options.conflict == conflict_policy::skip) return leave_alone(nth);
        for (;;) {
            const auto beside = detail::name_beside(one.local, one.names_beside++);
            if (!beside)
                return later(nth, failure{scene_errc::unwritable_file, one.local.string(), "every name beside it is taken too",
                                          "take some of these files away"});
            if (file_numbers.contains(beside->string())) continue;
            if (!std::exchange(one.is_in_the_way, true))
                warn({scene_errc::changed_file, one.local.string(),
                      "is not what the farm has, and stays; the farm's comes beside it", ""});
            one.place = *beside;
            return look_here(nth);
        }
    }

    void leave_alone(std::size_t nth) {
        auto& one = files[nth];
        if (!std::exchange(one.is_in_the_way, true))
            warn({scene_errc::changed_file, one.local.string(), "is not what the farm has, and stays", ""});
        later(nth, skip(nth));
    }

    /// Somebody may save a file under its name before it is here.
    void fetch(std::size_t nth, file_naming::place takes, const file_stamp& seen) {
        auto& one = files[nth];
        progress.begin_try(one.share);
        const remote_file wanted{folders.remote_name(one.folder, one.listed.path),
                                 one.listed.size,
                                 one.listed.digest,
                                 {.is_synced = false, .takes = takes, .seen = seen}};
        if (observer.on_start) observer.on_start(one.place, wanted.size);
        engine.async_get(
            executor, wanted, one.place,
            [self = shared_from_this(), nth](std::uint64_t more) { self->progress.count(self->files[nth].share, more); },
            stop.token(),
            [self = shared_from_this(), nth, written_ns = one.listed.written_ns, digest = one.listed.digest,
             bytes = wanted.size](result<void> how) {
                auto& moved = self->files[nth];
                if (how) {
                    if (written_ns) detail::give_time(moved.place, *written_ns);
                    self->written.insert(self->folders[moved.folder].root);
                    ++self->report.files;
                    self->report.bytes += bytes;
                    self->rate.add(bytes);
                    self->progress.all_came(moved.share);
                    if (self->observer.on_file) self->observer.on_file(moved.place);
                    how = self->fetched.remember(moved.place, digest);
                } else {
                    if (self->observer.on_failed) self->observer.on_failed(moved.place, how.error());
                    if (how.error().code == scene_errc::name_taken) return self->came_too_late(nth);
                }
                self->ended(nth, std::move(how));
            });
    }

    void came_too_late(std::size_t nth) {
        if (stamp_of(files[nth].place)) look_here(nth);
        else stands_in_the_way(nth);
    }

    void ended(std::size_t nth, result<void> how) {
        --running;
        auto& one = files[nth];
        one.is = how ? file::state::here : file::state::lost;
        if (how) one.misses = 0;
        else one.why = how.error();
        const bool has_changed = std::exchange(one.changed_meanwhile, false);
        const bool look_again = how ? has_changed : may_be_gone(how.error().code) && ++one.misses < most_misses;
        if (look_again) list_anew(one.folder);
        else if (!how && may_be_gone(how.error().code) && ++unsettled < most_unsettled) one.never_still = true;
        else if (!how) fail(std::move(how).error());
        proceed();
    }

    /// What the engines say of a file that is gone from the farm, or another one than it was when it was listed. The Raysync
    /// agent tells of no reason.
    static bool may_be_gone(std::error_code code) {
        return code == transport_errc::no_such_place || code == transport_errc::http_status ||
               code == transport_errc::answer_too_large || code == data_errc::wrong_digest || code == scene_errc::missing_file ||
               code == scene_errc::changed_file || code == raysync_errc::failed;
    }

    result<void> found_here(std::size_t nth) {
        auto kept = fetched.remember(files[nth].place, files[nth].listed.digest);
        return kept ? skip(nth) : kept;
    }

    result<void> skip(std::size_t nth) {
        progress.drop_rest(files[nth].share);
        ++report.skipped;
        return {};
    }

    /// Once, however often it is listed.
    void leave_out(const std::string& name, failure why) {
        if (!lacking.insert(name).second) return;
        why.place = name;
        warn(why);
        report.left_out.push_back(std::move(why));
    }
    void warn(const failure& what) {
        if (observer.on_warned) observer.on_warned(what);
    }

    /// A long row of files that are here already must not make the stack grow.
    void later(std::size_t nth, result<void> how) {
        asio::post(executor,
                   [self = shared_from_this(), nth, how = std::move(how)]() mutable { self->ended(nth, std::move(how)); });
    }

    void fail(failure why) {
        const bool is_first = !first_failure;
        if (is_first) first_failure = std::move(why);
        stop.request_stop();
        if (is_first && when_failed) asio::post(executor, when_failed);
    }

    void end() {
        auto tell = std::move(done);
        done = {};
        if (auto kept = fetched.keep(); !kept && !first_failure) first_failure = std::move(kept).error();
        if (first_failure) return tell(*first_failure);
        if (stop.stop_requested()) return tell(failure{transport_errc::canceled, "", "the download was called off", ""});
        if (auto synced = sync(); !synced) return tell(std::move(synced).error());
        const auto never_still = std::find_if(files.begin(), files.end(), [this](const file& one) {
            return one.never_still && one.last_list == folders[one.folder].lists;
        });
        if (never_still != files.end()) return tell(*never_still->why);
        for (auto& one : files) conclude(one);
        progress.tell_total();
        tell(std::move(report));
    }

    void conclude(file& one) {
        const bool is_beside = one.place != one.local;
        if (one.is == file::state::here) report.locations.push_back(one.place);
        if (one.is_in_the_way) report.conflicts.push_back({one.local, is_beside ? one.place : std::filesystem::path()});
        if (one.is != file::state::lost) return;
        progress.drop_rest(one.share);
        if (one.why) leave_out(folders.remote_name(one.folder, one.listed.path), *std::move(one.why));
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
    detail::fetched_files fetched;
    detail::local_look look_at{options, fetched};
    transfer_observer observer;
    detail::fetch_progress progress{observer};
    detail::linked_stop stop;
    completion<download_report> done;
    detail::folder_rounds folders;
    std::vector<file> files;
    std::unordered_map<std::string, std::size_t> file_numbers;  // by the name here
    std::unordered_set<std::string> tidied;   // folders here in which nothing is left of a process that was killed
    std::set<std::filesystem::path> written;  // roots with new files
    std::vector<std::size_t> planned;         // of this round's lists
    std::deque<std::size_t> ready;            // to be fetched
    std::size_t running = 0;
    bool listing = false;
    bool scheduled = false;
    std::unordered_set<std::string> lacking;  // names of what is left out
    std::optional<failure> first_failure;
    int unsettled = 0;  // files that are never still: told when all else is here
    std::function<void()> when_failed;
    download_report report;
};

RENDERBUS_DECL folder_fetch::folder_fetch(asio::any_io_executor executor, any_transfer_engine engine, download_options options,
                                          transfer_observer observer, std::stop_token stop)
    : body_(std::make_shared<body>(std::move(executor), std::move(engine), std::move(options), std::move(observer),
                                   std::move(stop))) {}

RENDERBUS_DECL void folder_fetch::look(std::string folder, const std::filesystem::path& root) {
    body_->look(std::move(folder), root);
}
RENDERBUS_DECL void folder_fetch::when_failed(std::function<void()> tell) { body_->when_failed = std::move(tell); }
RENDERBUS_DECL bool folder_fetch::has_failed() const { return body_->first_failure.has_value(); }
RENDERBUS_DECL void folder_fetch::finish(completion<download_report> done) { body_->finish(std::move(done)); }

}  // namespace renderbus

#endif
