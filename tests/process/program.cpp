// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <fcntl.h>

namespace {
using namespace process_tests;
using strings = std::vector<std::string>;
}  // namespace

BOOST_AUTO_TEST_SUITE(process_program)

BOOST_AUTO_TEST_CASE(arguments_arrive_as_they_are) {
    run_of it;
    const strings given = {"", "a b", "$HOME `id` \"'; exit 9", "*", "-n", "\xc3\xa9", "\xff\xfe\x80", std::string(100'000, 'x')};
    const auto end = it.script("for one in \"$@\"; do printf '<%s>\\n' \"$one\"; done; echo told >&2; exit 7", given);
    end.value();
    BOOST_TEST(end->exit_code == 7);
    BOOST_TEST(end->signal == 0);
    BOOST_TEST(!end->is_success());
    BOOST_REQUIRE_EQUAL(it.standard.size(), given.size());
    for (std::size_t i = 0; i + 1 != given.size(); ++i) BOOST_TEST(it.standard[i] == "<" + given[i] + ">");
    BOOST_TEST(it.standard.back().size() == 65536u);
    BOOST_TEST(it.cut == 1);
    BOOST_TEST(it.error == strings{"told"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_exit_code_and_signal_is_a_value) {
    for (const int code : {0, 1, 2, 126, 127, 128, 255}) {
        const auto end = run_of().script("exit " + std::to_string(code)).value();
        BOOST_TEST(end.exit_code == code);
        BOOST_TEST(end.signal == 0);
        BOOST_TEST(end.is_success() == (code == 0));
    }
    for (const int number : {SIGTERM, SIGKILL, SIGSEGV}) {
        const auto end = run_of().script("echo farewell; kill -" + std::to_string(number) + " $$").value();
        BOOST_TEST(end.signal == number);
        BOOST_TEST(!end.is_success());
        BOOST_TEST(end.words().starts_with("signal " + std::to_string(number) + " ("));
        BOOST_TEST(end.words().ends_with(": farewell"));
    }
}

BOOST_AUTO_TEST_CASE(it_has_the_environment_folder_and_input_that_it_is_given) {
    scratch folder;
    fs::create_directories(folder / "w\xff here");
    ::setenv("RENDERBUS_TEST_KEPT", "kept", 1);
    ::setenv("RENDERBUS_TEST_REPLACED", "old", 1);
    run_of it;
    const auto end = it({.program = "sh",
                         .arguments = {"-c", "pwd; echo $RENDERBUS_TEST_KEPT $RENDERBUS_TEST_REPLACED $RENDERBUS_TEST_NEW; cat"},
                         .environment = {{"RENDERBUS_TEST_REPLACED", "new"}, {"RENDERBUS_TEST_NEW", "a=b"}},
                         .folder = folder / "w\xff here",
                         .input = "y\nlast"});
    ::unsetenv("RENDERBUS_TEST_KEPT");
    ::unsetenv("RENDERBUS_TEST_REPLACED");
    BOOST_REQUIRE(end.value().is_success());
    const strings due = {fs::canonical(folder / "w\xff here").string(), "kept new a=b", "y", "last"};
    BOOST_TEST(it.standard == due, boost::test_tools::per_element());
    run_of without;
    BOOST_REQUIRE(without.script("cat; echo end").value().is_success());
    BOOST_TEST(without.standard == strings{"end"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_inherits_nothing_of_this_process) {
    const int open_here = ::open("/dev/null", O_RDONLY);  // as careless code leaves one: without O_CLOEXEC
    BOOST_REQUIRE(open_here > 2);
    ::signal(SIGUSR1, SIG_IGN);
    ::sigset_t blocked, before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    run_of it;
    const auto end =
        it({.program = "python3",
            .arguments = {"-c",
                          "import os, signal\n"
                          "print(sorted(int(n) for n in os.listdir('/proc/self/fd'))[:4])\n"
                          "print(int(signal.getsignal(signal.SIGUSR1)), len(signal.pthread_sigmask(signal.SIG_BLOCK, [])))\n"
                          "print(os.getpgrp() == os.getpid())\n"}});
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::signal(SIGUSR1, SIG_DFL);
    ::close(open_here);
    BOOST_REQUIRE_MESSAGE(end.value().is_success(), end->words());
    // The fourth is the folder that it lists.
    const strings due = {"[0, 1, 2, 3]", "0 0", "True"};
    BOOST_TEST(it.standard == due, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(lines_end_in_three_ways_and_are_bounded) {
    run_of it;
    it.limits.line_size = rb::byte_count{5};
    BOOST_REQUIRE(it.script("printf '12345\\n123456\\r\\n\\n10%%\\r20%%\\rno end'").value().is_success());
    const strings due = {"12345", "12345", "", "10%", "20%", "no en"};
    BOOST_TEST(it.standard == due, boost::test_tools::per_element());
    BOOST_TEST(it.cut == 2);
}

BOOST_AUTO_TEST_CASE(of_much_output_the_end_is_kept) {
    run_of it;
    it.limits.kept_output = rb::byte_count{1000};
    const auto end = it.script("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done").value();
    BOOST_TEST(it.standard.size() == 20000u);
    BOOST_TEST(end.last_output.size() == 1000u);
    BOOST_TEST(end.last_output.ends_with("line 19998\nline 19999\n"));
}

BOOST_AUTO_TEST_CASE(endless_output_ends_the_program) {
    run_of it;
    it.limits.output_size = rb::mebibytes(1);
    const auto end = it({.program = "yes"});
    BOOST_REQUIRE(!end);
    BOOST_TEST((end.error().code == rb::data_errc::too_large));
    run_of without_a_line_end;
    without_a_line_end.limits.output_size = rb::mebibytes(1);
    BOOST_TEST((without_a_line_end({.program = "cat", .arguments = {"/dev/zero"}}).error().code == rb::data_errc::too_large));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_started_says_why) {
    scratch folder;
    const auto text = write_file(folder / "no program", "echo hello\n");
    const auto nowhere = run_of()({.program = folder / "none"});
    BOOST_TEST((nowhere.error().code == rb::scene_errc::missing_file));
    BOOST_TEST(nowhere.error().place == (folder / "none").string());
    BOOST_TEST((run_of()({.program = "renderbus-no-such-program"}).error().code == rb::scene_errc::missing_file));
    BOOST_TEST((run_of()({.program = ""}).error().code == rb::scene_errc::missing_file));
    BOOST_TEST((run_of()({.program = folder.path() / ""}).error().code == rb::scene_errc::missing_file));
    BOOST_TEST((run_of()({.program = text}).error().code == rb::scene_errc::unreadable_file));
    fs::permissions(text, fs::perms::owner_all);
    BOOST_TEST((run_of()({.program = text}).error().code == std::errc::executable_format_error));  // no shell takes it up
    BOOST_TEST((run_of()({.program = "true", .folder = folder / "none"}).error().code == rb::scene_errc::missing_file));
    BOOST_TEST(
        (run_of()({.program = "true", .arguments = {std::string("a\0b", 3)}}).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((run_of()({.program = "true", .environment = {{"A=B", "c"}}}).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((run_of()({.program = "true", .environment = {{"", "c"}}}).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((run_of()({.program = "true", .input = std::string(5000, 'y')}).error().code == rb::data_errc::invalid_value));
    const auto endless = run_of()({.program = "true", .arguments = {std::string(3'000'000, 'x')}});
    BOOST_TEST((endless.error().code == std::errc::argument_list_too_long));
    BOOST_TEST(!endless.error().next_step.empty());
}

BOOST_AUTO_TEST_CASE(a_name_without_a_folder_is_found_in_path_alone) {
    scratch folder;
    write_file(folder / "a/tool", "");
    write_file(folder / "b/tool", "");
    fs::permissions(folder / "b/tool", fs::perms::owner_all);
    const auto both = (folder / "a").string() + ":relative::" + (folder / "b").string();
    BOOST_TEST(rb::find_program("tool", both).value() == folder / "b/tool");
    BOOST_TEST((rb::find_program("tool", (folder / "a").string()).error().code == rb::scene_errc::unreadable_file));
    BOOST_TEST((rb::find_program("tool", "").error().code == rb::scene_errc::missing_file));
    BOOST_TEST((rb::find_program("CMakeLists.txt", ":.").error().code == rb::scene_errc::missing_file));
}

BOOST_AUTO_TEST_CASE(whose_end_somebody_else_took_is_told_of_as_such) {
    const auto wrong = in_child([]() -> std::string {
        ::signal(SIGCHLD, SIG_IGN);
        run_of run;
        const auto ended = run.script("echo last words");
        if (ended) return "its end was known";
        if (ended.error().code != std::error_code(ECHILD, std::system_category())) return ended.error().message();
        return run.standard == std::vector<std::string>{"last words"} ? "" : "its output is lost";
    });
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_SUITE_END()
