// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_DOWNLOAD_IPP
#define RENDERBUS_PIPELINE_IMPL_DOWNLOAD_IPP

#include <renderbus/calls/frames.hpp>
#include <renderbus/path.hpp>
#include <renderbus/pipeline/download.hpp>
#include <renderbus/pipeline/file_spans.hpp>
#include <renderbus/pipeline/frame_names.hpp>
#include <renderbus/pipeline/task_state.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace renderbus {

/// Where the frames come from only decides when folders are looked into: as the farm gets through with them, or once.
struct download::operation : std::enable_shared_from_this<operation> {
    using parts = std::vector<facts::finished::part>;

    operation(farm_run& in, const download& how, completion<downloaded> then)
        : run(in), folder(how.folder), options(how.options), where_missing(how.missing), done(std::move(then)) {
        if (!options.record) options.record = run.session.record();
    }

    template <class Next>
    void find_engine(Next next) {
        run.session.async_engine(
            run.executor, run.stop,
            [self = shared_from_this(), next](result<any_transfer_engine> found) {
                if (!found) return self->done(std::move(found).error());
                auto how = self->options;
                // Of a task the folder's name is put in front here, since its parts' are in any case.
                if (self->fact.task_id != 0 || self->frames) how.layout = download_layout::content;
                self->fetch.emplace(self->run.executor, *std::move(found), std::move(how), self->observer(), self->run.stop);
                next(*self);
            },
            run.requests(download::name));
    }

    /// Tells of the files; a failure also ends the wait for further frames.
    transfer_observer observer() {
        auto told = detail::tell_of_files(run, download::name);
        told.on_failed = [inner = std::move(told.on_failed), at = weak_from_this()](const std::filesystem::path& local,
                                                                                    const failure& reason) mutable {
            if (inner) inner(local, reason);
            // A file that was gone may be found again; only afterwards it is known whether all has failed.
            if (auto self = at.lock())
                asio::post(self->run.executor, [self] {
                    if (self->frames && self->fetch && self->fetch->has_failed()) self->frames->call_off();
                });
        };
        return told;
    }

    void take_from(flow_input flowing) {
        frames.emplace(std::move(flowing));
        find_engine([](operation& self) { self.ask_for_frame(); });
    }

    void take_all(const finished& task) {
        fact.task_id = task->task_id;
        fact.files = task->files;
        frames_done = task->frames_done;
        find_engine([these = task->parts](operation& self) { self.fetch_rest(these); });
    }

    void take_all(task_ref task) {
        fact.task_id = task.id;
        log_in([](operation& self, const account& who) { self.ask_about(who); });
    }

    void take_all(const output_path& from) {
        const auto below = relative_path::parse(from.path);
        if (!below) return done(below.error());
        log_in([below = *below](operation& self, const account& who) {
            self.find_engine([folder = who.output_storage() + "/" + below.text()](operation& at) {
                at.fetch->look(folder, at.folder);
                at.finish();
            });
        });
    }

    template <class Next>
    void log_in(Next next) {
        run.session.async_login(
            run.executor, run.stop,
            [self = shared_from_this(), next = std::move(next)](result<account> who) {
                if (!who) return self->done(std::move(who).error());
                next(*self, *who);
            },
            run.requests(download::name));
    }

    void ask_about(const account& owner) {
        const api::query::task_info request{.task_ids = {fact.task_id}};
        run.send(download::name, request, [self = shared_from_this(), owner](result<api::query::task_info::reply> known) {
            if (!known) return self->done(std::move(known).error());
            self->consider(detail::state_of(*known), owner);
        });
    }

    void consider(const detail::task_state& state, const account& owner) {
        if (state.parts.empty()) return done(detail::unknown_task(fact.task_id));
        if (!state.has_ended)
            return done(failure{task_errc::no_frames, detail::about_task(fact.task_id), "the task has not ended",
                                "watch it first: watch() | download(folder)"});
        const auto outputs = detail::outputs_of(state, owner);
        if (outputs.empty()) return done(detail::task_without_output(fact.task_id));
        frames_done = state.frames_done;
        if (state.broken) run.tell(event::kind::warned, download::name, state.broken->message());
        find_engine([outputs](operation& self) { self.fetch_rest(outputs); });
    }

    void ask_for_frame() {
        frames->async_next([self = shared_from_this()](result<std::optional<facts::frame>> next) {
            ++self->answers;
            if (!next) return self->give_up(std::move(next).error());
            if (!*next) return self->end_of_flow();
            if (!(**next).failed) self->take(**next);
            self->fact.task_id = (**next).task_id;
            if (self->why || self->fetch->has_failed()) return self->finish();
            self->ask_for_frame();
        });
        // Frames that are known already come first: their folders are listed once for all of them.
        asio::post(run.executor, [self = shared_from_this(), before = answers] {
            if (self->answers == before) self->look_where_it_moved();
        });
    }

    void take(const facts::frame& one) {
        moved.insert_or_assign(one.part.task_id, one.part);
        frames_at_farm[one.part.task_id].push_back(one.index);
    }

    void look_where_it_moved() {
        for (const auto& [id, part] : std::exchange(moved, {})) look(part);
    }

    void end_of_flow() {
        const auto task = frames->last();
        if (!task) return give_up(task.error());
        fact.task_id = (*task)->task_id;
        fact.files = (*task)->files;
        fetch_rest((*task)->parts);
    }

    void fetch_rest(const parts& all) {
        for (const auto& part : all) look(part);
        finish();
    }

    void look(const facts::finished::part& part) {
        const auto part_folder = relative_path::parse(part.folder);
        if (!part_folder) {
            if (!why) why = part_folder.error();
            return;
        }
        const bool is_alone = part.task_id == fact.task_id && options.layout == download_layout::content;
        const auto& root = roots[part.task_id] = is_alone ? folder : part_folder->under(folder);
        fetch->look(part.storage + "/" + part_folder->text(), root);
    }

    /// What was done before the flow failed is fetched all the same.
    void give_up(failure reason) {
        look_where_it_moved();
        if (!fetch->has_failed()) why = std::move(reason);
        finish();
    }

    void finish() {
        frames.reset();
        // The fetch holds this from here on, and not the other way round.
        auto last = *std::exchange(fetch, std::nullopt);
        last.finish([self = shared_from_this()](result<download_report> report) { self->conclude(std::move(report)); });
    }

    void conclude(result<download_report> report) {
        if (why) return done(*std::move(why));
        if (!report) return done(std::move(report).error());
        if (report->locations.empty())
            return done(failure{task_errc::no_frames,
                                fact.task_id != 0 ? detail::about_task(fact.task_id) : folder.string(),
                                "the farm has no files there",
                                {}});
        fact.folder = folder.string();
        fact.bytes_received = report->bytes;
        for (const auto& file : report->locations) fact.frames.push_back(file.string());
        for (const auto& why_not : report->left_out) fact.left_out.push_back(why_not.message());
        for (const auto& one : report->conflicts) fact.conflicts.push_back(one.local.string());
        std::sort(fact.frames.begin(), fact.frames.end());
        for (const auto& [part, root] : roots) frames_here[part] = frames_below(root, report->locations);
        look_for_missing();
    }

    static std::set<std::int32_t> frames_below(const std::filesystem::path& root,
                                               const std::vector<std::filesystem::path>& files) {
        const auto front = (root / "").string();
        std::vector<std::filesystem::path> below;
        std::copy_if(files.begin(), files.end(), std::back_inserter(below),
                     [&](const auto& file) { return file.string().starts_with(front); });
        return detail::frames_in(below);
    }

    /// Who waited for the frames knows which are done; else the farm is asked. Its number of them would not do: other files have
    /// numbers in their names as well.
    void look_for_missing() {
        if (frames_at_farm.empty() && frames_done > 0) return ask_which_are_done(roots.begin());
        compare();
    }

    void ask_which_are_done(std::map<std::int64_t, std::filesystem::path>::const_iterator part) {
        if (part == roots.end()) return compare();
        calls::all_frames{part->first}.start(
            run.call(download::name), [self = shared_from_this(), part](result<std::vector<api::query::frame>> known) {
                if (!known) return self->not_known(std::move(known).error());
                for (const auto& one : *known)
                    if (one.frame_type.value_or(api::frame_type::main_frame) == api::frame_type::main_frame &&
                        one.frame_status == api::frame_status::done)
                        self->frames_at_farm[part->first].push_back(one.frame_index.value_or(""));
                self->ask_which_are_done(std::next(part));
            });
    }

    void not_known(failure reason) {
        if (where_missing == missing_frames::fail || run.stop.stop_requested()) return done(std::move(reason));
        run.tell(event::kind::warned, download::name, "which frames are done is not known: " + reason.message());
        compare();
    }

    void compare() {
        detail::frames_of_parts absent;
        for (const auto& [part, at_farm] : frames_at_farm) {
            auto lacking = detail::without_file(at_farm, frames_here[part]);
            if (lacking.empty()) continue;
            fact.missing.push_back({part, detail::in_few_words(lacking)});
            absent.emplace(part, std::move(lacking));
        }
        if (absent.empty()) return done(downloaded(std::move(fact)));
        const failure what{task_errc::missing_frames, detail::about_task(fact.task_id),
                           "done by the farm's word, and not among its files" + detail::words_of(absent, ": "),
                           "download again later, or have them rendered again"};
        if (where_missing == missing_frames::fail) return done(what);
        run.tell(event::kind::warned, download::name, what.message());
        done(downloaded(std::move(fact)));
    }

    farm_run& run;
    std::filesystem::path folder;
    download_options options;
    missing_frames where_missing;
    completion<downloaded> done;
    std::optional<flow_input> frames;
    std::optional<folder_fetch> fetch;
    std::map<std::int64_t, facts::finished::part> moved;  // parts with new frames, by number
    std::uint64_t answers = 0;                            // of the flow
    std::map<std::int64_t, std::filesystem::path> roots;  // of parts, by number
    std::map<std::int64_t, std::set<std::int32_t>> frames_here;
    detail::frames_of_parts frames_at_farm;  // done by its word
    std::int64_t frames_done = 0;
    facts::downloaded fact;
    std::optional<failure> why;
};

RENDERBUS_DECL void download::start(farm_run& run, const input& task, completion<downloaded> done) {
    const auto begun = std::make_shared<operation>(run, *this, std::move(done));
    if (const auto* ended = task.as<finished>()) begun->take_all(*ended);
    else if (const auto* path = task.as<output_path>()) begun->take_all(*path);
    else begun->take_all(*task.as<task_ref>());
}

RENDERBUS_DECL void download::start(farm_run& run, flow_input frames, completion<downloaded> done) {
    std::make_shared<operation>(run, *this, std::move(done))->take_from(std::move(frames));
}

}  // namespace renderbus

#endif
