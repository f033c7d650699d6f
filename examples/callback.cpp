// SPDX-License-Identifier: BSL-1.0
// The library with callbacks: renderbus_callback [options] [--at-most SECONDS] SCENE...; see arguments.hpp. All scenes are
// under way at once on the one thread of this program; what is not done in time is called off.
#include "arguments.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <deque>
#include <exception>
#include <iostream>

namespace rb = renderbus;

namespace {

int run(const examples::arguments& given) {
    asio::io_context context;
    rb::client farm = given.client();
    farm.on(context.get_executor());  // where callbacks run that bring no executor along
    const auto session = given.session(farm);

    std::deque<asio::cancellation_signal> stops(given.scenes.size());
    asio::steady_timer night(context);
    std::size_t under_way = given.scenes.size();
    int status = 0;

    for (std::size_t i = 0; i < given.scenes.size(); ++i) {
        const auto shot = rb::analyze() | rb::check() | rb::upload() | rb::submit()
                        | rb::watch({.every = std::chrono::milliseconds(500)})
                        | rb::download(given.frames() / std::to_string(i + 1));
        auto told = [&, i](std::exception_ptr why, const rb::downloaded& done) {
            if (--under_way == 0) night.cancel();
            try {
                if (why) std::rethrow_exception(why);
                std::cout << given.scenes[i].string() << ": " << done->frames.size() << " frames in " << done->folder << "\n";
            } catch (const rb::exception& failed) {
                std::cerr << given.scenes[i].string() << ": " << failed.what() << std::endl;
                status = failed.code() == rb::transport_errc::canceled ? 3 : 1;
            }
        };
        rb::async_run(session, shot, rb::scene_file(given.scenes[i]), asio::bind_cancellation_slot(stops[i].slot(), told));
    }
    if (!given["at-most"].empty()) {
        night.expires_after(std::chrono::seconds(std::stoi(given["at-most"])));
        night.async_wait([&](std::error_code none) {
            if (none) return;
            for (auto& stop : stops) stop.emit(asio::cancellation_type::terminal);
        });
    }
    context.run();
    return status;
}

}  // namespace

int main(int count, char** texts) {
    try {
        return run({count, texts, {"at-most"}});
    } catch (const std::exception& failed) {
        std::cerr << "renderbus_callback: " << failed.what() << std::endl;
        return 1;
    }
}
