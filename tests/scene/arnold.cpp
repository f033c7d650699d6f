// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/arnold.hpp>

#include <optional>

using namespace scene_tests;

namespace {

constexpr std::string_view everything = R"ass(### exported: Thu Jun 19 14:46:03 2025
### from:     Arnold 7.3.4.1 [0bcd9b62] windows
### host app: MtoA 5.4.5

options
{
 AA_samples 3
 outputs 2 1 STRING
  "RGBA RGBA filter driver"
  "diffuse RGB filter driver"
 xres 1920
 yres 1080
 camera "/shot/cam"
 frame 12
 fps 25
 texture_searchpath "C:/textures:maps;more"
 declare note constant STRING
 note "a } in a text"
}

gaussian_filter { name filter }
driver_exr
{
 name driver
 filename "out/beauty.exr"
}
persp_camera
{
 name /shot/cam
 matrix
 1 0 0 0
 0 1 0 0
 0 0 1 0
 0 0 5 1
}
polymesh
{
 name mesh
 nsides 400 1 b85UINT
B!%<_l4$$$%)!$v;Z0$$$$.
 vlist 2 1 VECTOR
  0 0 0 -1 .5 +2
 smoothing on
}
# a comment
image
{
 name wall
 filename "wall.<UDIM>.tx"
}
photometric_light { name lamp filename "6.ies" }
procedural { name set filename "set.ass" }
osl
{
 name code
 code "shader x() { \"quoted\" }

}"
}
include "lights.ass"
)ass";

bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.ass"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::arnold_reader::read(std::move(source), builder);
    if (read) return builder.facts().node_count > 0;
    BOOST_TEST_REQUIRE(!read.error().cause.empty());
    return false;
}

std::string broken_line(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.ass", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content);
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    return facts.error().place.substr(file.size());
}

struct expected_ass {
    static constexpr auto wire_naming = rb::naming::as_written;
    rb::object_map<std::string> header;
    std::string xres;
    std::string yres;
    std::string camera;
    std::string frame;
    std::optional<std::string> fps;
    std::string AA_samples;
    texts outputs;
    texts cameras;
    rb::object_map<std::uint64_t> node_types;
    std::vector<texts> drivers;
    texts external_files;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(arnold)

BOOST_AUTO_TEST_CASE(every_real_arnold_scene_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_ass>("ass", ".ass", [](const fs::path& file, const expected_ass& wanted) {
        const auto got = facts_of(file);
        for (const auto& [name, text] : wanted.header) BOOST_TEST(got.about.at(name) == text);
        BOOST_TEST(std::to_string(got.width) == wanted.xres);
        BOOST_TEST(std::to_string(got.height) == wanted.yres);
        check_same(got.renderable_cameras, {wanted.camera});
        BOOST_TEST(to_string(got.frames) == wanted.frame);
        if (wanted.fps) BOOST_TEST(got.fps == std::stod(*wanted.fps));
        BOOST_TEST(got.about.at("AA_samples") == wanted.AA_samples);
        check_same(sorted(got.cameras), sorted(wanted.cameras));
        BOOST_REQUIRE_EQUAL(got.layers.size(), 1u);
        check_same(each(got.layers[0].outputs, [](const auto& one) { return one.name; }), sorted(wanted.outputs));
        std::uint64_t nodes = 0;
        for (const auto& [type, count] : wanted.node_types) nodes += count;
        BOOST_TEST(got.node_count == nodes);
        check_same(each(got.outputs, [](const auto& one) { return one.stored; }),
                   each(wanted.drivers, [](const auto& one) { return one[1]; }));
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.external_files);
    });
}

BOOST_AUTO_TEST_CASE(everything_is_read) {
    const scene_folder folder;
    const texts wall{folder.write("maps/wall.1001.tx"), folder.write("maps/wall.1002.tx")};
    const auto light = folder.write("sub.tx");
    folder.write("lights.ass", "image { name sky filename \"sub.tx\" }\ninclude \"lights.ass\"\n");
    const auto facts = facts_of(folder.write("scene.dat", everything));
    BOOST_TEST((facts.program == rb::dcc::arnold_standalone));
    BOOST_TEST(facts.version == "7.3.4.1");
    BOOST_TEST(facts.about.at("host app") == "MtoA 5.4.5");
    BOOST_TEST(facts.width == 1920u);
    BOOST_TEST(facts.fps == 25);
    BOOST_TEST(to_string(facts.frames) == "12");
    check_same(facts.cameras, {"/shot/cam"});
    BOOST_REQUIRE_EQUAL(facts.layers.at(0).outputs.size(), 2u);
    BOOST_TEST(facts.layers[0].outputs[1].path == "out/beauty.exr");
    BOOST_TEST(facts.node_count == 10u);
    check_same(files_of(facts, "wall"), wall);
    check_same(files_of(facts, "lights.ass:sky"), {light});
    BOOST_REQUIRE(missing_of(facts, "lamp"));
    BOOST_REQUIRE(missing_of(facts, "set"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
    BOOST_TEST(broken_line("") == ":1");
    BOOST_TEST(broken_line("# only a comment\n") == ":2");
    BOOST_TEST(broken_line("options\n{\n xres 1\n") == ":1");
    BOOST_TEST(broken_line("options\n{\n camera \"open\n}\n") == ":3");
    BOOST_TEST(broken_line("options { xres 1 }\n17 { }\n") == ":2");
    BOOST_TEST(broken_line("options { xres 1 }\nimage\nname x\n") == ":2");
    BOOST_TEST(broken_line("options { xres {1} }\n") == ":1");
    BOOST_TEST(broken_line("options { " + std::string(100'000, 'x') + " 1 }\n") == ":1");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0, tried = 0;
    for (std::size_t size = 0; size < everything.size(); ++size, ++tried)
        read += reads(std::string(everything.substr(0, size)), folder);
    BOOST_TEST(read < tried / 4);  // only a cut between two nodes leaves a scene
    for (std::size_t at = 0; at < everything.size(); ++at)
        for (const char letter : {'"', '{', '}', '\n', '\0'}) {
            std::string changed(everything);
            changed[at] = letter;
            read += reads(std::move(changed), folder);
        }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
