// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_IMPL_API_CALL_IPP
#define RENDERBUS_IMPL_API_CALL_IPP

#include <renderbus/api_channel.hpp>
#include <renderbus/http_date.hpp>
#include <renderbus/observe/redact.hpp>

#include <openssl/crypto.h>
#include <asio/post.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace renderbus {
namespace detail {

/// Whether an HTTP status tells of a farm that is busy or out of order, and not of a wrong call.
inline bool may_pass(int status) { return status >= 500 || status == 429 || status == 408; }

inline transport_errc code_of_status(int status) {
    if (status >= 300 && status < 400) return transport_errc::redirect_refused;
    if (status == 429) return transport_errc::rate_limited;
    if (may_pass(status)) return transport_errc::unavailable;
    if (status == 401 || status == 403 || status == 407) return transport_errc::access_denied;
    if (status == 404 || status == 410) return transport_errc::no_such_place;
    return transport_errc::http_status;
}

inline failure unexpected_status(int status) {
    const auto code = code_of_status(status);
    if (code == transport_errc::redirect_refused)
        return {
            code, {}, "the farm redirects to another place, which is not followed", "give the client the farm's final address"};
    return {code,
            {},
            "the farm answered with HTTP status " + std::to_string(status),
            code == transport_errc::no_such_place ? "check the farm's address and the API generation" : ""};
}

/// Whether the answer is the service's own, be it a refusal. It sends those with status 200; with an HTTP error only a code of
/// its tables counts, and where the farm may be busy or out of order none that is an HTTP status as well: gateways have JSON
/// with codes of their own.
inline bool is_the_service_s(const http::response& answer) {
    if (answer.status == 200) return true;
    if (answer.status < 400) return false;
    const auto code = api::code_in(answer.body);
    return code && service_words(static_cast<service_errc>(*code)) && !(may_pass(answer.status) && *code < 600);
}

/// The farm surely did nothing of a call that ended so.
inline bool never_arrived(const failure& why) {
    const auto& code = why.code;
    return why.never_sent || code == transport_errc::resolve_failed || code == transport_errc::connect_failed ||
           code == transport_errc::certificate_refused || code == transport_errc::proxy_refused ||
           code == transport_errc::rate_limited || code == transport_errc::access_denied ||
           code == transport_errc::no_such_place || code == transport_errc::redirect_refused;
}

/// What a Retry-After header asks for: seconds, or a time by the farm's clock.
inline std::optional<std::chrono::milliseconds> asked_pause(const http::response& answer,
                                                            std::chrono::system_clock::time_point now) {
    const auto* text = http::find(answer.headers, "Retry-After");
    if (!text) return std::nullopt;
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), seconds);
    constexpr std::int64_t a_year = 366 * 24 * 3600;
    if (read.ec == std::errc{} && read.ptr == text->data() + text->size() && seconds >= 0)
        return std::chrono::seconds(std::min(seconds, a_year));
    if (const auto when = parse_http_date(*text))
        return std::max(std::chrono::milliseconds(0), std::chrono::duration_cast<std::chrono::milliseconds>(*when - now));
    return std::nullopt;
}

/// The farm's time, where its answer names one: milliseconds since the epoch.
inline std::optional<std::int64_t> time_in(const failure& refusal, const http::response& answer) {
    // What a 64-bit clock of nanoseconds can hold, with room to reckon in.
    constexpr std::int64_t latest = 8'000'000'000'000;  // the year 2223
    const auto is_a_time = [](std::int64_t when) { return when > 0 && when < latest; };
    if (refusal.call && refusal.call->server_time && is_a_time(*refusal.call->server_time)) return refusal.call->server_time;
    const auto* date = http::find(answer.headers, "Date");
    if (!date) return std::nullopt;
    const auto seconds = parse_http_date(*date);
    if (!seconds || !is_a_time(seconds->time_since_epoch().count() * 1000)) return std::nullopt;
    return seconds->time_since_epoch().count() * 1000;
}

/// `3 days 4 h`, `1 h 12 min`, `7 s`: the two largest units.
inline std::string in_words(std::chrono::seconds span) {
    constexpr std::pair<std::int64_t, const char*> units[] = {{86'400, " days"}, {3'600, " h"}, {60, " min"}, {1, " s"}};
    std::int64_t left = span.count();
    std::string text;
    int shown = 0;
    for (const auto& [size, name] : units) {
        if (left < size || shown == 2) continue;
        text += (text.empty() ? "" : " ") + std::to_string(left / size) + name;
        left %= size;
        ++shown;
    }
    return text.empty() ? "0 s" : text;
}

/// A whole number's digits, where they stand as long as they are looked at.
class decimal {
public:
    template <class T>
    explicit decimal(T number) : end_(std::to_chars(digits_, digits_ + sizeof digits_, number).ptr) {}
    operator std::string_view() const noexcept { return {digits_, end_}; }

private:
    char digits_[24];
    char* end_;
};

inline double chance(const random_source& random) {
    try {
        return static_cast<double>(random() >> 11) * 0x1p-53;
    } catch (const exception&) {
        return 0.5;
    }
}

inline std::int64_t in_milliseconds(std::chrono::system_clock::time_point when) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
}

inline bool blot_out(std::string& text, std::string_view secret_text) {
    constexpr std::string_view mark = "***";
    bool found = false;
    for (auto at = text.find(secret_text); at != std::string::npos; at = text.find(secret_text, at + mark.size())) {
        text.replace(at, secret_text.size(), mark);
        found = true;
    }
    return found;
}

}  // namespace detail

RENDERBUS_DECL request_teller tell_requests(std::shared_ptr<const any_observer> observe, event like,
                                            std::shared_ptr<const std::string> run) {
    if (detail::is_unobserved(*observe)) return {};
    return [observe = std::move(observe), like, run = std::move(run), span = std::uint64_t{0}](
               event::kind what, std::string_view subject, std::uint64_t number) mutable {
        if (what == event::kind::request_started) span = next_span();
        const bool of_the_request = what != event::kind::retried && what != event::kind::clock_corrected;
        (*observe)(event{what, like.stage, subject, number, 0, of_the_request ? span : 0, of_the_request ? like.parent : span,
                         run ? std::string_view(*run) : std::string_view()});
    };
}

RENDERBUS_DECL request_teller tell_requests(const any_observer& observe) {
    if (detail::is_unobserved(observe)) return {};
    return tell_requests(std::make_shared<const any_observer>(observe), event{});
}

RENDERBUS_DECL std::string channel_settings::url_of(const routes& at) const {
    return farm.text() + std::string(path_in(at, generation));
}

RENDERBUS_DECL api_call::api_call(parts&& of, result<api::prepared> made) : of_(std::move(of)), prepared_(std::move(made)) {}

RENDERBUS_DECL std::string_view api_call::advice() const {
    return "look at the farm for what became of it before sending it again";
}
RENDERBUS_DECL void api_call::find_out(const call_run&, completion<bool> done) { done(false); }
RENDERBUS_DECL void api_call::undo_others(const call_run&, completion<void> done) { done({}); }

RENDERBUS_DECL void api_call::begin(std::unique_ptr<api_call> call) {
    const auto executor = call->of_.executor;
    asio::post(executor, [self = std::shared_ptr<api_call>(std::move(call))] { self->start(); });
}

RENDERBUS_DECL void api_call::start() {
    if (!prepared_) return fail(std::move(prepared_).error());
    began_ = of_.channel->use.clock.steady_now();
    tell(event::kind::request_started, of_.at.name);
    attempt();
}

RENDERBUS_DECL void api_call::attempt() {
    auto& gate = of_.channel->use.gate;
    if (!gate) return send({});
    gate->async_enter(of_.executor, traffic::call, prepared_->body.size(), of_.stop,
                      [self = shared_from_this()](result<gate_pass> turn) {
                          if (turn) return self->send(*std::move(turn));
                          turn.error().place = self->of_.channel->settings.url_of(self->of_.at);
                          self->finish(std::move(turn).error());
                      });
}

RENDERBUS_DECL void api_call::send(gate_pass turn) {
    const auto& settings = of_.channel->settings;
    ++tries_;
    http::request request;
    try {
        request.headers = signed_headers();
    } catch (const exception& refused) {
        return finish(refused.why());
    }
    request.where = settings.farm;
    request.target = path_in(of_.at, settings.generation);
    request.body = prepared_->body;
    // Never repeated below: the farm takes a nonce once, so each try is signed anew here.
    request.repeatable = false;
    request.timeout = settings.timeout;
    of_.channel->use.carrier.async_exchange(
        of_.executor, std::move(request), of_.stop,
        [self = shared_from_this(), turn = std::move(turn)](result<http::response> answer) mutable {
            turn.moved(self->prepared_->body.size() + (answer ? answer->body.size() : 0));
            turn.leave();
            self->answered(std::move(answer));
        });
}

/// This machine's time as the farm sees it.
inline std::chrono::system_clock::time_point api_call::farm_time() const {
    return of_.channel->use.clock.now() + std::chrono::milliseconds(of_.channel->clock_offset->load());
}

RENDERBUS_DECL std::vector<http::field> api_call::signed_headers() {
    const auto& settings = of_.channel->settings;
    const auto& use = of_.channel->use;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(farm_time()).time_since_epoch().count();
    const std::uint64_t nonce = 100'000'000'000 + use.random() % 900'000'000'000;
    const detail::decimal platform(settings.platform), time(seconds), once(nonce);
    const signing::header headers[] = {{"UTCTimestamp", time}, {"accessId", use.access_id}, {"channel", "4"},
                                       {"nonce", once},        {"platform", platform},      {"version", settings.version}};
    std::vector<http::field> fields;
    fields.reserve(std::size(headers) + 3);
    const auto add = [&](std::string_view name, std::string_view value) {
        auto& added = fields.emplace_back();
        added.name = name;
        added.value = value;
    };
    for (const auto& [name, value] : headers) add(name, value);
    auto signature = use.sign(
        signing::string_to_sign(settings.farm.authority(), path_in(of_.at, settings.generation), headers, prepared_->entries));
    if (!signature.empty()) {
        add("signature", signature);
        signatures_.push_back(std::move(signature));
    }
    add("Content-Type", "application/json");
    if (settings.generation >= 2) add("languageFlag", detail::decimal(static_cast<int>(settings.words)));
    return fields;
}

RENDERBUS_DECL void api_call::answered(result<http::response> answer) {
    if (!answer) return failed(std::move(answer).error());
    if (!detail::is_the_service_s(*answer)) {
        auto why = detail::unexpected_status(answer->status);
        why.place = of_.channel->settings.url_of(of_.at);
        return failed(std::move(why), detail::asked_pause(*answer, farm_time()));
    }
    auto taken = take(answer->body);
    // An excerpt of it may be shown: one without what it echoes of our secrets.
    if (!taken && hide_secrets(answer->body)) taken = take(answer->body);
    OPENSSL_cleanse(answer->body.data(), answer->body.size());  // it may hold a key
    if (taken) {
        if (!answer_was_lost_) return done_and_told();
        // Whether that can be done changes nothing of this call's own success; the questions tell of themselves.
        return undo_others(questions(), [self = shared_from_this()](result<void>) { self->done_and_told(); });
    }
    failure why = std::move(taken).error();
    const auto inside = std::exchange(why.place, std::string(of_.at.name) + " at " + of_.channel->settings.url_of(of_.at));
    if (!inside.empty()) why.place += ", " + inside;
    why.cause = redact(why.cause);
    if (why.code == service_errc::expired_timestamp && cure_clock(why, *answer)) return attempt();
    failed(std::move(why), detail::asked_pause(*answer, farm_time()));
}

RENDERBUS_DECL bool api_call::cure_clock(const failure& expired, const http::response& answer) {
    const auto named = detail::time_in(expired, answer);
    if (clock_was_cured_ || !named || of_.stop.stop_requested()) return false;
    clock_was_cured_ = true;
    const std::int64_t offset = *named - detail::in_milliseconds(of_.channel->use.clock.now());
    of_.channel->clock_offset->store(offset);
    if (!of_.told) return true;
    const auto seconds = std::chrono::seconds((offset < 0 ? -offset : offset) / 1000);
    const std::string text = "this machine's clock is " + detail::in_words(seconds) + (offset < 0 ? " ahead of" : " behind") +
                             " the farm's; calls are signed with the farm's time, but better set the clock";
    of_.told(event::kind::clock_corrected, text, static_cast<std::uint64_t>(seconds.count()));
    return true;
}

RENDERBUS_DECL void api_call::failed(failure why, std::optional<std::chrono::milliseconds> asked_pause) {
    const bool is_once = of_.at.retry == retry_class::once;
    const bool is_refusal = why.code.category() == service_category();
    const bool is_canceled = why.code == transport_errc::canceled || of_.stop.stop_requested();
    // A refusal is the farm's word that it did nothing, but for one that may pass: that the farm broke down says not when.
    const bool says_nothing = is_refusal ? why.code == condition::transient : !detail::never_arrived(why);
    if (is_once && says_nothing) {
        answer_was_lost_ = true;
        looked_for_ = std::chrono::milliseconds(0);
    }
    if (is_canceled) return finish(std::move(why));

    std::optional<std::chrono::milliseconds> pause;
    const auto& use = of_.channel->use;
    if (why.code != service_errc::expired_timestamp && why.code != service_errc::wrong_signature) {
        auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(use.clock.steady_now() - began_);
        if (answer_was_lost_) elapsed += of_.channel->settings.late_work - looked_for_;  // the next try begins behind that
        pause = use.retry(failed_try{why, of_.at.retry, tries_, elapsed, asked_pause, detail::chance(use.random)});
    }
    if (!pause && !answer_was_lost_) return finish(std::move(why));
    if (answer_was_lost_ && !can_find_out()) {
        why.cause += "; whether the farm did it all the same is not known, so it is not sent again";
        why.next_step = advice();
        return finish(std::move(why));
    }
    if (pause) wait(*pause, std::move(why), true);
    else go_on(std::move(why), false);
}

RENDERBUS_DECL void api_call::wait(std::chrono::milliseconds pause, failure why, bool again) {
    if (answer_was_lost_) looked_for_ += pause;
    auto then = [self = shared_from_this(), why = std::move(why), again](result<void> waited) mutable {
        if (waited) return self->go_on(std::move(why), again);
        self->finish({waited.error().code,
                      self->of_.channel->settings.url_of(self->of_.at),
                      "called off while waiting for the next try",
                      {}});
    };
    of_.channel->use.clock.async_wait(of_.executor, pause, of_.stop, std::move(then));
}

RENDERBUS_DECL void api_call::go_on(failure why, bool again) {
    if (!answer_was_lost_) return try_again(why);
    find_out(questions(), [self = shared_from_this(), why = std::move(why), again](result<bool> was_done) mutable {
        if (was_done && *was_done) return self->done_and_told();
        if (!was_done) {
            why.cause += "; whether the farm did it all the same could not be found out: " + was_done.error().message();
            return self->finish(std::move(why));
        }
        if (!again) {
            why.cause += "; the farm had not done it yet when it was asked, but it may still";
            why.next_step = self->advice();
            return self->finish(std::move(why));
        }
        const auto left = self->of_.channel->settings.late_work - self->looked_for_;
        if (left <= std::chrono::milliseconds(0)) return self->try_again(why);
        const auto next = std::max<std::chrono::milliseconds>(self->looked_for_, std::chrono::seconds(1));
        self->wait(std::min(next, left), std::move(why), again);
    });
}

RENDERBUS_DECL void api_call::try_again(const failure& why) {
    if (of_.told) tell(event::kind::retried, complete(why).message());
    attempt();
}

RENDERBUS_DECL call_run api_call::questions() const {
    return {std::make_shared<api_channel>(of_.channel), of_.executor, of_.stop, of_.told};
}

RENDERBUS_DECL void api_call::done_and_told() {
    tell(event::kind::request_finished, of_.at.name);
    succeed();
}

RENDERBUS_DECL bool api_call::hide_secrets(std::string& text) const {
    bool found = false;
    for (const auto& signature : signatures_) found = detail::blot_out(text, signature) || found;
    if (!of_.channel->use.conceal) return found;
    auto hidden = of_.channel->use.conceal(text);
    found = found || hidden != text;
    text = std::move(hidden);
    return found;
}

RENDERBUS_DECL failure api_call::complete(failure why) const {
    const auto& settings = of_.channel->settings;
    auto call = why.call ? *why.call : failed_call{};
    call.endpoint = of_.at.name;
    call.url = settings.url_of(of_.at);
    if (why.code == service_errc::expired_timestamp) {
        why.next_step = "set this machine's clock";
        if (clock_was_cured_) why.cause += ", also after the call was signed with the time that the farm had named";
        else why.cause += ", and named no time that could be taken in place of this machine's";
    }
    for (std::string* text : {&why.place, &why.cause, &why.next_step, &call.service_message, &call.request_id})
        hide_secrets(*text);
    why.call = std::make_shared<const failed_call>(std::move(call));
    return why;
}

RENDERBUS_DECL void api_call::finish(failure why) {
    auto whole = complete(std::move(why));
    if (of_.told) tell(event::kind::request_failed, whole.message());
    fail(std::move(whole));
}

}  // namespace renderbus

#endif
