// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/journal/file_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

using namespace journal_tests;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(the_file_of_a_journal)

BOOST_AUTO_TEST_CASE(is_lines_of_json_that_say_what_they_are) {
    scratch folder;
    const auto text = sample_journal(folder / "journal");
    BOOST_TEST(text.starts_with(header));
    BOOST_TEST(text.find("\",\"begin\":\"" + key_of(0) + "\"}\n") != std::string::npos);
    BOOST_TEST(text.find("\",\"keep\":\"" + key_of(0) + "\",\"shape\":\"shape of 0\",\"value\":" + entry_of(0).value + "}\n") !=
               std::string::npos);
    BOOST_TEST(text.find("\",\"forget\":\"" + key_of(6) + "\"}\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_for_its_owner_only) {
    scratch folder;
    sample_journal(folder / "journal");
    struct ::stat seen {};
    BOOST_REQUIRE(::stat((folder / "journal").c_str(), &seen) == 0);
    BOOST_TEST((seen.st_mode & 0077) == 0u);
}

BOOST_AUTO_TEST_CASE(is_there_for_the_next_process) {
    scratch folder;
    sample_journal(folder / "journal");
    auto journal = rb::file_journal::open(folder / "journal").value();
    BOOST_TEST(entries_of(*journal) == 5u);
    BOOST_TEST(journal->begin(key_of(5)).value());
    BOOST_TEST(!journal->begin(key_of(6)).value());
}

BOOST_AUTO_TEST_CASE(of_another_version_or_kind_is_refused_and_left_as_it_is) {
    scratch folder;
    const auto path = folder / "journal";
    for (const std::string& content :
         {std::string("{\"journal\":\"renderbus\",\"version\":2}\n"), std::string("{\"journal\":\"renderbus\",\"version\":2}"),
          std::string("{\"journal\":\"renderbus\",\"version\":10,\"more\":true}\nwhatever"),
          std::string("//Maya ASCII 2023 scene\n"), std::string("x"), std::string("\n"), std::string(100, '\0'),
          std::string(header) + "{}\n", std::string(header.substr(0, header.size() - 1)) + " \n",
          std::string(header) + std::string(header)}) {
        put_file(path, content);
        const auto opened = rb::file_journal::open(path);
        BOOST_TEST_REQUIRE(!opened, content);
        BOOST_TEST(opened.error().message().find(path.string()) != std::string::npos);
        BOOST_TEST(!opened.error().next_step.empty());
        BOOST_TEST(read_file(path) == content);
    }
    put_file(path, "{\"journal\":\"renderbus\",\"version\":2}\n");
    BOOST_TEST(rb::file_journal::open(path).error().cause.find("version 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(must_be_a_file_in_a_folder_that_is_there) {
    scratch folder;
    BOOST_TEST(rb::file_journal::open(folder / "none" / "journal").error().code == rb::scene_errc::unwritable_file);
    BOOST_TEST(rb::file_journal::open(folder.path()).error().code == rb::scene_errc::unwritable_file);
    BOOST_REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    BOOST_TEST(rb::file_journal::open(folder / "pipe").error().code == rb::scene_errc::unwritable_file);
    BOOST_TEST(rb::file_journal::open("/dev/null").error().code == rb::scene_errc::unwritable_file);
}

BOOST_AUTO_TEST_CASE(has_one_object_at_a_time) {
    scratch folder;
    const auto path = folder / "journal";
    auto first = rb::file_journal::open(path).value();
    fs::create_symlink(path, folder / "other name");
    for (const auto& name : {path, folder / "other name"}) {
        const auto second = rb::file_journal::open(name);
        BOOST_TEST_REQUIRE(!second.has_value());
        BOOST_TEST((second.error().code == std::errc::device_or_resource_busy));
    }
    BOOST_TEST(in_child([&]() -> std::string {
                   const auto there = rb::file_journal::open(path);
                   return there ? "opened" : there.error().cause;
               }).starts_with("another process, or another object of this one"));
    first->keep(key_of(1), entry_of(1)).value();
    first.reset();
    BOOST_TEST(missing(*rb::file_journal::open(folder / "other name").value(), 1) == "");
}

BOOST_AUTO_TEST_CASE(passes_from_process_to_process) {
    scratch folder;
    const auto path = folder / "journal";
    // Each adds to a number that only the lock keeps from being lost; the file is replaced now and then.
    const auto add = [&]() -> std::string {
        for (int added = 0; added < 40;) {
            auto journal = rb::file_journal::open(path);
            if (!journal && journal.error().code == std::errc::device_or_resource_busy) {
                std::this_thread::sleep_for(std::chrono::microseconds(200));
                continue;
            }
            if (!journal) return journal.error().message();
            const auto before = (*journal)->find(key_of(0));
            if (!before) return before.error().message();
            const auto number = *before ? std::stoul((*before)->shape) : 0;
            const auto kept = (*journal)->keep(key_of(0), {std::to_string(number + 1), entry_of(0, 5000).value});
            if (!kept) return kept.error().message();
            ++added;
        }
        return "";
    };
    child_process one(add), two(add), three(add);
    BOOST_TEST(one.wait() == "");
    BOOST_TEST(two.wait() == "");
    BOOST_TEST(three.wait() == "");
    BOOST_TEST(rb::file_journal::open(path).value()->find(key_of(0)).value().value().shape == "120");
    BOOST_TEST(fs::file_size(path) < 200'000u);
}

BOOST_AUTO_TEST_CASE(is_replaced_by_a_shorter_one_when_most_of_it_is_of_no_use) {
    scratch folder;
    const auto path = folder / "journal";
    {
        auto journal = rb::file_journal::open(path).value();
        for (std::size_t i = 0; i < 20; ++i) journal->keep(key_of(i), entry_of(i, 500)).value();
        journal->begin(key_of(99)).value();
        for (std::size_t i = 0; i < 600; ++i) journal->keep(key_of(1000 + i % 4), entry_of(1000 + i % 4, 2000)).value();
        for (std::size_t i = 0; i < 10; ++i) journal->forget(key_of(i)).value();
        BOOST_TEST(fs::file_size(path) < 100'000u);
        for (std::size_t i = 10; i < 20; ++i) BOOST_TEST(missing(*journal, i, 500) == "");
    }
    auto journal = rb::file_journal::open(path).value();
    for (std::size_t i = 0; i < 10; ++i) BOOST_TEST(!journal->find(key_of(i)).value().has_value());
    for (std::size_t i = 10; i < 20; ++i) BOOST_TEST(missing(*journal, i, 500) == "");
    for (std::size_t i = 1000; i < 1004; ++i) BOOST_TEST(missing(*journal, i, 2000) == "");
    BOOST_TEST(journal->begin(key_of(99)).value());
    BOOST_TEST(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(is_not_written_to_any_more_when_somebody_removed_it) {
    scratch folder;
    auto journal = rb::file_journal::open(folder / "journal").value();
    journal->keep(key_of(1), entry_of(1)).value();
    fs::remove(folder / "journal");
    BOOST_TEST(journal->keep(key_of(2), entry_of(2)).error().code == rb::scene_errc::unwritable_file);
    BOOST_TEST(missing(*journal, 1) == "");
}

BOOST_AUTO_TEST_CASE(has_lines_of_64_mib_and_no_longer_ones) {
    scratch folder;
    const std::size_t rest = 300;
    {
        auto journal = rb::file_journal::open(folder / "journal").value();
        const auto refused = journal->keep(key_of(1), {"s", '"' + std::string(rb::file_journal::line_limit, 'x') + '"'});
        BOOST_TEST(refused.error().code == rb::data_errc::too_large);
        journal->keep(key_of(2), {"s", '"' + std::string(rb::file_journal::line_limit - rest, 'x') + '"'}).value();
    }
    BOOST_TEST(rb::file_journal::open(folder / "journal").value()->find(key_of(2)).value()->value.size() ==
               rb::file_journal::line_limit - rest + 2);
    {
        std::ofstream longer(folder / "longer", std::ios::binary);
        longer << header << std::string(rb::file_journal::line_limit + 1000, 'x');
    }
    const auto opened = rb::file_journal::open(folder / "longer");
    BOOST_TEST_REQUIRE(!opened.has_value());
    BOOST_TEST(opened.error().place.ends_with(":2"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_journal_on_a_full_disk)

BOOST_AUTO_TEST_CASE(fails_and_stays_whole) {
    scratch folder;
    const auto path = folder / "journal";
    const auto wrong = in_child([&]() -> std::string {
        const ::rlimit limit{10'000, RLIM_INFINITY};
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return "no limit";
        auto journal = rb::file_journal::open(path);
        if (!journal) return journal.error().message();
        std::size_t kept = 0;
        for (;; ++kept) {
            const auto done = (*journal)->keep(key_of(kept), entry_of(kept, 1000));
            if (done) continue;
            if (done.error().code != rb::scene_errc::unwritable_file) return "another code: " + done.error().message();
            if (done.error().message().find("RLIMIT_FSIZE") == std::string::npos) return done.error().message();
            break;
        }
        if (kept != 8) return "kept " + std::to_string(kept);
        for (std::size_t i = 0; i < kept; ++i)
            if (const auto why = missing(**journal, i, 1000); !why.empty()) return why;
        if ((*journal)->find(key_of(kept)).value()) return "what failed is there";
        // There may be room for less.
        if (auto less = (*journal)->keep(key_of(100), entry_of(100)); !less) return less.error().message();
        if (auto begun = (*journal)->begin(key_of(kept)); !begun || *begun) return "what failed counts as begun";
        // And there may be room again.
        const ::rlimit more{20'000, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &more);
        if (auto again = (*journal)->keep(key_of(kept), entry_of(kept, 1000)); !again) return again.error().message();
        return "";
    });
    BOOST_TEST(wrong == "");
    auto journal = rb::file_journal::open(path).value();
    for (std::size_t i = 0; i <= 8; ++i) BOOST_TEST(missing(*journal, i, 1000) == "");
    BOOST_TEST(missing(*journal, 100) == "");
}

BOOST_AUTO_TEST_CASE(without_room_for_a_shorter_file_goes_on_with_the_longer_one) {
    scratch folder;
    const auto path = folder / "journal";
    auto journal = rb::file_journal::open(path).value();
    journal->keep(key_of(1), entry_of(1)).value();
    // Where the shorter file would be made there is a folder that is not empty.
    fs::create_directories((folder / "journal.renderbus-new") / "something");
    for (std::size_t i = 0; i < 100; ++i) journal->keep(key_of(2), entry_of(2, 2000)).value();
    BOOST_TEST(fs::file_size(path) > 200'000u);
    BOOST_TEST(missing(*journal, 1) == "");
    fs::remove_all(folder / "journal.renderbus-new");
    for (std::size_t i = 0; i < 200; ++i) journal->keep(key_of(2), entry_of(2, 2000)).value();
    BOOST_TEST(fs::file_size(path) < 200'000u);
    BOOST_TEST(missing(*journal, 1) == "");
    BOOST_TEST(missing(*journal, 2, 2000) == "");
}

BOOST_AUTO_TEST_SUITE_END()
