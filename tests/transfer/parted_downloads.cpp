// SPDX-License-Identifier: BSL-1.0
#include "engine_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace {
using namespace transfer_tests;

constexpr std::size_t size_of_file = 40'003;  // not divided without a rest
constexpr std::size_t parts = 4;

struct parted_bench : engine_bench {
    rb::http_engine_options options;
    std::string content = some_bytes(size_of_file);
    rb::remote_file file = file_there("out/frame", content);
    fs::path local = here("frame");

    parted_bench() {
        farm->gives_parts = true;
        options.resume_from = rb::byte_count{1};
        options.parts = parts;
        options.smallest_part = rb::byte_count{5'000};
        restart();
    }
    /// As another process would: with nothing but what is on the disk.
    void restart() { engine = engine_at(farm, options); }
    rb::result<void> get_once() {
        options.tries = 1;
        restart();
        return get(file, local);
    }
    std::vector<std::string> files() const { return files_below(folder / "here"); }
    fs::path kept() const {
        for (const auto& name : files())
            if (name.starts_with(".renderbus-keep-")) return folder / "here" / name;
        return {};
    }
    /// Until something of every part is here.
    void stop_midway() {
        farm->steps = 0;
        farm->lose_at = 18;
        farm->lost_for_ever = true;
        BOOST_TEST(!get_once());
        farm->lose_at = -1;
        farm->lost_for_ever = false;
        BOOST_TEST(farm->bytes_given > 0u);
        BOOST_REQUIRE(!kept().empty());
    }
    void is_here() const {
        BOOST_TEST((read_file(local) == content));
        BOOST_TEST((files() == std::vector<std::string>{"frame"}));
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_parted_downloads)

BOOST_FIXTURE_TEST_CASE(a_large_file_comes_in_parts_side_by_side, parted_bench) {
    BOOST_TEST(get(file, local).has_value());
    is_here();
    BOOST_TEST(farm->count("GET") == static_cast<int>(parts));
    BOOST_TEST(farm->most_open_exchanges == static_cast<int>(parts));
    BOOST_TEST(progress == size_of_file);
    BOOST_TEST(farm->bytes_given == size_of_file);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_worth_it_or_cannot_be_checked_comes_in_one, parted_bench) {
    options.smallest_part = rb::byte_count{size_of_file / 2 + 1};
    restart();
    BOOST_TEST(get(file, local).has_value());
    BOOST_TEST(farm->count("GET") == 1);
    options.smallest_part = rb::byte_count{1};
    options.parts = 1;
    restart();
    BOOST_TEST(get(file, here("again")).has_value());
    BOOST_TEST(farm->count("GET") == 2);
    options.parts = parts;
    restart();
    farm->gives_parts = false;
    BOOST_TEST(get(file, here("third")).has_value());
    BOOST_TEST(farm->count("GET") == 3);
}

BOOST_AUTO_TEST_CASE(a_line_that_breaks_at_any_step_leaves_what_came_to_the_next_process) {
    bool was_lost = true;
    for (int step = 1; was_lost; ++step) {
        parted_bench at;
        at.farm->lose_at = step;
        at.farm->lost_for_ever = true;
        was_lost = !at.get_once().has_value();
        BOOST_TEST(fs::exists(at.local) == !was_lost);
        at.farm->lose_at = -1;
        at.farm->lost_for_ever = false;
        BOOST_TEST(at.get_once().has_value());
        at.is_here();
        BOOST_TEST(at.farm->bytes_given == (was_lost ? size_of_file : 2 * size_of_file), "lost at step " << step);
    }
}

BOOST_FIXTURE_TEST_CASE(a_part_whose_line_breaks_goes_on_by_itself, parted_bench) {
    farm->lose_at = 20;
    BOOST_TEST(get(file, local).has_value());
    is_here();
    BOOST_TEST(farm->count("GET") == static_cast<int>(parts) + 1);
    BOOST_TEST(farm->bytes_given == size_of_file);
    BOOST_TEST(progress == size_of_file);
}

BOOST_FIXTURE_TEST_CASE(a_stop_leaves_what_came, parted_bench) {
    farm->on_step = [this](int step) {
        if (step == 18) stop.request_stop();
    };
    BOOST_TEST((get(file, local).error().code == rb::transport_errc::canceled));
    BOOST_TEST(!fs::exists(local));
    farm->on_step = {};
    stop = {};
    BOOST_TEST(get(file, local).has_value());
    is_here();
    BOOST_TEST(farm->bytes_given == size_of_file);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_gives_no_parts_after_all_gives_it_in_one, parted_bench) {
    farm->ignores_ranges = true;
    BOOST_TEST(get(file, local).has_value());
    is_here();
}

BOOST_FIXTURE_TEST_CASE(bytes_that_were_damaged_meanwhile_are_found_and_fetched_anew, parted_bench) {
    stop_midway();
    {
        std::fstream damaged(kept(), std::ios::in | std::ios::out | std::ios::binary);
        damaged.put(static_cast<char>(content[0] ^ 1));
    }
    BOOST_TEST((get(file, local).error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(files().empty());
    BOOST_TEST(get(file, local).has_value());
    is_here();
}

BOOST_FIXTURE_TEST_CASE(notes_that_cannot_be_right_are_not_believed, parted_bench) {
    for (const std::string_view notes : {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "too long by far"}) {
        farm->bytes_given = 0;
        stop_midway();
        {
            std::fstream damaged(kept(), std::ios::in | std::ios::out | std::ios::binary);
            damaged.seekp(notes.size() == 8 ? static_cast<std::streamoff>(size_of_file) : 0,
                          notes.size() == 8 ? std::ios::beg : std::ios::end);
            damaged << notes;
        }
        farm->bytes_given = 0;
        BOOST_TEST(get(file, local).has_value());
        is_here();
        BOOST_TEST(farm->bytes_given == size_of_file);
        fs::remove(local);
    }
}

BOOST_FIXTURE_TEST_CASE(a_file_that_changed_at_the_farm_is_told_and_nothing_of_it_kept, parted_bench) {
    farm->on_step = [&](int step) {
        if (step == 3) write_file(farm->root / "out/frame", some_bytes(size_of_file, 7));
    };
    const auto came = get(file, local);
    BOOST_REQUIRE(!came);
    BOOST_TEST((came.error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(files().empty());
}

BOOST_FIXTURE_TEST_CASE(two_at_one_file_do_not_disturb_each_other, parted_bench) {
    stop_midway();
    const int other = ::open(kept().c_str(), O_RDWR | O_CLOEXEC);
    BOOST_REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
    BOOST_TEST(get(file, local).has_value());
    BOOST_TEST((read_file(local) == content));
    BOOST_TEST(!kept().empty());
    ::close(other);
}

BOOST_AUTO_TEST_CASE(takes_no_name_that_it_may_not_take) {
    for (const std::uint64_t resume_from : {1, 1'000'000}) {
        for (const std::size_t how_many : {std::size_t{1}, parts}) {
            parted_bench at;
            at.options.resume_from = rb::byte_count{resume_from};
            at.options.parts = how_many;
            at.restart();
            at.file.naming.takes = rb::file_naming::place::free;
            write_file(at.local, "somebody's");
            const auto refused = [&] {
                BOOST_TEST((at.get(at.file, at.local).error().code == rb::scene_errc::name_taken));
                BOOST_TEST(read_file(at.local) == "somebody's");
                BOOST_TEST((at.files() == std::vector<std::string>{"frame"}));
            };
            refused();
            at.file.naming.takes = rb::file_naming::place::seen;
            refused();
            at.file.naming.seen = rb::stamp_of(at.local).value();
            write_file(at.local, "somebody's");
            fs::last_write_time(at.local, fs::last_write_time(at.local) + std::chrono::seconds(1));
            refused();
            at.file.naming.seen = rb::stamp_of(at.local).value();
            at.get(at.file, at.local).value();
            at.is_here();
            fs::remove(at.local);
            at.file.naming.takes = rb::file_naming::place::free;
            at.get(at.file, at.local).value();
            at.is_here();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
