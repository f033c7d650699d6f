// SPDX-License-Identifier: BSL-1.0
#include "old_system.hpp"
#include "support.hpp"

#include <renderbus/transfer/file_body.hpp>

#include <boost/test/unit_test.hpp>

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

namespace {
using namespace transfer_tests;
}

BOOST_AUTO_TEST_SUITE(transfer_file_body)

BOOST_AUTO_TEST_CASE(a_source_refuses_a_file_that_changed_since_it_was_hashed) {
    scratch folder;
    const auto name = write_file(folder / "a", "content");
    const auto stamp = rb::stamp_of(name).value();
    auto source = rb::file_source::open(name, stamp).value();
    BOOST_TEST(source->size() == 7u);
    std::string space(100, '\0');
    BOOST_TEST(source->read(space).value() == 7u);
    BOOST_TEST(source->read(space).value() == 0u);
    BOOST_TEST(source->rewind().has_value());
    BOOST_TEST(source->read(space).value() == 7u);
    std::ofstream(name) << "CONTENT";
    const auto changed = rb::file_source::open(name, stamp);
    BOOST_TEST((changed.error().code == rb::scene_errc::changed_file));
    BOOST_TEST(rb::file_source::open(name).has_value());
}

BOOST_AUTO_TEST_CASE(a_sink_shows_the_file_only_when_it_is_whole) {
    scratch folder;
    const auto name = folder / "deep/er/a.png";
    auto sink = rb::file_sink::create(name).value();
    BOOST_TEST(sink->write(std::string_view("con")).has_value());
    BOOST_TEST(sink->write(std::string_view("")).has_value());
    BOOST_TEST(sink->write(std::string_view("tent")).has_value());
    BOOST_TEST(!fs::exists(name));
    BOOST_TEST(sink->size() == 7u);
    BOOST_TEST((sink->commit(digest_of_text("content")).value() == digest_of_text("content")));
    BOOST_TEST(read_file(name) == "content");
    BOOST_TEST(!sink->commit({}));
    sink.reset();
    BOOST_TEST(files_below(folder.path()) == std::vector<std::string>{"deep/er/a.png"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sink_that_is_not_committed_leaves_the_old_file_and_nothing_else) {
    scratch folder;
    const auto name = write_file(folder / "a", "old");
    {
        auto sink = rb::file_sink::create(name).value();
        BOOST_TEST(sink->write(std::string_view("new")).has_value());
    }
    {
        auto sink = rb::file_sink::create(name).value();
        BOOST_TEST(sink->write(std::string_view("new")).has_value());
        const auto committed = sink->commit(digest_of_text("other"));
        BOOST_TEST((committed.error().code == rb::data_errc::wrong_digest));
        BOOST_TEST(committed.error().place == name.string());
        BOOST_TEST(!sink->commit({}));
    }
    auto discarded = rb::file_sink::create(name).value();
    discarded->discard();
    BOOST_TEST(!discarded->write(std::string_view("more")));
    BOOST_TEST(read_file(name) == "old");
    BOOST_TEST(files_below(folder.path()) == std::vector<std::string>{"a"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sink_names_its_file_by_policy_whatever_the_system_can) {
    void (*const systems[])() = {[] {}, have_no_nameless_files, name_no_descriptors, name_no_nameless_files};
    for (const auto become : systems)
        for (const bool is_synced : {false, true}) {
            scratch folder;
            const auto wrong = in_child([&]() -> std::string {
                become();
                const auto saved = [&](const char* name, std::string_view content, rb::file_naming how) {
                    how.is_synced = is_synced;
                    auto sink = rb::file_sink::create(folder / "deeper" / name).value();
                    if (!sink->write(content)) return std::string("could not write");
                    const auto kept = sink->commit(digest_of_text(content), how);
                    if (kept) return std::string("saved");
                    return kept.error().code == rb::scene_errc::name_taken ? "taken" : kept.error().message();
                };
                using place = rb::file_naming::place;
                const auto big = some_bytes(200'000);
                std::string said;
                for (const auto& content : {std::string_view("one"), std::string_view(big)})
                    said += saved("a", content, {}) + ' ';
                const auto seen = rb::stamp_of(folder / "deeper/a").value();
                said += saved("a", "none", {.takes = place::free}) + ' ';
                said += saved("b", "two", {.takes = place::free}) + ' ';
                said += saved("b", "none", {.takes = place::seen, .seen = seen}) + ' ';
                said += saved("c", "three", {.takes = place::seen, .seen = seen}) + ' ';
                if (read_file(folder / "deeper/a") != big) return "another content, " + said;
                return said + saved("a", "four", {.takes = place::seen, .seen = seen});
            });
            BOOST_TEST(wrong == "saved saved taken saved taken saved saved");
            BOOST_TEST(files_below(folder.path()) == (std::vector<std::string>{"deeper/a", "deeper/b", "deeper/c"}),
                       boost::test_tools::per_element());
            BOOST_TEST(read_file(folder / "deeper/a") == "four");
            BOOST_TEST(read_file(folder / "deeper/b") == "two");
            BOOST_TEST(read_file(folder / "deeper/c") == "three");
        }
}

BOOST_AUTO_TEST_CASE(a_name_of_the_greatest_length_has_room_for_its_temporary_file) {
    scratch folder;
    auto sink = rb::file_sink::create(folder / std::string(255, 'n')).value();
    BOOST_TEST(sink->commit({}).has_value());
    const auto longer = rb::file_sink::create(folder / std::string(256, 'n'));
    BOOST_TEST((!longer || !(*longer)->commit({})));
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_be_written_is_told_with_its_path_and_the_reason) {
    scratch folder;
    const auto under_a_file = rb::file_sink::create(write_file(folder / "file", "x") / "a");
    BOOST_TEST((under_a_file.error().code == rb::scene_errc::unwritable_file));
    BOOST_TEST(under_a_file.error().message().find((folder / "file").string()) != std::string::npos);
    fs::create_directories(folder / "taken/by/folders");
    auto sink = rb::file_sink::create(folder / "taken").value();
    const auto committed = sink->commit({});
    BOOST_TEST((committed.error().code == rb::scene_errc::unwritable_file));
    BOOST_TEST(files_below(folder.path()) == std::vector<std::string>{"file"}, boost::test_tools::per_element());
    const auto no_such_system = rb::file_sink::create("/proc/renderbus/a");
    BOOST_TEST((no_such_system.error().code == rb::scene_errc::unwritable_file));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_failure_with_what_to_do) {
    scratch folder;
    const auto wrong = in_child([&]() -> std::string {
        if (::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0)
            return "skipped";
        auto sink = rb::file_sink::create(folder / "a.png").value();
        const auto written = sink->write(some_bytes(100'000));
        if (written) return "the write succeeded";
        if (written.error().code != rb::scene_errc::unwritable_file) return "another code: " + written.error().message();
        if (written.error().message() != (folder / "a.png").string() +
                                             ": cannot be written (No space left on device); "
                                             "free some space, or choose a folder on another disk")
            return written.error().message();
        sink.reset();
        return files_below(folder.path()).empty() ? "" : "something is left";
    });
    if (wrong == "skipped") BOOST_TEST_MESSAGE("skipped: no disk of our own can be mounted here");
    else BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(the_limit_on_the_size_of_files_is_a_failure_and_not_the_end_of_the_program) {
    scratch folder;
    const auto wrong = in_child([&]() -> std::string {
        const ::rlimit limit{10'000, 10'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 2; ++i) {
            auto sink = rb::file_sink::create(folder / "a");
            if (!sink) return sink.error().message();
            const auto written = (*sink)->write(some_bytes(20'000));
            if (written) return "the write succeeded";
            if (written.error().code != rb::scene_errc::unwritable_file) return "another code: " + written.error().message();
            if (written.error().message().find("RLIMIT_FSIZE") == std::string::npos) return written.error().message();
            if ((*sink)->commit({})) return "committed what is not whole";
        }
        ::sigset_t mask, pending;
        ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
        ::sigpending(&pending);
        if (sigismember(&mask, SIGXFSZ)) return "the signal stayed blocked";
        if (sigismember(&pending, SIGXFSZ)) return "the signal stayed pending";
        return "";
    });
    BOOST_TEST(wrong == "");
    BOOST_TEST(files_below(folder.path()).empty());
}

BOOST_AUTO_TEST_CASE(a_signal_that_the_program_itself_holds_back_is_left_to_it) {
    scratch folder;
    const auto wrong = in_child([&]() -> std::string {
        ::sigset_t mine, pending;
        sigemptyset(&mine);
        sigaddset(&mine, SIGXFSZ);
        ::pthread_sigmask(SIG_BLOCK, &mine, nullptr);
        ::raise(SIGXFSZ);
        auto sink = rb::file_sink::create(folder / "a");
        if (!sink || !(*sink)->write(std::string_view("x"))) return "cannot write";
        ::sigpending(&pending);
        return sigismember(&pending, SIGXFSZ) ? "" : "the program's signal was taken";
    });
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_SUITE_END()
