// SPDX-License-Identifier: BSL-1.0
#include "blend_samples.hpp"
#include "truth.hpp"

#include <renderbus/scene/blender.hpp>
#include <renderbus/scene/four_files.hpp>

#include <optional>

using namespace scene_tests;

namespace {

struct expected_stored {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string endian;
    std::uint32_t pointer_size = 0;
    std::uint32_t file_format_version = 0;
    std::uint32_t header_version = 0;
    std::uint64_t block_count = 0;
    rb::object_map<std::string> engine;
    rb::object_map<std::string> output_path;
    texts external_files_subset;
};

struct expected_blend_scene {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string name;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    double frame_current = 0;
    double fps = 0;
    double fps_base = 0;
    std::vector<std::uint32_t> resolution;
    std::uint32_t resolution_percentage = 0;
    std::optional<std::string> file_format;
    std::optional<std::string> camera;
    std::vector<rb::raw_json> view_layers;
};

struct expected_blend {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string version;
    std::string active_scene;
    std::vector<expected_blend_scene> scenes;
    texts cameras;
    std::optional<std::string> active_camera;
    std::optional<std::uint64_t> object_count;
    texts external_files;
    expected_stored stored;
};

std::string with_slashes(std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    return path;
}

void compare(const rb::render_layer& got, const expected_blend_scene& wanted) {
    BOOST_TEST(got.name == wanted.name);
    BOOST_TEST(got.frame_start == wanted.frame_start);
    BOOST_TEST(got.frame_end == wanted.frame_end);
    BOOST_TEST(got.frame_step == wanted.frame_step);
    BOOST_TEST((got.current_frame == wanted.frame_current));
    BOOST_TEST(got.fps == wanted.fps / wanted.fps_base);
    BOOST_TEST((std::vector<std::uint32_t>{got.width, got.height}) == wanted.resolution, boost::test_tools::per_element());
    BOOST_TEST(got.size_percentage == wanted.resolution_percentage);
    if (wanted.file_format) BOOST_TEST(got.image_format == *wanted.file_format);
    check_same(got.cameras, wanted.camera ? texts{*wanted.camera} : texts{});
    BOOST_REQUIRE_EQUAL(got.parts.size(), wanted.view_layers.size());
    for (std::size_t i = 0; i < got.parts.size(); ++i) {
        const auto& text = wanted.view_layers[i].text;  // a name, or a name and whether it is rendered
        BOOST_TEST(text.find('"' + got.parts[i].name + '"') != std::string::npos, text);
        BOOST_TEST((text.find("false") == std::string::npos) == got.parts[i].renderable);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blender)

BOOST_AUTO_TEST_CASE(every_real_blender_file_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_blend>("blend", ".blend", [](const fs::path& file, const expected_blend& wanted) {
        const auto read = read_packed(file);
        BOOST_REQUIRE_MESSAGE(read, (read ? std::string() : read.error().message()));
        const auto& got = *read;
        BOOST_TEST(got.version == wanted.version);
        BOOST_TEST(got.active_layer == wanted.active_scene);
        check_same(sorted(got.cameras), sorted(wanted.cameras));
        check_same(got.renderable_cameras, wanted.active_camera ? texts{*wanted.active_camera} : texts{});
        if (wanted.object_count) BOOST_TEST(got.node_count == *wanted.object_count);
        BOOST_REQUIRE_EQUAL(got.layers.size(), wanted.scenes.size());
        for (std::size_t i = 0; i < got.layers.size(); ++i) compare(got.layers[i], wanted.scenes[i]);
        BOOST_TEST(got.about.at("endian") == wanted.stored.endian);
        BOOST_TEST(got.about.at("pointer_size") == std::to_string(wanted.stored.pointer_size));
        BOOST_TEST(got.about.at("file_format_version") == std::to_string(wanted.stored.file_format_version));
        BOOST_TEST(got.about.at("header_version") == std::to_string(wanted.stored.header_version));
        BOOST_TEST(got.about.at("block_count") == std::to_string(wanted.stored.block_count));
        for (const auto& layer : got.layers) {
            BOOST_TEST(layer.renderer == *wanted.stored.engine.find(layer.name));
            BOOST_TEST(layer.image_file_prefix == *wanted.stored.output_path.find(layer.name));
        }
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), sorted(wanted.stored.external_files_subset));
        check_same(each(got.inputs, [](const auto& one) { return with_slashes(one.stored); }), sorted(wanted.external_files));
    });
}

BOOST_AUTO_TEST_CASE(every_width_order_and_version_says_the_same) {
    for (const auto& kind : kinds) BOOST_TEST_CONTEXT(name_of(kind)) {
            const scene_folder folder;
            const auto wall = folder.write("tex/wall.png");
            const texts plate{folder.write("plate/p_0001.exr"), folder.write("plate/p_0002.exr")};
            const texts skin{folder.write("tex/skin.1001.png"), folder.write("tex/skin.1011.png")};
            const auto baked = folder.write("fluid/data/fluid_0001.vdb");
            const texts fog{folder.write("fog_11.vdb"), folder.write("fog_12.vdb")};
            const auto script = folder.write("run.osl");
            const auto plates = texts{folder.write("plates/a.png"), folder.write("plates/b.png")};
            auto of_library = writer_of({});
            const auto in_library = folder.write("lib/skin.png");
            folder.write("lib/lib.blend",
                         of_library.file(of_library.block("IM", "Image", 1,
                                                          of_library.record("Image", {{"id.name", "IMskin"},
                                                                                      {"filepath", "//skin.png"},
                                                                                      {"source", of_library.number(1)}}))));
            // The content decides, not the name.
            const auto facts = facts_of(folder.write("scene.dat", everything(kind)));
            BOOST_TEST((facts.program == rb::dcc::blender));
            BOOST_TEST(facts.active_layer == "shot");
            BOOST_TEST(facts.frame_start == 5);
            BOOST_TEST(facts.frame_end == 90);
            BOOST_TEST(facts.frame_step == 2);
            BOOST_TEST(to_string(facts.frames) == "5-90[2]");
            BOOST_TEST((facts.current_time == 7.0));
            BOOST_TEST(std::abs(facts.fps - 29.97) < 0.001);
            BOOST_TEST(facts.width == 1920u);
            BOOST_TEST(facts.height == 1080u);
            BOOST_TEST(facts.renderer == "CYCLES");
            BOOST_TEST(facts.image_format == "OPEN_EXR_MULTILAYER");
            check_same(facts.cameras, {"Cam"});
            check_same(facts.renderable_cameras, {"Cam"});
            BOOST_REQUIRE_EQUAL(facts.layers.size(), 2u);
            BOOST_TEST(facts.layers[1].size_percentage == 50u);
            BOOST_REQUIRE_EQUAL(facts.layers[1].parts.size(), 2u);
            BOOST_TEST(facts.layers[1].parts[0].name == "fg");
            BOOST_TEST(!facts.layers[1].parts[1].renderable);
            check_same(files_of(facts, "wall"), {wall});
            check_same(files_of(facts, "packed"), {});
            check_same(files_of(facts, "plate"), plate);
            check_same(files_of(facts, "skin"), skin);
            check_same(files_of(facts, "lib:skin"), {in_library});
            check_same(files_of(facts, "fog"), fog);
            check_same(files_of(facts, "run"), {script});
            check_same(files_of(facts, "shot"), plates);
            check_same(files_of(facts, "Cam"), {baked});
            BOOST_REQUIRE(missing_of(facts, "Cam"));
            BOOST_TEST(missing_of(facts, "Cam")->stored == "//cache/a.pc2");
            BOOST_REQUIRE(missing_of(facts, "horn"));
            BOOST_TEST(!missing_of(facts, "b"));
            BOOST_REQUIRE_EQUAL(facts.references.size(), 2u);
            BOOST_TEST(facts.references[0].stored == "//lib\\lib.blend");
            BOOST_TEST(facts.references[1].depth == 2u);
        }
}

BOOST_AUTO_TEST_CASE(libraries_that_link_each_other_are_read_once) {
    const scene_folder folder;
    const auto to = writer_of({});
    const auto library = [&](std::string linked, std::string image) {
        return to.file(to.block("LI", "Library", 1, to.record("Library", {{"id.name", "LIl"}, {"name", "//" + linked}})) +
                       to.block("IM", "Image", 2,
                                to.record("Image", {{"id.name", "IMi"}, {"filepath", "//" + image}, {"source", to.number(1)}})));
    };
    folder.write("lib/lib.blend", library("other.blend", "a.png"));
    folder.write("lib/other.blend", library("lib.blend", "b.png"));
    const texts images{folder.write("lib/a.png"), folder.write("lib/b.png")};
    const auto facts = facts_of(folder.write("scene.blend", everything({})));
    check_same(files_of(facts, "lib:i"), {images[0]});
    check_same(files_of(facts, "other:i"), {images[1]});
    folder.write("lib/other.blend", "nothing of Blender");
    BOOST_TEST(unresolved_of(facts_of(folder.path("scene.blend")), "")->why.find("no Blender file") != std::string::npos);
    folder.write("lib/other.blend", "BLENDER-v402");
    BOOST_TEST(!rb::read_scene(folder.path("scene.blend")));
}

BOOST_AUTO_TEST_CASE(the_four_files_are_those_of_blenders_tool) {
    const scene_folder folder;
    folder.write("horn.wav");
    const auto facts = facts_of(folder.write("shot.blend", everything({})));
    auto files = rb::make_four_files(facts, 2).value();
    BOOST_TEST(files.task.task_info.cg_id == "2007");
    BOOST_TEST(files.task.software_config.cg_name == "Blender");
    BOOST_TEST(files.task.software_config.cg_version == "4.2");
    BOOST_TEST(files.task.scene_info.text ==
               R"({"common":{"frames":"5-90[2]","width":"1920","height":"1080","Render_Format":"OPEN_EXR_MULTILAYER",)"
               R"("scene_name":["other","shot"],"camera_name":"<bpy_struct, Object(\"Cam\")>","Output_path":"//out/shot_"}})");
    BOOST_TEST(files.task.scene_info_render.text == "{}");
    BOOST_REQUIRE_EQUAL(files.tips.size(), 1u);
    BOOST_TEST(files.tips.find("46001")->all.empty());
    BOOST_REQUIRE_EQUAL(files.uploads.asset.size(), 2u);
    BOOST_TEST(files.uploads.asset[0].local == folder.path("horn.wav"));
    BOOST_TEST(files.uploads.asset[1].local == folder.path("shot.blend"));
    const auto report = rb::make_report(facts);
    BOOST_TEST(report.missing.size() == facts.missing.size());
    BOOST_TEST(report.missing[0].kind == "texture");

    auto without = facts;
    without.frame_step = 1;
    without.renderable_cameras.clear();
    files = rb::make_four_files(without, 2).value();
    BOOST_TEST(files.task.scene_info.text.find(R"("camera_name":"None")") != std::string::npos);
    BOOST_TEST(files.tips.find("46003"));
    without.image_format = "FFMPEG";
    without.frame_step = 3;
    files = rb::make_four_files(without, 2).value();
    BOOST_TEST(files.tips.find("46000"));
    BOOST_TEST(files.tips.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
