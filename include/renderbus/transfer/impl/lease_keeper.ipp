// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_LEASE_KEEPER_IPP
#define RENDERBUS_TRANSFER_IMPL_LEASE_KEEPER_IPP

#include <renderbus/clock.hpp>
#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/storage/leases.hpp>

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// The leases of one upload: kept as long as their files are on their way, given back once what was sent is recorded.
class lease_keeper : public std::enable_shared_from_this<lease_keeper> {
public:
    lease_keeper(asio::any_io_executor executor, any_lease_store store, std::string storage, any_clock clock,
                 std::chrono::milliseconds span)
        : executor_(std::move(executor)),
          store_(std::move(store)),
          storage_(std::move(storage)),
          clock_(std::move(clock)),
          span_(span) {}

    /// `work` is called off where the lease is lost.
    result<lease_grant> take(const std::string& path, std::shared_ptr<linked_stop> work) {
        const auto until = clock_.now() + span_;  // no later than the store's own
        auto grant = store_.acquire(storage_, path, span_);
        if (!grant || *grant == lease_grant::taken) return grant;
        held_.insert_or_assign(path, held_lease{until, std::move(work)});
        if (!std::exchange(is_renewing_, true)) renew_in_time();
        return grant;
    }

    /// Also false where this process stood still for too long to have noticed yet.
    bool holds(const std::string& path) const {
        const auto found = held_.find(path);
        return found != held_.end() && clock_.now() < found->second.until;
    }

    void give_back(const std::vector<std::string>& paths) {
        if (paths.empty()) return;
        // Where it does not come through, the span ends it.
        static_cast<void>(store_.release(storage_, paths));
        for (const auto& path : paths) held_.erase(path);
    }

    /// To be called at the end. Where the farm may have got a file or not, the next one is to look.
    void leave_rest_behind() {
        stop_.request_stop();
        if (!held_.empty()) static_cast<void>(store_.renew(storage_, paths_held(), std::chrono::milliseconds(0)));
        held_.clear();
    }

private:
    struct held_lease {
        std::chrono::system_clock::time_point until;
        std::shared_ptr<linked_stop> work;
    };

    void renew_in_time() {
        clock_.async_wait(executor_, span_ / 3, stop_.get_token(), [self = shared_from_this()](result<void> waited) {
            if (!waited) return;
            self->renew();
            self->renew_in_time();
        });
    }

    void renew() {
        const auto paths = paths_held();
        if (paths.empty()) return;
        const auto now = clock_.now();
        const auto lost = store_.renew(storage_, paths, span_);
        if (lost) {
            for (auto& [path, lease] : held_) lease.until = now + span_;
            for (const auto& path : *lost) lose(path);
        } else {
            for (const auto& path : paths)  // nobody can say whether they are still ours
                if (!holds(path)) lose(path);
        }
    }

    std::vector<std::string> paths_held() const {
        std::vector<std::string> paths;
        for (const auto& [path, lease] : held_) paths.push_back(path);
        return paths;
    }

    void lose(const std::string& path) {
        const auto found = held_.find(path);
        const auto work = std::move(found->second.work);
        held_.erase(found);
        work->request_stop();
    }

    asio::any_io_executor executor_;
    any_lease_store store_;
    std::string storage_;
    any_clock clock_;
    std::chrono::milliseconds span_;
    std::stop_source stop_;
    bool is_renewing_ = false;
    std::map<std::string, held_lease> held_;
};

}  // namespace renderbus::detail

#endif
