// SPDX-License-Identifier: BSL-1.0
// RENDERBUS_KILLS: how often a host is killed; `all`: 300 times.
#if defined(RENDERBUS_TESTS_HAVE_REDIS)
#include "../pipeline/support.hpp"
#include "../storage/redis_server.hpp"
#include "process.hpp"
#include "witness.hpp"

#include <cstdlib>
#include <random>

using namespace killed_tests;

namespace {

int kills() {
    const char* wish = std::getenv("RENDERBUS_KILLS");
    if (wish == nullptr) return 5;
    return std::string_view(wish) == "all" ? 300 : std::atoi(wish);
}

/// Files of a project that several hosts send together.
class project {
public:
    explicit project(const std::string& content) {
        std::string list;
        for (int i = 0; i < count; ++i) {
            const auto name = std::to_string(i) + ".png";
            // Small ones, and some that travel in pieces.
            const std::size_t size = i % 100 == 0 ? 400'000 : 3'000;
            pipeline_tests::write_file(folder_ / name, content + name + std::string(size, 'x'));
            fs::last_write_time(folder_ / name, fs::file_time_type::clock::now() - 1min);
            list += std::string(i ? "," : "") + "{\"local\":\"" + (folder_ / name).string() + "\",\"server\":\"" +
                    server_path(name) + "\"}";
        }
        pipeline_tests::write_file(folder_ / "upload.json", "{\"asset\":[" + list + "]}");
        farm().watching->watch(folder_ / "none");
    }

    command host() const {
        return {{program_beside("killed_host"), farm().url, (folder_ / "upload.json").string(), server_.socket().string()},
                (folder_ / "said").string()};
    }
    std::string said() const { return farm_tests::read_file(folder_ / "said"); }

    void all_is_there() const {
        for (int i = 0; i < count; ++i) {
            const auto name = std::to_string(i) + ".png";
            BOOST_TEST((farm().input_file(server_path(name)) == farm_tests::read_file(folder_ / name)),
                       name << " is not at the farm");
        }
    }
    void each_was_sent_once() const {
        const auto seen = farm().watching->seen();
        BOOST_TEST(seen.sent.size() == std::size_t{count});
        for (const auto& [name, times] : seen.sent) BOOST_TEST(times == 1, name << " arrived " << times << " times");
        BOOST_TEST(seen.done_again == std::vector<std::string>(), boost::test_tools::per_element());
    }

    static constexpr int count = 400;

private:
    std::string server_path(const std::string& name) const { return folder_.path().string() + "/" + name; }
    farm_tests::scratch folder_;
    transfer_tests::redis_server server_;
};

/// Hosts at work; one may be killed, or stopped for a while, and each must end well.
class hosts {
public:
    explicit hosts(const project& what) : what_(what) {
        for (std::size_t i = 0; i < size; ++i) running_.push_back(start(what_.host(), false));
    }
    /// False where it had ended before. One that is started anew asks the farm what it has; without it the others must.
    bool kill(std::size_t which, bool and_start_anew) {
        int status = 0;
        ::kill(running_[which], SIGKILL);
        ::waitpid(running_[which], &status, 0);
        if (and_start_anew) running_[which] = start(what_.host(), false);
        else running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(which));
        return ended(status).was_killed();
    }
    void send(std::size_t which, int signal) const { ::kill(running_[which], signal); }
    void must_end_well() const {
        for (const auto one : running_) {
            int status = 0;
            ::waitpid(one, &status, 0);
            BOOST_TEST(ended(status).status == 0, what_.said());
        }
    }
    static constexpr std::size_t size = 3;

private:
    const project& what_;
    std::vector<::pid_t> running_;
};

/// Of an upload by hosts that nobody disturbs.
std::chrono::microseconds usual_length() {
    const project what("usual ");
    const auto began = std::chrono::steady_clock::now();
    hosts(what).must_end_well();
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
}

bool can_run() {
    if (transfer_tests::redis_server::is_installed()) return true;
    BOOST_TEST_MESSAGE("skipped: no redis-server here");
    return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hosts_that_share_an_upload)

BOOST_AUTO_TEST_CASE(send_each_file_once) {
    if (!can_run()) return;
    const project what("together ");
    hosts(what).must_end_well();
    what.all_is_there();
    what.each_was_sent_once();
    // All of them had something to do.
    const auto said = what.said();
    BOOST_TEST(said.find("sent=0 ") == said.npos, said);
}

BOOST_AUTO_TEST_CASE(send_each_file_once_whoever_is_killed) {
    if (!can_run()) return;
    const auto length = usual_length();
    const auto seed = std::random_device()();
    std::mt19937_64 dice(seed);
    int killed = 0, rounds = 0;
    for (; killed < kills() && rounds < 10 * kills(); ++rounds) BOOST_TEST_CONTEXT("seed " << seed << ", round " << rounds) {
            const project what("killed " + std::to_string(seed) + " " + std::to_string(rounds) + " ");
            hosts all(what);
            std::this_thread::sleep_for(std::chrono::microseconds(dice() % static_cast<std::uint64_t>(length.count())));
            killed += all.kill(dice() % hosts::size, dice() % 2 == 0);
            all.must_end_well();
            what.all_is_there();
            what.each_was_sent_once();
        }
    BOOST_TEST_MESSAGE("an upload takes " << length.count() << " us; " << killed << " hosts killed in " << rounds << " uploads");
    BOOST_TEST(killed == kills());
}

BOOST_AUTO_TEST_CASE(go_on_without_one_that_stands_still_and_it_ends_well_too) {
    if (!can_run()) return;
    const auto length = usual_length();
    const auto seed = std::random_device()();
    std::mt19937_64 dice(seed);
    for (int round = 0; round < 3; ++round) BOOST_TEST_CONTEXT("seed " << seed << ", round " << round) {
            const project what("stopped " + std::to_string(seed) + " " + std::to_string(round) + " ");
            hosts all(what);
            std::this_thread::sleep_for(std::chrono::microseconds(dice() % static_cast<std::uint64_t>(length.count())));
            const auto which = dice() % hosts::size;
            all.send(which, SIGSTOP);
            std::this_thread::sleep_for(2s);  // longer than its leases
            all.send(which, SIGCONT);
            all.must_end_well();
            what.all_is_there();
        }
}

BOOST_AUTO_TEST_SUITE_END()
#endif
