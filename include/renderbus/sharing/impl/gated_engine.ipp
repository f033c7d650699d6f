// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_GATED_ENGINE_IPP
#define RENDERBUS_SHARING_IMPL_GATED_ENGINE_IPP

#include <renderbus/sharing/gated_engine.hpp>

#include <cstdint>
#include <numeric>

namespace renderbus {
namespace detail {

/// Counts what an operation moves beside telling the caller. Both happen on the operation's serial executor.
inline transfer_progress metered(std::shared_ptr<std::uint64_t> moved, transfer_progress tell) {
    return [moved = std::move(moved), tell = std::move(tell)](std::uint64_t more) mutable {
        *moved += more;
        if (tell) tell(more);
    };
}

/// Ends an operation's turn before its caller goes on.
template <class T>
completion<T> leaving(gate_pass pass, std::shared_ptr<const std::uint64_t> moved, completion<T> done) {
    return [pass = std::move(pass), moved = std::move(moved), done = std::move(done)](result<T> outcome) mutable {
        if (moved) pass.moved(*moved);
        pass.leave();
        done(std::move(outcome));
    };
}

inline failure placed_at(failure why, std::string place) {
    why.place = std::move(place);
    return why;
}

}  // namespace detail

RENDERBUS_DECL void gated_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                            std::stop_token stop, completion<void> done) {
    const auto size = file.size;
    auto go_on = [engine = engine_, executor, file = std::move(file), progress = std::move(progress), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), file.local.string()));
        auto moved = std::make_shared<std::uint64_t>(0);
        engine.async_put(std::move(executor), std::move(file), detail::metered(moved, std::move(progress)), std::move(stop),
                         detail::leaving(*std::move(turn), moved, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::transfer, size, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                            transfer_progress progress, std::stop_token stop, completion<void> done) {
    const auto size = file.size;
    auto go_on = [engine = engine_, executor, file = std::move(file), local = std::move(local), progress = std::move(progress),
                  stop, done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), local.string()));
        auto moved = std::make_shared<std::uint64_t>(0);
        engine.async_get(std::move(executor), std::move(file), std::move(local), detail::metered(moved, std::move(progress)),
                         std::move(stop), detail::leaving(*std::move(turn), moved, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::transfer, size, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                             completion<folder_list> done) {
    auto go_on = [engine = engine_, executor, folder = std::move(folder), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), folder));
        engine.async_list(std::move(executor), std::move(folder), std::move(stop),
                          detail::leaving(*std::move(turn), nullptr, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::call, 0, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                            completion<std::optional<held_file>> done) {
    auto go_on = [engine = engine_, executor, remote = std::move(remote), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), remote));
        engine.async_has(std::move(executor), std::move(remote), std::move(stop),
                         detail::leaving(*std::move(turn), nullptr, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::call, 0, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_find_contents(asio::any_io_executor executor, std::string storage,
                                                      std::vector<sha256_digest> contents, std::stop_token stop,
                                                      completion<content_answer> done) {
    auto go_on = [engine = engine_, executor, storage = std::move(storage), contents = std::move(contents), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), storage));
        engine.async_find_contents(std::move(executor), std::move(storage), std::move(contents), std::move(stop),
                                   detail::leaving(*std::move(turn), nullptr, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::call, 0, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_copy(asio::any_io_executor executor, std::string from, upload_file to,
                                             std::stop_token stop, completion<void> done) {
    auto go_on = [engine = engine_, executor, from = std::move(from), to = std::move(to), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), from));
        engine.async_copy(std::move(executor), std::move(from), std::move(to), std::move(stop),
                          detail::leaving(*std::move(turn), nullptr, std::move(done)));
    };
    gate_.async_enter(std::move(executor), traffic::call, 0, std::move(stop), std::move(go_on));
}

RENDERBUS_DECL void gated_engine::async_put_all(asio::any_io_executor executor, std::vector<upload_file> files,
                                                std::stop_token stop, completion<std::vector<result<void>>> done) {
    std::vector<std::uint64_t> sizes;
    for (const auto& one : files) sizes.push_back(one.size);
    const auto sum = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
    auto go_on = [engine = engine_, executor, files = std::move(files), sizes = std::move(sizes), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) return done(detail::placed_at(std::move(turn).error(), files.empty() ? "" : files.front().local.string()));
        auto moved = std::make_shared<std::uint64_t>(0);
        auto leave = detail::leaving(*std::move(turn), moved, std::move(done));
        engine.async_put_all(
            std::move(executor), std::move(files), std::move(stop),
            [moved, sizes = std::move(sizes), leave = std::move(leave)](result<std::vector<result<void>>> outcomes) mutable {
                for (std::size_t i = 0; outcomes && i < outcomes->size(); ++i)
                    if ((*outcomes)[i]) *moved += sizes[i];
                leave(std::move(outcomes));
            });
    };
    gate_.async_enter(std::move(executor), traffic::transfer, sum, std::move(stop), std::move(go_on));
}

}  // namespace renderbus

#endif
