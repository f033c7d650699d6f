// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_SURVEY_IPP
#define RENDERBUS_TRANSFER_IMPL_SURVEY_IPP

#include <renderbus/detail/growing_room.hpp>
#include <renderbus/transfer/impl/crew.ipp>
#include <renderbus/transfer/impl/folder_visit.ipp>

#include <deque>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// Visits folders, those found on the way too, and tells which files the record knows as they are.
class survey : public std::enable_shared_from_this<survey> {
public:
    survey(std::shared_ptr<crew> workers, std::shared_ptr<survey_frame> frame, std::vector<folder_job> jobs, std::stop_token stop)
        : crew_(std::move(workers)), frame_(std::move(frame)), stop_(std::move(stop)), by_worker_(crew_->size()) {
        for (auto& worker : by_worker_) worker.found.rooms = {std::make_shared<growing_room>()};
        for (auto& job : jobs) {
            auto queued = queue(std::move(job));
            if (!queued && !refused_) refused_ = std::move(queued).error();
        }
    }

    /// A stop ends it early, and so does what is `broken` then.
    void start(unique_function<void(survey_findings)> done) {
        const auto workers = std::move(crew_);  // which has us from now on
        workers->start(
            [self = shared_from_this(), &at = *workers](std::size_t worker) { return self->step(at, self->by_worker_[worker]); },
            [self = shared_from_this(), done = std::move(done)]() mutable { done(self->gather()); });
    }

private:
    static constexpr std::size_t names_in_a_step = 128;

    struct worker_state {
        std::optional<folder_visit> visit;
        std::vector<folder_job> below;
        survey_findings found;
    };

    bool step(crew& workers, worker_state& worker) {
        if (stop_.stop_requested() || refused_) return false;
        if (!worker.visit && !take(worker)) return false;
        const bool is_done = worker.visit->advance(names_in_a_step, worker.below);
        if (is_done) worker.visit.reset();
        for (auto& job : worker.below) {
            auto queued = queue(std::move(job));
            if (!queued) worker.found.broken = std::move(queued).error();
            workers.wake();
        }
        worker.below.clear();
        return !worker.found.broken || give_up();
    }

    bool take(worker_state& worker) {
        const std::scoped_lock lock(mutex_);
        if (jobs_.empty() && linked_.empty()) return false;
        auto& job = jobs_.empty() ? linked_.front() : jobs_.back();
        worker.visit.emplace(*frame_, std::move(job), worker.found);
        if (jobs_.empty()) linked_.pop_front();
        else jobs_.pop_back();
        return true;
    }

    /// A folder that is reached twice under one name is visited once.
    result<void> queue(folder_job job) {
        const std::scoped_lock lock(mutex_);
        if (job.is_whole) {
            const auto [place, is_new] = visited_.try_emplace(job.server, job.local);
            if (!is_new && is_one_place(place->second, job.local)) return {};
            if (!is_new) return two_for_one_place(job.local, place->second, job.server);
        }
        if (job.links == 0) jobs_.push_back(std::move(job));
        else linked_.push_back(std::move(job));
        return {};
    }

    bool give_up() {
        const std::scoped_lock lock(mutex_);
        jobs_.clear();
        linked_.clear();
        return false;
    }

    survey_findings gather() {
        survey_findings all;
        all.broken = std::move(refused_);
        for (auto& worker : by_worker_) {
            worker.visit.reset();
            const auto append = [](auto& to, auto& from) {
                to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
            };
            append(all.rooms, worker.found.rooms);
            append(all.known, worker.found.known);
            append(all.unknown, worker.found.unknown);
            append(all.troubles, worker.found.troubles);
            if (!all.broken) all.broken = std::move(worker.found.broken);
        }
        return all;
    }

    std::shared_ptr<crew> crew_;
    std::shared_ptr<survey_frame> frame_;
    std::stop_token stop_;
    std::optional<failure> refused_;
    std::vector<worker_state> by_worker_;
    std::mutex mutex_;
    std::vector<folder_job> jobs_;
    std::deque<folder_job> linked_;                         // what links lead to, the shortest ways first
    std::unordered_map<std::string, std::string> visited_;  // whole folders: at the farm, here
};

}  // namespace renderbus::detail

#endif
