// SPDX-License-Identifier: BSL-1.0
#include <renderbus/client.hpp>
#include <renderbus/sharing/shared_line.hpp>
#include <renderbus/transport/in_process.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <asio/thread_pool.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <random>
#include <thread>
#include <vector>

namespace rb = renderbus;
using namespace std::chrono_literals;

namespace {

/// Counts what is under way on all threads together; answers after some turns of the executor.
struct counting_transport {
    std::atomic<int> under_way{0};
    std::atomic<int> most_at_once{0};
    std::atomic<int> exchanges{0};

    void async_exchange(asio::any_io_executor executor, rb::http::request, std::stop_token,
                        rb::completion<rb::http::response> done) {
        const int now = ++under_way;
        int most = most_at_once.load();
        while (most < now && !most_at_once.compare_exchange_weak(most, now)) {}
        ++exchanges;
        turn(std::move(executor), 3, std::move(done));
    }
    void turn(asio::any_io_executor executor, int left, rb::completion<rb::http::response> done) {
        asio::post(executor, [this, executor, left, done = std::move(done)]() mutable {
            if (left != 0) return turn(std::move(executor), left - 1, std::move(done));
            --under_way;
            done(rb::http::response{200, {}, R"({"code":200,"data":{"items":[]}})"});
        });
    }
};

using busy_client = rb::basic_client<counting_transport>;

busy_client client_over(std::shared_ptr<counting_transport> carrier) {
    return busy_client({.farm = {true, "localhost", 8443, true}}, std::move(carrier),
                       rb::hmac_signer({"someone", rb::secret("key")}));
}

/// Makes calls one after another through a share, with three at the gate at a time, some of them called off.
class caller {
public:
    caller(asio::any_io_executor executor, rb::line_share share, int calls, unsigned seed)
        : executor_(std::move(executor)), session_(share.session()), left_(calls), dice_(seed) {
        for (int i = 0; i < 3; ++i) asio::post(executor_, [this] { call(); });
    }
    int answered = 0;
    int canceled = 0;

private:
    void call() {
        if (left_ == 0) return;
        --left_;
        auto stop = std::make_shared<std::stop_source>();
        session_.channel().async_send(executor_, rb::api::query::task_info{{5}}, stop->get_token(), [this, stop](auto reply) {
            if (reply) ++answered;
            else ++canceled;
            call();
        });
        if (dice_() % 4 == 0) asio::post(executor_, [stop] { stop->request_stop(); });
    }
    asio::any_io_executor executor_;
    rb::farm_session session_;
    int left_;
    std::mt19937 dice_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_line_under_load_from_several_threads)

BOOST_AUTO_TEST_CASE(lets_every_call_through_and_never_too_many_at_once) {
    constexpr int calls = 150;
    const auto carrier = std::make_shared<counting_transport>();
    const auto client = client_over(carrier);
    const rb::shared_line line(rb::farm_session(client), {.connections = 5});
    std::atomic<int> answered{0}, canceled{0};
    const auto disturbed = line.share({.name = "disturbed"});
    std::atomic<bool> ended{false};
    std::vector<std::thread> threads;
    for (unsigned nth = 0; nth < 4; ++nth)
        threads.emplace_back([&, nth] {
            asio::io_context context(1);
            std::deque<caller> callers;
            for (unsigned i = 0; i < 5; ++i) {
                const auto own = line.share({.priority = 1 + i});
                callers.emplace_back(context.get_executor(), i == 0 ? disturbed : own, calls, nth * 10 + i);
            }
            context.run();
            for (const auto& one : callers) answered += one.answered, canceled += one.canceled;
        });
    std::thread disturber([&] {
        for (unsigned i = 0; !ended; ++i) {
            if (i % 2 == 0) disturbed.pause();
            else disturbed.resume();
            disturbed.priority(1 + i % 7);
            (void)disturbed.counts();
            std::this_thread::sleep_for(200us);
        }
        disturbed.resume();
    });
    for (auto& one : threads) one.join();
    ended = true;
    disturber.join();
    BOOST_TEST(answered + canceled == 4 * 5 * calls);
    BOOST_TEST(answered > 1000);
    BOOST_TEST(carrier->most_at_once <= 5);
    BOOST_TEST(carrier->exchanges >= answered.load());
    BOOST_TEST(disturbed.counts().waiting == 0u);
    BOOST_TEST(disturbed.counts().under_way == 0u);
}

BOOST_AUTO_TEST_CASE(shuts_down_while_all_of_them_work) {
    const auto carrier = std::make_shared<counting_transport>();
    const auto client = client_over(carrier);
    for (unsigned round = 0; round < 5; ++round) {
        const rb::shared_line line(rb::farm_session(client), {.connections = 3});
        std::atomic<int> answered{0}, canceled{0};
        std::vector<std::thread> threads;
        for (unsigned nth = 0; nth < 4; ++nth)
            threads.emplace_back([&, nth] {
                asio::io_context context(1);
                caller one(context.get_executor(), line.share(), 400, nth);
                context.run();
                answered += one.answered, canceled += one.canceled;
            });
        std::this_thread::sleep_for(5ms);
        line.shut_down();
        const int after = carrier->exchanges;
        for (auto& one : threads) one.join();
        BOOST_TEST(carrier->exchanges == after);
        BOOST_TEST(carrier->under_way == 0);
        BOOST_TEST(answered + canceled == 4 * 400);
    }
}

BOOST_AUTO_TEST_CASE(outlives_contexts_that_end_with_work_in_them) {
    const auto carrier = std::make_shared<counting_transport>();
    const auto client = client_over(carrier);
    const rb::shared_line line(rb::farm_session(client), {.connections = 2});
    const auto share = line.share();
    std::vector<std::thread> threads;
    for (unsigned nth = 0; nth < 4; ++nth)
        threads.emplace_back([&, nth] {
            for (unsigned round = 0; round < 40; ++round) {
                asio::io_context context(1);
                std::deque<caller> callers;
                callers.emplace_back(context.get_executor(), share, 1000, nth * 100 + round);
                callers.emplace_back(asio::make_strand(context), share, 1000, nth * 100 + round);
                for (unsigned i = 0; i < 50 + 10 * nth; ++i) context.poll_one();
            }
        });
    for (auto& one : threads) one.join();
    BOOST_TEST(share.counts().waiting == 0u);
    BOOST_TEST(share.counts().under_way == 0u);
    asio::io_context context(1);
    caller last(context.get_executor(), share, 10, 1);
    context.run();
    BOOST_TEST(last.answered + last.canceled == 10);
    line.shut_down();
}

BOOST_AUTO_TEST_CASE(wakes_those_who_wait_for_bandwidth_on_their_own_threads) {
    const rb::shared_line line(rb::farm_session(client_over(std::make_shared<counting_transport>())),
                               {.connections = 3, .bytes_per_second = 20'000'000});
    std::atomic<int> moved{0};
    const auto from = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (unsigned nth = 0; nth < 4; ++nth)
        threads.emplace_back([&] {
            asio::io_context context(1);
            auto gate = *line.share().session().channel().gate();
            for (int i = 0; i < 30; ++i)
                gate.async_enter(context.get_executor(), rb::traffic::transfer, 200'000, {}, [&](rb::result<rb::gate_pass> turn) {
                    turn.value().moved(200'000);
                    ++moved;
                });
            context.run();
        });
    for (auto& one : threads) one.join();
    const auto took = std::chrono::steady_clock::now() - from;
    BOOST_TEST(moved == 120);
    // 24 MB, of which the first second's 20 go at once.
    BOOST_TEST((took > 150ms));
}

BOOST_AUTO_TEST_SUITE_END()
