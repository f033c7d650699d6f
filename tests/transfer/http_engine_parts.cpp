// SPDX-License-Identifier: BSL-1.0
#include "engine_bench.hpp"

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

namespace {

using namespace transfer_tests;

rb::http_engine_options from_the_first_byte_on() {
    rb::http_engine_options options;
    options.resume_from = rb::byte_count{1};
    return options;
}

struct parts_bench : engine_bench {
    parts_bench() {
        farm->gives_parts = true;
        engine = engine_at(farm, from_the_first_byte_on());
    }
    std::string content = some_bytes(10'000);
    rb::remote_file file = file_there("out/frame", content);
    fs::path local = here("frame");

    std::vector<std::string> files() const { return files_below(folder / "here"); }
    std::string kept() const {
        const auto names = files();
        return names.size() == 1 && names[0].starts_with(".renderbus-keep-") ? read_file(folder / "here" / names[0]) : "";
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_parts_of_files)

BOOST_AUTO_TEST_CASE(are_asked_for_as_rfc_9110_has_it) {
    using range = rb::byte_range;
    const auto asked = [](std::string_view header) { return rb::asked_range(header, 100); };
    BOOST_TEST((asked("bytes=0-") == range{0, 100}));
    BOOST_TEST((asked("Bytes=40-59") == range{40, 20}));
    BOOST_TEST((asked("bytes=40-1000") == range{40, 60}));
    BOOST_TEST((asked("bytes=-30") == range{70, 30}));
    BOOST_TEST((asked("bytes=-300") == range{0, 100}));
    BOOST_TEST((asked("bytes=100-") == range{100, 0}));
    BOOST_TEST((asked("bytes=-0") == range{100, 0}));
    for (const char* ignored : {"", "bytes", "bytes=", "bytes=-", "bytes=a-", "bytes=5-4", "bytes=0-1,3-4", "lines=0-1",
                                "bytes=1", "bytes=99999999999999999999-", "bytes= 1-"})
        BOOST_TEST(!asked(ignored), ignored);

    BOOST_TEST(rb::content_range({40, 20}, 100) == "bytes 40-59/100");
    BOOST_TEST((rb::part_in("bytes 40-59/100", 100) == range{40, 20}));
    for (const char* wrong : {"", "bytes 40-59/101", "bytes 40-59/*", "bytes 59-40/100", "bytes 40-100/100", "bytes */100",
                              "bytes 40/100-59", "items 40-59/100"})
        BOOST_TEST(!rb::part_in(wrong, 100), wrong);
}

BOOST_AUTO_TEST_CASE(belong_to_a_version) {
    BOOST_TEST(rb::matches("*", "\"a\""));
    BOOST_TEST(rb::matches("\"a\"", "\"a\""));
    BOOST_TEST(rb::matches(" \"b\", \"a\"", "\"a\""));
    for (const char* other : {"", "a", "\"b\"", "W/\"a\"", "\"a", "\"b\", W/\"a\""})
        BOOST_TEST(!rb::matches(other, "\"a\""), other);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(transfer_downloads_in_parts)

BOOST_AUTO_TEST_CASE(go_on_at_the_byte_where_the_connection_was_lost) {
    for (int lose_at = 3; lose_at < 14; ++lose_at) {
        parts_bench at;
        at.farm->lose_at = lose_at;
        BOOST_REQUIRE(at.get(at.file, at.local));
        BOOST_TEST(read_file(at.local) == at.content);
        BOOST_TEST(at.files() == std::vector<std::string>{"frame"}, boost::test_tools::per_element());
        BOOST_TEST(at.farm->bytes_given == at.content.size());
        BOOST_TEST(at.progress == at.content.size());
    }
}

BOOST_AUTO_TEST_CASE(go_on_in_another_run_where_one_was_stopped) {
    parts_bench at;
    at.farm->on_step = [&](int step) {
        if (step == 6) at.stop.request_stop();
    };
    BOOST_TEST((at.get(at.file, at.local).error().code == rb::transport_errc::canceled));
    const auto had = at.kept();
    BOOST_TEST((!had.empty() && at.content.starts_with(had) && had.size() < at.content.size()));
    at.stop = {};
    at.farm->on_step = {};
    at.progress = 0;
    rb::file_sink::remove_abandoned(at.folder / "here");
    BOOST_REQUIRE(at.get(at.file, at.local));
    BOOST_TEST(read_file(at.local) == at.content);
    BOOST_TEST(at.files() == std::vector<std::string>{"frame"}, boost::test_tools::per_element());
    BOOST_TEST(at.farm->bytes_given == at.content.size());
    BOOST_TEST(at.progress == at.content.size());
}

BOOST_AUTO_TEST_CASE(go_on_where_a_process_was_killed) {
    parts_bench at;
    const auto wrong = in_child([&]() -> std::string {
        at.farm->on_step = [](int step) {
            if (step == 6) ::kill(::getpid(), SIGKILL);
        };
        static_cast<void>(at.get(at.file, at.local));
        return "it was not killed";
    });
    BOOST_TEST(wrong == "killed by signal 9");
    const auto had = at.kept().size();
    BOOST_TEST((had > 0u && had < at.content.size()));
    BOOST_REQUIRE(at.get(at.file, at.local));
    BOOST_TEST(read_file(at.local) == at.content);
    BOOST_TEST(at.farm->bytes_given == at.content.size() - had);
}

BOOST_AUTO_TEST_CASE(of_an_answer_that_is_all_of_the_file_do_not_get_behind_what_is_here) {
    parts_bench at;
    at.file.digest = {};  // nothing would tell afterwards
    int gets = 0;
    at.farm->hides_digests = true;
    at.farm->lose_at = 6;
    at.farm->instead = [&](const rb::http::request& what) -> std::optional<rb::http::response> {
        if (what.method != "GET") return {};
        at.farm->ignores_ranges = ++gets == 2;  // and breaks off again in the middle of it
        if (gets == 2) at.farm->lose_at = at.farm->steps + 3;
        return {};
    };
    at.get(at.file, at.local).value();
    BOOST_TEST((read_file(at.local) == at.content));
    BOOST_TEST(at.files() == std::vector<std::string>{"frame"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_another_version_begin_anew) {
    parts_bench at;
    at.farm->lose_at = 6;
    at.farm->lost_for_ever = true;
    BOOST_TEST((at.get(at.file, at.local).error().code == rb::transport_errc::connection_lost));
    BOOST_TEST(!at.kept().empty());
    at.farm->lose_at = -1;
    at.content = some_bytes(10'000, 7);
    const auto rendered_again = at.file_there("out/frame", at.content);
    BOOST_REQUIRE(at.get(rendered_again, at.local));
    BOOST_TEST(read_file(at.local) == at.content);
}

BOOST_AUTO_TEST_CASE(of_a_file_that_changes_in_between_are_not_mixed) {
    parts_bench at;
    at.farm->lose_at = 6;
    at.farm->on_step = [&](int step) {
        if (step == 6) at.file_there("out/frame", some_bytes(10'000, 7));
    };
    const auto ended = at.get(at.file, at.local);
    BOOST_TEST((ended.error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(says(ended.error(), "changed at the farm"), ended.error().message());
    BOOST_TEST(at.files().empty());
}

BOOST_AUTO_TEST_CASE(that_were_spoilt_on_the_disk_do_not_count) {
    parts_bench at;
    at.farm->lose_at = 6;
    at.farm->lost_for_ever = true;
    static_cast<void>(at.get(at.file, at.local));
    const auto kept = at.folder / "here" / at.files().at(0);
    at.farm->lose_at = -1;
    auto spoilt = read_file(kept);
    spoilt[0] = static_cast<char>(spoilt[0] ^ 1);
    write_file(kept, spoilt);
    const auto ended = at.get(at.file, at.local);
    BOOST_TEST((ended.error().code == rb::data_errc::wrong_digest));
    BOOST_TEST(at.files().empty());
    BOOST_TEST(at.get(at.file, at.local).has_value());
    BOOST_TEST(read_file(at.local) == at.content);
    // More than the file has.
    fs::remove(at.local);
    write_file(kept, std::string(20'000, 'x'));
    BOOST_TEST(at.get(at.file, at.local).has_value());
    BOOST_TEST(read_file(at.local) == at.content);
}

BOOST_AUTO_TEST_CASE(that_are_all_here_are_not_fetched) {
    parts_bench at;
    at.farm->on_step = [&](int step) {
        if (step == 13) at.stop.request_stop();  // after the last piece, before the end
    };
    BOOST_TEST((at.get(at.file, at.local).error().code == rb::transport_errc::canceled));
    BOOST_TEST(at.kept().size() == at.content.size());
    at.stop = {};
    at.farm->on_step = {};
    BOOST_REQUIRE(at.get(at.file, at.local));
    BOOST_TEST(read_file(at.local) == at.content);
    BOOST_TEST(at.farm->count("GET") == 1);
}

BOOST_AUTO_TEST_CASE(from_a_server_that_takes_it_back_come_as_a_whole) {
    parts_bench at;
    at.farm->lose_at = 6;
    at.farm->on_step = [&](int step) {
        if (step == 6) at.farm->ignores_ranges = true;
    };
    BOOST_REQUIRE(at.get(at.file, at.local));
    BOOST_TEST(read_file(at.local) == at.content);
    BOOST_TEST(at.progress == at.content.size());
    BOOST_TEST(at.files() == std::vector<std::string>{"frame"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(are_written_by_one_alone) {
    parts_bench at;
    const auto first = rb::file_sink::resume(at.local, "v", 100).value();
    BOOST_REQUIRE(first->write(std::string_view("half")));
    const auto second = rb::file_sink::resume(at.local, "v", 100).value();
    BOOST_TEST(second->size() == 0u);
    BOOST_REQUIRE(second->write(std::string_view("whole")));
    BOOST_REQUIRE(second->commit({}));
    first->leave();
    BOOST_TEST(rb::file_sink::resume(at.local, "v", 100).value()->size() == 4u);
    BOOST_TEST(rb::file_sink::resume(at.local, "w", 100).value()->size() == 0u);
    BOOST_TEST(read_file(at.local) == "whole");
}

BOOST_AUTO_TEST_CASE(are_kept_for_a_week) {
    parts_bench at;
    BOOST_REQUIRE(rb::file_sink::resume(at.local, "v", 100).value()->write(std::string_view("half")));
    BOOST_TEST(at.kept() == "half");
    const auto kept = at.folder / "here" / at.files().at(0);
    fs::last_write_time(kept, fs::file_time_type::clock::now() - std::chrono::hours(6 * 24));
    rb::file_sink::remove_abandoned(at.folder / "here");
    BOOST_TEST(at.kept() == "half");
    fs::last_write_time(kept, fs::file_time_type::clock::now() - std::chrono::hours(8 * 24));
    rb::file_sink::remove_abandoned(at.folder / "here");
    BOOST_TEST(at.files().empty());
}

BOOST_AUTO_TEST_SUITE_END()
