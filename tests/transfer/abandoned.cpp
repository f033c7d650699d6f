// SPDX-License-Identifier: BSL-1.0
#include "folder_farm.hpp"
#include "old_system.hpp"

#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

#include <signal.h>

#include <algorithm>

namespace {
using namespace transfer_tests;

/// Leaves behind what a process leaves that is killed in the midst of writing `name`, on a file system where that has a name.
void killed_while_writing(const fs::path& name) {
    const auto said = in_child([&]() -> std::string {
        have_no_nameless_files();
        auto sink = rb::file_sink::create(name);
        if (!sink || !(*sink)->write(std::string_view("half"))) return "could not write";
        ::kill(::getpid(), SIGKILL);
        return "survived";
    });
    BOOST_REQUIRE_EQUAL(said, "killed by signal 9");
}

std::size_t temporary_files(const fs::path& folder) {
    const auto all = files_below(folder);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const std::string& one) { return one.ends_with(".part"); }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(what_a_killed_download_left_behind)

BOOST_AUTO_TEST_CASE(is_nothing_where_a_file_needs_no_name_before_it_is_whole) {
    scratch folder;
    const auto said = in_child([&]() -> std::string {
        auto sink = rb::file_sink::create(folder / "frame.png");
        if (!sink || !(*sink)->write(std::string_view("half"))) return "could not write";
        if (!(*sink)->temporary_name().empty()) return "it has a name";
        ::kill(::getpid(), SIGKILL);
        return "survived";
    });
    if (said == "it has a name") BOOST_TEST_MESSAGE("skipped: the file system knows no files without a name");
    else BOOST_TEST(said == "killed by signal 9");
    BOOST_TEST((said == "it has a name" || files_below(folder.path()).empty()));
}

BOOST_AUTO_TEST_CASE(is_removed_and_nothing_else) {
    scratch folder;
    const std::vector<std::string> others = {".renderbus-.part",
                                             ".renderbus-0123456789abcdef.part",  // another machine's
                                             ".renderbus-part", "a.part", "frame.png"};
    for (const auto& name : others) write_file(folder / name, "x");
    for (int i = 0; i < 3; ++i) killed_while_writing(folder / "frame.png");
    write_file(folder / "deeper/x", "x");
    killed_while_writing(folder / "deeper/x");
    auto alive = rb::file_sink::resume(folder / "alive", "version", 100).value();
    BOOST_TEST(alive->write(std::string_view("whole")).has_value());
    fs::last_write_time(alive->temporary_name(), fs::file_time_type::clock::now() - std::chrono::hours(8 * 24));
    BOOST_REQUIRE_EQUAL(files_below(folder.path()).size(), others.size() + 6);

    rb::file_sink::remove_abandoned(folder.path());
    BOOST_TEST(files_below(folder.path()).size() == others.size() + 3);
    for (const auto& name : others) BOOST_TEST(read_file(folder / name) == "x", name);
    BOOST_TEST(alive->commit(digest_of_text("whole")).has_value());
    BOOST_TEST(read_file(folder / "alive") == "whole");
    rb::file_sink::remove_abandoned(folder / "deeper");
    BOOST_TEST(files_below(folder / "deeper") == std::vector<std::string>{"x"}, boost::test_tools::per_element());
    rb::file_sink::remove_abandoned(folder / "none");
}

BOOST_AUTO_TEST_CASE(is_removed_with_folders_that_programs_wrote_into_a_week_ago) {
    scratch folder;
    for (const char* name : {".renderbus-arrival-abcdef", ".renderbus-arrival-fedcba", ".renderbus-arrival-", "arrival"})
        write_file(folder / name / "frame.png", "x");
    for (const char* old : {".renderbus-arrival-abcdef", ".renderbus-arrival-", "arrival"})
        fs::last_write_time(folder / old, fs::file_time_type::clock::now() - std::chrono::hours(8 * 24));
    rb::file_sink::remove_abandoned(folder.path());
    BOOST_TEST(
        files_below(folder.path()) == (std::vector<std::string>{".renderbus-arrival-/frame.png",
                                                                ".renderbus-arrival-fedcba/frame.png", "arrival/frame.png"}),
        boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(is_left_to_those_who_write_it) {
    scratch folder;
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    child_process writer([&]() -> std::string {
        have_no_nameless_files();
        auto sink = rb::file_sink::create(folder / "a").value();
        if (!sink->write(std::string_view("content"))) return "could not write";
        char go = 0;
        if (::read(ends[0], &go, 1) != 1) return "nobody says go";
        const auto kept = sink->commit(digest_of_text("content"));
        return kept ? "" : kept.error().message();
    });
    while (temporary_files(folder.path()) == 0) ::usleep(1'000);
    ::usleep(20'000);  // until it is locked, too
    for (int i = 0; i < 10; ++i) rb::file_sink::remove_abandoned(folder.path());
    BOOST_TEST(temporary_files(folder.path()) == 1u);
    BOOST_REQUIRE(::write(ends[1], "g", 1) == 1);
    BOOST_TEST(writer.wait() == "");
    BOOST_TEST(read_file(folder / "a") == "content");
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(is_looked_for_while_others_write_without_harm) {
    for (const bool with_names : {false, true}) {
        scratch folder;
        child_process tidier([&]() -> std::string {
            for (int i = 0; i < 3'000; ++i) rb::file_sink::remove_abandoned(folder.path());
            return "";
        });
        const auto wrong = in_child([&]() -> std::string {
            if (with_names) have_no_nameless_files();
            for (int i = 0; i < 300; ++i) {
                const auto written = rb::write_whole_file(folder / ("f" + std::to_string(i % 7)), "content");
                if (!written) return written.error().message();
                if (*written != digest_of_text("content")) return "another digest";
            }
            return "";
        });
        BOOST_TEST(wrong == "");
        BOOST_TEST(tidier.wait() == "");
        BOOST_TEST(files_below(folder.path()).size() == 7u);
    }
}

BOOST_AUTO_TEST_CASE(is_gone_after_the_next_run_of_the_download) {
    scratch folder;
    const auto farm = std::make_shared<folder_farm>(folder / "farm");
    write_file(farm->root / "out/beauty/f1.png", "one");
    write_file(farm->root / "out/f2.png", "two");
    write_file(folder / "frames/f2.png", "two");
    killed_while_writing(folder / "frames/beauty/f1.png");
    killed_while_writing(folder / "frames/f2.png");
    asio::io_context context;
    const auto report = outcome<rb::download_report>(context, [&](auto done) {
        rb::async_download(context.get_executor(), engine_at(farm), {"out"}, folder / "frames", {}, {}, {}, std::move(done));
    });
    BOOST_TEST(report.value().files == 1u);
    BOOST_TEST(files_below(folder / "frames") == (std::vector<std::string>{"beauty/f1.png", "f2.png"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
