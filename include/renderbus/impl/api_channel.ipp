// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_API_CHANNEL_IPP
#define RENDERBUS_IMPL_API_CHANNEL_IPP

#include <renderbus/api_channel.hpp>

#include <asio/post.hpp>

#include <algorithm>

namespace renderbus {
namespace detail {

/// Whether another try may go better: the line failed, or the farm was too busy.
RENDERBUS_DECL bool line_failed(const std::error_code& code) {
    return code == transport_errc::connection_lost || code == transport_errc::connect_failed ||
           code == transport_errc::timed_out || code == transport_errc::http_status;
}

/// Whether an HTTP status tells of a farm that is busy or out of order, and not of a wrong call.
RENDERBUS_DECL bool may_pass(int status) { return status >= 500 || status == 429 || status == 408; }

RENDERBUS_DECL failure unexpected_status(const std::string& url, const http::response& answer) {
    const bool moved = answer.status >= 300 && answer.status < 400;
    if (moved)
        return {transport_errc::redirect_refused, url, "the farm redirects to another place, which is not followed",
                "give the client the farm's final address"};
    return {transport_errc::http_status, url, "the farm answered with HTTP status " + std::to_string(answer.status),
            answer.status == 404 ? "check the farm's address and the API generation" : ""};
}

}  // namespace detail

RENDERBUS_DECL request_teller tell_requests(std::shared_ptr<const any_observer> observe, event like,
                                            std::shared_ptr<const std::string> run) {
    return [observe = std::move(observe), like, run = std::move(run), span = std::uint64_t{0}](
               event::kind what, std::string_view subject, std::uint64_t tries) mutable {
        if (what == event::kind::request_started) span = next_span();
        const bool of_the_request = what != event::kind::retried;
        (*observe)(event{what, like.stage, subject, tries, 0, of_the_request ? span : 0, of_the_request ? like.parent : span,
                         run ? std::string_view(*run) : std::string_view()});
    };
}

RENDERBUS_DECL std::optional<std::chrono::milliseconds> retry_with_backoff::pause_before_next(int attempt, retry_class kind,
                                                                                              const failure& why) const {
    if (kind == retry_class::once || attempt >= tries || !detail::line_failed(why.code)) return std::nullopt;
    return std::min<std::chrono::milliseconds>(longest_pause, first_pause * (1 << std::clamp(attempt - 1, 0, 20)));
}

RENDERBUS_DECL std::string channel_settings::url_of(const routes& at) const {
    return farm.text() + std::string(path_in(at, generation));
}

RENDERBUS_DECL api_channel::api_channel(channel_settings settings, policies use)
    : settings_(std::move(settings)), use_(std::move(use)) {}

RENDERBUS_DECL void api_channel::refuse(const asio::any_io_executor& executor, detail::unique_function<void()> answer) {
    asio::post(executor, std::move(answer));
}

RENDERBUS_DECL api_channel api_channel::through(any_gate gate) const {
    auto use = use_;
    use.gate = std::move(gate);
    return api_channel(settings_, std::move(use));
}

/// One call with all its tries.
struct api_channel::call : std::enable_shared_from_this<call> {
    call(api_channel& through, asio::any_io_executor on, const routes& where, std::string text, signing::canonical_body what,
         std::stop_token until, completion<std::string> then, request_teller teller)
        : settings(through.settings_),
          use(through.use_),
          executor(std::move(on)),
          at(where),
          body(std::move(text)),
          entries(std::move(what)),
          stop(std::move(until)),
          done(std::move(then)),
          told(std::move(teller)) {}

    void start() {
        if (told) told(event::kind::request_started, at.name, 0);
        attempt();
    }

    void finish(result<std::string> outcome) {
        if (told && outcome) told(event::kind::request_finished, at.name, static_cast<std::uint64_t>(attempts));
        else if (told) told(event::kind::request_failed, outcome.error().message(), static_cast<std::uint64_t>(attempts));
        done(std::move(outcome));
    }

    void attempt() {
        if (!use.gate) return send({});
        use.gate->async_enter(executor, traffic::call, body.size(), stop, [self = shared_from_this()](result<gate_pass> turn) {
            if (turn) return self->send(*std::move(turn));
            turn.error().place = self->settings.url_of(self->at);
            self->finish(std::move(turn).error());
        });
    }

    void send(gate_pass turn) {
        ++attempts;
        const std::string path(path_in(at, settings.generation));
        http::request request;
        try {
            request.headers = signed_headers(path);
        } catch (const exception& refused) {
            return finish(refused.why());
        }
        request.where = settings.farm;
        request.target = path;
        request.body = body;
        // Never repeated below: the farm takes a nonce once, so each try is signed anew here.
        request.repeatable = false;
        request.timeout = settings.timeout;
        use.carrier.async_exchange(executor, std::move(request), stop,
                                   [self = shared_from_this(), turn = std::move(turn)](result<http::response> answer) mutable {
                                       turn.moved(self->body.size() + (answer ? answer->body.size() : 0));
                                       turn.leave();
                                       self->answered(std::move(answer));
                                   });
    }

    std::vector<http::field> signed_headers(const std::string& path) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(use.clock.now().time_since_epoch()).count();
        const auto headers = signing::flatten(
            signing::call_headers{use.access_id, 4, settings.platform, seconds, signing::fresh_nonce(), settings.version});
        std::vector<http::field> fields;
        for (const auto& one : headers.entries()) fields.push_back({one.name, one.value});
        const auto text =
            signing::string_to_sign(settings.farm.authority(), path, signing::canonical_string(headers.entries(), entries));
        if (auto signature = use.sign(text); !signature.empty()) fields.push_back({"signature", std::move(signature)});
        fields.push_back({"Content-Type", "application/json"});
        if (settings.generation >= 2) fields.push_back({"languageFlag", std::to_string(static_cast<int>(settings.words))});
        return fields;
    }

    void answered(result<http::response> answer) {
        if (!answer) return failed(std::move(answer).error());
        // The service sends its own errors with status 200; with an HTTP error only what has the service's own form counts.
        if (answer->status == 200 || (answer->status >= 400 && api::is_answer(answer->body)))
            return finish(std::move(answer->body));
        auto why = detail::unexpected_status(settings.url_of(at), *answer);
        if (detail::may_pass(answer->status)) failed(std::move(why));
        else finish(std::move(why));
    }

    void failed(failure why) {
        const auto pause = stop.stop_requested() ? std::nullopt : use.retry(attempts, at.retry, why);
        if (!pause) return finish(std::move(why));
        if (told) told(event::kind::retried, why.message(), static_cast<std::uint64_t>(attempts));
        use.clock.async_wait(executor, *pause, stop, [self = shared_from_this()](result<void> waited) {
            if (waited) return self->attempt();
            self->finish(
                failure{waited.error().code, self->settings.url_of(self->at), "called off while waiting for the next try", {}});
        });
    }

    channel_settings settings;
    policies use;
    asio::any_io_executor executor;
    routes at;
    std::string body;
    signing::canonical_body entries;
    std::stop_token stop;
    completion<std::string> done;
    request_teller told;
    int attempts = 0;
};

RENDERBUS_DECL void api_channel::async_call(asio::any_io_executor executor, const routes& at, std::string body,
                                            signing::canonical_body entries, std::stop_token stop, completion<std::string> done,
                                            request_teller told) {
    if (path_in(at, settings_.generation).empty()) {
        asio::post(executor, [done = std::move(done), at]() mutable {
            done(failure{data_errc::invalid_value, std::string(at.name), "this generation of the API has no such endpoint", {}});
        });
        return;
    }
    auto op = std::make_shared<call>(*this, executor, at, std::move(body), std::move(entries), std::move(stop), std::move(done),
                                     std::move(told));
    asio::post(executor, [op] { op->start(); });
}

}  // namespace renderbus

#endif
