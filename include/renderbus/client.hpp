// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CLIENT_HPP
#define RENDERBUS_CLIENT_HPP

#include <renderbus/api/table.hpp>
#include <renderbus/api_channel.hpp>
#include <renderbus/calls/composed_call.hpp>
#include <renderbus/compiled_endpoints.hpp>
#include <renderbus/detail/initiate.hpp>
#include <renderbus/detail/waiting_room.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace renderbus {

/// How a client of the usual policies reaches the farm.
struct client_options {
    std::string farm = "https://task.renderbus.com";  ///< abroad `https://jop.foxrenderfarm.com`
    std::int64_t platform = 2;                        ///< the service's number of the render platform: yours is in its console
    language words = language::english;
    std::chrono::milliseconds timeout = std::chrono::seconds(60);
    std::chrono::milliseconds late_work = std::chrono::seconds(30);  ///< see `channel_settings`
    asio_transport_options connection = {};                          ///< certificates, limits
    any_observer observe = unobserved{};
    retry_with_backoff retry = {};

    /// The usual ones with the farm and the platform of a profile, where it names them.
    static client_options of(const profile& from) {
        client_options made;
        if (from.farm) made.farm = *from.farm;
        if (from.platform) made.platform = *from.platform;
        return made;
    }
};

/// A farm's client, made of policies: who carries requests (`transport`), who signs them (`signer`), which generation of the
/// API is spoken, when a call is tried again (`retry_rule`), where time comes from (`clock_source`) and who is told (`observer`).
///
/// `send` blocks and throws `exception`; `async_send` takes any completion token. A client may be used from several threads.
template <transport Transport = asio_transport, signer Signer = hmac_signer, class Generation = generation_2,
          retry_rule Retry = retry_with_backoff, clock_source Clock = system_time, observer Observer = any_observer>
class basic_client {
public:
    using generation = Generation;

    /// A client of the usual policies. Throws `exception` where the farm's address or a certificate file is wrong.
    explicit basic_client(credentials who, client_options options = {})
        requires std::is_same_v<Transport, asio_transport> && std::is_same_v<Signer, hmac_signer> &&
                 std::is_same_v<Retry, retry_with_backoff> && std::is_same_v<Clock, system_time> &&
                 std::is_same_v<Observer, any_observer>
        : basic_client(settings_of(options), std::make_shared<asio_transport>(std::move(options.connection)),
                       hmac_signer(std::move(who)), options.retry, std::make_shared<system_time>(), std::move(options.observe)) {}

    /// A client of policies of your own.
    basic_client(channel_settings settings, std::shared_ptr<Transport> carrier, Signer signs, Retry retry = {},
                 std::shared_ptr<Clock> clock = std::make_shared<Clock>(), Observer observe = Observer{unobserved{}},
                 random_source random = system_random())
        : observer_(std::move(observe)) {
        settings.generation = Generation::number;
        settings.version = Generation::version;
        auto shared_signer = std::make_shared<const Signer>(std::move(signs));
        channel_policies use{any_transport(std::move(carrier)), any_clock(std::move(clock)), shared_signer->access_id(),
                             [shared_signer](std::string_view text) { return shared_signer->signature(text); },
                             [retry](const failed_try& failed) { return retry.pause_before_next(failed); }};
        use.random = std::move(random);
        if constexpr (requires(std::string text) { shared_signer->without_key(std::move(text)); })
            use.conceal = [shared_signer](std::string text) { return shared_signer->without_key(std::move(text)); };
        channel_ = std::make_shared<api_channel>(std::move(settings), std::move(use));
    }

    /// Sends a request, or a call that is made of several, and waits for its reply.
    template <callable_at_a_farm Call>
    typename Call::reply send(const Call& call) {
        return send_through(channel_, call);
    }
    /// The same with a rule of its own for the tries: `retrying{retry_with_backoff{.tries = 10}}`.
    template <callable_at_a_farm Call, class Rule>
    typename Call::reply send(const Call& call, retrying<Rule> how) {
        require_repeatable<Call>();
        return send_through(std::make_shared<api_channel>(channel_->tried_by(std::move(how.rule))), call);
    }

    /// The same without waiting; the token's signature is `void(std::exception_ptr, Call::reply)`. Runs on the executor that the
    /// token brings along, or on the one given by `on`.
    template <class Call, class Token>
        requires callable_at_a_farm<std::remove_cvref_t<Call>>
    auto async_send(Call&& call, Token&& token) {
        return async_send_through(channel_, std::forward<Call>(call), std::forward<Token>(token));
    }
    template <class Call, class Rule, class Token>
        requires callable_at_a_farm<std::remove_cvref_t<Call>>
    auto async_send(Call&& call, retrying<Rule> how, Token&& token) {
        require_repeatable<std::remove_cvref_t<Call>>();
        return async_send_through(std::make_shared<api_channel>(channel_->tried_by(std::move(how.rule))),
                                  std::forward<Call>(call), std::forward<Token>(token));
    }

    /// The executor for callbacks that bring none of their own.
    basic_client& on(asio::any_io_executor executor) { return executor_ = std::move(executor), *this; }
    const asio::any_io_executor& executor() const noexcept { return executor_; }

    const std::shared_ptr<api_channel>& channel() const noexcept { return channel_; }
    const Observer& observing() const noexcept { return observer_; }

private:
    template <class Call>
    typename Call::reply send_through(const std::shared_ptr<api_channel>& channel, const Call& call) {
        require_generation<Call>();
        std::optional<result<typename Call::reply>> outcome;
        const auto turn = waiting_.enter();
        start({channel, waiting_.executor(), {}, told()}, call,
              [&](result<typename Call::reply>&& reply) { outcome.emplace(std::move(reply)); });
        while (!outcome) waiting_.run_one();
        return std::move(*outcome).value();
    }

    template <class Call, class Token>
    auto async_send_through(std::shared_ptr<api_channel> channel, Call&& call, Token&& token) {
        using bare = std::remove_cvref_t<Call>;
        require_generation<bare>();
        auto begin = [channel = std::move(channel), call = bare(std::forward<Call>(call)), told = told()](
                         asio::any_io_executor executor, std::stop_token stop, completion<typename bare::reply> done) {
            start({channel, std::move(executor), std::move(stop), told}, call, std::move(done));
        };
        using made = decltype(detail::initiate<typename bare::reply>(executor_, std::move(begin), std::forward<Token>(token)));
        detail::refuse_unnamed<Call&&, made>();
        return detail::initiate<typename bare::reply>(executor_, std::move(begin), std::forward<Token>(token));
    }

    template <class Call>
    static void start(const call_run& in, const Call& call, completion<typename Call::reply> done) {
        if constexpr (endpoint<Call>) in.send(call, std::move(done));
        else call.start(in, std::move(done));
    }

    template <class Call>
    static consteval bool is_in_this_generation() {
        if constexpr (endpoint<Call>) return endpoint_of<Call, Generation>;
        else if constexpr (requires { Call::only_generation; }) return Call::only_generation == Generation::number;
        else return true;
    }
    template <class Call>
    static consteval void require_generation() {
        static_assert(
            is_in_this_generation<Call>(),
            "renderbus: this generation of the API has no such endpoint; use rb::client (generation 2) or rb::client_v1 "
            "(generation 1), whichever has it");
    }

    template <class Call>
    static consteval void require_repeatable() {
        if constexpr (endpoint<Call>)
            static_assert(Call::at.retry != retry_class::once || verifiable<Call>,
                          "renderbus: a call of class once is tried again only where it can be found out what became of it: "
                          "specialise renderbus::how_to_verify for this request, or send it without retrying");
    }

    request_teller told() const {
        if constexpr (std::is_same_v<Observer, unobserved>) return {};
        else return tell_requests(any_observer(observer_));
    }

    static channel_settings settings_of(const client_options& options) {
        return {.farm = http::parse_origin(options.farm).value(),
                .platform = options.platform,
                .words = options.words,
                .timeout = options.timeout,
                .late_work = options.late_work};
    }

    std::shared_ptr<api_channel> channel_;
    asio::any_io_executor executor_;
    detail::waiting_room waiting_;
    Observer observer_;
};

/// A client of the live service: generation 2.
using client = basic_client<>;
/// A client of the documented API: generation 1.
using client_v1 = basic_client<asio_transport, hmac_signer, generation_1>;

}  // namespace renderbus

#endif
