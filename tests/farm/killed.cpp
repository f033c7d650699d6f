// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <sys/wait.h>

#include <csignal>

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

/// Calls a farm as fast as it can, and says `.` after every round that was answered, until it is killed.
[[noreturn]] void work(const fs::path& root, const std::shared_ptr<rb::manual_time>& time, int report) {
    caller artist(rb::farm::loopback_farm::open(test_options(root, time)).value(), time);
    for (int round = 0;; ++round) {
        const auto name = std::to_string(round);
        artist.send(api::tag::add{name}).value();
        const auto id = artist.send(api::task::create{.labels = {name}}).value().task_id_list[0];
        artist.send(api::env::add{.cg_id = api::dcc::maya, .cg_name = "Maya", .cg_version = "2020", .edit_name = name}).value();
        artist.send(api::env::set_default{name}).value();
        artist.send(api::user::update_setting{round + 1}).value();
        artist.send(api::task::update_level{id, 60}).value();
        if (::write(report, ".", 1) != 1) ::_exit(1);
    }
}

/// How many rounds were answered before the kill, after some.
int rounds_until_killed(const fs::path& root, const std::shared_ptr<rb::manual_time>& time, int wanted, int more_microseconds) {
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    const auto process = ::fork();
    BOOST_REQUIRE(process >= 0);
    if (process == 0) {
        ::close(ends[0]);
        try {
            work(root, time, ends[1]);
        } catch (...) {
            ::_exit(2);
        }
    }
    ::close(ends[1]);
    int rounds = 0;
    char mark = 0;
    while (rounds < wanted && ::read(ends[0], &mark, 1) == 1) ++rounds;
    ::usleep(static_cast<useconds_t>(more_microseconds));
    ::kill(process, SIGKILL);
    while (::read(ends[0], &mark, 1) == 1) ++rounds;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(process, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));
    return rounds;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_killed)

BOOST_AUTO_TEST_CASE(what_was_answered_is_there_after_a_kill) {
    for (int n = 0; n < 10; ++n) {
        scratch folder;
        const auto time = test_time();
        const auto rounds = rounds_until_killed(folder.path(), time, 1 + n % 3, 700 * n);
        caller artist(rb::farm::loopback_farm::open(test_options(folder.path(), time)).value(), time);
        const auto known = artist.send(api::tag::names{}).value().project_name_list;
        const auto tasks = artist.send(api::query::task_list{}).value().items;
        const auto environments = artist.send(api::env::get{}).value();
        for (const auto count : {known.size(), tasks.size(), environments.size()})
            BOOST_TEST((count == static_cast<std::size_t>(rounds) || count == static_cast<std::size_t>(rounds) + 1));
        const auto seconds = *artist.send(api::user::setting{}).value().task_over_time_sec;
        BOOST_TEST((seconds == rounds || seconds == rounds + 1));
        int defaults = 0;
        for (const auto& one : environments) defaults += one.is_default == 1 ? 1 : 0;
        BOOST_TEST(defaults == 1);
        std::size_t of_level = 0;
        for (const auto& one : tasks) {
            of_level += *one.task_user_level == 60 ? 1u : 0u;
            BOOST_TEST(*artist.info(one.id).labels != "{}");
        }
        BOOST_TEST(of_level >= static_cast<std::size_t>(rounds));
        for (const auto& entry : fs::recursive_directory_iterator(folder / "state"))
            BOOST_TEST(!rb::file_sink::is_temporary(entry.path().filename().string()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
