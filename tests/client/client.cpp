// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#if ASIO_VERSION >= 102400
#include <asio/bind_cancellation_slot.hpp>
#endif

#include <atomic>
#include <exception>
#include <future>
#include <optional>
#include <thread>

using namespace client_test;

namespace {

using create = rb::api::task::create;
using busy_client = rb::basic_client<rb::in_process_transport>;

busy_client client_of_answers(std::vector<scripted_farm::answer> answers) {
    return busy_client(settings(), transport_to(std::make_shared<scripted_farm>(std::move(answers))), signs());
}

std::string sentence_of(std::exception_ptr why) {
    try {
        if (why) std::rethrow_exception(why);
    } catch (const rb::exception& e) {
        return e.what();
    }
    return {};
}

template <class F>
std::string sentence_thrown_by(F&& f) {
    try {
        f();
    } catch (const rb::exception& e) {
        return e.what();
    }
    return "nothing";
}

/// Answers from a thread of its own and holds no work on the caller's executor meanwhile.
struct distant_transport {
    void async_exchange(asio::any_io_executor executor, rb::http::request, std::stop_token,
                        rb::completion<rb::http::response> done) {
        asio::post(*elsewhere, [executor, done = std::move(done)]() mutable {
            std::this_thread::sleep_for(20ms);
            asio::post(executor, [done = std::move(done)]() mutable { done(rb::http::response{200, {}, made_task}); });
        });
    }
    std::shared_ptr<asio::thread_pool> elsewhere = std::make_shared<asio::thread_pool>(1);
};

/// A handler with a cancellation slot of its own.
struct stoppable {
    using cancellation_slot_type = asio::cancellation_slot;
    cancellation_slot_type get_cancellation_slot() const noexcept { return slot; }
    void operator()(std::exception_ptr why, rb::api::tag::project_names) const { *told = sentence_of(why); }
    asio::cancellation_slot slot;
    std::shared_ptr<std::string> told;
};

asio::awaitable<std::vector<std::int64_t>> make_tasks(busy_client& farm, int rounds) {
    std::vector<std::int64_t> made;
    for (int i = 0; i < rounds; ++i) {
        create request{.count = 1, .labels = {"a label that is too long for a string's own bytes", "night"}};
        const auto reply = co_await farm.async_send(request, asio::use_awaitable);
        made.push_back(reply.task_id_list.at(0));
    }
    co_return made;
}

asio::awaitable<std::string> fail_to_make(busy_client& farm) {
    const create request{.labels = {"night"}};
    try {
        co_await farm.async_send(request, asio::use_awaitable);
    } catch (const rb::exception& e) {
        co_return e.what();
    }
    co_return "it works";
}

asio::awaitable<std::int64_t> make_operation_first(busy_client& farm) {
    create request{.labels = {"a label that is too long for a string's own bytes"}};
    auto operation = farm.async_send(request, asio::use_awaitable);
    request.labels.unset();
    const auto reply = co_await std::move(operation);
    co_return reply.task_id_list.at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocking_calls)

BOOST_AUTO_TEST_CASE(give_the_reply_or_throw) {
    auto farm = client_of_answers({says(made_task), says(R"({"code":503,"message":"LABEL_ALREADY_EXISTS"})")});
    BOOST_TEST(farm.send(create{.count = 1, .labels = {"night"}}).task_id_list.at(0) == 7);
    BOOST_TEST(sentence_thrown_by([&] { farm.send(create{}); }) ==
               "task.create at https://farm.example:8443/api/render/submit/createTask: the farm refused the call with code 503 "
               "(LABEL_ALREADY_EXISTS)");
}

BOOST_AUTO_TEST_CASE(may_come_from_several_threads) {
    auto farm = client_of_answers({says(made_task)});
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int k = 0; k < 10; ++k) good += farm.send(create{.labels = {"night"}}).task_id_list.at(0) == 7;
        });
    for (auto& one : threads) one.join();
    BOOST_TEST(good == 80);
}

BOOST_AUTO_TEST_CASE(wait_for_a_transport_that_answers_from_elsewhere) {
    rb::basic_client<distant_transport> farm(settings(), std::make_shared<distant_transport>(), signs());
    BOOST_TEST(farm.send(create{}).task_id_list.at(0) == 7);
    BOOST_TEST(farm.send(create{}).task_id_list.at(0) == 7);
}

BOOST_AUTO_TEST_CASE(pause_between_tries) {
    auto farm = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connection_lost), says(no_tasks)});
    rb::basic_client<rb::in_process_transport> client(settings(), transport_to(farm), signs(),
                                                      rb::retry_with_backoff{.first_pause = 5ms});
    BOOST_TEST(client.send(usual<rb::api::query::task_info>()).items.is_set());
    BOOST_TEST(farm->asked.size() == 2u);
}

BOOST_AUTO_TEST_CASE(can_follow_one_another_after_a_failure) {
    auto farm = client_of_answers({fails(rb::transport_errc::certificate_refused), says(made_task)});
    BOOST_CHECK_THROW(farm.send(create{}), rb::exception);
    BOOST_TEST(farm.send(create{}).task_id_list.at(0) == 7);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(futures)

BOOST_AUTO_TEST_CASE(get_the_reply_or_the_exception) {
    asio::thread_pool pool(2);
    auto farm = client_of_answers({says(made_task), fails(rb::transport_errc::certificate_refused)});
    farm.on(pool.get_executor());
    std::future<create::reply> first = farm.async_send(create{.labels = {"night"}}, asio::use_future);
    BOOST_TEST(first.get().task_id_list.at(0) == 7);
    auto second = farm.async_send(create{}, asio::use_future);
    BOOST_TEST(sentence_thrown_by([&] { second.get(); }) == "https://farm.example:8443/api/render/submit/createTask: told to");
    pool.join();
}

BOOST_AUTO_TEST_CASE(need_an_executor_of_the_client) {
    auto farm = client_of_answers({says(made_task)});
    BOOST_TEST(sentence_thrown_by([&] { farm.async_send(create{}, asio::use_future); }) ==
               "async call: neither the completion token nor the client has an executor; bind one to the token "
               "(asio::bind_executor), or "
               "give the client one by on(executor)");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(coroutines)

BOOST_AUTO_TEST_CASE(await_replies_to_named_requests) {
    asio::io_context context;
    auto farm = client_of_answers({says(made_task)});
    auto made = asio::co_spawn(context, make_tasks(farm, 3), asio::use_future);
    context.run();
    BOOST_TEST(made.get() == (std::vector<std::int64_t>{7, 7, 7}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(catch_failures) {
    asio::io_context context;
    auto farm = client_of_answers({says("<html>")});
    auto told = asio::co_spawn(context, fail_to_make(farm), asio::use_future);
    context.run();
    BOOST_TEST(
        told.get().starts_with("task.create at https://farm.example:8443/api/render/submit/createTask, line 1, column 1: "
                               "expected an object, got <html>; "
                               "whether the farm did it all the same is not known"));
}

BOOST_AUTO_TEST_CASE(may_make_the_operation_first) {
    asio::io_context context;
    auto farm = client_of_answers({says(made_task)});
    auto made = asio::co_spawn(context, make_operation_first(farm), asio::use_future);
    context.run();
    BOOST_TEST(made.get() == 7);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(callbacks)

BOOST_AUTO_TEST_CASE(are_called_through_the_executor_bound_to_them) {
    asio::io_context context;
    auto farm = client_of_answers({says(made_task)});
    auto strand = asio::make_strand(context);
    bool inside = false;
    farm.async_send(create{}, asio::bind_executor(strand, [&](std::exception_ptr why, create::reply reply) {
                        inside = strand.running_in_this_thread();
                        BOOST_TEST(!why);
                        BOOST_TEST(reply.task_id_list.at(0) == 7);
                    }));
    BOOST_TEST(!inside);
    context.run();
    BOOST_TEST(inside);
}

BOOST_AUTO_TEST_CASE(are_called_through_the_client_s_executor_where_they_have_none) {
    asio::io_context context;
    auto farm = client_of_answers({says(made_task)});
    std::optional<bool> running;
    farm.on(context.get_executor()).async_send(create{}, [&](std::exception_ptr, create::reply) {
        running = context.get_executor().running_in_this_thread();
    });
    BOOST_TEST(!running.has_value());
    context.run();
    BOOST_TEST(running.value());
}

BOOST_AUTO_TEST_CASE(without_any_executor_are_refused) {
    auto farm = client_of_answers({says(made_task)});
    BOOST_CHECK_THROW(farm.async_send(create{}, [](std::exception_ptr, create::reply) {}), rb::exception);
}

BOOST_AUTO_TEST_CASE(keep_their_context_at_work_until_they_are_called) {
    asio::io_context context;
    rb::basic_client<distant_transport> farm(settings(), std::make_shared<distant_transport>(), signs());
    bool called = false;
    farm.on(context.get_executor()).async_send(create{}, [&](std::exception_ptr, create::reply) { called = true; });
    context.run();
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(that_only_move_are_taken) {
    asio::io_context context;
    auto farm = client_of_answers({says(made_task)});
    int sum = 0;
    farm.on(context.get_executor())
        .async_send(create{}, [&sum, own = std::make_unique<int>(5)](std::exception_ptr, create::reply) { sum += *own; });
    context.run();
    BOOST_TEST(sum == 5);
}

BOOST_AUTO_TEST_CASE(are_called_even_when_the_client_is_gone) {
    asio::io_context context;
    bool called = false;
    {
        auto farm = client_of_answers({says(made_task)});
        farm.on(context.get_executor()).async_send(create{}, [&](std::exception_ptr why, create::reply) { called = !why; });
    }
    context.run();
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(are_let_go_of_when_their_context_ends_first) {
    const auto alive = std::make_shared<int>(0);
    {
        asio::io_context context;
        auto farm = client_of_answers({says(made_task)});
        farm.on(context.get_executor()).async_send(create{}, [alive](std::exception_ptr, create::reply) {});
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(can_call_off_by_a_cancellation_slot) {
    asio::io_context context;
    auto script = std::make_shared<scripted_farm>(std::vector{fails(rb::transport_errc::connection_lost)});
    auto clock = std::make_shared<rb::manual_time>(start);
    auto farm = client_of<>(script, clock, {}, nearly_one());  // a pause of nothing would be over already
    asio::cancellation_signal signal;
    auto told = std::make_shared<std::string>();
    farm.on(context.get_executor()).async_send(rb::api::tag::names{}, stoppable{signal.slot(), told});
    context.poll();
    BOOST_TEST(*told == "");
    signal.emit(asio::cancellation_type::terminal);
    context.restart();
    context.run();
    BOOST_TEST(*told == "https://farm.example:8443/api/render/project/getList: called off while waiting for the next try");
    BOOST_TEST(script->asked.size() == 1u);
    BOOST_TEST(!signal.slot().has_handler());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(clients_of_the_usual_policies)

BOOST_AUTO_TEST_CASE(refuse_an_address_that_is_none) {
    const auto make = [](std::string farm) {
        return sentence_thrown_by([&] { rb::client({"someone", rb::secret("key")}, {.farm = std::move(farm)}); });
    };
    BOOST_TEST(make("https://farm.example/path") != "nothing");
    BOOST_TEST(make("ftp://farm.example") != "nothing");
    BOOST_TEST(make("https://farm.example:8443") == "nothing");
}

BOOST_AUTO_TEST_CASE(take_farm_and_platform_of_a_profile) {
    rb::profile from{{"someone", rb::secret("key")}, "https://jop.foxrenderfarm.com", 62};
    const auto options = rb::client_options::of(from);
    const rb::client abroad(std::move(from.who), options);
    BOOST_TEST(abroad.channel()->settings().farm.authority() == "jop.foxrenderfarm.com");
    BOOST_TEST(abroad.channel()->settings().platform == 62);
    BOOST_TEST(rb::client_options::of({}).farm == rb::client_options().farm);
}

BOOST_AUTO_TEST_CASE(throw_what_the_service_refused_as_an_error_that_names_the_call) {
    auto farm = client_of_answers({says(R"({"code":913,"message":"in arrears","requestId":"r-1"})")});
    try {
        farm.send(create{});
        BOOST_ERROR("nothing was thrown");
    } catch (const rb::api_error& e) {
        BOOST_TEST((e.code() == rb::condition::quota));
        BOOST_TEST(e.code() == rb::service_errc::sub_account_in_arrears);
        BOOST_TEST(e.endpoint() == "task.create");
        BOOST_TEST(e.url() == "https://farm.example:8443/api/render/submit/createTask");
        BOOST_TEST(e.service_message() == "in arrears");
        BOOST_TEST(e.request_id() == "r-1");
    }
}

BOOST_AUTO_TEST_CASE(speak_the_generation_of_their_type) {
    rb::client live({"someone", rb::secret("key")});
    BOOST_TEST(live.channel()->settings().version == "2.0.0");
    BOOST_TEST(live.channel()->settings().farm.text() == "https://task.renderbus.com:443");
    BOOST_TEST(live.channel()->settings().farm.authority() == "task.renderbus.com");
    rb::client_v1 documented({"someone", rb::secret("key")}, {.platform = 6});
    BOOST_TEST(documented.channel()->settings().version == "1.0.0");
    BOOST_TEST(documented.channel()->settings().platform == 6);
}

BOOST_AUTO_TEST_SUITE_END()
