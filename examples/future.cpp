// SPDX-License-Identifier: BSL-1.0
// The library with futures: renderbus_future [options] SCENE...; see arguments.hpp. The runs go on a thread that this program
// starts, while its first thread does something else and looks for them now and then.
#include "arguments.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/use_future.hpp>

#include <future>
#include <iostream>
#include <stop_token>
#include <thread>

namespace rb = renderbus;

namespace {

void run(const examples::arguments& given) {
    asio::io_context context;
    const std::jthread worker([&](std::stop_token end) {
        const auto work_to_come = asio::make_work_guard(context);
        const std::stop_callback leave(end, [&] { context.stop(); });
        context.run();
    });
    rb::client farm = given.client();
    farm.on(context.get_executor());  // a future brings no executor along
    const auto session = given.session(farm);

    std::vector<std::future<rb::downloaded>> coming;
    for (const auto& scene : given.scenes) {
        const auto shot = rb::analyze() | rb::check() | rb::upload() | rb::submit()
                        | rb::watch({.every = std::chrono::milliseconds(500)})
                        | rb::download(given.frames() / std::to_string(coming.size() + 1));
        coming.push_back(rb::async_run(session, shot, rb::scene_file(scene), asio::use_future));
    }
    for (std::size_t i = 0; i < coming.size(); ++i) {
        while (coming[i].wait_for(std::chrono::seconds(1)) != std::future_status::ready)
            std::cout << given.scenes[i].string() << " is still under way" << std::endl;
        const rb::downloaded done = coming[i].get();  // throws what the run failed with
        std::cout << given.scenes[i].string() << ": " << done->frames.size() << " frames in " << done->folder << "\n";
    }
}

}  // namespace

int main(int count, char** texts) {
    try {
        run({count, texts});
        return 0;
    } catch (const std::exception& failed) {
        std::cerr << "renderbus_future: " << failed.what() << std::endl;
        return 1;
    }
}
