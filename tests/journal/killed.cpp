// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/journal/file_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <thread>

using namespace journal_tests;

namespace {

constexpr std::size_t keys = 6;

/// What a writer tells before (`confirmed` 0) and after each change.
struct report {
    std::uint32_t key = 0;
    std::uint32_t number = 0;  ///< 0: forgotten
    std::uint32_t confirmed = 0;
};

[[noreturn]] void write_until_killed(const std::filesystem::path& path, std::uint64_t seed, int to_parent) {
    const auto tell = [&](report what) { return ::write(to_parent, &what, sizeof what) == sizeof what; };
    const auto opened = rb::file_journal::open(path);
    if (!opened) ::_exit(2);
    std::mt19937_64 bits(seed);
    for (;;) {
        report what{static_cast<std::uint32_t>(bits() % keys), static_cast<std::uint32_t>(1 + bits() % 1'000'000)};
        if (bits() % 10 == 0) what.number = 0;
        tell(what);
        const auto done = what.number == 0 ? (*opened)->forget(key_of(what.key))
                                           : (*opened)->keep(key_of(what.key), entry_of(what.number, what.number % 5000));
        if (!done) ::_exit(3);
        what.confirmed = 1;
        tell(what);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_writer_that_is_killed)

BOOST_AUTO_TEST_CASE(at_any_moment_loses_nothing_that_was_confirmed) {
    scratch folder;
    const auto path = folder / "journal";
    std::map<std::uint32_t, std::uint32_t> known;  // key to number; 0 or nothing: none
    std::mt19937_64 bits(3);
    std::size_t confirmed = 0, in_the_midst = 0;
    for (std::uint64_t round = 0; round < 200; ++round) {
        int ends[2];
        BOOST_REQUIRE(::pipe(ends) == 0);
        const ::pid_t writer = ::fork();
        BOOST_REQUIRE(writer >= 0);
        if (writer == 0) {
            ::close(ends[0]);
            write_until_killed(path, round, ends[1]);
        }
        ::close(ends[1]);
        std::this_thread::sleep_for(std::chrono::microseconds(bits() % 25'000));
        ::kill(writer, SIGKILL);
        int status = 0;
        ::waitpid(writer, &status, 0);
        BOOST_TEST_REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL), "round " << round << ", the writer gave up");

        report told, unsure;
        bool is_unsure = false;
        while (::read(ends[0], &told, sizeof told) == sizeof told) {
            is_unsure = told.confirmed == 0;
            if (is_unsure) unsure = told;
            else known[told.key] = told.number, ++confirmed;
        }
        ::close(ends[0]);

        auto journal = rb::file_journal::open(path);
        BOOST_TEST_REQUIRE(journal.has_value(), "round " << round);
        for (std::uint32_t key = 0; key < keys; ++key) {
            const auto found = (*journal)->find(key_of(key));
            BOOST_TEST_REQUIRE(found.has_value());
            const auto is = [&](std::uint32_t number) {
                return number == 0 ? !found->has_value() : *found == entry_of(number, number % 5000);
            };
            if (is(known[key])) continue;
            BOOST_TEST_REQUIRE((is_unsure && unsure.key == key && is(unsure.number)), "round " << round << " key " << key);
            known[key] = unsure.number;
            ++in_the_midst;
        }
    }
    BOOST_TEST_MESSAGE(confirmed << " changes confirmed, " << in_the_midst << " kept and not confirmed");
    BOOST_TEST(confirmed > 200u);
    BOOST_TEST(std::filesystem::file_size(path) < 300'000u);
}

BOOST_AUTO_TEST_SUITE_END()
