// SPDX-License-Identifier: BSL-1.0
// The library in a coroutine: renderbus_coroutine [options] SCENE...; see arguments.hpp. Ctrl-C calls the run off.
#include "arguments.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <iostream>

namespace rb = renderbus;

namespace {

/// One scene after the other, as plain code reads: what fails throws, what calls the coroutine off calls its run off.
asio::awaitable<void> render(const examples::arguments& given, const rb::client& farm) {
    const auto session = given.session(farm);
    for (std::size_t i = 0; i < given.scenes.size(); ++i) {
        const auto shot = rb::analyze() | rb::check() | rb::upload() | rb::submit()
                        | rb::watch({.every = std::chrono::milliseconds(500)})
                        | rb::download(given.frames() / std::to_string(i + 1));
        const auto done = co_await rb::async_run(session, shot, rb::scene_file(given.scenes[i]), asio::use_awaitable);
        std::cout << given.scenes[i].string() << ": " << done->frames.size() << " frames in " << done->folder << "\n";
    }
}

int run(const examples::arguments& given) {
    const rb::client farm = given.client();
    asio::io_context context;
    asio::cancellation_signal stop;
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](std::error_code none, int) {
        if (!none) stop.emit(asio::cancellation_type::terminal);
    });

    std::exception_ptr failed;
    asio::co_spawn(context, render(given, farm), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr why) {
        failed = why;
        signals.cancel();  // nothing is left to wait for
    }));
    context.run();
    if (failed) std::rethrow_exception(failed);
    return 0;
}

}  // namespace

int main(int count, char** texts) {
    try {
        return run({count, texts});
    } catch (const rb::exception& failed) {
        std::cerr << "renderbus_coroutine: " << failed.what() << std::endl;
        return failed.code() == rb::transport_errc::canceled ? 3 : 1;
    } catch (const std::exception& failed) {
        std::cerr << "renderbus_coroutine: " << failed.what() << std::endl;
        return 1;
    }
}
