// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/vray.hpp>

using namespace scene_tests;

namespace {

constexpr std::string_view everything = R"vray(// V-Ray core version is 3.60.05
// Exported by V-Ray 3.7
#include "geo.vrscene"
/* a comment
   over lines */
SettingsOutput {
  img_width=640;
  img_height=480;
  img_file="a\"b.png";
  img_dir="C:\new\tex/";
  anim_start=1;
  anim_end=10;
  frames=List(List(1,5),List(8,9));
  frames_per_second=25;
}
RenderView cam {
  transform=Transform(Matrix(Vector(1,0,0),Vector(0,1,0),Vector(0,0,1)),Vector(0,0,-0.5));
  fov=interpolate((0, 0.7),(1, 0.8));
}
BitmapBuffer Map@1 {
  file="maps\wall.png"; // where it lies
  gamma=1;
}
GeomStaticMesh mesh@mesh {
  vertices=ListVectorHex("ZIPB00ff;}{");
  faces=ListIntHex("");
}
SettingsLightCache slc { mode=2; file="x.vrlmap"; }
SettingsIrradianceMap { mode=0; file="x.vrmap"; }
)vray";

bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.vrscene"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::vray_reader::read(std::move(source), builder);
    if (read) return builder.facts().node_count > 0;
    BOOST_TEST_REQUIRE(!read.error().cause.empty());
    return false;
}

rb::scene_facts facts_of_output(const std::string& attributes) {
    const scene_folder folder;
    return facts_of(folder.write("a.vrscene", "SettingsOutput settings {\n" + attributes + "}\n"));
}

std::string broken_line(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.vrscene", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content);
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    return facts.error().place.substr(file.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vray)

BOOST_AUTO_TEST_CASE(everything_is_read) {
    const scene_folder folder;
    const auto wall = folder.write("maps/wall.png");
    const auto map = folder.write("x.vrlmap");
    const auto inner = folder.write("inner.png");
    folder.write("geo.vrscene", "BitmapBuffer inner {\n file=\"inner.png\";\n}\n");
    const auto facts = facts_of(folder.write("scene.dat", everything));
    BOOST_TEST((facts.program == rb::dcc::vr_standalone));
    BOOST_TEST(facts.version == "3.60.05");
    BOOST_TEST(facts.cg_version == "standalone_vray3.60.05");
    BOOST_TEST(facts.fps == 25);
    BOOST_TEST(to_string(facts.frames) == "1-5[1],8-9[1]");
    BOOST_TEST(facts.width == 640u);
    BOOST_TEST(facts.image_file_prefix == "C:\\new\\tex/a\"b.png");
    check_same(facts.cameras, {"cam"});
    BOOST_TEST(facts.node_count == 6u);
    check_same(files_of(facts, "Map@1"), {wall});
    check_same(files_of(facts, "slc"), {map});
    check_same(files_of(facts, "geo.vrscene:inner"), {inner});
    BOOST_TEST(!missing_of(facts, "SettingsIrradianceMap"));
}

BOOST_AUTO_TEST_CASE(frames_are_a_list_or_the_animation) {
    BOOST_TEST(to_string(facts_of_output("frames=ListInt(3,1,2);\n").frames) == "1-3[1]");
    BOOST_TEST(to_string(facts_of_output("frames=7;\n").frames) == "7");
    BOOST_TEST(to_string(facts_of_output("anim_start=2;anim_end=4;\n").frames) == "2-4[1]");
    BOOST_TEST(to_string(facts_of_output("img_width=1;\n").frames) == "0");
    const auto odd = facts_of_output("anim_start=5;anim_end=1;\n");
    BOOST_TEST(odd.frames.empty());
    BOOST_TEST(unresolved_of(odd, "SettingsOutput"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
    BOOST_TEST(broken_line("") == ":1");
    BOOST_TEST(broken_line("// only a comment\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {\n x=1;\n") == ":1");
    BOOST_TEST(broken_line("Plugin a {\n x=1\n}\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {\n x=\"open;\n}\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {\n x=1);\n}\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {\n x;\n}\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {}\nsecond {}\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {}\n/* open\n") == ":2");
    BOOST_TEST(broken_line("\n#include \"\"\n") == ":2");
    BOOST_TEST(broken_line("Plugin a {\n x=" + std::string(100'000, '(') + ";\n}\n") == ":2");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0, tried = 0;
    for (std::size_t size = 0; size < everything.size(); ++size, ++tried)
        read += reads(std::string(everything.substr(0, size)), folder);
    BOOST_TEST(read < tried / 2);
    for (std::size_t at = 0; at < everything.size(); ++at)
        for (const char letter : {'"', '{', '}', '(', ';', '\0'}) {
            std::string changed(everything);
            changed[at] = letter;
            read += reads(std::move(changed), folder);
        }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
