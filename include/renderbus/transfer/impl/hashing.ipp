// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HASHING_IPP
#define RENDERBUS_TRANSFER_IMPL_HASHING_IPP

#include <renderbus/clock.hpp>
#include <renderbus/detail/aligned_buffer.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/crew.ipp>
#include <renderbus/transfer/impl/folder_visit.ipp>

#include <atomic>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// A file whose content is known by its digest.
struct known_content {
    unknown_file file;  ///< its stamp is that of the content
    sha256_digest digest;
    bool is_settled = true;     ///< its stamp tells it apart
    bool is_new_digest = true;  ///< which the record did not know
};

struct hashing_findings {
    std::vector<known_content> contents;
    std::vector<found_trouble> troubles;
    std::optional<failure> broken;  ///< the record does not work
};

/// Finds the digests of files: the record knows it, or the file is read.
class hashing : public std::enable_shared_from_this<hashing> {
public:
    hashing(std::shared_ptr<crew> workers, any_record_store record, any_clock clock, std::vector<unknown_file> files, int looks,
            std::stop_token stop)
        : crew_(std::move(workers)),
          record_(std::move(record)),
          clock_(std::move(clock)),
          files_(std::move(files)),
          looks_(looks),
          stop_(std::move(stop)),
          by_worker_(crew_->size()) {}

    /// A stop ends it early, and so does what is `broken` then.
    void start(unique_function<void(hashing_findings)> done) {
        const auto workers = std::move(crew_);  // which has us from now on
        workers->start([self = shared_from_this()](std::size_t worker) { return self->step(self->by_worker_[worker]); },
                       [self = shared_from_this(), done = std::move(done)]() mutable { done(self->gather()); });
    }

private:
    static constexpr int pieces_in_a_step = 32;
    static constexpr int known_in_a_step = 64;

    struct worker_state {
        std::optional<aligned_buffer> space;
        std::optional<input_file> file;
        std::chrono::system_clock::time_point began;
        sha256_hasher hash;
        std::size_t index = 0;
        hashing_findings found;
    };

    bool step(worker_state& worker) {
        if (stop_.stop_requested() || is_broken_) return false;
        if (worker.file) return read_on(worker), true;
        for (int i = 0; i < known_in_a_step && !worker.file; ++i)
            if (!begin_next(worker)) return false;
        return true;
    }

    bool begin_next(worker_state& worker) {
        worker.index = next_++;
        if (worker.index >= files_.size() || is_broken_) return false;
        auto& file = files_[worker.index];
        auto known = record_.digest_of(file.local, file.stamp);
        if (!known) {
            worker.found.broken = std::move(known).error();
            is_broken_ = true;
            return false;
        }
        if (*known) {
            worker.found.contents.push_back({std::move(file), **known, true, false});
            return true;
        }
        worker.began = clock_.now();
        auto opened = input_file::open(file.local);
        if (!opened) return tell(worker, std::move(opened).error()), true;
        worker.file = std::move(*opened);
        if (!worker.space) worker.space.emplace(hashed_piece_size);
        return true;
    }

    void read_on(worker_state& worker) {
        const auto space = worker.space->span();
        for (int i = 0; i < pieces_in_a_step; ++i) {
            const auto count = worker.file->read(space);
            if (!count) {
                worker.hash.finish();
                return tell(worker, count.error());
            }
            if (*count == 0) {
                auto& file = files_[worker.index];
                file.stamp = worker.file->stamp();
                worker.file.reset();
                const bool settled = is_settled(file.stamp, worker.began);
                return worker.found.contents.push_back({std::move(file), worker.hash.finish(), settled, true});
            }
            worker.hash.update(space.first(*count));
        }
    }

    void tell(worker_state& worker, failure why) {
        worker.file.reset();
        auto& file = files_[worker.index];
        const auto what = trouble_in(why, file.local).value_or(file_trouble::unreadable);
        const needed_file wanted{std::move(file.local), std::move(file.server_path)};
        worker.found.troubles.push_back({{wanted, what, std::move(why), looks_}, file.order});
    }

    hashing_findings gather() {
        hashing_findings all;
        for (auto& worker : by_worker_) {
            const auto append = [](auto& to, auto& from) {
                to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
            };
            append(all.contents, worker.found.contents);
            append(all.troubles, worker.found.troubles);
            if (!all.broken) all.broken = std::move(worker.found.broken);
        }
        return all;
    }

    std::shared_ptr<crew> crew_;
    any_record_store record_;
    any_clock clock_;
    std::vector<unknown_file> files_;
    int looks_;
    std::stop_token stop_;
    std::vector<worker_state> by_worker_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> is_broken_ = false;
};

}  // namespace renderbus::detail

#endif
