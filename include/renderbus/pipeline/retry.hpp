// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_RETRY_HPP
#define RENDERBUS_PIPELINE_RETRY_HPP

#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// Whether a failure may pass by itself: the line was down, or the other side slow.
inline bool of_the_line(const failure& why) noexcept {
    return why.code == condition::transient || why.code == transport_errc::http_status;
}
inline bool any_failure(const failure&) noexcept { return true; }

/// Tries again with pauses that double.
struct backoff {
    int tries = 3;  ///< in all
    std::chrono::milliseconds first_pause{250};
    std::chrono::milliseconds longest_pause{30'000};
    bool (*worth_it)(const failure&) = any_failure;  ///< which failures are worth another try; `of_the_line`: only the line's

    std::optional<std::chrono::milliseconds> operator()(int tries_made, const failure& why) const {
        if (tries_made >= tries || !worth_it(why)) return std::nullopt;
        return std::min<std::chrono::milliseconds>(longest_pause, first_pause * (1LL << std::clamp(tries_made - 1, 0, 30)));
    }
};

namespace detail {

/// A retry's policy behind its type.
struct retry_policy {
    void* policy;
    std::optional<std::chrono::milliseconds> (*pause)(void* policy, int tries_made, const failure& why);
};

template <class Policy>
std::optional<std::chrono::milliseconds> ask_policy(void* policy, int tries_made, const failure& why) {
    return (*static_cast<Policy*>(policy))(tries_made, why);
}

RENDERBUS_DECL void start_retry(run_context& context, const node& stage, retry_policy policy, box value, completion<box> done);

}  // namespace detail

/// A stage that is tried again.
template <class S, class Policy>
struct retry_stage : composed_stage {
    static constexpr std::string_view name = "retry";
    using context = typename detail::context_of<S>::type;
    using first_stage = S;
    using input = detail::wanted_t<S>;

    static constexpr auto figure = detail::figure::loop;
    using parts = detail::parts_of<S>;
    template <class In>
    static constexpr bool takes = detail::passage_v<S, const std::remove_cvref_t<In>&> != detail::passage::none;
    template <class In>
    using gives = detail::settled_outcome_t<S, const std::remove_cvref_t<In>&>;
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        detail::start_retry(in, detail::node_of<S, const std::remove_cvref_t<In>&>(stage), {&policy, detail::ask_policy<Policy>},
                            std::move(value), std::move(done));
    }

    template <class F>
    void for_each_part(F&& visit) const {
        visit(stage);
    }

    S stage;
    Policy policy;
};

/// A stage that is tried again while `policy(tries_made, failure)` gives a pause: a `std::optional<std::chrono::milliseconds>`.
/// Refused for what must not be done twice.
template <class S, class Policy = backoff>
constexpr auto retry(S stage, Policy policy = {}) {
    static_assert(detail::is_stage<S>, "renderbus: retry takes a stage; this is none");
    static_assert(detail::is_repeatable<S>,
                  "renderbus: retry must not stand around what may not be done twice (a task made or submitted again is a second "
                  "task); put it "
                  "around the stages before or behind that");
    static_assert(
        !detail::takes_it_alone<S>(),
        "renderbus: retry gives its value to the stage several times, and this stage takes it away (by value, and it cannot be "
        "copied); let the stage take a const reference");
    if constexpr (detail::is_stage<S> && detail::is_repeatable<S> && !detail::takes_it_alone<S>())
        return retry_stage<S, Policy>{{}, std::move(stage), std::move(policy)};
    else return broken_pipeline();
}

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/retry.ipp>
#endif

#endif
