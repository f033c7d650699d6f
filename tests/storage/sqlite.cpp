// SPDX-License-Identifier: BSL-1.0
#include "../transfer/support.hpp"

#include <renderbus/storage/sqlite.hpp>

#include <boost/test/unit_test.hpp>

#include <sqlite3.h>
#include <sys/resource.h>

namespace {
using namespace transfer_tests;
using std::chrono::milliseconds;

const rb::sent_file some_file{rb::file_stamp{1, 2, 3}, digest_of_text("x")};

void execute(const fs::path& file, const char* sql) {
    sqlite3* database = nullptr;
    BOOST_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    BOOST_REQUIRE_EQUAL(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

void put_many(rb::sqlite_record& record, int count, const std::string& under = "/") {
    for (int i = 0; i < count; ++i) BOOST_REQUIRE(record.put("s", under + std::to_string(i), some_file).has_value());
}
}  // namespace

BOOST_AUTO_TEST_SUITE(storage_sqlite)

BOOST_AUTO_TEST_CASE(a_record_outlives_its_program_and_makes_the_folders_above) {
    scratch folder;
    const auto file = folder / "made/for/it/sent.db";
    const auto wrong = in_child([&]() -> std::string {
        auto record = rb::sqlite_record::open(file);
        if (!record) return record.error().message();
        auto put = (*record)->put("s", "/a", some_file);
        return put ? "" : put.error().message();
    });
    BOOST_TEST(wrong == "");
    BOOST_TEST((rb::sqlite_record::open(file).value()->find("s", "/a").value() == some_file));
}

BOOST_AUTO_TEST_CASE(a_program_that_dies_without_closing_leaves_what_it_had_put) {
    scratch folder;
    const auto file = folder / "sent.db";
    BOOST_TEST(in_child([&]() -> std::string {
                   auto record = rb::sqlite_record::open(file).value();
                   if (!record->put("s", "/a", some_file)) return "not put";
                   ::kill(::getpid(), SIGKILL);
                   return "";
               }) == "killed by signal 9");
    BOOST_TEST((rb::sqlite_record::open(file).value()->find("s", "/a").value() == some_file));
}

BOOST_AUTO_TEST_CASE(several_programs_write_at_once_from_the_first_moment_on) {
    scratch folder;
    const auto file = folder / "sent.db";
    constexpr int each = 200;
    const auto write = [&](const std::string& who) -> std::string {
        auto record = rb::sqlite_record::open(file);
        if (!record) return record.error().message();
        for (int i = 0; i < each; ++i) {
            const auto path = "/" + who + std::to_string(i);
            if (auto put = (*record)->put("s", path, some_file); !put) return put.error().message();
            if (auto known = (*record)->remember_digest(path, {1, 2, 3}, some_file.digest); !known)
                return known.error().message();
        }
        return "";
    };
    child_process a([&] { return write("a"); });
    child_process b([&] { return write("b"); });
    child_process c([&] { return write("c"); });
    for (auto* child : {&a, &b, &c}) BOOST_TEST(child->wait() == "");
    auto record = rb::sqlite_record::open(file).value();
    for (const char* who : {"/a", "/b", "/c"})
        for (int i = 0; i < each; ++i) BOOST_REQUIRE(record->find("s", who + std::to_string(i)).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_record_that_others_keep_busy_is_given_up_after_the_patience_asked_for) {
    scratch folder;
    const auto file = folder / "sent.db";
    auto record = rb::sqlite_record::open(file, milliseconds(50)).value();
    sqlite3* other = nullptr;
    BOOST_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &other), SQLITE_OK);
    BOOST_REQUIRE_EQUAL(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    const auto put = record->put("s", "/a", some_file);
    BOOST_TEST((put.error().code == rb::scene_errc::unwritable_file));
    BOOST_TEST(put.error().message().find("busy") != std::string::npos);
    BOOST_TEST(!record->find("s", "/a").value().has_value());  // reading goes on
    sqlite3_close(other);
    BOOST_TEST(record->put("s", "/a", some_file).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_record_is_refused_and_left_as_it_is) {
    scratch folder;
    const auto refused = [&](const fs::path& file, std::string_view said) {
        const auto before = read_file(file);
        const auto opened = rb::sqlite_record::open(file);
        BOOST_REQUIRE(!opened);
        BOOST_TEST((opened.error().code == rb::data_errc::invalid_value), opened.error().message());
        BOOST_TEST(opened.error().place == file.string());
        BOOST_TEST(opened.error().message().find(said) != std::string::npos, opened.error().message());
        BOOST_TEST((read_file(file) == before), "the file was changed");
    };
    refused(write_file(folder / "short", "hello"), "no SQLite file");
    refused(write_file(folder / "text", std::string(5000, 'x')), "no SQLite file");
    refused(write_file(folder / "noise", some_bytes(50'000)), "no SQLite file");
    execute(folder / "foreign", "CREATE TABLE sent(a); INSERT INTO sent VALUES(1)");
    refused(folder / "foreign", "another program");
    execute(folder / "marked", "PRAGMA application_id = 42");
    refused(folder / "marked", "another program");
    { auto made = rb::sqlite_record::open(folder / "later").value(); }
    execute(folder / "later", "PRAGMA user_version = 3");
    refused(folder / "later", "version 3");
    { auto made = rb::sqlite_record::open(folder / "gutted").value(); }
    execute(folder / "gutted", "DROP TABLE hashed");
    refused(folder / "gutted", "not the record");

    const auto directory = rb::sqlite_record::open(folder.path());
    BOOST_TEST((directory.error().code == rb::scene_errc::unreadable_file));
    const auto under_a_file = rb::sqlite_record::open(folder / "text/sent.db");
    BOOST_TEST((under_a_file.error().code == rb::scene_errc::unwritable_file));
}

BOOST_AUTO_TEST_CASE(a_damaged_record_is_told_and_never_removed_wherever_the_damage_is) {
    scratch folder;
    const auto file = folder / "sent.db";
    {
        auto record = rb::sqlite_record::open(file).value();
        put_many(*record, 300);
    }
    const auto whole = read_file(file);
    BOOST_REQUIRE(whole.size() > 16'384);
    int told = 0;
    for (std::size_t at = 0; at < whole.size(); at += 1024) {
        auto damaged = whole;
        damaged.replace(at, std::min<std::size_t>(1024, damaged.size() - at),
                        some_bytes(std::min<std::size_t>(1024, damaged.size() - at)));
        std::ofstream(file, std::ios::binary) << damaged;
        auto opened = rb::sqlite_record::open(file, milliseconds(50));
        if (!opened) {
            ++told;
            BOOST_TEST(!opened.error().message().empty());
        } else {
            for (int i = 0; i < 300; i += 7) {
                const auto found = (*opened)->find("s", "/" + std::to_string(i));
                if (!found) {
                    ++told;
                    BOOST_TEST((found.error().code == rb::data_errc::invalid_value), found.error().message());
                }
            }
            if (auto put = (*opened)->put("s", "/5", some_file); !put) ++told;
        }
        BOOST_TEST(fs::exists(file));
    }
    BOOST_TEST(told > 10);
    for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{4096}, whole.size() - 4096}) {
        std::ofstream(file, std::ios::binary) << whole.substr(0, size);
        auto opened = rb::sqlite_record::open(file, milliseconds(50));
        if (opened)
            for (int i = 0; i < 300; i += 7) (void)(*opened)->find("s", "/" + std::to_string(i));
        else BOOST_TEST(!opened.error().message().empty());
        BOOST_TEST(fs::exists(file));
    }
}

BOOST_AUTO_TEST_CASE(a_claim_that_holds_no_digest_proves_nothing) {
    scratch folder;
    const auto file = folder / "sent.db";
    auto record = rb::sqlite_record::open(file).value();
    BOOST_TEST(record->put("s", "/a", some_file).has_value());
    BOOST_TEST(record->remember_digest("/a", {1, 2, 3}, some_file.digest).has_value());
    execute(file, "UPDATE sent SET digest = 'short'; UPDATE hashed SET digest = x'00'");
    BOOST_TEST(!record->find("s", "/a").value().has_value());
    BOOST_TEST(!record->digest_of("/a", {1, 2, 3}).value().has_value());
    BOOST_TEST(record->put("s", "/a", some_file).has_value());
    execute(file, "UPDATE sent SET size = 'many'");
    BOOST_TEST((record->find("s", "/a").value() == rb::sent_file{std::nullopt, some_file.digest}));
}

BOOST_AUTO_TEST_CASE(the_limit_on_the_size_of_files_is_a_failure_and_not_the_end_of_the_program) {
    scratch folder;
    const auto wrong = in_child([&]() -> std::string {
        auto record = rb::sqlite_record::open(folder / "sent.db").value();
        const ::rlimit limit{100'000, 100'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 2000; ++i) {
            const auto put = record->put("s", "/" + std::to_string(i), some_file);
            if (put) continue;
            if (put.error().code != rb::scene_errc::unwritable_file) return put.error().message();
            if (!record->find("s", "/0").value()) return "lost what was put before";
            record.reset();
            auto second = rb::sqlite_record::open(folder / "small.db");
            return second ? "" : second.error().message();
        }
        return "the limit was not reached";
    });
    BOOST_TEST(wrong == "");
    BOOST_TEST(rb::sqlite_record::open(folder / "sent.db").value()->find("s", "/0").value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
