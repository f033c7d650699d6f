// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/confirmations.ipp>
#include <renderbus/transfer/impl/folder_visit.ipp>
#include <renderbus/transfer/impl/lease_keeper.ipp>
#include <renderbus/transfer/impl/outgoing_batches.ipp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

class upload_operation : public std::enable_shared_from_this<upload_operation> {
public:
    upload_operation(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, upload_plan plan,
                     upload_options options, transfer_observer observer, completion<upload_report> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          plan_(std::move(plan)),
          options_(std::move(options)),
          leases_(options_.leases ? std::make_shared<lease_keeper>(executor_, *options_.leases, plan_.storage, options_.clock,
                                                                   options_.lease_span)
                                  : nullptr),
          confirmed_(std::move(record), plan_.storage, leases_),
          pace_(std::make_shared<pace>(options_.concurrency, options_.memory, options_.clock)),
          observer_(std::move(observer)),
          done_(std::move(done)) {
        total_ = plan_.bytes_to_move();
        report_.skipped = plan_.already_there.size();
        report_.left_out = std::move(plan_.left_out);
    }

    void start(std::stop_token stop) {
        began_ = options_.clock.now();
        // Who shares files with others takes each when its turn comes.
        if (!leases_) batches_ = outgoing_batches(engine_, plan_.to_send);
        auto then = and_then(&upload_operation::make_copies, stop);
        if (batches_.empty()) several(plan_.to_send.size(), std::move(stop), &upload_operation::send_one, std::move(then));
        else several(batches_.size(), std::move(stop), &upload_operation::send_batch, std::move(then));
    }

private:
    /// A file on its way, until the farm has it or it is given up.
    struct delivery {
        planned_file& file;
        const std::string* copy_of;  // where the farm makes it of what it has
        std::stop_token stop;
        completion<void> done;
        std::chrono::system_clock::time_point began;
        std::uint64_t due;          // bytes of it that the observer waits for
        std::uint64_t told = 0;     // and those it knows of, whoever sent them
        std::uint64_t through = 0;  // of them in this try
        int looks = 1;
        std::shared_ptr<linked_stop> leased = {};
    };
    struct left_file {
        planned_file& file;
        const std::string* copy_of;
        std::uint64_t due;
        std::uint64_t told = 0;
    };
    using shared_delivery = std::shared_ptr<delivery>;
    using one_of_several = void (upload_operation::*)(std::size_t, std::stop_token, completion<void>);
    using stage = void (upload_operation::*)(const std::stop_token&);

    void several(std::size_t count, std::stop_token stop, one_of_several one, completion<void> done) {
        several(
            count, std::move(stop),
            [self = shared_from_this(), one](std::size_t index, std::stop_token stop_one, completion<void> ended) {
                (self.get()->*one)(index, std::move(stop_one), std::move(ended));
            },
            std::move(done));
    }
    void several(std::size_t count, std::stop_token stop, several_at_once::work one, completion<void> done) {
        std::make_shared<several_at_once>(executor_, count, pace_, std::move(stop), std::move(one), std::move(done))->start();
    }

    void make_copies(const std::stop_token& stop) {
        several(plan_.to_copy.size(), stop, &upload_operation::copy_one, and_then(&upload_operation::succeed, stop));
    }
    void succeed(const std::stop_token&) { finish({}); }

    /// The next stage begins when this one is through, and others are with what they had in their hands.
    completion<void> and_then(stage next, std::stop_token stop) {
        return [self = shared_from_this(), next, stop = std::move(stop)](result<void> ended) {
            if (!ended) return self->finish(std::move(ended));
            self->deliver_left(next, stop);
        };
    }

    void send_one(std::size_t index, std::stop_token stop, completion<void> done) {
        auto& file = plan_.to_send[index];
        deliver({file, nullptr, file.file.size}, std::move(stop), std::move(done));
    }
    void copy_one(std::size_t index, std::stop_token stop, completion<void> done) {
        auto& copy = plan_.to_copy[index];
        deliver({copy.to, &copy.from, copy.to.file.size}, std::move(stop), std::move(done));
    }

    /// Files that go by one order, and those that did not arrive so.
    struct joint_delivery {
        std::vector<shared_delivery> files;
        completion<void> done;
        std::vector<std::pair<shared_delivery, failure>> failed = {};
        bool goes_singly = false;
    };

    void send_batch(std::size_t index, std::stop_token stop, completion<void> done) {
        const auto batch = batches_[index];
        if (batch.size() == 1) return send_one(batch.front(), std::move(stop), std::move(done));
        auto all = std::make_shared<joint_delivery>(joint_delivery{{}, std::move(done)});
        std::vector<upload_file> files;
        for (const auto one : batch) {
            all->files.push_back(std::make_shared<delivery>(delivery{plan_.to_send[one], nullptr, stop, completion<void>(),
                                                                     options_.clock.now(), plan_.to_send[one].file.size}));
            auto& it = *all->files.back();
            tell_start(it);
            if (auto withdrawn = withdraw_claim(it); !withdrawn) return tell_later(executor_, std::move(all->done), withdrawn);
            files.push_back(it.file.file);
        }
        engine_.async_put_all(executor_, std::move(files), stop,
                              [self = shared_from_this(), all](result<std::vector<result<void>>> outcomes) {
                                  self->take_outcomes(all, std::move(outcomes));
                              });
    }

    void take_outcomes(const std::shared_ptr<joint_delivery>& all, result<std::vector<result<void>>> outcomes) {
        if (outcomes && outcomes->size() != all->files.size())
            outcomes = failure{std::make_error_code(std::errc::protocol_error), "",
                               "the engine does not say of each file what became of it", "send each by itself"};
        if (!outcomes) {
            const auto& why = outcomes.error();
            // Another order would fare no better; else each goes alone, so that the one at fault is known by its name.
            const bool is_of_line = why.code == transport_errc::canceled || why.code == condition::transient ||
                                    why.code == condition::auth || why.code == transport_errc::timed_out;
            if (is_of_line) {
                if (observer_.on_failed)
                    for (const auto& it : all->files) observer_.on_failed(it->file.file.local, why);
                return all->done(why);
            }
            all->goes_singly = true;
        }
        for (std::size_t i = 0; i < all->files.size(); ++i) {
            auto& it = all->files[i];
            const auto& how = outcomes ? (*outcomes)[i] : result<void>(outcomes.error());
            if (!how) {
                all->failed.emplace_back(std::move(it), how.error());
            } else {
                if (auto counted = count_sent(*it); !counted) return all->done(std::move(counted));
            }
        }
        all->files.clear();
        std::reverse(all->failed.begin(), all->failed.end());
        go_on_with(all);
    }

    /// With those that did not arrive, one after another.
    void go_on_with(const std::shared_ptr<joint_delivery>& all) {
        if (all->failed.empty()) return all->done({});
        auto [it, why] = std::move(all->failed.back());
        all->failed.pop_back();
        it->done = [self = shared_from_this(), all](result<void> how) {
            if (!how) return all->done(std::move(how));
            self->go_on_with(all);
        };
        if (all->goes_singly) send(it);
        else not_sent(it, std::move(why));
    }

    void deliver(left_file one, std::stop_token stop, completion<void> done) {
        auto it = std::make_shared<delivery>(
            delivery{one.file, one.copy_of, std::move(stop), std::move(done), options_.clock.now(), one.due, one.told});
        if (!leases_) return begin(it);
        asio::post(executor_, [self = shared_from_this(), it = std::move(it)] { self->share(it); });
    }

    /// What others had in their hands when its turn came.
    void deliver_left(stage next, const std::stop_token& stop) {
        if (left_.empty()) return (this->*next)(stop);
        if (auto recorded = confirmed_.record(); !recorded) return finish(std::move(recorded));  // others may wait for these
        constexpr std::chrono::milliseconds longest_pause{2000};
        const auto pause = std::exchange(pause_, std::min(pause_ * 2, longest_pause));
        options_.clock.async_wait(executor_, pause, stop, [self = shared_from_this(), next, stop](result<void> waited) {
            if (!waited) return self->finish(std::move(waited));
            auto left = std::exchange(self->left_, {});
            const auto count = left.size();
            self->several(
                count, stop,
                [self, left = std::move(left)](std::size_t index, std::stop_token stop_one, completion<void> done) {
                    self->deliver(left[index], std::move(stop_one), std::move(done));
                },
                [self, next, stop, count](result<void> ended) {
                    if (!ended) return self->finish(std::move(ended));
                    if (self->left_.size() < count) self->pause_ = first_pause;
                    self->deliver_left(next, stop);
                });
        });
    }

    /// Brings a file that nobody else brings.
    void share(const shared_delivery& it) {
        it->leased = std::make_shared<linked_stop>(it->stop);
        const auto grant = leases_->take(it->file.server_path, it->leased);
        if (!grant) return it->done(grant.error());
        if (*grant == lease_grant::taken) return leave(*it);
        const auto sent = confirmed_.has(it->file);
        if (!sent) return it->done(sent.error());
        if (*sent) {
            leases_->give_back({it->file.server_path});
            return sent_by_another(*it, {});
        }
        if (*grant == lease_grant::left_behind) return look_at_farm(it);
        begin(it);
    }

    void leave(delivery& it) {
        left_.push_back({it.file, it.copy_of, it.due, it.told});
        it.done({});
    }

    void sent_by_another(delivery& it, result<void> noted) {
        ++report_.by_others;
        tell_through(it, it.due);
        it.done(std::move(noted));
    }

    void look_at_farm(const shared_delivery& it) {
        engine_.async_has(executor_, it->file.file.remote, it->leased->token(),
                          [self = shared_from_this(), it](result<std::optional<held_file>> answer) {
                              if (self->is_lost(*it)) return self->leave(*it);
                              // What the farm takes no name for is not there, and the sending tells so. Who cannot look sends.
                              if (!answer && answer.error().code != data_errc::unsafe_path && !cannot_look(answer.error()))
                                  return it->done(std::move(answer).error());
                              if (answer && *answer && (*answer)->digest == it->file.file.digest)
                                  return self->sent_by_another(*it, self->note(*it));
                              self->begin(it);
                          });
    }

    /// Whether another may send it by now.
    bool is_lost(const delivery& it) const {
        return it.leased && !it.stop.stop_requested() && !leases_->holds(it.file.server_path);
    }

    void tell_start(const delivery& it) {
        if (observer_.on_start) observer_.on_start(it.file.file.local, it.file.file.size);
    }
    /// Bytes of a file that is sent again are told once.
    void tell_through(delivery& it, std::uint64_t through) {
        through = std::min(through, it.due);
        if (through <= it.told) return;
        const auto more = through - std::exchange(it.told, through);
        if (observer_.on_bytes) observer_.on_bytes(more);
    }
    /// What was told of it before it changed is not taken back.
    void tell_due(delivery& it, std::uint64_t due) {
        due = std::max(due, it.told);
        if (due == it.due) return;
        total_ = total_ - std::exchange(it.due, due) + due;
        if (observer_.on_total) observer_.on_total(total_);
    }
    void begin(const shared_delivery& it) {
        tell_start(*it);
        if (it->copy_of) copy(it);
        else send(it);
    }

    void copy(const shared_delivery& it) {
        it->began = options_.clock.now();
        if (auto withdrawn = withdraw_claim(*it); !withdrawn) return it->done(std::move(withdrawn));
        engine_.async_copy(executor_, *it->copy_of, it->file.file, stop_of(*it),
                           [self = shared_from_this(), it](result<void> copied) {
                               if (self->is_lost(*it)) return self->leave(*it);
                               if (!copied && copied.error().code != transport_errc::canceled) return self->send(it);
                               if (!copied) return it->done(std::move(copied));
                               ++self->report_.copied;
                               self->tell_through(*it, it->due);
                               it->done(self->note(*it));
                           });
    }
    static std::stop_token stop_of(const delivery& it) { return it.leased ? it.leased->token() : it.stop; }

    void send(const shared_delivery& it) {
        it->began = options_.clock.now();
        it->through = 0;
        if (auto withdrawn = withdraw_claim(*it); !withdrawn) return it->done(std::move(withdrawn));
        engine_.async_put(
            executor_, it->file.file,
            [self = shared_from_this(), it](std::uint64_t more) { self->tell_through(*it, it->through += more); }, stop_of(*it),
            [self = shared_from_this(), it](result<void> confirmed) {
                if (self->is_lost(*it)) return self->leave(*it);
                if (!confirmed) return self->not_sent(it, std::move(confirmed).error());
                it->done(self->count_sent(*it));
            });
    }

    result<void> count_sent(delivery& it) {
        ++report_.files;
        report_.bytes_sent += it.file.file.size;
        tell_through(it, it.due);
        return note(it);
    }

    result<void> withdraw_claim(delivery& it) {
        return std::exchange(it.file.is_claimed_otherwise, false) ? confirmed_.withdraw(it.file) : result<void>();
    }

    void not_sent(const shared_delivery& it, failure why) {
        const auto trouble = trouble_in(why, it->file.file.local.native());
        auto verdict = file_verdict::fail;
        if (trouble) {
            troubled_file file{{it->file.file.local.native(), it->file.server_path}, *trouble, why, it->looks++};
            verdict = options_.policies.decide(file);
            if (verdict == file_verdict::skip) report_.left_out.push_back(std::move(file));
        }
        if (verdict == file_verdict::again) return hash_again(it);
        if (observer_.on_failed) observer_.on_failed(it->file.file.local, why);
        if (verdict != file_verdict::skip) return it->done(std::move(why));
        tell_due(*it, it->told);
        if (it->leased) leases_->give_back({it->file.server_path});
        it->done({});
    }

    void hash_again(const shared_delivery& it) {
        async_hash_file(executor_, it->file.file.local, it->stop, [self = shared_from_this(), it](result<hashed_file> hashed) {
            if (!hashed) return self->not_sent(it, std::move(hashed).error());
            ++self->report_.changed;
            it->file.file.size = hashed->stamp.size;
            it->file.file.stamp = hashed->stamp;
            it->file.file.digest = hashed->digest;
            self->tell_due(*it, hashed->stamp.size);
            self->send(it);
        });
    }

    result<void> note(const delivery& it) {
        if (observer_.on_file) observer_.on_file(it.file.file.local);
        const auto& file = it.file.file;
        pace_->add(file.size);
        const bool known_by_stamp = file.stamp && is_settled(*file.stamp, it.began);
        return confirmed_.add({it.file.server_path, {known_by_stamp ? file.stamp : std::nullopt, file.digest}}, file.size);
    }

    void finish(result<void> ended) {
        auto recorded = confirmed_.record();
        if (leases_) leases_->leave_rest_behind();
        auto done = std::move(done_);
        if (!ended) return done(std::move(ended).error());
        if (!recorded) return done(std::move(recorded).error());
        report_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(options_.clock.now() - began_);
        done(std::move(report_));
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    upload_plan plan_;
    upload_options options_;
    std::shared_ptr<lease_keeper> leases_;
    confirmations confirmed_;
    std::shared_ptr<pace> pace_;
    transfer_observer observer_;
    completion<upload_report> done_;
    upload_report report_;
    std::chrono::system_clock::time_point began_;
    std::uint64_t total_;
    outgoing_batches batches_;
    std::vector<left_file> left_;  // to others
    static constexpr std::chrono::milliseconds first_pause{100};
    std::chrono::milliseconds pause_ = first_pause;
};

}  // namespace detail

RENDERBUS_DECL void async_upload(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                                 upload_plan plan, upload_options options, transfer_observer observer, std::stop_token stop,
                                 completion<upload_report> done) {
    std::make_shared<detail::upload_operation>(std::move(executor), std::move(engine), std::move(record), std::move(plan),
                                               std::move(options), std::move(observer), std::move(done))
        ->start(std::move(stop));
}

}  // namespace renderbus

#endif
