// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/observe/trace.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>

namespace {
using namespace observe_tests;

/// Runs the script that draws; gives what is wrong.
std::string draw(const fs::path& trace, const fs::path& picture) {
    const std::string script = RENDERBUS_SOURCE_DIR "/docs/draw_trace.py";
    const auto id = ::fork();
    if (id == 0) {
        ::execlp("python3", "python3", script.c_str(), trace.c_str(), picture.c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(id, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "" : "the script failed";
}

std::size_t count_of(std::string_view piece, const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(piece, at)) != std::string::npos; at += piece.size()) ++count;
    return count;
}

/// Two shots side by side, the first with a file that fails and is sent again, the second still under way.
void tell_two_shots(const rb::trace_file& observe, hand_clock& clock) {
    told_run one(observe, "shot_010"), other(observe, "shot_020 <\x01&\">");
    one.start(3);
    const auto analyze = one.start_stage("analyze", 1, 3);
    clock.advance(400ms);
    one.finish_stage(analyze, "analyze");
    other.start(3);
    const auto watch = other.start_stage("watch", 1, 3);
    const auto upload = one.start_stage("upload", 2, 3);
    std::vector<std::uint64_t> files;
    for (int i = 0; i < 4; ++i) {
        files.push_back(one.start_inner(kind::file_started, "/tex/a_rather_long_texture_" + std::to_string(i) + ".tx", upload));
        clock.advance(150ms);
    }
    one.tell(kind::retried, "upload", "connection lost", 1, 0, 0, files[1]);
    for (std::uint64_t i = 0; i < 4; ++i) {
        clock.advance(300ms);
        one.tell(kind::bytes_moved, "upload", {}, (i + 1) << 20, 4 << 20, 0, upload);
        other.tell(kind::frames_done, "watch", {}, i + 1, 9, 0, watch);
        one.tell(i == 2 ? kind::file_failed : kind::file_finished, "upload", "disk is full", 0, 0, files[i], upload);
    }
    one.tell(kind::warned, "upload", "a texture is missing", 0, 0, 0, upload);
    one.finish_stage(upload, "upload");
    other.start_inner(kind::request_started, "query_all_frame_stats", watch);
    clock.advance(700ms);
    one.finish();
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_draw_trace)

BOOST_AUTO_TEST_CASE(a_trace_is_drawn_with_a_box_for_each_span_be_it_closed_or_cut_short) {
    scratch folder;
    hand_clock clock;
    const auto observe = rb::trace_file::open(folder / "trace.json", {.now = clock.source()}).value();
    tell_two_shots(observe, clock);
    // The file as it would be if the program died here.
    fs::copy_file(folder / "trace.json", folder / "cut.json");
    BOOST_REQUIRE(observe.close().has_value());
    for (const char* name : {"trace.json", "cut.json"}) {
        BOOST_TEST(draw(folder / name, folder / "trace.svg") == "");
        const auto picture = read_file(folder / "trace.svg");
        BOOST_TEST(picture.ends_with("</svg>\n"));
        BOOST_TEST(count_of("<g><title>", picture) == 10u);
        BOOST_TEST(count_of("stroke-dasharray", picture) == 3u);
        BOOST_TEST(count_of("stroke=\"#c1121f\"", picture) == 1u);
        BOOST_TEST(picture.find("shot_020 &lt;?&amp;") != std::string::npos);
        BOOST_TEST(count_of("fill-opacity=\"0.35\"", picture) == 2u);
    }
    if (const char* kept = std::getenv("RENDERBUS_KEEP_PICTURE"))
        fs::copy_file(folder / "trace.svg", kept, fs::copy_options::overwrite_existing);
}

BOOST_AUTO_TEST_CASE(a_trace_without_events_is_refused) {
    scratch folder;
    { auto empty = rb::trace_file::open(folder / "trace.json").value(); }
    BOOST_TEST(draw(folder / "trace.json", folder / "trace.svg") != "");
}

BOOST_AUTO_TEST_SUITE_END()
