// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_EXAMPLES_COUNTING_ENGINE_HPP
#define RENDERBUS_EXAMPLES_COUNTING_ENGINE_HPP

#include <renderbus/renderbus.hpp>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace examples {

namespace rb = renderbus;

/// A model of `rb::transfer_engine`: the usual engine moves the files, this one counts them.
class counting_engine {
public:
    explicit counting_engine(rb::farm_session usual) : usual_(std::move(usual)) {}

    void async_put(asio::any_io_executor on, rb::upload_file file, rb::transfer_progress progress, std::stop_token stop,
                   rb::completion<void> done) {
        auto put = [=, file = std::move(file), progress = std::move(progress)](auto usual, auto then) mutable {
            usual.async_put(on, std::move(file), std::move(progress), stop, std::move(then));
        };
        files_sent += 1;
        with_usual(on, stop, std::move(done), std::move(put));
    }
    void async_get(asio::any_io_executor on, rb::remote_file file, std::filesystem::path local, rb::transfer_progress progress,
                   std::stop_token stop, rb::completion<void> done) {
        auto get = [=, file = std::move(file), progress = std::move(progress)](auto usual, auto then) mutable {
            usual.async_get(on, std::move(file), local, std::move(progress), stop, std::move(then));
        };
        files_fetched += 1;
        with_usual(on, stop, std::move(done), std::move(get));
    }
    void async_list(asio::any_io_executor on, std::string folder, std::stop_token stop, rb::completion<rb::folder_list> done) {
        with_usual(on, stop, std::move(done),
                   [=](auto usual, auto then) { usual.async_list(on, folder, stop, std::move(then)); });
    }
    void async_has(asio::any_io_executor on, std::string remote, std::stop_token stop,
                   rb::completion<std::optional<rb::held_file>> done) {
        with_usual(on, stop, std::move(done), [=](auto usual, auto then) { usual.async_has(on, remote, stop, std::move(then)); });
    }

    std::atomic<int> files_sent = 0;
    std::atomic<int> files_fetched = 0;

private:
    template <class T, class Operation>
    void with_usual(asio::any_io_executor on, std::stop_token stop, rb::completion<T> done, Operation operation) {
        using engine = rb::result<rb::any_transfer_engine>;
        auto go_on = [then = std::move(done), operation = std::move(operation)](engine found) mutable {
            if (found) operation(*std::move(found), std::move(then));
            else then(std::move(found).error());
        };
        usual_.async_engine(std::move(on), std::move(stop), std::move(go_on));
    }
    rb::farm_session usual_;  // finds the usual engine
};

}  // namespace examples

#endif
