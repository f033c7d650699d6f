// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_OUTGOING_BATCHES_IPP
#define RENDERBUS_TRANSFER_IMPL_OUTGOING_BATCHES_IPP

#include <renderbus/transfer/engine.hpp>
#include <renderbus/transfer/planned_files.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace renderbus::detail {

/// How the files of a plan go out by an engine that takes several at once: small ones together, each other one alone.
class outgoing_batches {
public:
    outgoing_batches() = default;
    outgoing_batches(const any_transfer_engine& engine, const std::vector<planned_file>& files) {
        const auto goes_along = [&](const planned_file& one) {
            return one.file.size <= largest_file && engine.takes_in_batch(one.file);
        };
        if (std::none_of(files.begin(), files.end(), goes_along)) return;
        std::vector<std::size_t> batch;
        std::uint64_t bytes = 0;
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (!goes_along(files[i])) {
                add({&i, 1});
                continue;
            }
            if (batch.size() == most_files || bytes + files[i].file.size > most_bytes) {
                add(batch);
                batch.clear();
                bytes = 0;
            }
            batch.push_back(i);
            bytes += files[i].file.size;
        }
        if (!batch.empty()) add(batch);
    }

    /// None where the engine takes no file of the plan along with others.
    bool empty() const noexcept { return ends_.empty(); }
    std::size_t size() const noexcept { return ends_.size(); }
    /// Indices of its files in the plan.
    std::span<const std::size_t> operator[](std::size_t index) const {
        const auto begin = index == 0 ? 0 : ends_[index - 1];
        return std::span(order_).subspan(begin, ends_[index] - begin);
    }

private:
    // A batch that fails costs all that it has; a large file hides the cost of its order by itself.
    static constexpr std::size_t most_files = 500;
    static constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;
    static constexpr std::uint64_t largest_file = std::uint64_t{32} << 20;

    void add(std::span<const std::size_t> batch) {
        order_.insert(order_.end(), batch.begin(), batch.end());
        ends_.push_back(order_.size());
    }

    std::vector<std::size_t> order_;
    std::vector<std::size_t> ends_;
};

}  // namespace renderbus::detail

#endif
