// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>

#include <future>

using namespace pipeline_tests;

namespace {

using set_of_2 = stage_set<rb::generation_2>;

/// Lets a context work, and time pass where it waits.
template <class Done>
void work_until(set_of_2& set, asio::io_context& io, Done done) {
    while (!done()) {
        io.restart();
        if (io.poll() == 0 && !done() && !set.time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "the run hangs");
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(a_blocking_run_gives_the_value_or_throws) {
    set_of_2 set;
    auto session = set.session();
    const auto pipe = rb::analyze() | rb::check() | rb::upload();
    const rb::uploaded done = rb::run(session, pipe, rb::scene_file(set.scene));
    BOOST_TEST(done->files_sent == 2);
    BOOST_CHECK_EXCEPTION(rb::run(session, pipe, rb::scene_file(set.folder / "nowhere.ma")), rb::exception, [](const rb::exception& e) {
        return e.code() == rb::scene_errc::missing_file && std::string(e.what()).find("nowhere.ma") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_callback_gets_the_value_on_its_own_executor) {
    set_of_2 set;
    asio::io_context io;
    std::optional<rb::downloaded> got;
    rb::async_run(set.session(), set.shot(), rb::scene_file(set.scene),
                  asio::bind_executor(io, [&](std::exception_ptr failed, rb::downloaded value) {
                      BOOST_TEST(!failed);
                      BOOST_TEST(io.get_executor().running_in_this_thread());
                      got = value;
                  }));
    BOOST_TEST(!got.has_value());  // never from inside the call
    work_until(set, io, [&] { return got.has_value(); });
    BOOST_TEST((*got)->frames.size() == 2);
}

BOOST_AUTO_TEST_CASE(a_coroutine_awaits_the_value_and_catches_the_failure) {
    set_of_2 set;
    asio::io_context io;
    int seen = 0;
    const auto work = [&]() -> asio::awaitable<void> {
        auto session = set.session();
        auto pipe = set.shot();
        const rb::downloaded done = co_await rb::async_run(session, pipe, rb::scene_file(set.scene), asio::use_awaitable);
        seen += done->frames.size() == 2;
        try {
            co_await rb::async_run(session, pipe, rb::scene_file(set.folder / "nowhere.ma"), asio::use_awaitable);
        } catch (const rb::exception& e) {
            seen += e.code() == rb::scene_errc::missing_file;
        }
        const rb::api::task::create request{.labels = {"night", "lighting"}};
        const auto made = co_await set.client.async_send(request, asio::use_awaitable);
        seen += made.task_id_list.size() == 1;
    };
    bool ended = false;
    asio::co_spawn(io, work(), [&](std::exception_ptr failed) {
        BOOST_TEST(!failed);
        ended = true;
    });
    work_until(set, io, [&] { return ended; });
    BOOST_TEST(seen == 3);
}

BOOST_AUTO_TEST_CASE(a_future_holds_the_value) {
    set_of_2 set;
    asio::io_context io;
    set.client.on(io.get_executor());
    auto future = rb::async_run(set.session(), rb::analyze() | rb::check(), rb::scene_file(set.scene), asio::use_future);
    work_until(set, io, [&] { return future.wait_for(0s) == std::future_status::ready; });
    BOOST_TEST(future.get()->task_id > 0);
}

BOOST_AUTO_TEST_CASE(a_cancellation_slot_ends_the_run) {
    set_of_2 set;
    asio::io_context io;
    asio::cancellation_signal signal;
    std::optional<std::error_code> code;
    set.line->before = [&](int nth, const rb::http::request&) -> disturbed_line::answer {
        if (nth == 5) signal.emit(asio::cancellation_type::terminal);
        return {};
    };
    rb::async_run(set.session(), set.shot(), rb::scene_file(set.scene),
                  asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(io, [&](std::exception_ptr failed, rb::downloaded) {
                                                   try {
                                                       if (failed) std::rethrow_exception(failed);
                                                   } catch (const rb::exception& e) {
                                                       code = e.code();
                                                   }
                                               })));
    work_until(set, io, [&] { return code.has_value(); });
    BOOST_TEST((*code == rb::transport_errc::canceled));
}

BOOST_AUTO_TEST_CASE(without_any_executor_the_call_says_what_to_do) {
    set_of_2 set;
    const auto nobody = [](std::exception_ptr, rb::analyzed) {};
    BOOST_CHECK_EXCEPTION(rb::async_run(set.session(), rb::stage(rb::analyze()), rb::scene_file(set.scene), nobody), rb::exception,
                          [](const rb::exception& e) { return std::string(e.what()).find("asio::bind_executor") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()
