// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_DIALER_IPP
#define RENDERBUS_TRANSPORT_IMPL_DIALER_IPP

#include <renderbus/transport/dialer.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL std::vector<asio::ip::tcp::endpoint> in_turn(std::vector<asio::ip::tcp::endpoint> found) {
    if (found.empty()) return found;
    const auto is_first_family = [family = found.front().protocol()](const auto& each) { return each.protocol() == family; };
    const auto other = std::stable_partition(found.begin(), found.end(), is_first_family);
    std::vector<asio::ip::tcp::endpoint> made;
    for (auto a = found.begin(), b = other; a != other || b != found.end();) {
        if (a != other) made.push_back(*a++);
        if (b != found.end()) made.push_back(*b++);
    }
    return made;
}

RENDERBUS_DECL dialer::dialer(asio::any_io_executor executor, std::vector<asio::ip::tcp::endpoint> addresses, done_function done)
    : operation(std::move(executor)),
      addresses_(in_turn(std::move(addresses))),
      done_(std::move(done)),
      timer_(this->executor()) {}

RENDERBUS_DECL void dialer::start() { try_next({}); }

RENDERBUS_DECL void dialer::try_next(std::error_code why) {
    if (why || !done_ || attempts_.size() == addresses_.size()) return;
    const auto attempt = attempts_.size();
    attempts_.push_back(std::make_unique<stream>(executor()));
    ++under_way_;
    attempts_.back()->socket().async_connect(
        addresses_[attempt], [self = std::static_pointer_cast<dialer>(shared_from_this()), attempt](std::error_code refusal) {
            self->on_connected(attempt, refusal);
        });
    timer_.cancel();
    if (attempts_.size() == addresses_.size()) return;
    timer_.expires_after(attempt_delay);
    timer_.async_wait(to(&dialer::try_next));
}

RENDERBUS_DECL void dialer::on_connected(std::size_t attempt, std::error_code why) {
    if (!done_) return;
    if (!why) return finish(std::move(attempts_[attempt]), {});
    attempts_[attempt] = nullptr;
    --under_way_;
    if (attempts_.size() != addresses_.size()) return try_next({});
    if (under_way_ == 0) finish(nullptr, why);
}

RENDERBUS_DECL void dialer::finish(std::unique_ptr<stream> made, std::error_code why) {
    auto done = std::move(done_);
    abandon();
    done(std::move(made), why);
}

RENDERBUS_DECL void dialer::abandon() noexcept {
    done_ = {};
    timer_.cancel();
    attempts_.clear();
}

}  // namespace renderbus::detail

#endif
