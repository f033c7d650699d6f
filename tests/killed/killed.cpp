// SPDX-License-Identifier: BSL-1.0
// RENDERBUS_KILLS: how often each case kills; `all`: 1,000 times at random, and after every system call.
#include "../pipeline/support.hpp"
#include "process.hpp"
#include "witness.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

using namespace killed_tests;

namespace {

struct amount {
    std::uint64_t at_random = 40;
    std::uint64_t after_calls = 20;
};

amount kills() {
    const char* wish = std::getenv("RENDERBUS_KILLS");
    if (wish == nullptr) return {};
    if (std::string_view(wish) == "all") return {1'000, UINT64_MAX};
    const auto number = std::strtoull(wish, nullptr, 10);
    return {number, number};
}

/// A scene that nobody has rendered yet, and the folder where its shot is made.
class shot {
public:
    explicit shot(std::string checkpoints = "each") : checkpoints_(std::move(checkpoints)) {
        pipeline_tests::write_scene(folder / "project");
        // No shot before had these contents, which the farm would not ask for again. The texture travels in pieces.
        std::ofstream(folder / "project/shot.ma", std::ios::app) << "// " << folder.path().string() << "\n";
        pipeline_tests::write_file(folder / "project/wall.png", std::string(300'000, 'w') + folder.path().string());
        before_ = newest_task();
        farm().watching->watch(folder / "frames");
    }

    command start() const {
        return {{program_beside("killed_shot"), farm().url, folder.path().string(), checkpoints_}, (folder / "output").string()};
    }
    std::string output() const { return farm_tests::read_file(folder / "output"); }

    /// Runs undisturbed to the end, and everything was done, and once.
    void must_end_well() const {
        const auto last = run(start());
        BOOST_TEST(last.status == 0, output());
        const auto seen = farm().watching->seen();
        BOOST_TEST(seen.tasks_made == 1);
        BOOST_TEST(seen.submissions == 1);
        BOOST_TEST(seen.done_again == std::vector<std::string>(), boost::test_tools::per_element());
        BOOST_TEST(seen.sent.size() == 2u);  // the scene and its texture
        for (const auto& [name, times] : seen.sent) BOOST_TEST(times == 1, name << " arrived " << times << " times");

        const auto tasks = farm().tasks(2);
        BOOST_TEST_REQUIRE(!tasks.empty());
        BOOST_TEST(tasks[0].id > before_);
        BOOST_TEST((tasks.size() < 2 || tasks[1].id == before_));
        BOOST_TEST(tasks[0].submit_date.value_or(0) != 0);

        const auto frames = files_below(folder / "frames");
        BOOST_TEST(frames.size() == 2u);
        BOOST_TEST((frames == farm().frames_of(tasks[0].id)));
    }

    farm_tests::scratch folder;

private:
    static std::int64_t newest_task() {
        const auto tasks = farm().tasks(1);
        return tasks.empty() ? 0 : tasks[0].id;
    }

    std::string checkpoints_;
    std::int64_t before_ = 0;
};

std::string undisturbed(const shot& what) {
    const auto ended = run(what.start());
    return ended.status == 0 ? "well" : "status " + std::to_string(ended.status) + ": " + what.output();
}

/// Of a run that nobody disturbs: the median of some.
std::chrono::microseconds usual_length() {
    using clock = std::chrono::steady_clock;
    std::array<std::chrono::microseconds, 5> lengths;
    for (auto& length : lengths) {
        const shot one;
        const auto began = clock::now();
        BOOST_TEST_REQUIRE(undisturbed(one) == "well");
        length = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began);
    }
    std::sort(lengths.begin(), lengths.end());
    return lengths[lengths.size() / 2];
}

void kill_after_system_calls(const std::string& checkpoints) {
    std::uint64_t calls = 0;
    {
        const shot one(checkpoints);
        const auto ended = run_and_kill_after_call(one.start(), 0);
        if (ended.status == not_to_be_traced) {
            BOOST_TEST_MESSAGE("left out: this system does not let a test trace its child");
            return;
        }
        BOOST_TEST_REQUIRE(ended.status == 0, one.output());
        calls = ended.calls;
        one.must_end_well();
    }
    const auto seed = std::random_device()();
    const auto step = std::max<std::uint64_t>(calls / std::max<std::uint64_t>(kills().after_calls, 1), 1);
    std::uint64_t killed = 0;
    for (std::uint64_t nth = 1 + (step > 1 ? seed % step : 0); nth <= calls; nth += step) {
        const shot one(checkpoints);
        BOOST_TEST_CONTEXT("seed " << seed << ", killed after system call " << nth << " of " << calls) {
            const auto ended = run_and_kill_after_call(one.start(), nth);
            BOOST_TEST((ended.was_killed() || ended.status == 0), one.output());
            killed += ended.was_killed();
            one.must_end_well();
        }
    }
    BOOST_TEST_MESSAGE("a run makes " << calls << " system calls; killed after " << killed << " of them");
    BOOST_TEST(killed > 0u);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(a_shot_that_is_killed)

BOOST_AUTO_TEST_CASE(is_not_rendered_again_once_it_is_through) {
    const shot one;
    BOOST_TEST_REQUIRE(undisturbed(one) == "well");
    const auto first = farm().watching->seen();
    one.must_end_well();
    BOOST_TEST(farm().watching->seen().requests == first.requests);
}

BOOST_AUTO_TEST_CASE(would_be_caught_making_a_second_task_without_its_journal) {
    const shot one;
    BOOST_TEST_REQUIRE(undisturbed(one) == "well");
    fs::remove_all(one.folder / "workspace");
    BOOST_TEST_REQUIRE(undisturbed(one) == "well");
    const auto seen = farm().watching->seen();
    BOOST_TEST(seen.tasks_made == 2);
    BOOST_TEST(seen.submissions == 2);
    // The farm was asked for the files' contents, and has them.
    BOOST_TEST(seen.done_again == std::vector<std::string>(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(at_any_time_goes_on_where_it_was) {
    const auto length = usual_length();
    const auto seed = std::random_device()();
    std::mt19937_64 dice(seed);
    const auto moment = [&] { return std::chrono::microseconds(dice() % static_cast<std::uint64_t>(length.count())); };
    std::uint64_t shots = 0, killed = 0, killed_again = 0;
    for (; killed < kills().at_random && shots < 10 * kills().at_random; ++shots) {
        const shot one(dice() % 2 == 0 ? "each" : "last");
        const auto first = moment();
        const auto second = dice() % 4 == 0 ? std::optional(moment()) : std::nullopt;
        BOOST_TEST_CONTEXT("seed " << seed << ", shot " << shots << " killed after " << first.count() << " us"
                                   << (second ? " and " + std::to_string(second->count()) + " us" : "")) {
            const auto ended = run_and_kill(one.start(), first);
            BOOST_TEST((ended.was_killed() || ended.status == 0), one.output());
            killed += ended.was_killed();
            if (second) killed_again += run_and_kill(one.start(), *second).was_killed();
            one.must_end_well();
        }
    }
    BOOST_TEST_MESSAGE("a run takes " << length.count() << " us; of " << shots << " shots " << killed << " killed, and "
                                      << killed_again << " second runs");
    BOOST_TEST(killed == kills().at_random);
}

BOOST_AUTO_TEST_CASE(after_any_system_call_goes_on_where_it_was) { kill_after_system_calls("each"); }

BOOST_AUTO_TEST_CASE(after_any_system_call_goes_on_where_it_was_with_one_checkpoint_at_the_end) {
    kill_after_system_calls("last");
}

BOOST_AUTO_TEST_SUITE_END()
