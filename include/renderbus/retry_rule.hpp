// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_RETRY_RULE_HPP
#define RENDERBUS_RETRY_RULE_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/error.hpp>

#include <chrono>
#include <concepts>
#include <optional>

namespace renderbus {

/// A try of a call that failed, and what a rule may want to know of it.
struct failed_try {
    const failure& why;
    retry_class kind = retry_class::safe;
    int tries = 1;                         ///< that were made
    std::chrono::milliseconds elapsed{0};  ///< since the call began
    std::optional<std::chrono::milliseconds> asked_pause = {};  ///< that the farm asked for (Retry-After)
    double chance = 0;                     ///< from 0 to below 1, at random
};

/// Whether a call that failed is tried again, and after which pause. What the rule does not decide: a call of class `once` is
/// tried again only where it is sure that the farm did nothing; an expired timestamp is cured apart from it.
///
/// Models: `retry_with_backoff`, `never_retry`.
template <class T>
concept retry_rule = requires(const T& rule, const failed_try& failed) {
    { rule.pause_before_next(failed) } -> std::same_as<std::optional<std::chrono::milliseconds>>;
};

/// Tries again what may pass by itself (`condition::transient`). The pause is taken at random between nothing and a limit that
/// doubles from try to try, so that many clients do not come back all at once.
struct retry_with_backoff {
    int tries = 4;                                   ///< in all
    std::chrono::milliseconds first_pause{250};      ///< limit of the first pause
    std::chrono::milliseconds longest_pause{8'000};  ///< limit of every pause
    /// A farm that asks for a pause (Retry-After) gets it, up to this.
    std::chrono::milliseconds longest_asked_pause{60'000};
    /// No try begins later than this after the call. A try that has begun ends by the client's own timeout.
    std::chrono::milliseconds deadline{120'000};

    RENDERBUS_DECL std::optional<std::chrono::milliseconds> pause_before_next(const failed_try& failed) const;
};

struct never_retry {
    std::optional<std::chrono::milliseconds> pause_before_next(const failed_try&) const { return std::nullopt; }
};

/// A rule for one call: `client.send(request, rb::retrying{rb::retry_with_backoff{.tries = 10}})`.
template <retry_rule Rule = retry_with_backoff>
struct retrying {
    Rule rule = {};
};
template <class Rule>
retrying(Rule) -> retrying<Rule>;

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/retry_rule.ipp>
#endif

#endif
