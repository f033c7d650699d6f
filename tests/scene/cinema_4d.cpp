// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/config/scene_infos.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/scene/cinema_4d.hpp>

using namespace scene_tests;

namespace {

std::string scene_of(std::uint32_t version, std::string_view rest = "and what nobody publishes") {
    std::string bytes = "QC4DC4D6";
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(version >> shift & 0xff);
    return bytes + std::string(rest);
}

}  // namespace

static_assert(rb::scene_reader<rb::cinema_4d_reader>);

BOOST_AUTO_TEST_SUITE(scene_cinema_4d)

BOOST_AUTO_TEST_CASE(the_version_is_told) {
    BOOST_TEST(rb::cinema_4d_reader::version_in(scene_of(15037)).value() == "R15.037");
    BOOST_TEST(rb::cinema_4d_reader::version_in(scene_of(22123)).value() == "R22.123");
    BOOST_TEST(rb::cinema_4d_reader::version_in(scene_of(2'023'100)).value() == "2023.100");
    for (const std::string& wrong : {scene_of(0), scene_of(UINT32_MAX), scene_of(15037).substr(0, 11), std::string("QC4DC4D"), std::string()})
        BOOST_TEST((rb::cinema_4d_reader::version_in(wrong).error().code == rb::scene_errc::malformed_scene));
}

BOOST_AUTO_TEST_CASE(a_scene_is_known_by_its_content_and_sent_to_who_can_read_it) {
    scene_folder folder;
    for (const char* name : {"shot.c4d", "shot.bin"}) {
        const auto read = rb::read_scene(folder.write(name, scene_of(15037)));
        BOOST_REQUIRE(!read.has_value());
        BOOST_TEST((read.error().code == rb::scene_errc::needs_analyzer));
        const auto said = read.error().message();
        BOOST_TEST(said.find("Cinema 4D R15.037") != std::string::npos, said);
        BOOST_TEST(said.find("analyze_by") != std::string::npos, said);
    }
    const auto broken = rb::read_scene(folder.write("broken.c4d", "QC4DC4D6\1"));
    BOOST_TEST((broken.error().code == rb::scene_errc::malformed_scene));
    BOOST_TEST(broken.error().message().find("broken.c4d, byte 8") != std::string::npos, broken.error().message());
}

BOOST_AUTO_TEST_CASE(what_its_own_analyzer_writes_is_read_and_written_again) {
    constexpr std::string_view written = R"({"renderer":{"name":"physical","octane_renderer_info":{"a":1},)"
                                         R"("Octane_renderer_resave_info":{},"physical_sampler":"adaptive","physical_sampler_mode":"auto"},)"
                                         R"("common":{"all_camera":["Camera"],"all_format":["PNG"],"all_take_info":{"Main":{}},)"
                                         R"("all_take_name":["Main"],"c4d_software_version":22123,"created_version":"22","saved_version":"22",)"
                                         R"("fps":"30","frame_rate":"30","frames":"0-90[1]","width":"1280","height":"720",)"
                                         R"("regular_image_format":"PNG","regular_image_save_enabled":"1","regular_image_saveimage_path":"out/a",)"
                                         R"("multi_pass":{"0":"Ambient"},"multi_pass_format":"PNG","multipass_save_enabled":"0",)"
                                         R"("multipass_save_saveimage":"0","multipass_saveimage_path":"","multipass_saveonefile":"0","more":1}})";
    const auto info = rb::from_json<rb::config::cinema_4d_scene_info>(written).value();
    BOOST_TEST(info.common.c4d_software_version == 22123);
    BOOST_TEST(info.common.frames == "0-90[1]");
    BOOST_TEST(info.renderer.name == "physical");
    BOOST_TEST(rb::to_json(info) == written);
}

BOOST_AUTO_TEST_SUITE_END()
