// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_SPOT_CHECK_IPP
#define RENDERBUS_TRANSFER_IMPL_SPOT_CHECK_IPP

#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/plan.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

namespace renderbus::detail {

inline constexpr std::size_t questions_at_once = 8;

/// The first files, then one in so many of the rest, other ones with each `turn`.
inline std::vector<std::size_t> sample_of(std::size_t size, const spot_checks& checks, std::size_t turn) {
    std::vector<std::size_t> chosen;
    const auto first = std::min(size, checks.first);
    for (std::size_t i = 0; i < first; ++i) chosen.push_back(i);
    if (checks.one_in == 0) return chosen;
    for (std::size_t i = first + turn % checks.one_in; i < size; i += checks.one_in) chosen.push_back(i);
    return chosen;
}

/// Asks the farm whether it holds some of the files that the record claims. The first that it does not hold, or holds with
/// another content, refutes the record.
class spot_check : public std::enable_shared_from_this<spot_check> {
public:
    /// The files stay where they are, and as they are, until the answer.
    spot_check(asio::any_io_executor executor, any_transfer_engine engine, const planned_files& claimed,
               std::vector<std::size_t> chosen)
        : executor_(std::move(executor)), engine_(std::move(engine)), claimed_(claimed), chosen_(std::move(chosen)) {}

    /// Gives whether the record stands.
    void start(std::stop_token stop, completion<bool> done) {
        std::make_shared<several_at_once>(
            executor_, chosen_.size(), questions_at_once, std::move(stop),
            [self = shared_from_this()](std::size_t index, std::stop_token stop_one, completion<void> answered) {
                self->ask(index, std::move(stop_one), std::move(answered));
            },
            [self = shared_from_this(), done = std::move(done)](result<void> ended) mutable {
                if (self->is_refuted_) return done(false);
                if (!ended) return done(std::move(ended).error());
                done(true);
            })
            ->start();
    }

private:
    void ask(std::size_t index, std::stop_token stop, completion<void> answered) {
        auto claim = claim_at(index);
        engine_.async_has(executor_, std::move(claim.remote), std::move(stop),
                          [self = shared_from_this(), index, size = claim.size, digest = claim.digest,
                           answered = std::move(answered)](result<std::optional<held_file>> held) mutable {
                              if (!held) return answered(std::move(held).error());
                              const bool is_right =
                                  *held && (*held)->size == size && (!(*held)->digest || *(*held)->digest == digest);
                              if (is_right) return answered({});
                              self->is_refuted_ = true;
                              answered(failure{data_errc::wrong_digest, self->claim_at(index).remote,
                                               "is not at the farm as the record claims", ""});
                          });
    }

    upload_file claim_at(std::size_t index) const { return claimed_[chosen_[index]].file; }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    const planned_files& claimed_;
    std::vector<std::size_t> chosen_;  // of those, by their numbers
    bool is_refuted_ = false;
};

}  // namespace renderbus::detail

#endif
