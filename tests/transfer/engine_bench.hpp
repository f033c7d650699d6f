// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_ENGINE_BENCH_HPP
#define RENDERBUS_TESTS_TRANSFER_ENGINE_BENCH_HPP

#include "folder_farm.hpp"

namespace transfer_tests {

/// A farm, an engine that talks to it, and the four operations run to their end.
struct engine_bench {
    scratch folder;
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    asio::io_context context;
    std::uint64_t progress = 0;
    std::stop_source stop;
    rb::any_transfer_engine engine = engine_at(farm);

    fs::path here(const fs::path& name) const { return folder / "here" / name; }

    rb::upload_file file_here(const fs::path& name, const std::string& content) const {
        const auto local = write_file(here(name), content);
        return {local, "10201-1/" + name.generic_string(), content.size(), digest_of_text(content), rb::stamp_of(local).value()};
    }
    rb::remote_file file_there(const std::string& name, const std::string& content) const {
        write_file(farm->root / name, content);
        return {name, content.size(), digest_of_text(content)};
    }
    rb::transfer_progress counted() {
        return [this](std::uint64_t more) {
            BOOST_TEST((more > 0 && more < (std::uint64_t{1} << 40)));
            progress += more;
        };
    }
    rb::result<void> put(const rb::upload_file& file) {
        return outcome<void>(context, [&](auto done) {
            engine.async_put(context.get_executor(), file, counted(), stop.get_token(), std::move(done));
        });
    }
    rb::result<void> get(const rb::remote_file& file, const fs::path& local) {
        return outcome<void>(context, [&](auto done) {
            engine.async_get(context.get_executor(), file, local, counted(), stop.get_token(), std::move(done));
        });
    }
    auto list(const std::string& name) {
        return outcome<rb::folder_list>(
            context, [&](auto done) { engine.async_list(context.get_executor(), name, stop.get_token(), std::move(done)); });
    }
    auto has(const std::string& name) {
        return outcome<std::optional<rb::held_file>>(
            context, [&](auto done) { engine.async_has(context.get_executor(), name, stop.get_token(), std::move(done)); });
    }
    void answer_always(int status, std::vector<rb::http::field> headers = {}, std::string body = {}) {
        farm->instead = [=](auto&) { return rb::http::response{status, headers, body}; };
    }
};

inline bool says(const rb::failure& why, std::string_view text) { return why.message().find(text) != std::string::npos; }

}  // namespace transfer_tests

#endif
