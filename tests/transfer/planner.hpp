// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSFER_PLANNER_HPP
#define RENDERBUS_TESTS_TRANSFER_PLANNER_HPP

#include "folder_farm.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <asio/thread_pool.hpp>

#include <fcntl.h>
#include <sys/stat.h>

namespace transfer_tests {

/// A scene's folder, a farm, a record, and plans made of them.
struct planner {
    scratch folder;
    fs::path scene = folder / "scene";
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    rb::any_transfer_engine engine = engine_at(farm);
    asio::io_context context;
    std::stop_source stop;
    std::optional<asio::thread_pool> pool;
    rb::plan_options options;
    rb::upload_options sending;

    rb::needed_file asset(const std::string& name, std::string_view content) const {
        return {write_file(scene / name, content), "/scene/" + name};
    }
    rb::needed_assets whole_scene() const { return {{}, {{scene, "/scene"}}}; }

    rb::result<rb::upload_plan> plan(rb::needed_assets what) {
        if (pool) options.choices.pool = pool->get_executor();
        return outcome<rb::upload_plan>(context, [&](auto done) {
            rb::async_plan(context.get_executor(), engine, record, "s", std::move(what), options, stop.get_token(),
                           std::move(done));
        });
    }
    rb::result<rb::upload_report> send(rb::upload_plan what, rb::transfer_observer observer = {}) {
        return outcome<rb::upload_report>(context, [&](auto done) {
            rb::async_upload(context.get_executor(), engine, record, std::move(what), sending, std::move(observer),
                             stop.get_token(), std::move(done));
        });
    }
};

inline std::vector<std::string> names_of(const std::vector<rb::planned_file>& files) {
    std::vector<std::string> names;
    for (const auto& one : files) names.push_back(one.server_path);
    return names;
}
inline std::vector<std::string> names_of(const rb::planned_files& files) {
    std::vector<std::string> names;
    for (const auto& one : files) names.push_back(one.server_path);
    return names;
}
using names = std::vector<std::string>;

/// A folder below `root` whose path has more bytes than the system takes at once, with a file in it.
inline std::string deep_file(const fs::path& root, std::string_view content) {
    const std::string step(255, 'd');
    std::string path = root.string();
    int at = ::open(path.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    for (int i = 0; i < 20; ++i) {
        BOOST_REQUIRE_EQUAL(::mkdirat(at, step.c_str(), 0755), 0);
        const int below = ::openat(at, step.c_str(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
        ::close(at);
        at = below;
        path += "/" + step;
    }
    const int file = ::openat(at, "deep.tx", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    BOOST_REQUIRE_EQUAL(::write(file, content.data(), content.size()), static_cast<::ssize_t>(content.size()));
    ::close(file);
    ::close(at);
    return path + "/deep.tx";
}

}  // namespace transfer_tests

#endif
