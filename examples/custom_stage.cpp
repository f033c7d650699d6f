// SPDX-License-Identifier: BSL-1.0
// Parts of one's own: renderbus_custom_stage [options] NOTE; see arguments.hpp. A note is a scene in a few words:
//   camera shotCam
//   frames 1 2
//   texture wall.png
#include "arguments.hpp"
#include "counting_engine.hpp"

#include <renderbus/transfer/file_body.hpp>

#include <iostream>
#include <sstream>

namespace rb = renderbus;

namespace {

/// A reader of one's own, as a stage: it makes a note into a scene that `analyze` reads.
struct read_note {
    using input = std::filesystem::path;
    using output = rb::scene_file;
    static constexpr std::string_view name = "read_note";

    void start(rb::run_context&, const input& note, rb::completion<output> done) const { done(scene_of(note)); }

    static rb::result<rb::scene_file> scene_of(const std::filesystem::path& note) {
        const auto source = rb::read_source(note, rb::mebibytes(1));
        if (!source) return source.error();
        std::string camera, texture;
        int first = 1, last = 0;
        std::istringstream words(source->bytes);
        for (std::string word; words >> word;) {
            if (word == "camera") words >> camera;
            else if (word == "frames") words >> first >> last;
            else if (word == "texture") words >> texture;
            else return wrong(note, "a note does not know the word " + word);
        }
        if (camera.empty() || last < first) return wrong(note, "camera or frames are missing");
        if ((camera + texture).find_first_of("\"\\;") != std::string::npos) return wrong(note, "a name has a quote in it");

        const auto scene = std::filesystem::absolute(note).replace_extension(".ma");
        std::ostringstream text;
        text << "//Maya ASCII 2023 scene\n//Codeset: UTF-8\nrequires maya \"2023\";\nfileInfo \"product\" \"Maya 2023\";\n"
             << "createNode transform -n \"" << camera << "\";\n"
             << "createNode camera -n \"" << camera << "Shape\" -p \"" << camera << "\";\n\tsetAttr \".rnd\" yes;\n"
             << "createNode file -n \"file1\";\n\tsetAttr \".ftn\" -type \"string\" \"" << texture << "\";\n"
             << "createNode renderLayer -n \"defaultRenderLayer\";\nselect -ne :defaultRenderGlobals;\n"
             << "\tsetAttr \".an\" yes;\n\tsetAttr \".fs\" " << first << ";\n\tsetAttr \".ef\" " << last << ";\n"
             << "// End of " << scene.filename().string() << "\n";
        auto file = rb::file_sink::create(scene);
        if (!file) return file.error();
        if (auto written = (*file)->write(text.str()); !written) return written.error();
        if (auto whole = (*file)->commit({}); !whole) return whole.error();  // only now it has its name
        return rb::scene_file(scene);
    }
    static rb::failure wrong(const std::filesystem::path& note, std::string why) {
        return {rb::scene_errc::malformed_scene, note.string(), std::move(why), "see the head of custom_stage.cpp"};
    }
};

void run(const examples::arguments& given) {
    const rb::client farm = given.client(rb::progress(rb::screen_of(1)));
    const auto engine = std::make_shared<examples::counting_engine>(rb::farm_session(farm));
    auto session = given.session(farm);
    session.engine(engine).named("note");

    const auto few_files = [](const rb::analyzed& scene) {  // a lambda is a stage, too
        if (scene->uploads.asset.size() > 1000) throw std::runtime_error("more than 1000 files: ask first");
        return scene;
    };
    const rb::backoff when_the_line_is_down{.tries = 5, .worth_it = rb::of_the_line};
    const auto tell = [](const rb::downloaded& done) { std::cout << done->frames.size() << " frames are here\n"; };

    const auto shot = rb::stage(read_note()) | rb::analyze() | few_files | rb::check()
                    | rb::retry(rb::timeout(rb::upload(), std::chrono::minutes(30)), when_the_line_is_down) | rb::submit()
                    | rb::watch({.every = std::chrono::milliseconds(500)}) | rb::download(given.frames()) | rb::tap(tell);
    for (const auto& note : given.scenes) rb::run(session, shot, note);
    std::cout << "custom_stage: files_sent=" << engine->files_sent << " files_fetched=" << engine->files_fetched << std::endl;
}

}  // namespace

int main(int count, char** texts) {
    try {
        run({count, texts});
        return 0;
    } catch (const std::exception& failed) {
        std::cerr << "renderbus_custom_stage: " << failed.what() << std::endl;
        return 1;
    }
}
