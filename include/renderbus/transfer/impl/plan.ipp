// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_PLAN_IPP
#define RENDERBUS_TRANSFER_IMPL_PLAN_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/plan.hpp>

#include <asio/post.hpp>

#include <chrono>
#include <memory>
#include <unordered_map>
#include <utility>

namespace renderbus {
namespace detail {

class plan_operation : public std::enable_shared_from_this<plan_operation> {
public:
    plan_operation(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, std::string storage,
                   std::vector<needed_file> files, plan_options options, std::stop_token stop, completion<upload_plan> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          record_(std::move(record)),
          storage_(std::move(storage)),
          given_(std::move(files)),
          options_(std::move(options)),
          stop_(std::move(stop)),
          done_(std::move(done)) {
        while (storage_.ends_with('/')) storage_.pop_back();
    }

    void start() {
        asio::post(executor_, [self = shared_from_this()] {
            if (auto kept = self->drop_duplicates(); !kept) return self->finish(std::move(kept).error());
            self->begin();
        });
    }

private:
    static constexpr int files_in_a_slice = 128;
    static constexpr std::size_t questions_at_once = 4;

    result<void> drop_duplicates() {
        std::unordered_map<std::string, std::filesystem::path> taken;
        for (auto& file : given_) {
            if (!file.server_path.starts_with('/')) file.server_path.insert(0, 1, '/');
            const auto [place, is_new] = taken.try_emplace(file.server_path, file.local);
            if (is_new) {
                wanted_.push_back(std::move(file));
            } else if (place->second != file.local) {
                return failure{data_errc::invalid_value, file.local.string(),
                               "would go to " + file.server_path + " as " + place->second.string() + " does",
                               "give one of them another server path"};
            }
        }
        given_.clear();
        return {};
    }

    void begin() {
        plan_ = {};
        plan_began_ = options_.clock.now();
        plan_.storage = storage_;
        next_ = 0;
        survey();
    }

    void survey() {
        for (int i = 0; next_ < wanted_.size(); ++i) {
            if (stop_.stop_requested()) return finish(called_off());
            if (i == files_in_a_slice) return again([](plan_operation& self) { self.survey(); });
            if (!look_at(wanted_[next_])) return;
            ++next_;
        }
        checked_ = 0;
        check_next();
    }

    /// False where the planning goes on elsewhere, or has ended.
    bool look_at(const needed_file& wanted) {
        auto stamp = stamp_of(wanted.local);
        if (!stamp) {
            if (stamp.error().code != scene_errc::missing_file) return finish(std::move(stamp).error()), false;
            plan_.missing.push_back({wanted, std::move(stamp).error()});
            return true;
        }
        auto claim = record_.find(storage_, wanted.server_path);
        if (!claim) return finish(std::move(claim).error()), false;
        claim_ = *claim;
        if (claim_ && claim_->stamp == *stamp) return add(wanted, *stamp, claim_->digest), true;
        auto known = record_.digest_of(wanted.local, *stamp);
        if (!known) return finish(std::move(known).error()), false;
        if (*known) return add_by_digest(wanted, *stamp, **known, true);
        began_ = options_.clock.now();
        async_hash_file(executor_, wanted.local, stop_,
                        [self = shared_from_this()](result<hashed_file> hashed) { self->hashed(std::move(hashed)); });
        return false;
    }

    void hashed(result<hashed_file> hashed) {
        const auto& wanted = wanted_[next_];
        if (!hashed) {
            // Gone between the first look and the hashing: as if it had not been there.
            if (hashed.error().code != scene_errc::missing_file) return finish(std::move(hashed).error());
            plan_.missing.push_back({wanted, std::move(hashed).error()});
        } else {
            const bool settled = is_settled(hashed->stamp, began_);
            if (settled) {
                auto remembered = record_.remember_digest(wanted.local, hashed->stamp, hashed->digest);
                if (!remembered) return finish(std::move(remembered).error());
            }
            if (!add_by_digest(wanted, hashed->stamp, hashed->digest, settled)) return;
        }
        ++next_;
        survey();
    }

    bool add_by_digest(const needed_file& wanted, const file_stamp& stamp, const sha256_digest& digest, bool settled) {
        if (claim_ && claim_->digest == digest) {
            if (settled) {
                auto renewed = record_.put(storage_, wanted.server_path, {stamp, digest});
                if (!renewed) return finish(std::move(renewed).error()), false;
            }
        } else {
            claim_.reset();
        }
        add(wanted, stamp, digest);
        return true;
    }

    void add(const needed_file& wanted, const file_stamp& stamp, const sha256_digest& digest) {
        auto& list = claim_ ? plan_.already_there : plan_.to_send;
        list.push_back({{wanted.local, storage_ + wanted.server_path, stamp.size, digest, stamp}, wanted.server_path});
        plan_.total_bytes += stamp.size;
        if (!claim_) plan_.bytes_to_send += stamp.size;
    }

    void check_next() {
        if (stop_.stop_requested()) return finish(called_off());
        if (checked_ == plan_.already_there.size() || checked_ == options_.spot_checks)
            return options_.ask_first ? ask_for_all() : finish(std::move(plan_));
        engine_.async_has(executor_, plan_.already_there[checked_].file.remote, stop_,
                          [self = shared_from_this()](result<std::optional<held_file>> held) { self->compare(std::move(held)); });
    }

    void compare(result<std::optional<held_file>> held) {
        if (!held) return finish(std::move(held).error());
        const auto& claimed = plan_.already_there[checked_].file;
        const bool right = *held && (*held)->size == claimed.size && (!(*held)->digest || *(*held)->digest == claimed.digest);
        if (right) {
            ++checked_;
            return check_next();
        }
        if (auto dropped = record_.erase_all(storage_); !dropped) return finish(std::move(dropped).error());
        begin();
    }

    void ask_for_all() {
        is_held_.assign(plan_.to_send.size(), false);
        std::make_shared<several_at_once>(
            executor_, plan_.to_send.size(), questions_at_once, stop_,
            [self = shared_from_this()](std::size_t index, std::stop_token stop, completion<void> answered) {
                self->ask_for(index, std::move(stop), std::move(answered));
            },
            [self = shared_from_this()](result<void> ended) {
                if (ended) ended = self->drop_what_is_held();
                if (!ended) return self->finish(std::move(ended).error());
                self->finish(std::move(self->plan_));
            })
            ->start();
    }

    void ask_for(std::size_t index, std::stop_token stop, completion<void> answered) {
        engine_.async_has(
            executor_, plan_.to_send[index].file.remote, std::move(stop),
            [self = shared_from_this(), index, answered = std::move(answered)](result<std::optional<held_file>> held) mutable {
                if (!held) return answered(std::move(held).error());
                const auto& wanted = self->plan_.to_send[index].file;
                // A size alone is no proof of a content.
                self->is_held_[index] = *held && (*held)->size == wanted.size && (*held)->digest == wanted.digest;
                answered({});
            });
    }

    result<void> drop_what_is_held() {
        std::vector<planned_file> to_send;
        for (std::size_t i = 0; i < plan_.to_send.size(); ++i) {
            auto& file = plan_.to_send[i];
            if (!is_held_[i]) {
                to_send.push_back(std::move(file));
                continue;
            }
            const bool known_by_stamp = file.file.stamp && is_settled(*file.file.stamp, plan_began_);
            auto recorded =
                record_.put(storage_, file.server_path, {known_by_stamp ? file.file.stamp : std::nullopt, file.file.digest});
            if (!recorded) return recorded;
            plan_.bytes_to_send -= file.file.size;
            plan_.already_there.push_back(std::move(file));
        }
        plan_.to_send = std::move(to_send);
        return {};
    }

    template <class Step>
    void again(Step step) {
        asio::post(executor_, [self = shared_from_this(), step] { step(*self); });
    }

    failure called_off() const { return {transport_errc::canceled, storage_, "the planning of the upload was called off", ""}; }

    void finish(result<upload_plan> ended) {
        auto done = std::move(done_);
        done(std::move(ended));
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    any_record_store record_;
    std::string storage_;
    std::vector<needed_file> given_;
    std::vector<needed_file> wanted_;
    plan_options options_;
    std::stop_token stop_;
    completion<upload_plan> done_;
    upload_plan plan_;
    std::size_t next_ = 0;
    std::size_t checked_ = 0;
    std::vector<bool> is_held_;                    // by the farm's word, for each file to send
    std::optional<sent_file> claim_;               // the record's, of the file that is looked at
    std::chrono::system_clock::time_point began_;  // the hashing of that file
    std::chrono::system_clock::time_point plan_began_;
};

}  // namespace detail

RENDERBUS_DECL void async_plan(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                               std::string storage, std::vector<needed_file> files, plan_options options, std::stop_token stop,
                               completion<upload_plan> done) {
    std::make_shared<detail::plan_operation>(std::move(executor), std::move(engine), std::move(record), std::move(storage),
                                             std::move(files), std::move(options), std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
