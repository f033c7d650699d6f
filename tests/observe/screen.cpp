// SPDX-License-Identifier: BSL-1.0
#include "small_terminal.hpp"

#include <renderbus/observe/progress.hpp>
#include <renderbus/observe/screen.hpp>

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>

namespace {
using namespace observe_tests;

/// What a program sees and writes on a pseudo-terminal of 60 columns.
std::string on_pseudo_terminal(const char* type, const char* no_color) {
    ::setenv("TERM", type, 1);
    ::setenv("NO_COLOR", no_color, 1);
    int keeper = -1, terminal = -1;
    ::winsize size{};
    size.ws_col = 60;
    size.ws_row = 20;
    BOOST_REQUIRE(::openpty(&keeper, &terminal, nullptr, nullptr, &size) == 0);
    {
        hand_clock clock;
        const rb::progress observe(rb::screen_of(terminal), {.now = clock.source()});
        told_run run(observe, "shot");
        run.start(1);
        const auto stage = run.start_stage("upload", 1, 1);
        run.tell(kind::bytes_moved, "upload", {}, 1, 2, 0, stage);
        clock.advance(1s);
        run.tell(kind::bytes_moved, "upload", {}, 1, 2, 0, stage);
        run.tell(kind::warned, "upload", "look", 0, 0, 0, stage);
    }
    std::string text;
    char space[512];
    for (::pollfd ready{keeper, POLLIN, 0}; ::poll(&ready, 1, 100) > 0 && (ready.revents & POLLIN);) {
        const auto count = ::read(keeper, space, sizeof space);
        if (count <= 0) break;
        text.append(space, static_cast<std::size_t>(count));
    }
    ::close(terminal);
    ::close(keeper);
    return text;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_screen)

BOOST_AUTO_TEST_CASE(a_pseudo_terminal_gets_lines_of_its_width_in_colours_unless_it_asks_for_none) {
    const auto coloured = on_pseudo_terminal("xterm-256color", "");
    BOOST_TEST(coloured.find("shot  upload 1/1  [") != std::string::npos, coloured);
    BOOST_TEST(coloured.find("\x1b[33m") != std::string::npos);
    BOOST_TEST(coloured.ends_with("\n"));
    const auto plain_colours = on_pseudo_terminal("xterm", "1");
    BOOST_TEST(plain_colours.find("shot  upload 1/1  [") != std::string::npos, plain_colours);
    BOOST_TEST(plain_colours.find("\x1b[3") == std::string::npos);
    small_terminal shown(60);
    shown.take(plain_colours);
    BOOST_REQUIRE_EQUAL(shown.lines().size(), 2u);
    BOOST_TEST(shown.lines()[0] == "shot: warning: upload: look");
    for (const char* type : {"dumb", ""}) BOOST_TEST(on_pseudo_terminal(type, "").find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(wide_characters_take_two_columns_and_marks_none) {
    BOOST_TEST(rb::columns_of("a\xe5\x9c\xba\xe6\x99\xaf\x65\xcc\x81") == 6u);
    BOOST_TEST(rb::fit_columns("\xe5\x9c\xba\xe6\x99\xaf\xe5\x9c\xba", 5) == "\xe5\x9c\xba\xe6\x99\xaf~");
    BOOST_TEST(rb::fit_columns("abc", 3) == "abc");
    BOOST_TEST(rb::fit_columns("abc", 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
