// SPDX-License-Identifier: BSL-1.0
#include "max_writer.hpp"
#include "truth.hpp"

#include <renderbus/config/scene_infos.hpp>
#include <renderbus/config/wire_forms.hpp>
#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/max.hpp>

using namespace scene_tests;

namespace {

/// The lines below one of the usual headings, replaced.
headings with(const std::string& heading, std::vector<std::string> lines) {
    auto all = usual_headings();
    for (auto& [name, below] : all)
        if (name == heading) below = std::move(lines);
    return all;
}

rb::scene_facts read(const scene_folder& folder, const headings& all, const std::vector<max_asset>& assets = {}) {
    return facts_of(folder.write("a.max", max_file(all, assets).bytes()));
}

rb::four_files files_for(const rb::scene_facts& facts) { return rb::make_four_files(facts, 2).value(); }

texts lines_of(const rb::scene_facts& facts, const std::string& heading) {
    texts lines;
    std::istringstream in(facts.about.at(heading));
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

struct expected_max {
    static constexpr auto wire_naming = rb::naming::as_written;
    double file_version = 0;
    std::string saved_as;
    std::string build;
    std::string version;
    texts cameras;
    std::string renderer;
    std::vector<std::uint32_t> resolution;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    std::optional<std::string> output_path;
    std::string render_elements;
    texts external_dependencies;
    std::vector<texts> assets;
    texts plugins;
    rb::object_map<texts> summary;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(max_3ds)

BOOST_AUTO_TEST_CASE(every_real_scene_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_max>("max", ".max", [](const fs::path& file, const expected_max& wanted) {
        const auto got = facts_of(file);
        BOOST_TEST(std::stod(got.version) == wanted.file_version);
        BOOST_TEST(got.about.at("saved as version") == wanted.saved_as);
        BOOST_TEST(got.about.at("General").find("Build: " + wanted.build) != std::string::npos);
        BOOST_TEST(got.cg_version == wanted.version);
        check_same(got.renderable_cameras, wanted.cameras);
        BOOST_TEST(got.renderer == wanted.renderer);
        BOOST_TEST((std::vector<std::uint32_t>{got.width, got.height}) == wanted.resolution, boost::test_tools::per_element());
        BOOST_TEST(got.frame_start == wanted.frame_start);
        BOOST_TEST(got.frame_end == wanted.frame_end);
        BOOST_TEST(got.frame_step == wanted.frame_step);
        BOOST_TEST(got.image_file_prefix == wanted.output_path.value_or(""));
        BOOST_TEST(got.about.at("render elements") == wanted.render_elements);
        check_same(lines_of(got, "External Dependencies"), wanted.external_dependencies);
        check_same(lines_of(got, "Used Plug-Ins"), wanted.plugins);
        for (const auto& [heading, lines] : wanted.summary) check_same(lines_of(got, heading), lines);
        // Every asset is an input or an output.
        texts paths;
        for (const auto& one : wanted.assets) paths.push_back(one.at(1));
        for (const auto& one : wanted.external_dependencies) paths.push_back(one);
        texts told;
        for (const auto& one : got.inputs) told.push_back(one.stored);
        for (const auto& one : got.outputs) told.push_back(one.stored);
        check_same(sorted(told), sorted(paths));
    });
}

BOOST_AUTO_TEST_CASE(what_the_service_itself_published_of_a_real_scene_comes_out) {
    const fs::path scene = fs::path(RENDERBUS_SHARED_DIR) / "scenes/max/renderSDK__max2014_vray3.00.03.max";
    if (!fs::is_regular_file(scene)) {
        BOOST_TEST_MESSAGE("skipped: there is no file " << scene);
        return;
    }
    const auto facts = facts_of(scene);
    const auto files = files_for(facts);
    BOOST_TEST(files.task.software_config.cg_name == "3ds Max");
    BOOST_TEST(files.task.software_config.cg_version == "2014");
    BOOST_TEST(rb::to_json(files.task.software_config.plugins) == R"({"vray":"3.00.03"})");
    BOOST_TEST(files.task.task_info.cg_id == "2001");
    const auto info = rb::from_json<rb::config::max_scene_info>(files.task.scene_info_render.text).value();
    BOOST_TEST(info.renderer.renderer_orign == "V_Ray_Adv_3_00_03");
    BOOST_TEST(info.renderer.name == "vray");
    BOOST_TEST(info.common.frames == "0");
    BOOST_TEST(info.common.rend_timeType == "1");
    BOOST_TEST(info.common.rend_save_file == "false");
    BOOST_TEST(info.common.element_active == "1");
    BOOST_TEST(info.common.width == "640");
    BOOST_TEST(info.common.height == "480");
    BOOST_TEST(files.tips.empty());
    // What the renderer writes is not looked for.
    BOOST_TEST(facts.missing.empty());
}

BOOST_AUTO_TEST_CASE(the_properties_say_what_is_rendered) {
    for (const unsigned shift : {9u, 12u}) {
        const scene_folder folder;
        const auto facts = facts_of(folder.write("scene.dat", max_file(usual_headings(), {}, shift).bytes()));
        BOOST_TEST((facts.program == rb::dcc::max_3ds));
        BOOST_TEST(facts.version == "16.00");
        BOOST_TEST(facts.product == "3ds Max 2014");
        BOOST_TEST(facts.about.at("saved as version") == "15.00");
        BOOST_TEST(facts.node_count == 14u);
        BOOST_TEST(facts.frame_start == 5);
        BOOST_TEST(facts.frame_end == 90);
        BOOST_TEST(facts.frame_step == 2);
        BOOST_TEST(facts.image_file_prefix == "E:\\out\\a.exr");
        BOOST_TEST(facts.image_format == "exr");
        BOOST_TEST(unresolved_of(facts, "render settings")->why.find("3ds Max alone") != std::string::npos);
        const auto files = files_for(facts);
        BOOST_TEST(
            files.task.scene_info.text ==
            R"({"common":{"CurrentProjectFolder":"","Faces":"5152","Vertices":"2675","Peak_Memory":"","all_camera":["Camera001"],)"
            R"("all_element_type":[".tga",".tif",".jpg",".png",".exr",".rla",".rpf"],)"
            R"("all_output_file_type":[".tga",".tif",".jpg",".png",".exr",".rla",".rpf"],"animation_range":"","cgv":"2014",)"
            R"("element_active":"1","element_list":[],"element_path_list":[],"element_type":".exr","frames":"5-90[2]","gamma":"",)"
            R"("gamma_val":"","global_proxy":"","height":"480","width":"640","in_gamma":"","out_gamma":"2.2","is_picture":"0",)"
            R"("net_render":"0","output_file":"E:/out/a.exr","output_file_basename":"a","output_file_type":".exr",)"
            R"("rend_save_file":"true","rend_timeType":"3","renderable_camera":["Camera001"]},)"
            R"("renderer":{"name":"vray","renderer":"vray","renderer_orign":"V_Ray_Adv_3_00_03","gi":"","primary_gi_engine":"",)"
            R"("secondary_gi_engine":"","irradiance_map_mode":"","light_cache_mode":""}})");
        BOOST_TEST(rb::to_json(files.assets) == R"({"asset":[],"texture":[],"vrmap":[],"vrlmap":[],"point_cache":[],"zip":[]})");
        BOOST_TEST(rb::to_json(files.uploads).ends_with(R"("vrmap":[],"vrlmap":[]})"));
        BOOST_TEST(files.tips.empty());
    }
}

BOOST_AUTO_TEST_CASE(large_files_say_elsewhere_where_their_table_lies) {
    const scene_folder folder;
    for (const std::size_t megabytes : {8, 20}) {  // one sector says it, then two
        compound_writer made(9);
        made.stream("Scene", std::string(megabytes << 20, 's'));
        made.stream("\5DocumentSummaryInformation", summary(usual_headings()));
        made.stream("FileAssetMetaData3", asset_list({{"Photometric", "C:\\lamp.ies"}}));
        BOOST_TEST(facts_of(folder.write("large.max", made.bytes())).missing.at(0).stored == "C:\\lamp.ies");
    }
}

BOOST_AUTO_TEST_CASE(versions_are_known_in_every_language) {
    const std::pair<std::string, std::string> lines[] = {
        {"3ds Max Version: 13,00", "2011"},
        {"3ds max Version: 9.00", "9"},
        {"3ds Max \xE7\x89\x88\xE6\x9C\xAC: 20.00", "2018"},
        {"3ds Max \xE3\x83\x90\xE3\x83\xBC\xE3\x82\xB8\xE3\x83\xA7\xE3\x83\xB3 : 27.00", "2025"}};
    const scene_folder folder;
    for (const auto& [line, year] : lines) {
        const auto facts = read(folder, with("General", {line, "Uncompressed", "Build: 16.0.420.0"}));
        BOOST_TEST(facts.cg_version == year);
        BOOST_TEST(!files_for(facts).tips.find("10033"));
    }
    auto foreign = usual_headings();
    for (auto& [name, below] : foreign) name = "\xE6\xA0\x87\xE9\xA2\x98 " + name;
    const auto facts = read(folder, foreign);
    BOOST_TEST(facts.cg_version == "2014");
    BOOST_TEST(facts.width == 640u);
    BOOST_TEST(facts.about.at("vertices") == "2675");
    BOOST_TEST(files_for(facts).tips.find("10033"));
}

BOOST_AUTO_TEST_CASE(texts_are_read_in_the_code_page_of_the_file) {
    const scene_folder folder;
    const auto camera_in = [&](const text_style& style, const std::string& name) {
        compound_writer made;
        made.stream("Scene", "s");
        made.stream("\5DocumentSummaryInformation", summary(with("Render Data", {"Render Camera 00=" + name}), style));
        return facts_of(folder.write("a.max", made.bytes())).cameras.at(0);
    };
    BOOST_TEST(camera_in({65001}, "\xE6\x91\x84") == "\xE6\x91\x84");
    BOOST_TEST(camera_in({936, false}, "\xC9\xE3") == "\xE6\x91\x84");
    BOOST_TEST(camera_in({1252, false}, "\xE9") == "\xC3\xA9");
    BOOST_TEST(camera_in({1200, false}, "\xE9") == "\xC3\xA9");  // the writer makes U+00E9 of it
    BOOST_TEST(camera_in({1252, false, false}, "Camera of 13 letters") == "Camera of 13 letters");
}

BOOST_AUTO_TEST_CASE(dependencies_and_assets_are_one_list_of_inputs) {
    const scene_folder folder;
    const auto beside = folder.write("beside.jpg"), in_maps = folder.write("maps/wall.jpg"),
               relative = folder.write("maps/floor.png");
    const auto facts = read(folder,
                            with("External Dependencies", {"D:\\proj\\beside.jpg", "wall.jpg", "maps\\floor.png",
                                                           "D:\\caches\\smoke.vdb", "gone.abc", "hull.max"}),
                            {{"Bitmap", "D:\\proj\\maps\\wall.jpg"},
                             {"Bitmap", "D:\\proj\\beside.jpg"},
                             {"RenderOutput", "E:\\out\\element.exr"},
                             {"Bitmap", "e:/OUT/element.exr"},
                             {"Bitmap", "E:\\out\\a.exr"},
                             {"Bitmap", "C:\\temp\\written.tga"},
                             {"Photometric", "C:\\lights\\lamp.ies"}});
    texts stored;
    for (const auto& one : facts.inputs) stored.push_back(one.stored);
    check_same(stored, {"D:\\proj\\maps\\wall.jpg", "D:\\proj\\beside.jpg", "C:\\temp\\written.tga", "C:\\lights\\lamp.ies",
                        "maps\\floor.png", "D:\\caches\\smoke.vdb", "gone.abc", "hull.max"});
    check_same(each(facts.inputs, [](const auto& one) { return one.files.empty() ? "" : one.files[0].local; }),
               sorted({beside, in_maps, relative}));
    BOOST_TEST(facts.inputs[0].node == "Bitmap");
    BOOST_TEST(facts.inputs[0].attribute == "FileAssetMetaData3");
    BOOST_TEST(facts.inputs[4].attribute == "External Dependencies");
    BOOST_TEST((facts.inputs[3].kind == rb::input_kind::light_profile));
    BOOST_TEST(unresolved_of(facts, "Bitmap")->raw == "C:\\temp\\written.tga");
    check_same(each(facts.outputs, [](const auto& one) { return one.stored; }), {"E:\\out\\element.exr"});

    const auto files = files_for(facts);
    const std::pair<const char*, texts> tips[] = {{"10012", {"C:\\lights\\lamp.ies"}},
                                                  {"10018", {"gone.abc"}},
                                                  {"10025", {"hull.max"}},
                                                  {"10028", {"D:\\caches\\smoke.vdb"}}};
    BOOST_TEST(files.tips.size() == std::size(tips));
    for (const auto& [code, paths] : tips) {
        BOOST_REQUIRE_MESSAGE(files.tips.find(code), code);
        check_same(files.tips.find(code)->all, paths);
    }
    const auto& lists = files.assets.others.fields;
    BOOST_TEST(lists.find("texture")->text == rb::to_json(rb::list<std::string>{in_maps, beside, relative}));
    BOOST_TEST(lists.find("point_cache_missing")->text == R"(["gone.abc"])");
    // A file is sent by the name that the scene has for it.
    const auto& sent = files.uploads.asset;
    BOOST_REQUIRE(sent.size() == 4u);
    BOOST_TEST(sent[0].server == "/D/proj/maps/wall.jpg");
    BOOST_TEST(sent[3].local == folder.path("a.max"));
}

BOOST_AUTO_TEST_CASE(without_a_list_of_dependencies_every_picture_counts) {
    const scene_folder folder;
    auto all = usual_headings();
    all.erase(all.begin() + 3);
    const auto facts = read(folder, all, {{"Bitmap", "D:\\gone.jpg"}});
    BOOST_TEST(missing_of(facts, "Bitmap")->stored == "D:\\gone.jpg");
}

BOOST_AUTO_TEST_CASE(another_edition_of_the_asset_list_says_the_same) {
    const scene_folder folder;
    const auto wall = folder.write("wall.jpg");
    compound_writer made;
    made.stream("FileAssetMetaData2", asset_list({{"Bitmap", "D:\\wall.jpg"}}, false));
    made.stream("Scene", "s");
    made.stream("\5DocumentSummaryInformation", summary(with("External Dependencies", {"D:\\wall.jpg"})));
    const auto facts = facts_of(folder.write("a.max", made.bytes()));
    check_same(files_of(facts, "Bitmap"), {wall});
    BOOST_TEST(facts.inputs.at(0).attribute == "FileAssetMetaData2");
}

BOOST_AUTO_TEST_CASE(where_the_program_found_a_relative_path_is_used) {
    const scene_folder folder;
    const auto wall = folder.write("elsewhere/wall.jpg");
    const auto facts = read(folder, usual_headings(), {{"Bitmap", "maps\\wall.jpg", folder.path("elsewhere/wall.jpg")}});
    check_same(files_of(facts, "Bitmap"), {wall});
}

BOOST_AUTO_TEST_CASE(a_packed_asset_list_is_told) {
    const scene_folder folder;
    compound_writer made = max_file();
    made.stream("FileAssetMetaData3", "\x1F\x8B\x08 packed");
    const auto facts = facts_of(folder.write("a.max", made.bytes()));
    BOOST_TEST(unresolved_of(facts, "scene")->why.find("is packed") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(picture_lists_and_other_scenes_are_followed_each_once) {
    const scene_folder folder;
    const auto one = folder.write("flame0000.png"), two = folder.write("flame 0001.png"), wall = folder.write("wall.jpg");
    folder.write("flame.ifl", "; a comment\r\nflame0000.png 3\r\nflame 0001.png 2\nflame0000.png\n\"gone.png\"\n");
    // The other scene leads back to the first.
    folder.write("other.max", max_file(with("External Dependencies", {"a.max", "wall.jpg"})).bytes());
    const auto facts = read(folder, with("External Dependencies", {"flame.ifl", "other.max"}));
    const auto found = each(facts.inputs, [](const auto& input) { return input.files.empty() ? "" : input.files[0].local; });
    for (const auto& file : {one, two, wall, folder.path("flame.ifl"), folder.path("other.max")})
        BOOST_TEST((std::count(found.begin(), found.end(), file) == 1), file);
    BOOST_REQUIRE(facts.references.size() == 1u);
    BOOST_TEST(facts.references[0].stored == "other.max");
    BOOST_TEST(missing_of(facts, folder.path("flame.ifl"))->stored == "gone.png");
    BOOST_TEST(unresolved_of(facts, "other.max:scene")->why == "it leads back to the scene itself");
    BOOST_TEST(std::none_of(facts.inputs.begin(), facts.inputs.end(),
                            [](const auto& input) { return input.node.starts_with("a.max:"); }));
    texts sent;
    for (const auto& file : files_for(facts).uploads.asset) sent.push_back(file.local);
    BOOST_TEST(std::count(sent.begin(), sent.end(), folder.path("a.max")) == 1);
}

BOOST_AUTO_TEST_CASE(tips_are_those_of_the_service) {
    const scene_folder folder;
    const auto tips_with = [&](std::vector<std::string> lines) {
        return files_for(read(folder, with("Render Data", std::move(lines)))).tips;
    };
    const auto codes = [](const rb::config::tips_json& tips) { return each(tips, [](const auto& one) { return one.first; }); };
    check_same(codes(tips_with({"Renderer Name=V-Ray Adv 3.00.03", "Render Camera 00=a"})), {});
    check_same(codes(tips_with({"Renderer Name=Default Scanline Renderer"})), {"15006"});
    check_same(codes(tips_with({"Render Camera 00=a"})), {"15002"});
    check_same(codes(tips_with({"Renderer Name=V-Ray RT 3.00.03", "Render Camera 00=a"})), {"15004"});
    check_same(
        tips_with({"Renderer Name=Arnold", "Render Camera 00=a", "Render Camera 01=a", "Render Camera 02=a"}).find("15015")->all,
        {"a"});
}

BOOST_AUTO_TEST_CASE(renderers_are_named_as_the_farm_names_them) {
    const scene_folder folder;
    const auto renderer_of = [&](const std::string& name) {
        const auto facts = read(folder, with("Render Data", {"Renderer Name=" + name}));
        const auto info = rb::from_json<rb::config::max_scene_info>(files_for(facts).task.scene_info.text).value();
        return info.renderer.name + ' ' + info.renderer.renderer_orign +
               (facts.plugins.empty() ? "" : " vray " + facts.plugins[0].version);
    };
    BOOST_TEST(renderer_of("V-Ray Adv 3.00.03") == "vray V_Ray_Adv_3_00_03 vray 3.00.03");
    BOOST_TEST(renderer_of("Default Scanline Renderer") == "scanline Default_Scanline_Renderer");
    BOOST_TEST(renderer_of("Corona 1.5 (hotfix 2)") == "corona Corona_1_5__hotfix_2_");
    // Which of the farm's versions this is, the file does not say.
    BOOST_TEST(renderer_of("V-Ray 5, update 2.3") == "vray V_Ray_5__update_2_3");
}

BOOST_AUTO_TEST_SUITE_END()
