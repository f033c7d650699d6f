// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_CONFIRMATIONS_IPP
#define RENDERBUS_TRANSFER_IMPL_CONFIRMATIONS_IPP

#include <renderbus/storage/record_store.hpp>
#include <renderbus/transfer/impl/lease_keeper.ipp>
#include <renderbus/transfer/planned_files.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// What the farm confirmed, recorded some at a time: one by one would cost more than sending small files does.
class confirmations {
public:
    confirmations(any_record_store record, std::string storage, std::shared_ptr<lease_keeper> leases)
        : record_(std::move(record)), storage_(std::move(storage)), leases_(std::move(leases)) {}

    result<void> add(claim one, std::uint64_t size) {
        claims_.push_back(std::move(one));
        bytes_ += size;
        return claims_.size() < most_files && bytes_ < most_bytes ? result<void>() : record();
    }
    result<void> record() {
        if (claims_.empty()) return {};
        bytes_ = 0;
        const auto claims = std::exchange(claims_, {});
        auto recorded = record_.put_all(storage_, claims);
        if (!recorded || !leases_) return recorded;
        std::vector<std::string> paths;
        for (const auto& one : claims) paths.push_back(one.server_path);
        leases_->give_back(paths);
        return recorded;
    }
    /// Says no more what the farm has there. Before that is replaced: nobody may hear that it was.
    result<void> withdraw(const planned_file& file) { return record_.erase(storage_, file.server_path); }
    /// Whether the record has it that the farm holds this content there.
    result<bool> has(const planned_file& file) {
        const auto known = record_.find(storage_, file.server_path);
        if (!known) return known.error();
        return *known && (*known)->digest == file.file.digest;
    }

private:
    static constexpr std::size_t most_files = 64;
    static constexpr std::uint64_t most_bytes = 1 << 20;  // a large file is not sent again for want of a word
    any_record_store record_;
    std::string storage_;
    std::shared_ptr<lease_keeper> leases_;
    std::vector<claim> claims_;
    std::uint64_t bytes_ = 0;
};

}  // namespace renderbus::detail

#endif
