// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_LEASES_IPP
#define RENDERBUS_STORAGE_IMPL_LEASES_IPP

#include <renderbus/storage/leases.hpp>

#include <map>
#include <mutex>

namespace renderbus {

struct memory_leases::table {
    explicit table(any_clock with) : clock(std::move(with)) {}

    struct lease {
        int holder;
        std::chrono::system_clock::time_point until;
    };
    using name = std::pair<std::string, std::string>;  // storage and path

    bool is_held(const lease& one, int by) const { return one.holder == by && clock.now() < one.until; }
    /// Calls for each of them that the holder has.
    template <class Call, class Otherwise>
    void each_held(std::string_view storage, std::span<const std::string> paths, int by, Call call, Otherwise otherwise) {
        for (const auto& path : paths) {
            const auto found = leases.find({std::string(storage), path});
            if (found != leases.end() && is_held(found->second, by)) call(found);
            else otherwise(path);
        }
    }

    any_clock clock;
    std::mutex guard;
    int holders = 0;
    std::map<name, lease> leases;  // one that is over stays until somebody gives it back
};

RENDERBUS_DECL memory_leases::memory_leases(any_clock clock) : memory_leases(std::make_shared<table>(std::move(clock))) {}

RENDERBUS_DECL memory_leases::memory_leases(std::shared_ptr<table> shared) : table_(std::move(shared)) {
    const std::lock_guard turn(table_->guard);
    holder_ = ++table_->holders;
}

RENDERBUS_DECL std::shared_ptr<memory_leases> memory_leases::another() const {
    return std::shared_ptr<memory_leases>(new memory_leases(table_));
}

RENDERBUS_DECL result<lease_grant> memory_leases::acquire(std::string_view storage, std::string_view server_path,
                                                          std::chrono::milliseconds span) {
    const std::lock_guard turn(table_->guard);
    const auto until = table_->clock.now() + span;
    const auto [found, is_new] = table_->leases.try_emplace({std::string(storage), std::string(server_path)}, holder_, until);
    if (is_new) return lease_grant::fresh;
    auto& lease = found->second;
    if (lease.holder != holder_ && table_->is_held(lease, lease.holder)) return lease_grant::taken;
    lease = {holder_, until};
    return lease_grant::left_behind;
}

RENDERBUS_DECL result<std::vector<std::string>> memory_leases::renew(std::string_view storage, std::span<const std::string> paths,
                                                                     std::chrono::milliseconds span) {
    const std::lock_guard turn(table_->guard);
    std::vector<std::string> lost;
    table_->each_held(
        storage, paths, holder_, [&](auto at) { at->second.until = table_->clock.now() + span; },
        [&](const std::string& path) { lost.push_back(path); });
    return lost;
}

RENDERBUS_DECL result<void> memory_leases::release(std::string_view storage, std::span<const std::string> paths) {
    const std::lock_guard turn(table_->guard);
    table_->each_held(
        storage, paths, holder_, [&](auto at) { table_->leases.erase(at); }, [](const std::string&) {});
    return {};
}

}  // namespace renderbus

#endif
