// SPDX-License-Identifier: BSL-1.0
// The examples as programs, against a farm over TLS.
#include "support.hpp"

#include <renderbus/client.hpp>

#include <algorithm>
#include <csignal>
#include <functional>
#include <set>

namespace {

using namespace examples_tests;

fs::path write_scene(const fs::path& folder, std::size_t texture_size = 1000) {
    write_file(folder / "shot.ma",
               "//Maya ASCII 2023 scene\n//Codeset: UTF-8\nrequires maya \"2023\";\nfileInfo \"product\" \"Maya 2023\";\n"
               "createNode transform -n \"eye\";\ncreateNode camera -n \"eyeShape\" -p \"eye\";\n\tsetAttr \".rnd\" yes;\n"
               "createNode file -n \"wall\";\n\tsetAttr \".ftn\" -type \"string\" \"wall.png\";\n"
               "createNode renderLayer -n \"defaultRenderLayer\";\nselect -ne :defaultRenderGlobals;\n\tsetAttr \".an\" yes;\n"
               "\tsetAttr \".fs\" 1;\n\tsetAttr \".ef\" 2;\nselect -ne :defaultResolution;\n\tsetAttr \".w\" 32;\n"
               "\tsetAttr \".h\" 18;\n// End of shot.ma\n");
    write_file(folder / "wall.png", std::string(texture_size, 'w'));
    return folder / "shot.ma";
}

/// Some shots, a farm, and a place for what comes of them.
struct place {
    farm_tests::scratch folder;
    served_farm farm;
    std::vector<std::string> scenes;

    explicit place(int shots, std::chrono::milliseconds pace = 1ms) : farm(folder / "farm", {}, 0s, pace) {
        for (int i = 0; i < shots; ++i)
            scenes.push_back(write_scene(folder / "shots" / ("sh" + std::to_string(100 + i)), std::size_t(1000 + i)).string());
    }
    program start(const std::string& name, std::vector<std::string> more = {}) const {
        std::vector<std::string> all{"--farm",      farm.url,
                                     "--ca",        farm.authority,
                                     "--workspace", (folder / "workspace").string(),
                                     "--frames",    (folder / "frames").string()};
        all.insert(all.end(), more.begin(), more.end());
        if (more.empty() || !more.back().ends_with(".txt")) all.insert(all.end(), scenes.begin(), scenes.end());
        return program(name, folder.path(), std::move(all));
    }
    /// The finished files below the folder of frames, and nothing else there.
    std::size_t frames() const {
        std::size_t count = 0;
        if (!fs::exists(folder / "frames")) return 0;
        for (const auto& one : fs::recursive_directory_iterator(folder / "frames")) {
            if (!one.is_regular_file()) continue;
            BOOST_TEST(one.path().extension() == ".png", one.path());
            ++count;
        }
        return count;
    }
    std::uint64_t bytes_of_everything() const {
        std::uint64_t sum = 0;
        for (const auto& one : fs::recursive_directory_iterator(folder / "shots"))
            if (one.is_regular_file()) sum += one.file_size();
        return sum;
    }
    /// How many files came to the farm or went from it so far.
    std::size_t moved(const std::string& method) const {
        std::size_t sum = 0;
        for (const auto& [name, times] : farm.files(method))
            if (name.ends_with(".png") || name.ends_with(".ma")) sum += static_cast<std::size_t>(times);
        return sum;
    }
    void wait_until(const std::function<bool()>& it_is_so) const {
        for (int tries = 0; tries < 10'000; ++tries) {
            if (it_is_so()) return;
            std::this_thread::sleep_for(2ms);
        }
        BOOST_REQUIRE_MESSAGE(false, "it did not come so far");
    }
    /// Each shot is one task at the farm, each file came there once, and every frame is here.
    void require_all_is_done_once() const {
        rb::client_options options;
        options.farm = farm.url;
        options.connection.trusted.file = farm.authority;
        rb::client client(rb::credentials{"artist-id", rb::secret(farm_tests::artist_key)}, options);
        BOOST_TEST(client.send(rb::api::query::task_list{.page_size = 1000}).items.size() == scenes.size());
        const auto came = farm.files("PUT");
        BOOST_TEST(came.size() == 2 * scenes.size());
        for (const auto& [name, times] : came) BOOST_TEST(times == 1, name << " came " << times << " times");
        BOOST_TEST(frames() == 2 * scenes.size());
    }
};

/// A number of the last line: `many_shots: shots=20 ...`.
std::uint64_t number_in(const std::string& text, const std::string& name) {
    const auto at = text.rfind(name + "=");
    BOOST_REQUIRE_MESSAGE(at != text.npos, text);
    return std::stoull(text.substr(at + name.size() + 1));
}

void require_no_secret(const program& ended) {
    BOOST_TEST((ended.out() + ended.err()).find(farm_tests::artist_key) == std::string::npos);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(examples_programs)

BOOST_AUTO_TEST_CASE(the_three_styles_of_use_render_the_same) {
    for (const std::string name : {"coroutine", "callback", "future"}) {
        const place here(2);
        auto program = here.start(name);
        BOOST_TEST(program.wait() == 0, name << ": " << program.err());
        const auto said = program.out();
        for (const auto& scene : here.scenes) BOOST_TEST(said.find(scene + ": 2 frames in ") != std::string::npos, said);
        here.require_all_is_done_once();
        require_no_secret(program);
    }
}

BOOST_AUTO_TEST_CASE(a_missing_scene_is_told_by_all_three) {
    for (const std::string name : {"coroutine", "callback", "future"}) {
        place here(1);
        fs::remove(here.scenes[0]);
        auto program = here.start(name);
        BOOST_TEST(program.wait() == 1, name);
        const auto said = program.err();
        BOOST_TEST(said.find("shot.ma: there is no such file") != std::string::npos, said);
        BOOST_TEST(std::count(said.begin(), said.end(), '\n') == 1, said);
    }
}

BOOST_AUTO_TEST_CASE(a_coroutine_is_called_off_by_a_signal) {
    const place here(1, 60s);
    auto program = here.start("coroutine");
    here.wait_until([&] { return here.moved("PUT") == 2; });
    program.signal(SIGINT);
    BOOST_TEST(program.wait(20s) == 3, program.err());
    BOOST_TEST(program.err().find("called off") != std::string::npos, program.err());
    BOOST_TEST(here.frames() == 0u);
}

BOOST_AUTO_TEST_CASE(callbacks_are_called_off_when_the_time_is_over) {
    const place here(3, 60s);
    auto program = here.start("callback", {"--at-most", "1"});
    BOOST_TEST(program.wait(30s) == 3, program.err());
    const auto said = program.err();
    BOOST_TEST(std::count(said.begin(), said.end(), '\n') == 3, said);
}

BOOST_AUTO_TEST_CASE(a_scene_with_a_journal_is_sent_once_and_its_trace_is_whole) {
    const place here(1);
    const auto journal = (here.folder / "journal").string(), trace = (here.folder / "trace.json").string();
    const auto folder = (here.folder / "frames").string();
    const auto end = " uploaded_bytes=" + std::to_string(here.bytes_of_everything()) + " folder=" + folder + "\n";
    auto first = here.start("submit", {"--journal", journal, "--trace", trace});
    BOOST_TEST(first.wait() == 0, first.err());
    BOOST_TEST(first.out().ends_with("demo: frames=2" + end), first.out());
    BOOST_TEST(farm_tests::read_file(trace).ends_with("]\n"));
    auto second = here.start("submit", {"--journal", journal});
    BOOST_TEST(second.wait() == 0, second.err());
    BOOST_TEST(second.out().ends_with("demo: frames=2" + end), second.out());
    here.require_all_is_done_once();
    require_no_secret(second);
}

BOOST_AUTO_TEST_CASE(parts_of_ones_own_render_a_note) {
    const place here(0);
    write_file(here.folder / "note/sheet.txt", "camera shotCam\nframes 1 3\ntexture wall.png\n");
    write_file(here.folder / "note/wall.png", "texture");
    auto program = here.start("custom_stage", {(here.folder / "note/sheet.txt").string()});
    BOOST_TEST(program.wait() == 0, program.err());
    BOOST_TEST(program.out().ends_with("custom_stage: files_sent=2 files_fetched=3\n"), program.out());
    BOOST_TEST(here.frames() == 3u);
    BOOST_TEST(here.moved("PUT") == 2u);
    require_no_secret(program);
}

BOOST_AUTO_TEST_CASE(a_note_that_is_wrong_is_told) {
    const place here(0);
    for (const std::string note : {"camera eye\nframes 3 1\n", "camera \"eye\nframes 1 2\n", "frames 1 2\n", "lens 50\n",
                                   "camera e;rm\nframes 1 2\n"}) {
        write_file(here.folder / "sheet.txt", note);
        auto program = here.start("custom_stage", {(here.folder / "sheet.txt").string()});
        BOOST_TEST(program.wait() == 1, note);
        BOOST_TEST(program.err().find("sheet.txt: ") != std::string::npos, program.err());
        BOOST_TEST(!fs::exists(here.folder / "sheet.ma"));
    }
}

BOOST_AUTO_TEST_CASE(many_shots_are_rendered_and_a_second_run_has_nothing_to_do) {
    const place here(20);
    const auto trace = (here.folder / "trace.json").string();
    auto first = here.start("many_shots", {"--trace", trace});
    BOOST_TEST(first.wait() == 0, first.err());
    here.require_all_is_done_once();
    const auto everything = std::to_string(here.bytes_of_everything());
    BOOST_TEST(first.out().ends_with("shots=20 frames=40 uploaded_bytes=" + everything + " resumed=0\n"), first.out());
    const auto events = farm_tests::read_file(trace);
    BOOST_TEST(events.ends_with("]\n"));
    for (int i = 0; i < 20; ++i) BOOST_TEST(events.find("sh" + std::to_string(100 + i) + "/shot") != std::string::npos);
    require_no_secret(first);
    BOOST_TEST(events.find(farm_tests::artist_key) == std::string::npos);

    const auto fetched = here.moved("GET");
    auto second = here.start("many_shots");
    BOOST_TEST(second.wait() == 0, second.err());
    BOOST_TEST(second.out().ends_with("many_shots: shots=20 frames=40 uploaded_bytes=0 resumed=20\n"), second.out());
    BOOST_TEST(here.moved("GET") == fetched);
    here.require_all_is_done_once();
}

/// Where in a run of twenty shots something happens: so many files have come to the farm, and so many have gone from it.
struct moment {
    std::size_t came;
    std::size_t went;
    bool is_reached(const place& here) const {
        return fs::exists(here.folder / "workspace/shots.journal") && here.moved("PUT") >= came && here.moved("GET") >= went;
    }
};
const moment moments[] = {{0, 0}, {1, 0}, {17, 0}, {39, 0}, {40, 5}, {40, 30}};

BOOST_AUTO_TEST_CASE(many_shots_end_in_good_order_and_go_on) {
    for (const auto& when : moments) {
        const place here(20, 20ms);
        auto first = here.start("many_shots");
        here.wait_until([&] { return when.is_reached(here); });
        first.signal(SIGINT);
        const int status = first.wait();
        BOOST_TEST(status == 3, "after " << when.came << ", " << when.went << ": " << first.err());
        const auto sent = number_in(first.out(), "uploaded_bytes");
        auto second = here.start("many_shots");
        BOOST_TEST(second.wait() == 0, second.err());
        here.require_all_is_done_once();
        // Less where the farm had a file whose confirmation did not come any more.
        BOOST_TEST(sent + number_in(second.out(), "uploaded_bytes") <= here.bytes_of_everything());
        if (when.came > 20) BOOST_TEST(number_in(second.out(), "resumed") > 0u);
    }
}

BOOST_AUTO_TEST_CASE(many_shots_are_killed_and_go_on) {
    for (const auto& when : moments) {
        const place here(20, 20ms);
        auto first = here.start("many_shots");
        here.wait_until([&] { return when.is_reached(here); });
        first.signal(SIGKILL);
        BOOST_TEST(first.wait() == -1);
        auto second = here.start("many_shots");
        BOOST_TEST(second.wait() == 0, second.err());
        BOOST_TEST(number_in(second.out(), "frames") == 40u);
        here.require_all_is_done_once();
    }
}

BOOST_AUTO_TEST_CASE(the_graph_of_many_shots_is_printed) {
    const place here(1);
    auto dot = here.start("many_shots", {"--graph", "dot"});
    BOOST_TEST(dot.wait() == 0);
    BOOST_TEST(dot.out().starts_with("digraph pipeline {"), dot.out());
    BOOST_TEST(dot.out().find("[label=\"upload\"") != std::string::npos, dot.out());
    auto mermaid = here.start("many_shots", {"--graph", "mermaid"});
    BOOST_TEST(mermaid.wait() == 0);
    BOOST_TEST(mermaid.out().starts_with("flowchart LR"), mermaid.out());
}

BOOST_AUTO_TEST_SUITE_END()
