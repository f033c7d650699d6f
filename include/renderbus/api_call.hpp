// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_CALL_HPP
#define RENDERBUS_API_CALL_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/api/prepare.hpp>
#include <renderbus/clock.hpp>
#include <renderbus/gate.hpp>
#include <renderbus/observer.hpp>
#include <renderbus/random.hpp>
#include <renderbus/retry_rule.hpp>
#include <renderbus/signing/signer.hpp>
#include <renderbus/transport/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

struct call_run;
using api::language;

/// How calls go to one farm.
struct channel_settings {
    http::origin farm;
    std::int64_t platform = 2;  ///< the service's number of the render platform (2, 6, 62, ...)
    int generation = generation_2::number;
    std::string version{generation_2::version};
    language words = language::english;
    std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< the longest silence, as the service's own client has it
    /// How long the farm may still be at work on a call whose answer was lost, as behind a gateway that gave up: so long a call
    /// of class `once` is looked for before it is made again.
    std::chrono::milliseconds late_work = std::chrono::seconds(30);

    RENDERBUS_DECL std::string url_of(const routes& at) const;
};

/// What calls of one account are made with.
struct channel_policies {
    any_transport carrier;
    any_clock clock;
    std::string access_id;
    std::function<std::string(std::string_view text)> sign;
    std::function<std::optional<std::chrono::milliseconds>(const failed_try&)> retry;
    std::optional<any_gate> gate = {};  ///< where each try waits for its turn before it is signed
    random_source random = system_random();
    /// Takes the signer's key out of a text that goes to people; may be none.
    std::function<std::string(std::string text)> conceal = {};
};

/// What all calls of a channel share. The clock's offset is shared by the channels that were made from one another.
struct channel_core {
    channel_settings settings;
    channel_policies use;
    /// The farm's clock less this machine's, in milliseconds, as an expired timestamp made it known.
    std::shared_ptr<std::atomic<std::int64_t>> clock_offset = std::make_shared<std::atomic<std::int64_t>>(0);
};

/// Who is told of requests, one after another: `what`, what it is about, how many tries were made (of `clock_corrected`: the
/// seconds). Spans are the teller's affair.
using request_teller = std::function<void(event::kind what, std::string_view subject, std::uint64_t number)>;

/// Tells an observer of requests as spans inside `like`; nobody is told where nobody observes.
RENDERBUS_DECL request_teller tell_requests(std::shared_ptr<const any_observer> observe, event like,
                                            std::shared_ptr<const std::string> run = {});

/// The same as spans of their own.
RENDERBUS_DECL request_teller tell_requests(const any_observer& observe);

/// One call with all its tries; each waits for its turn at the gate and is signed anew. What becomes of a failed try:
///
/// * An expired timestamp (610) is cured once, by the time in the farm's refusal, else in its Date header: the farm did
///   nothing, so this holds for calls of every class. The offset is kept for the channel's later calls, whatever it is, and told.
/// * A `safe` or `idempotent` call is tried again as the retry rule says.
/// * A `once` call that certainly did not reach the farm (no name, no connection; 429) is tried again as the rule says. Where
///   its answer was lost or is none, the farm is asked, after the rule's pause and then now and again for as long as it may be
///   at work on it (`channel_settings::late_work`), whether it did the call: then the call is done, and else it may be tried
///   again. A refusal after a lost answer is looked into likewise, for the lost try may have come in late; so is a success,
///   and what the lost try did is undone where that can be. Where nobody can find out, the failure says so, and nothing is
///   sent again.
class api_call : public std::enable_shared_from_this<api_call> {
public:
    struct parts {
        std::shared_ptr<channel_core> channel;
        asio::any_io_executor executor;
        const routes& at;
        std::stop_token stop;
        request_teller told;
    };

    virtual ~api_call() = default;
    /// Not from inside this call: in the executor.
    static RENDERBUS_DECL void begin(std::unique_ptr<api_call> call);

protected:
    RENDERBUS_DECL api_call(parts&& of, result<api::prepared> made);
    /// What to do where nobody can find out what became of the call.
    virtual RENDERBUS_DECL std::string_view advice() const;

private:
    /// Takes the reply out of an answer's text.
    virtual result<void> take(std::string_view answer) = 0;
    virtual void succeed() = 0;
    virtual void fail(failure why) = 0;
    // Of a call of class `once` that can be found out about; no other is asked for these.
    virtual bool can_find_out() const { return false; }
    /// Gives whether the farm did the call, and has taken the reply where it did.
    virtual RENDERBUS_DECL void find_out(const call_run& in, completion<bool> done);
    /// Undoes what tries before the one that succeeded did as well.
    virtual RENDERBUS_DECL void undo_others(const call_run& in, completion<void> done);

    RENDERBUS_DECL void start();
    RENDERBUS_DECL void attempt();
    RENDERBUS_DECL void send(gate_pass turn);
    RENDERBUS_DECL std::vector<http::field> signed_headers();
    RENDERBUS_DECL void answered(result<http::response> answer);
    RENDERBUS_DECL bool cure_clock(const failure& expired, const http::response& answer);
    RENDERBUS_DECL void failed(failure why, std::optional<std::chrono::milliseconds> asked_pause = {});
    RENDERBUS_DECL void wait(std::chrono::milliseconds pause, failure why, bool again);
    RENDERBUS_DECL void go_on(failure why, bool again);
    RENDERBUS_DECL void try_again(const failure& why);
    RENDERBUS_DECL call_run questions() const;
    RENDERBUS_DECL void done_and_told();
    RENDERBUS_DECL void finish(failure why);
    RENDERBUS_DECL failure complete(failure why) const;
    /// Puts `***` in place of the signatures of the tries and of the signer's key; gives whether there were any.
    RENDERBUS_DECL bool hide_secrets(std::string& text) const;

    std::chrono::system_clock::time_point farm_time() const;
    void tell(event::kind what, std::string_view subject) const {
        if (of_.told) of_.told(what, subject, static_cast<std::uint64_t>(tries_));
    }

    parts of_;
    result<api::prepared> prepared_;  // or why it cannot be sent at all
    std::chrono::steady_clock::time_point began_;
    int tries_ = 0;
    bool clock_was_cured_ = false;
    bool answer_was_lost_ = false;             // of a call of class `once`: the farm may have done it
    std::chrono::milliseconds looked_for_{0};  // how long, since an answer was lost
    std::vector<std::string> signatures_;      // of the tries, which an answer may echo
};

}  // namespace renderbus

#endif
