// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <cstdlib>
#include <deque>

using namespace client_test;

namespace {

/// What may befall one exchange.
enum class fault { none, refused, lost, answer_lost, late, goes_on, busy, broken, garbage, slow_down, expired, count };

/// A farm with tasks, and a line that follows a list of faults: one an exchange, none behind its end.
class faulty_farm {
public:
    faulty_farm(std::vector<fault> faults, std::shared_ptr<rb::manual_time> clock)
        : faults_(std::move(faults)), clock_(std::move(clock)) {}

    rb::result<rb::http::response> operator()(const rb::http::request& what) {
        for (; !begun.empty() && begun.front().first <= clock_->now(); begun.pop_front()) serve(begun.front().second);
        const auto now = fault_of(exchanges++);
        times.push_back(clock_->now());
        nonces.insert(*rb::http::find(what.headers, "nonce"));
        const auto failed = [&](rb::transport_errc code) { return rb::failure{code, what.target, "told to", {}}; };
        switch (now) {
            case fault::refused: return failed(rb::transport_errc::connect_failed);
            case fault::lost: return failed(rb::transport_errc::connection_lost);
            case fault::busy: return rb::http::response{503, {}, "busy"};
            case fault::slow_down: return rb::http::response{429, {{"Retry-After", "3"}}, ""};
            case fault::expired: return answer(R"({"code":610,"serverTime":1535957371000})");
            case fault::late:
                clock_->advance(50s);
                serve(what);
                return failed(rb::transport_errc::timed_out);
            case fault::goes_on: begun.emplace_back(clock_->now() + 20s, what); return rb::http::response{504, {}, "gateway"};
            case fault::answer_lost: serve(what); return failed(rb::transport_errc::connection_lost);
            case fault::broken: serve(what); return answer(R"({"code":500,"message":"broken"})");
            case fault::garbage: serve(what); return answer("<html>");
            default: return serve(what);
        }
    }

    fault fault_of(std::size_t exchange) const { return exchange < faults_.size() ? faults_[exchange] : fault::none; }

    std::size_t exchanges = 0;
    std::vector<std::chrono::system_clock::time_point> times;
    std::set<std::string> nonces;
    std::vector<std::string> made;  // the labels of the tasks, each as it stands in JSON
    std::deque<std::pair<std::chrono::system_clock::time_point, rb::http::request>> begun;  // behind a gateway that gave up
    int submissions = 0;
    int refused_submissions = 0;

private:
    static rb::http::response answer(std::string body) { return {200, {}, std::move(body)}; }

    rb::http::response serve(const rb::http::request& what) {
        if (what.target == rb::api::task::create::at.generation_2) {
            const auto from = what.body.find("renderbus-");
            made.push_back(from == std::string::npos ? "" : what.body.substr(from, what.body.find('"', from) - from));
            return answer(R"({"code":200,"data":{"taskIdList":[)" + std::to_string(100 + made.size()) + "]}}");
        }
        if (what.target == rb::api::task::submit::at.generation_2) {
            if (submissions == 0) return ++submissions, answer(R"({"code":200})");
            return ++refused_submissions, answer(R"({"code":600,"message":"submitted already"})");
        }
        std::string items = submissions ? R"({"id":5,"submitDate":1535957371000})" : R"({"id":5})";
        for (std::size_t i = 0; i < made.size(); ++i)
            items += R"(,{"id":)" + std::to_string(101 + i) + R"(,"labels":"{\"1\":\")" + made[i] + R"(\"}"})";
        return answer(R"({"code":200,"data":{"items":[)" + items + "]}}");
    }

    std::vector<fault> faults_;
    std::shared_ptr<rb::manual_time> clock_;
};

/// The same seed gives the same run.
struct run {
    explicit run(std::uint64_t seed, rb::retry_with_backoff with = {}) : rule(with), dice(rb::seeded_random(seed)) {
        std::vector<fault> faults(dice() % 9);
        for (auto& one : faults) one = static_cast<fault>(dice() % static_cast<std::uint64_t>(fault::count));
        farm = std::make_shared<faulty_farm>(faults, clock);
        client.emplace(settings(), std::make_shared<rb::in_process_transport>([to = farm](const rb::http::request& what) {
                           return (*to)(what);
                       }),
                       signs(), rule, clock, rb::unobserved{}, rb::seeded_random(seed + 1));
    }

    template <class Request>
    rb::result<typename Request::reply> outcome_of(const Request& request) {
        one_call<Request> call(*client, request);
        while (!call.is_done()) {
            BOOST_TEST_REQUIRE(clock->advance_to_next());
            call.run();
        }
        return call.outcome();
    }
    std::chrono::system_clock::duration elapsed() const { return clock->now() - start; }

    rb::retry_with_backoff rule;
    rb::random_source dice;
    std::shared_ptr<rb::manual_time> clock = std::make_shared<rb::manual_time>(start);
    std::shared_ptr<faulty_farm> farm;
    std::optional<rb::basic_client<rb::in_process_transport, rb::hmac_signer, rb::generation_2, rb::retry_with_backoff,
                                   rb::manual_time, rb::unobserved>>
        client;
};

/// What should become of a safe call: whether it succeeds, and after how many exchanges. `late` faults take 50 s each.
std::pair<bool, std::size_t> model_of_a_safe_call(const run& all) {
    bool was_cured = false;
    for (std::size_t n = 0;; ++n) {
        const auto now = all.farm->fault_of(n);
        if (now == fault::none) return {true, n + 1};
        if (now == fault::garbage || (now == fault::expired && was_cured)) return {false, n + 1};
        if (now == fault::expired) was_cured = true;
        else if (static_cast<int>(n + 1) >= all.rule.tries) return {false, n + 1};
    }
}

bool is_told_as_not_known(const std::string& cause) {
    return cause.find("could not be found out") != std::string::npos || cause.find("but it may still") != std::string::npos;
}

std::uint64_t sequences() {
    const char* wished = std::getenv("RENDERBUS_FAULT_SEQUENCES");
    return wished ? std::strtoull(wished, nullptr, 10) : 1'500;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fault_sequences)

BOOST_AUTO_TEST_CASE(leave_safe_calls_what_the_model_says) {
    for (std::uint64_t seed = 1; seed <= sequences(); ++seed) {
        run all(seed * 1000, {.tries = 5, .deadline = 24h});
        const auto [succeeds, exchanges] = model_of_a_safe_call(all);
        const auto outcome = all.outcome_of(rb::api::query::task_list{});
        BOOST_TEST_REQUIRE(outcome.has_value() == succeeds, "seed " << seed);
        BOOST_TEST_REQUIRE(all.farm->exchanges == exchanges, "seed " << seed);
        BOOST_TEST_REQUIRE(all.farm->nonces.size() == exchanges);
        auto limit = std::chrono::milliseconds(250);
        for (std::size_t n = 1; n < exchanges; ++n, limit = std::min(limit * 2, std::chrono::milliseconds(8000))) {
            const auto before = all.farm->fault_of(n - 1);
            auto pause = all.farm->times[n] - all.farm->times[n - 1];
            if (before == fault::late) pause -= 50s;
            if (before == fault::expired) BOOST_TEST_REQUIRE((pause == 0s));
            else if (before == fault::slow_down)
                BOOST_TEST_REQUIRE((pause >= 3s && pause <= std::max<std::chrono::milliseconds>(3s, limit)));
            else BOOST_TEST_REQUIRE((pause >= 0s && pause <= limit), "seed " << seed << ", exchange " << n);
        }
    }
}

BOOST_AUTO_TEST_CASE(never_begin_a_try_behind_the_deadline) {
    int cut_short = 0;
    for (std::uint64_t seed = 1; seed <= sequences(); ++seed) {
        run all(seed * 1000 + 7, {.tries = 100, .first_pause = 2s, .deadline = 60s});
        const auto outcome = all.outcome_of(rb::api::query::task_list{});
        BOOST_TEST_REQUIRE((all.farm->times.back() - start <= 60s), "seed " << seed);
        BOOST_TEST_REQUIRE((all.elapsed() <= 110s), "seed " << seed);
        cut_short += !outcome && outcome.error().code == rb::condition::transient;
    }
    BOOST_TEST(cut_short > 0);
}

BOOST_AUTO_TEST_CASE(never_make_two_tasks) {
    int known = 0, unknown = 0;
    for (std::uint64_t seed = 1; seed <= sequences(); ++seed) {
        run all(seed * 1000 + 1);
        const auto outcome = all.outcome_of(rb::api::task::create{.labels = {"night", "renderbus-0123456789abcdef"}});
        BOOST_TEST_REQUIRE(all.farm->made.size() <= 1u, "seed " << seed);
        if (outcome) {
            BOOST_TEST_REQUIRE(all.farm->made.size() == 1u, "seed " << seed);
            BOOST_TEST_REQUIRE(outcome->task_id_list.size() == 1u);
            BOOST_TEST_REQUIRE(outcome->task_id_list[0] == 101);
            ++known;
        } else if (all.farm->made.size() == 1u || !all.farm->begun.empty()) {
            const auto& cause = outcome.error().cause;
            BOOST_TEST_REQUIRE((is_told_as_not_known(cause)), "seed " << seed << ": " << cause);
            ++unknown;
        }
    }
    BOOST_TEST_MESSAGE(known << " tasks made and known, " << unknown << " made and told as not known, of " << sequences());
    BOOST_TEST(known > static_cast<int>(sequences() / 2));
}

BOOST_AUTO_TEST_CASE(never_make_two_tasks_that_nothing_tells_apart) {
    for (std::uint64_t seed = 1; seed <= sequences(); ++seed) {
        run all(seed * 1000 + 2);
        const auto outcome = all.outcome_of(rb::api::task::create{.labels = {"night"}});
        BOOST_TEST_REQUIRE(all.farm->made.size() <= 1u, "seed " << seed);
        if (outcome) BOOST_TEST_REQUIRE(outcome->task_id_list.at(0) == 101);
        else if (all.farm->made.size() == 1u)
            BOOST_TEST_REQUIRE((outcome.error().cause.find("is not known") != std::string::npos), "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(never_submit_twice_and_know_what_they_did) {
    for (std::uint64_t seed = 1; seed <= sequences(); ++seed) {
        run all(seed * 1000 + 3);
        const auto outcome = all.outcome_of(rb::api::task::submit{.task_id = 5});
        BOOST_TEST_REQUIRE(all.farm->refused_submissions == 0, "seed " << seed);
        if (outcome) BOOST_TEST_REQUIRE(all.farm->submissions == 1, "seed " << seed);
        else if (all.farm->submissions == 1 || !all.farm->begun.empty())
            BOOST_TEST_REQUIRE((is_told_as_not_known(outcome.error().cause)), "seed " << seed);
    }
}

BOOST_AUTO_TEST_CASE(of_one_seed_are_the_same_run) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        run one(seed * 1000), same(seed * 1000);
        const auto first = one.outcome_of(rb::api::query::task_list{}), second = same.outcome_of(rb::api::query::task_list{});
        BOOST_TEST_REQUIRE(first.has_value() == second.has_value());
        BOOST_TEST_REQUIRE((one.farm->times == same.farm->times));
        BOOST_TEST_REQUIRE(one.farm->nonces == same.farm->nonces, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(of_a_whole_day_pass_in_no_time) {
    auto farm = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connect_failed)});
    auto clock = std::make_shared<rb::manual_time>(start);
    const rb::retry_with_backoff patient{.tries = 1'000'000, .longest_pause = 60s, .deadline = 24h};
    auto client = client_of<>(farm, clock, patient, rb::seeded_random(3));
    const auto began = std::chrono::steady_clock::now();
    one_call call(client, rb::api::tag::names{});
    const auto pauses = call.finish(*clock);
    BOOST_TEST((clock->now() - start > 23h));
    BOOST_TEST((clock->now() - start <= 24h));
    BOOST_TEST(pauses.size() > 2'000u);
    BOOST_TEST((std::chrono::steady_clock::now() - began < 30s));
}

BOOST_AUTO_TEST_SUITE_END()
