// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_CONTENT_SEARCH_IPP
#define RENDERBUS_TRANSFER_IMPL_CONTENT_SEARCH_IPP

#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/plan.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renderbus::detail {

/// Finds out what of the files to send the farm has already, whatever its name there.
class content_search : public std::enable_shared_from_this<content_search> {
public:
    struct outcome {
        std::vector<planned_file> to_send;
        std::vector<planned_copy> to_copy;
        std::vector<planned_file> held;  ///< under their own names
    };

    content_search(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, std::string storage,
                   byte_count smallest_copied, std::vector<planned_file> files)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          record_(std::move(record)),
          storage_(std::move(storage)),
          smallest_copied_(smallest_copied),
          files_(std::move(files)) {
        for (const auto& one : files_) {
            const auto [place, is_new] = number_.try_emplace(one.file.digest, contents_.size());
            if (is_new) contents_.push_back({one.file.digest, {}});
        }
    }

    void start(std::stop_token stop, completion<outcome> done) {
        const auto batches = (contents_.size() + contents_in_a_question - 1) / contents_in_a_question;
        std::make_shared<several_at_once>(
            executor_, batches, questions_at_a_time, std::move(stop),
            [self = shared_from_this()](std::size_t batch, std::stop_token stop_one, completion<void> answered) {
                self->ask(batch * contents_in_a_question, std::move(stop_one), std::move(answered));
            },
            [self = shared_from_this(), done = std::move(done)](result<void> ended) mutable {
                if (!ended) return done(std::move(ended).error());
                done(self->sort_out());
            })
            ->start();
    }

private:
    static constexpr std::size_t contents_in_a_question = 1'000;
    static constexpr std::size_t questions_at_a_time = 2;

    struct digest_hash {
        std::size_t operator()(const sha256_digest& of) const noexcept {
            std::size_t front = 0;
            std::memcpy(&front, of.bytes.data(), sizeof front);
            return front;
        }
    };
    struct content {
        sha256_digest digest;
        std::optional<std::string> holder;  // server path
    };

    void ask(std::size_t first, std::stop_token stop, completion<void> answered) {
        const auto count = std::min(contents_in_a_question, contents_.size() - first);
        std::vector<sha256_digest> asked;
        for (std::size_t i = 0; i < count; ++i) asked.push_back(contents_[first + i].digest);
        engine_.async_find_contents(
            executor_, storage_, std::move(asked), std::move(stop),
            [self = shared_from_this(), first, count, answered = std::move(answered)](result<content_answer> answer) mutable {
                if (!answer) return answered(std::move(answer).error());
                self->can_copy_ = answer->can_copy;
                self->can_find_ = answer->can_find;
                for (std::size_t i = 0; i < std::min(count, answer->holders.size()); ++i)
                    self->contents_[first + i].holder = std::move(answer->holders[i]);
                answered({});
            });
    }

    result<outcome> sort_out() {
        outcome made;
        std::vector<const planned_file*> sent(contents_.size(), nullptr);  // the first of each content
        made.to_send.reserve(files_.size());
        std::unordered_set<std::string> replaced;  // what stands there now will not stay
        for (const auto& file : files_) replaced.insert(file.server_path);
        for (auto& file : files_) {
            const auto number = number_.find(file.file.digest)->second;
            auto& holder = contents_[number].holder;
            if (holder && holder != file.server_path && replaced.contains(*holder)) holder.reset();
            const bool may_copy = can_copy_ && file.file.size >= smallest_copied_.bytes;
            if (may_copy && !can_find_ && !holder) {
                auto claimed = record_.holder_of(storage_, file.file.digest);
                if (!claimed) return std::move(claimed).error();
                if (*claimed && !replaced.contains(**claimed)) holder = std::move(*claimed);
            }
            if (can_find_ && holder == file.server_path) {
                made.held.push_back(std::move(file));
            } else if (may_copy && holder) {
                made.to_copy.push_back({std::move(file), storage_ + *holder});
            } else if (may_copy && sent[number] != nullptr) {
                made.to_copy.push_back({std::move(file), sent[number]->file.remote});
            } else {
                made.to_send.push_back(std::move(file));  // within what was reserved: what is there stays where it is
                sent[number] = &made.to_send.back();
            }
        }
        return made;
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    any_record_store record_;
    std::string storage_;
    byte_count smallest_copied_;
    std::vector<planned_file> files_;
    std::vector<content> contents_;
    std::unordered_map<sha256_digest, std::size_t, digest_hash> number_;  // in `contents_`
    bool can_copy_ = false;
    bool can_find_ = false;
};

}  // namespace renderbus::detail

#endif
