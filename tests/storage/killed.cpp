// SPDX-License-Identifier: BSL-1.0
// RENDERBUS_KILLS: how often a writer is killed; `all`: 1,000 times at random, and after every system call of a short run.
#include "../transfer/support.hpp"

#include <renderbus/storage/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <signal.h>
#include <sqlite3.h>
#include <sys/ptrace.h>

#include <map>
#include <random>
#include <thread>

namespace {
using namespace transfer_tests;

struct amount {
    int at_random = 25;
    std::uint64_t call_step = 37;  // every so many system calls
};
amount kills() {
    const char* wish = std::getenv("RENDERBUS_KILLS");
    if (wish == nullptr) return {};
    return std::string_view(wish) == "all" ? amount{1'000, 1} : amount{std::atoi(wish), 37};
}

const rb::sent_file some_file{rb::file_stamp{1, 2, 3}, digest_of_text("x")};
constexpr int batch = 5;
std::string single(int i) { return "/one/" + std::to_string(i); }
std::string of_batch(int i, int k) { return "/folder" + std::to_string(i) + "/" + std::to_string(k); }

/// Opens the record and puts one claim and a batch in turn, and tells of each round that was put.
class writer {
public:
    writer(const fs::path& file, int rounds, bool traced) {
        int ends[2];
        BOOST_REQUIRE(::pipe(ends) == 0);
        process_ = ::fork();
        if (process_ == 0) {
            if (traced) {
                if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(77);
                ::raise(SIGSTOP);
            }
            ::_exit(write(file, rounds, ends[1]));
        }
        ::close(ends[1]);
        told_ = ends[0];
        BOOST_REQUIRE(process_ > 0);
    }

    void kill() const { ::kill(process_, SIGKILL); }

    /// Kills it after so many system calls; false where it ended before.
    bool kill_after(std::uint64_t calls) const {
        int status = 0;
        ::waitpid(process_, &status, 0);
        BOOST_REQUIRE(WIFSTOPPED(status));
        ::ptrace(PTRACE_SETOPTIONS, process_, nullptr, long{PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL});
        for (std::uint64_t stops = 0;;) {
            ::ptrace(PTRACE_SYSCALL, process_, nullptr, 0L);
            ::waitpid(process_, &status, 0);
            if (!WIFSTOPPED(status)) return false;
            if (WSTOPSIG(status) == (SIGTRAP | 0x80) && ++stops == 2 * calls) break;
        }
        kill();
        return true;
    }

    /// Rounds that it told of before it ended.
    int rounds() const {
        int last = 0, one = 0;
        while (::read(told_, &one, sizeof one) == sizeof one) last = one;
        ::close(told_);
        ::waitpid(process_, nullptr, 0);
        return last;
    }

private:
    static int write(const fs::path& file, int rounds, int tell) {
        auto record = rb::sqlite_record::open(file);
        if (!record) return 1;
        for (int i = 1; i <= rounds; ++i) {
            std::vector<rb::claim> claims;
            for (int k = 0; k < batch; ++k) claims.push_back({of_batch(i, k), some_file});
            if (!(*record)->put("s", single(i), some_file) || !(*record)->put_all("s", claims)) return 2;
            if (::write(tell, &i, sizeof i) != sizeof i) return 3;
        }
        return 0;
    }

    ::pid_t process_ = -1;
    int told_ = -1;
};

std::string integrity(const fs::path& file) {
    sqlite3* database = nullptr;
    std::string said;
    if (sqlite3_open(file.c_str(), &database) == SQLITE_OK)
        sqlite3_exec(
            database, "PRAGMA integrity_check",
            [](void* to, int, char** row, char**) { return *static_cast<std::string*>(to) += row[0], 0; }, &said, nullptr);
    sqlite3_close(database);
    return said;
}

/// All that it told of is there, a batch is there whole or not at all, and the file is sound.
void check_record(const fs::path& file, int rounds) {
    auto opened = rb::sqlite_record::open(file);
    BOOST_REQUIRE_MESSAGE(opened.has_value(), (opened ? std::string() : opened.error().message()));
    auto& record = **opened;
    for (int i = 1; i <= rounds + 1; ++i) {
        const auto there = record.claims_in("s", "/folder" + std::to_string(i) + "/").value().size();
        BOOST_TEST((there == 0 || there == batch));
        if (i > rounds) break;
        BOOST_TEST(there == batch);
        BOOST_TEST((record.find("s", single(i)).value() == some_file));
    }
    BOOST_TEST(record.put("s", "/afterwards", some_file).has_value());
    BOOST_TEST(integrity(file) == "ok");
}
}  // namespace

BOOST_AUTO_TEST_SUITE(a_record_whose_writer_is_killed)

BOOST_AUTO_TEST_CASE(keeps_what_was_put_whenever_that_happens) {
    scratch folder;
    const auto file = folder / "sent.db";
    std::mt19937 random(7);
    int written = 0;
    for (int i = 0; i < kills().at_random; ++i) {
        if (i % 20 == 0) fs::remove_all(folder / "sent.db");
        if (i % 20 == 0) fs::remove_all(folder / "sent.db-wal"), fs::remove_all(folder / "sent.db-shm");
        writer one(file, 1'000'000, false);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
        one.kill();
        const auto rounds = one.rounds();
        written += rounds;
        check_record(file, rounds);
    }
    BOOST_TEST(written > 0);
}

BOOST_AUTO_TEST_CASE(keeps_what_was_put_after_whichever_system_call_that_happens) {
    std::uint64_t calls = 1;
    for (bool killed = true; killed; calls += kills().call_step) {
        scratch folder;
        const writer one(folder / "sent.db", 3, true);
        killed = one.kill_after(calls);
        check_record(folder / "sent.db", one.rounds());
    }
    BOOST_TEST(calls > 100u);
}

BOOST_AUTO_TEST_SUITE_END()
