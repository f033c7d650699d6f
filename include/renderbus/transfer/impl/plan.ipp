// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PLAN_IPP
#define RENDERBUS_TRANSFER_IMPL_PLAN_IPP

#include <renderbus/transfer/impl/content_search.ipp>
#include <renderbus/transfer/impl/hashing.ipp>
#include <renderbus/transfer/impl/plan_judgement.ipp>
#include <renderbus/transfer/impl/spot_check.ipp>
#include <renderbus/transfer/impl/survey.ipp>
#include <renderbus/transfer/plan.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

namespace renderbus {
namespace detail {

class plan_operation : public std::enable_shared_from_this<plan_operation> {
public:
    plan_operation(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, std::string storage,
                   needed_assets files, plan_options options, std::stop_token stop, completion<upload_plan> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          record_(std::move(record)),
          given_(std::move(files)),
          options_(std::move(options)),
          stop_(std::move(stop)),
          done_(std::move(done)) {
        while (storage.ends_with('/')) storage.pop_back();
        plan_.storage = std::move(storage);
    }

    void start() {
        asio::post(executor_, [self = shared_from_this()] { self->gather(); });
    }

private:
    using step = void (plan_operation::*)();

    void gather() {
        began_ = options_.clock.now();
        folder_grouping listed;
        std::size_t order = 0;
        for (auto& file : given_.files)
            if (auto added = listed.add(std::move(file), order++); !added) return finish(std::move(added).error());
        auto jobs = listed.take_jobs();
        for (auto& folder : given_.folders) jobs.push_back(whole_folder(std::move(folder.local), std::move(folder.server_path)));
        given_ = {};
        const auto a_day_ago = std::chrono::floor<std::chrono::seconds>(began_ - std::chrono::hours(24)).time_since_epoch();
        frame_ = std::make_shared<survey_frame>(record_, plan_.storage, listed.take_names(), longest_server_path(),
                                                a_day_ago.count(), options_.choices.follow_links);
        look(std::move(jobs));
    }

    void look(std::vector<folder_job> jobs) {
        std::make_shared<survey>(make_crew(), frame_, std::move(jobs), stop_)
            ->start([self = shared_from_this()](survey_findings found) {
                if (self->has_ended(found.broken)) return;
                for (auto& one : found.rooms) self->rooms_.push_back(std::move(one));
                for (auto& one : found.known) self->known_.push_back(std::move(one));
                self->hash(std::move(found.unknown), std::move(found.troubles));
            });
    }

    void hash(std::vector<unknown_file> files, std::vector<found_trouble> troubles) {
        if (files.empty()) return conclude_look(std::move(troubles));
        std::make_shared<hashing>(make_crew(), record_, options_.clock, std::move(files), looks_, stop_)
            ->start([self = shared_from_this(), troubles = std::move(troubles)](hashing_findings found) mutable {
                if (self->has_ended(found.broken)) return;
                for (auto& one : found.contents) self->contents_.push_back(std::move(one));
                for (auto& one : found.troubles) troubles.push_back(std::move(one));
                self->conclude_look(std::move(troubles));
            });
    }

    /// What is in trouble is looked at again, or left out, or ends the planning.
    void conclude_look(std::vector<found_trouble> troubles) {
        auto made = judge(std::move(troubles), options_.policies);
        if (made.failed) return finish(std::move(*made.failed));
        for (auto& one : made.left_out) plan_.left_out.push_back(std::move(one));
        if (made.again.empty()) return settle();
        auto jobs = jobs_for(std::move(made.again), ++looks_);
        if (!jobs) return finish(std::move(jobs).error());
        look(*std::move(jobs));
    }

    /// What was hashed is to be sent, unless the farm has the same content there.
    void settle() {
        plan_.already_there = planned_files(plan_.storage, in_order(std::exchange(known_, {})), std::exchange(rooms_, {}));
        std::sort(contents_.begin(), contents_.end(), [](const known_content& a, const known_content& b) {
            return std::tie(a.file.order, a.file.server_path) < std::tie(b.file.order, b.file.server_path);
        });
        std::vector<local_digest> digests;
        std::vector<claim> renewed;
        for (auto& one : contents_) {
            if (one.is_settled && one.is_new_digest) digests.push_back({one.file.local, one.file.stamp, one.digest});
            auto file = planned(std::move(one));
            if (one.file.claimed != file.file.digest) {
                file.is_claimed_otherwise = one.file.claimed.has_value();
                plan_.to_send.push_back(std::move(file));
                continue;
            }
            if (one.is_settled) renewed.push_back({file.server_path, {file.file.stamp, file.file.digest}});
            plan_.already_there.append(file);
        }
        contents_ = {};
        if (!digests.empty())
            if (auto done = record_.remember_all(digests); !done) return finish(std::move(done).error());
        if (!renewed.empty())
            if (auto done = record_.put_all(plan_.storage, renewed); !done) return finish(std::move(done).error());
        check_some();
    }

    /// They stand in the rooms of several workers: assigned to one another they would be copied, name by name.
    static std::vector<planned_files::folder> in_order(std::vector<planned_files::folder> folders) {
        std::vector<planned_files::folder*> places;
        places.reserve(folders.size());
        for (auto& one : folders) places.push_back(&one);
        std::ranges::sort(places, {}, [](const planned_files::folder* one) { return std::string_view(one->server()); });
        std::vector<planned_files::folder> ordered;
        ordered.reserve(folders.size());
        for (auto* one : places) ordered.push_back(std::move(*one));
        return ordered;
    }

    planned_file planned(known_content&& content) const {
        planned_file made;
        made.file = {std::move(content.file.local), plan_.storage + content.file.server_path, content.file.stamp.size,
                     content.digest, content.file.stamp};
        made.server_path = std::move(content.file.server_path);
        return made;
    }

    void check_some() {
        const auto turn = static_cast<std::size_t>(began_.time_since_epoch().count()) / 1'000'003;
        auto chosen = sample_of(plan_.already_there.size(), options_.choices.checks, turn);
        if (chosen.empty()) return next_to(&plan_operation::search_contents);
        std::make_shared<spot_check>(executor_, engine_, plan_.already_there, std::move(chosen))
            ->start(stop_, [self = shared_from_this()](result<bool> stands) {
                if (!stands && cannot_look(stands.error())) self->plan_.not_asked = std::move(stands).error();
                else if (!stands) return self->finish(std::move(stands).error());
                else if (!*stands) {
                    if (auto dropped = self->drop_claims(); !dropped) return self->finish(std::move(dropped).error());
                }
                self->next_to(&plan_operation::search_contents);
            });
    }

    /// What rests on the record is to be sent now.
    result<void> drop_claims() {
        if (auto dropped = record_.erase_all(plan_.storage); !dropped) return dropped;
        for (const auto& file : plan_.already_there) plan_.to_send.push_back(file);
        plan_.already_there = planned_files(plan_.storage, {});
        return {};
    }

    void search_contents() {
        if (!options_.choices.share_contents || plan_.to_send.empty()) return ask_for_all();
        std::make_shared<content_search>(executor_, engine_, record_, plan_.storage, options_.choices.smallest_shared,
                                         std::move(plan_.to_send))
            ->start(stop_, [self = shared_from_this()](result<content_search::outcome> found) {
                if (!found) return self->finish(std::move(found).error());
                self->plan_.to_send = std::move(found->to_send);
                self->plan_.to_copy = std::move(found->to_copy);
                if (auto recorded = self->add_held(std::move(found->held)); !recorded)
                    return self->finish(std::move(recorded).error());
                self->ask_for_all();
            });
    }

    void ask_for_all() {
        if (!options_.choices.ask_first || plan_.to_send.empty() || plan_.not_asked) return conclude();
        is_held_.assign(plan_.to_send.size(), false);
        std::make_shared<several_at_once>(
            executor_, plan_.to_send.size(), questions_at_once, stop_,
            [self = shared_from_this()](std::size_t index, std::stop_token stop, completion<void> answered) {
                self->ask_for(index, std::move(stop), std::move(answered));
            },
            [self = shared_from_this()](result<void> ended) {
                if (ended) ended = self->take_out_what_is_held();
                else if (cannot_look(ended.error())) self->plan_.not_asked = std::exchange(ended, {}).error();
                if (!ended) return self->finish(std::move(ended).error());
                self->conclude();
            })
            ->start();
    }

    void ask_for(std::size_t index, std::stop_token stop, completion<void> answered) {
        engine_.async_has(
            executor_, plan_.to_send[index].file.remote, std::move(stop),
            [self = shared_from_this(), index, answered = std::move(answered)](result<std::optional<held_file>> held) mutable {
                if (!held && held.error().code == data_errc::unsafe_path) return answered({});  // so it is none that is there
                if (!held) return answered(std::move(held).error());
                const auto& wanted = self->plan_.to_send[index].file;
                // A size alone is no proof of a content.
                self->is_held_[index] = *held && (*held)->size == wanted.size && (*held)->digest == wanted.digest;
                answered({});
            });
    }

    result<void> take_out_what_is_held() {
        std::vector<planned_file> to_send, held;
        for (std::size_t i = 0; i < plan_.to_send.size(); ++i)
            (is_held_[i] ? held : to_send).push_back(std::move(plan_.to_send[i]));
        plan_.to_send = std::move(to_send);
        return add_held(std::move(held));
    }

    /// By the farm's own word.
    result<void> add_held(std::vector<planned_file> held) {
        if (held.empty()) return {};
        std::vector<claim> claims;
        for (const auto& file : held) {
            const bool known_by_stamp = file.file.stamp && is_settled(*file.file.stamp, began_);
            claims.push_back({file.server_path, {known_by_stamp ? file.file.stamp : std::nullopt, file.file.digest}});
            plan_.already_there.append(file);
        }
        return record_.put_all(plan_.storage, claims);
    }

    void conclude() {
        for (const auto& file : plan_.to_send) plan_.bytes_to_send += file.file.size;
        plan_.total_bytes = plan_.bytes_to_send + plan_.already_there.bytes();
        for (const auto& copy : plan_.to_copy) plan_.total_bytes += copy.to.file.size;
        finish(std::move(plan_));
    }

    std::size_t longest_server_path() const { return longest_remote_name - std::min(longest_remote_name, plan_.storage.size()); }
    std::shared_ptr<crew> make_crew() const {
        return std::make_shared<crew>(executor_, options_.choices.pool, options_.choices.workers);
    }

    bool has_ended(std::optional<failure>& broken) {
        if (stop_.stop_requested()) return finish(called_off()), true;
        if (broken) return finish(std::move(*broken)), true;
        return false;
    }

    void next_to(step next) {
        if (stop_.stop_requested()) return finish(called_off());
        (this->*next)();
    }

    failure called_off() const {
        return {transport_errc::canceled, plan_.storage, "the planning of the upload was called off", ""};
    }

    void finish(result<upload_plan> ended) {
        auto done = std::move(done_);
        done(std::move(ended));
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    any_record_store record_;
    needed_assets given_;
    plan_options options_;
    std::stop_token stop_;
    completion<upload_plan> done_;
    upload_plan plan_;
    std::shared_ptr<survey_frame> frame_;
    std::vector<std::shared_ptr<std::pmr::memory_resource>> rooms_;  // end after what stands in them
    std::vector<planned_files::folder> known_;                       // as the record claims
    std::vector<known_content> contents_;
    int looks_ = 1;              // at the files in trouble
    std::vector<bool> is_held_;  // by the farm's word, for each file to send
    std::chrono::system_clock::time_point began_;
};

}  // namespace detail

RENDERBUS_DECL std::uint64_t upload_plan::bytes_to_move() const noexcept {
    std::uint64_t bytes = 0;
    for (const auto& file : to_send) bytes += file.file.size;
    for (const auto& copy : to_copy) bytes += copy.to.file.size;
    return bytes;
}

RENDERBUS_DECL void async_plan(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                               std::string storage, needed_assets files, plan_options options, std::stop_token stop,
                               completion<upload_plan> done) {
    std::make_shared<detail::plan_operation>(std::move(executor), std::move(engine), std::move(record), std::move(storage),
                                             std::move(files), std::move(options), std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
