// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_CHANNEL_HPP
#define RENDERBUS_API_CHANNEL_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/envelope.hpp>
#include <renderbus/api/fits.hpp>
#include <renderbus/clock.hpp>
#include <renderbus/gate.hpp>
#include <renderbus/observer.hpp>
#include <renderbus/signing/signer.hpp>
#include <renderbus/transport/transport.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace renderbus {

/// Whether and when a call that failed is tried again; `attempt` counts the tries that were made.
template <class T>
concept retry_rule = requires(const T& rule, int attempt, retry_class kind, const failure& why) {
    { rule.pause_before_next(attempt, kind, why) } -> std::same_as<std::optional<std::chrono::milliseconds>>;
};

/// Tries safe and idempotent calls again when the line failed, with pauses that double. Calls of class `once` are never repeated.
struct retry_with_backoff {
    int tries = 4;
    std::chrono::milliseconds first_pause{250};
    std::chrono::milliseconds longest_pause{8000};

    RENDERBUS_DECL std::optional<std::chrono::milliseconds> pause_before_next(int attempt, retry_class kind,
                                                                              const failure& why) const;
};

struct never_retry {
    std::optional<std::chrono::milliseconds> pause_before_next(int, retry_class, const failure&) const { return std::nullopt; }
};

using api::language;

/// How calls go to one farm.
struct channel_settings {
    http::origin farm;
    std::int64_t platform = 2;  ///< the service's number of the render platform (2, 6, 62, ...)
    int generation = generation_2::number;
    std::string version{generation_2::version};
    language words = language::english;
    std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< the longest silence, as the service's own client has it

    RENDERBUS_DECL std::string url_of(const routes& at) const;
};

/// Who is told of requests, one after another: `what`, what it is about, how many tries were made. Spans are the teller's affair.
using request_teller = std::function<void(event::kind what, std::string_view subject, std::uint64_t tries)>;

/// Tells an observer of requests as spans inside `like`.
RENDERBUS_DECL request_teller tell_requests(std::shared_ptr<const any_observer> observe, event like,
                                            std::shared_ptr<const std::string> run = {});

/// Sends endpoint calls for one account: encodes, signs each try anew, tries again by class, unwraps the answer.
/// All policies are erased here, so that what stands on it is compiled once.
class api_channel {
public:
    using sign_text = std::function<std::string(std::string_view)>;
    using retry_pause = std::function<std::optional<std::chrono::milliseconds>(int, retry_class, const failure&)>;

    struct policies {
        any_transport carrier;
        any_clock clock;
        std::string access_id;
        sign_text sign;
        retry_pause retry;
        std::optional<any_gate> gate = {};  ///< where each try waits for its turn before it is signed
    };

    RENDERBUS_DECL api_channel(channel_settings settings, policies use);

    const channel_settings& settings() const noexcept { return settings_; }
    any_transport& carrier() noexcept { return use_.carrier; }
    any_clock& clock() noexcept { return use_.clock; }
    const std::optional<any_gate>& gate() const noexcept { return use_.gate; }
    /// A channel like this one, with another gate.
    RENDERBUS_DECL api_channel through(any_gate gate) const;

    /// Sends a request; `done` gets its reply. Fails with `service_errc` where the farm refuses, `transport_errc` where the
    /// line fails, `data_errc` where the answer is not what it should be. `told` is told of the request and of each new try.
    template <endpoint Request>
    void async_send(asio::any_io_executor executor, const Request& request, std::stop_token stop,
                    completion<typename Request::reply> done, request_teller told = {}) {
        const int generation = settings_.generation;
        if (auto fit = api::fits(request, generation); !fit)
            return refuse(executor, [why = std::move(fit).error(), done = std::move(done)]() mutable { done(std::move(why)); });
        async_call(
            std::move(executor), Request::at, to_json(request, {.generation = generation}), signing::flatten(request, generation),
            std::move(stop),
            [url = settings_.url_of(Request::at), done = std::move(done)](result<std::string> answer) mutable {
                if (answer) done(api::open<typename Request::reply>(std::string(Request::at.name) + " at " + url, *answer));
                else done(std::move(answer).error());
            },
            std::move(told));
    }

    /// One call, with its body as text and as what is signed; `done` gets the answer's text.
    RENDERBUS_DECL void async_call(asio::any_io_executor executor, const routes& at, std::string body,
                                   signing::canonical_body entries, std::stop_token stop, completion<std::string> done,
                                   request_teller told = {});

private:
    struct call;
    /// Calls `answer` through the executor, without a request.
    static RENDERBUS_DECL void refuse(const asio::any_io_executor& executor, detail::unique_function<void()> answer);

    channel_settings settings_;
    policies use_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/api_channel.ipp>
#endif

#endif
