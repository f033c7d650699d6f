// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PIECE_HASHER_IPP
#define RENDERBUS_TRANSFER_IMPL_PIECE_HASHER_IPP

#include <renderbus/transfer/piece_hasher.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// Blocks on their way to a pool, hashed in their order by one thread at a time.
class hash_lane : public std::enable_shared_from_this<hash_lane> {
public:
    explicit hash_lane(asio::any_io_executor pool) : pool_(std::move(pool)) {}

    void update(std::span<const char> piece) {
        while (!piece.empty()) {
            if (!filling_.bytes) filling_ = empty_block();
            const auto taken = std::min(piece.size(), block_size - filling_.size);
            std::memcpy(filling_.bytes.get() + filling_.size, piece.data(), taken);
            filling_.size += taken;
            piece = piece.subspan(taken);
            if (filling_.size == block_size) hand_over();
        }
    }

    sha256_digest finish() {
        if (filling_.size != 0) hand_over();
        std::unique_lock lock(mutex_);
        while (!full_.empty() || is_hashing_) wait_or_help(lock);
        return hash_.finish();
    }

private:
    static constexpr std::size_t block_size = 256 * 1024;
    static constexpr std::size_t most_blocks = 4;
    struct block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    block empty_block() {
        std::unique_lock lock(mutex_);
        if (blocks_made_ < most_blocks) return ++blocks_made_, block{std::make_unique_for_overwrite<char[]>(block_size), 0};
        while (free_.empty()) wait_or_help(lock);
        auto taken = std::move(free_.back());
        free_.pop_back();
        return taken;
    }

    void hand_over() {
        const std::lock_guard lock(mutex_);
        full_.push_back(std::exchange(filling_, {}));
        if (!std::exchange(is_called_, true)) asio::post(pool_, [self = shared_from_this()] { self->work(); });
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (!full_.empty() && !is_hashing_) hash_first(lock);
        is_called_ = false;
    }

    /// A pool that was stopped, or has other things to do, holds nobody up.
    void wait_or_help(std::unique_lock<std::mutex>& lock) {
        if (is_hashing_) is_hashed_.wait(lock);
        else hash_first(lock);
    }

    void hash_first(std::unique_lock<std::mutex>& lock) {
        auto first = std::move(full_.front());
        full_.pop_front();
        is_hashing_ = true;
        lock.unlock();
        hash_.update({first.bytes.get(), first.size});
        lock.lock();
        is_hashing_ = false;
        first.size = 0;
        free_.push_back(std::move(first));
        is_hashed_.notify_all();
    }

    asio::any_io_executor pool_;
    std::mutex mutex_;
    std::condition_variable is_hashed_;
    sha256_hasher hash_;  // of whoever hashes
    block filling_;       // of the caller's thread
    std::deque<block> full_;
    std::vector<block> free_;
    std::size_t blocks_made_ = 0;
    bool is_called_ = false;
    bool is_hashing_ = false;
};

RENDERBUS_DECL piece_hasher::piece_hasher(const std::optional<asio::any_io_executor>& pool)
    : lane_(pool ? std::make_shared<hash_lane>(*pool) : nullptr) {}

RENDERBUS_DECL void piece_hasher::update(std::span<const char> piece) {
    if (lane_) lane_->update(piece);
    else own_.update(piece);
}

RENDERBUS_DECL sha256_digest piece_hasher::finish() { return lane_ ? lane_->finish() : own_.finish(); }

}  // namespace renderbus::detail

#endif
