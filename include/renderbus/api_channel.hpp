// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_CHANNEL_HPP
#define RENDERBUS_API_CHANNEL_HPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/api/prepare.hpp>
#include <renderbus/api_call.hpp>
#include <renderbus/verify.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// What of a call depends on its endpoint.
template <class Request>
struct call_of;

}  // namespace detail

/// Sends endpoint calls for one account: encodes, signs each try anew, tries again by class, unwraps the answer (`api_call`).
/// All policies are erased here, so that what stands on it is compiled once.
class api_channel {
public:
    using policies = channel_policies;

    api_channel(channel_settings settings, policies use)
        : core_(std::make_shared<channel_core>(channel_core{std::move(settings), std::move(use)})) {}
    explicit api_channel(std::shared_ptr<channel_core> core) : core_(std::move(core)) {}

    const channel_settings& settings() const noexcept { return core_->settings; }
    any_transport& carrier() noexcept { return core_->use.carrier; }
    any_clock& clock() noexcept { return core_->use.clock; }
    const std::optional<any_gate>& gate() const noexcept { return core_->use.gate; }
    const random_source& random() const noexcept { return core_->use.random; }
    /// What the farm's clock has more than this machine's, as far as an expired timestamp made it known.
    std::chrono::milliseconds clock_offset() const noexcept { return std::chrono::milliseconds(core_->clock_offset->load()); }

    /// A channel like this one, with another gate.
    RENDERBUS_DECL api_channel through(any_gate gate) const;
    /// A channel like this one, with another rule for its tries.
    template <retry_rule Rule>
    api_channel tried_by(Rule rule) const {
        auto made = std::make_shared<channel_core>(*core_);
        made->use.retry = [rule = std::move(rule)](const failed_try& failed) { return rule.pause_before_next(failed); };
        return api_channel(std::move(made));
    }

    /// Sends a request; `done` gets its reply. Fails with `service_errc` where the farm refuses, `transport_errc` where the
    /// line fails, `data_errc` where the request or the answer is not what it should be; failures name the call. `told` is told
    /// of the request and of each new try.
    template <endpoint Request>
    void async_send(const asio::any_io_executor& executor, const Request& request, std::stop_token stop,
                    completion<typename Request::reply> done, request_teller told = {}) {
        using call = typename detail::call_of<Request>::type;
        api_call::begin(std::unique_ptr<api_call>(  // no std::make_unique: another type of pointer for each endpoint
            new call({core_, executor, Request::at, std::move(stop), std::move(told)}, request, std::move(done))));
    }

private:
    std::shared_ptr<channel_core> core_;
};

/// What a call runs in: the way to the farm, and where its handlers run, one at a time.
struct call_run {
    std::shared_ptr<api_channel> channel;
    asio::any_io_executor executor;
    std::stop_token stop;
    request_teller told = {};

    int generation() const noexcept { return channel->settings().generation; }
    /// One request of the call.
    template <endpoint Request>
    void send(const Request& request, completion<typename Request::reply> done) const {
        channel->async_send(executor, request, stop, std::move(done), told);
    }
};

namespace detail {

template <class Request>
class sent_request : public api_call {
public:
    using reply = typename Request::reply;
    static_assert(std::is_default_constructible_v<reply>,
                  "renderbus: a reply is made before it is read; give it a public default constructor");

    sent_request(parts&& of, const Request& request, completion<reply> done)
        : api_call(std::move(of), api::prepare(request, of.channel->settings.generation)), done_(std::move(done)) {}

protected:
    result<void> take(std::string_view answer) override {
        reply_ = reply{};  // nothing is left of an answer that broke off
        return api::detail::open_into(reply_, {}, answer);
    }
    void succeed() override { done_(std::move(reply_)); }
    void fail(failure why) override { done_(std::move(why)); }

    completion<reply> done_;
    reply reply_{};
};

template <class Request>
concept found_out_about = (Request::at.retry == retry_class::once) && verifiable<Request>;

/// One of class `once` that can be found out about.
template <found_out_about Request>
class verified_request final : public sent_request<Request> {
    using reply = typename Request::reply;
    using how = how_to_verify<Request>;

public:
    verified_request(api_call::parts&& of, const Request& request, completion<reply> done)
        : sent_request<Request>(std::move(of), request, std::move(done)), request_(request) {}

private:
    bool can_find_out() const override {
        if constexpr (requires { how::can_find_out(request_); }) return how::can_find_out(request_);
        else return true;
    }
    std::string_view advice() const override {
        if constexpr (requires { how::advice; }) return how::advice;
        else return api_call::advice();
    }
    void find_out(const call_run& in, completion<bool> done) override {
        how::async_find_out(
            in, request_,
            [this, alive = this->shared_from_this(), done = std::move(done)](result<std::optional<reply>> found) mutable {
                if (!found) return done(std::move(found).error());
                if (*found) this->reply_ = **std::move(found);
                done(found->has_value());
            });
    }
    void undo_others(const call_run& in, completion<void> done) override {
        if constexpr (requires { how::async_undo_others(in, request_, this->reply_, std::move(done)); })
            how::async_undo_others(in, request_, this->reply_, std::move(done));
        else done({});
    }

    Request request_;  // to ask about
};

template <class Request>
struct call_of {
    using type = sent_request<Request>;
};
template <found_out_about Request>
struct call_of<Request> {
    using type = verified_request<Request>;
};

}  // namespace detail
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/api_call.ipp>
#include <renderbus/impl/api_channel.ipp>
#include <renderbus/impl/verify.ipp>
#endif

#endif
