// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/clarisse.hpp>
#include <renderbus/scene/four_files.hpp>

#include <optional>

using namespace scene_tests;

namespace {

constexpr std::string_view everything = R"cl(#Isotropix_Serial_Version 1.1

#Isotropix_Clarisse_Version 4
#Isotropix_Clarisse_Project_Version 0.92
Context "scene" {
    #created 1455809270
    CameraPerspective {
        name "cam"
        translate 0.0 1 3
    }
    Context "maps" {
        TextureMapFile {
            name "wall"
            filename "$PDIR/maps/wall.<UDIM>.tx"
        }
        TextureStreamedMapFile {
            name "plate"
            filename "$PDIR/plate.$F4.exr"
            curve {
                value[] {
                    key 0 0.0 -1
                }
            }
        }
    }
    Image {
        name "beauty"
        render_to_disk yes
        first_frame 5
        last_frame 90
        save_as "out/beauty.####"
        format 2
        embedded_objects {
            Layer3d {
                name "bg"
                first_frame 1
                last_frame 50
                active_camera "cam"
                renderer "path_tracer"
            }
        }
    }
    ReferenceContext {
        name "set"
        filename "set.project"
    }
}
#preferences {
    categories {
        animation {
            frames_per_second 30
        }
        playblast {
            filename "not/an/asset.png"
        }
    }
}
)cl";

bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.project"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::clarisse_reader::read(std::move(source), builder);
    if (read) return !builder.facts().version.empty() && builder.facts().node_count > 0;
    BOOST_TEST_REQUIRE(!read.error().cause.empty());
    return false;
}

std::string broken_line(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.project", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content.substr(0, 100));
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    return facts.error().place.substr(file.size());
}

struct expected_layer {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string cls;
    std::string name;
    std::string first_frame;
    std::string last_frame;
    std::string camera;
    std::string renderer;
};

struct expected_image {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string name;
    std::string first_frame;
    std::string last_frame;
    std::string render_to_disk;
    std::string save_as;
    std::string format_code;
    std::vector<expected_layer> layers;
};

struct expected_project {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string serial_version;
    std::string version;
    std::string project_version;
    std::vector<expected_image> images;
    std::vector<texts> cameras;
    texts external_files;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(clarisse)

BOOST_AUTO_TEST_CASE(every_real_project_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_project>("clarisse", ".project", [](const fs::path& file, const expected_project& wanted) {
        const auto got = facts_of(file);
        BOOST_TEST(got.about.at("Serial_Version") == wanted.serial_version);
        BOOST_TEST(got.version == wanted.version);
        BOOST_TEST(got.about.at("Clarisse_Project_Version") == wanted.project_version);
        BOOST_TEST(got.fps == 24);
        BOOST_REQUIRE_EQUAL(got.layers.size(), wanted.images.size());
        for (std::size_t i = 0; i < got.layers.size(); ++i) {
            const auto& image = got.layers[i];
            const auto& due = wanted.images[i];
            BOOST_TEST(image.name == due.name);
            BOOST_TEST(image.frame_start == std::stod(due.first_frame));
            BOOST_TEST(image.frame_end == std::stod(due.last_frame));
            BOOST_TEST(image.renderable == (due.render_to_disk == "yes"));
            BOOST_TEST(image.image_file_prefix == due.save_as);
            BOOST_TEST(image.image_format == due.format_code);
            BOOST_REQUIRE_EQUAL(image.parts.size(), due.layers.size());
            for (std::size_t k = 0; k < image.parts.size(); ++k) {
                BOOST_TEST(image.parts[k].type == due.layers[k].cls);
                BOOST_TEST(image.parts[k].name == due.layers[k].name);
                BOOST_TEST(image.parts[k].frame_start == std::stod(due.layers[k].first_frame));
                BOOST_TEST(image.parts[k].frame_end == std::stod(due.layers[k].last_frame));
                check_same(image.parts[k].cameras, {due.layers[k].camera});
                BOOST_TEST(image.parts[k].renderer == due.layers[k].renderer);
            }
        }
        check_same(each(got.cameras, [](const auto& one) { return one.substr(one.rfind('/') + 1); }),
                   each(wanted.cameras, [](const auto& one) { return one[1]; }));
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.external_files);
    });
}

BOOST_AUTO_TEST_CASE(everything_is_read) {
    const scene_folder folder;
    const texts wall{folder.write("maps/wall.1001.tx"), folder.write("maps/wall.1002.tx")};
    const auto plate = folder.write("plate.0007.exr");
    const auto facts = facts_of(folder.write("scene.dat", everything));
    BOOST_TEST((facts.program == rb::dcc::clarisse));
    BOOST_TEST(facts.version == "4");
    BOOST_TEST(facts.fps == 30);
    check_same(facts.cameras, {"project://scene/cam"});
    check_same(files_of(facts, "project://scene/maps/wall"), wall);
    check_same(files_of(facts, "project://scene/maps/plate"), {plate});
    BOOST_REQUIRE_EQUAL(facts.missing.size(), 1u);
    BOOST_TEST(facts.missing[0].stored == "set.project");
    const auto files = rb::make_four_files(facts, 2).value();
    BOOST_TEST(files.task.task_info.cg_id == "2013");
    BOOST_TEST(
        files.task.scene_info_render.text ==
        R"({"image_node":[{"name":"project://scene/beauty","frames":"5-90[1]","renderable":"1","output":"out/beauty.####",)"
        R"("format":"2","LUT":"linear","save_to_disk":"1","layers":[{"name":"project://scene/beauty.bg","frames":"1-50[1]",)"
        R"("renderable":"0","output":"","format":"","save_to_disk":"0","enable_deep_output":"0",)"
        R"("enable_deep_output_path":""}]}]})");
    BOOST_REQUIRE(files.tips.find("25009"));
    check_same(files.tips.find("25009")->all, {"set.project"});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
    const std::string begin = "#Isotropix_Clarisse_Version 4\n";
    BOOST_TEST(broken_line("") == ":1");
    BOOST_TEST(broken_line(begin) == ":2");
    BOOST_TEST(broken_line("Context \"a\" {\n}\n") == ":1");
    BOOST_TEST(broken_line(begin + "Context \"a\" {\n") == ":2");
    BOOST_TEST(broken_line(begin + "}\n") == ":2");
    BOOST_TEST(broken_line(begin + "Context \"open {\n}\n") == ":2");
    std::string deep = begin;
    for (int i = 0; i < 100'000; ++i) deep += "a {\n";
    BOOST_TEST(broken_line(deep) == ":1002");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0, tried = 0;
    for (std::size_t size = 0; size < everything.size(); ++size, ++tried)
        read += reads(std::string(everything.substr(0, size)), folder);
    BOOST_TEST(read < tried / 4);
    for (std::size_t at = 0; at < everything.size(); ++at)
        for (const char letter : {'"', '{', '}', '\n', '\0'}) {
            std::string changed(everything);
            changed[at] = letter;
            read += reads(std::move(changed), folder);
        }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
