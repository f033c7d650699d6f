// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/usd.hpp>

#include <optional>

using namespace scene_tests;

namespace {

constexpr std::string_view everything = R"usd(#usda 1.0
(
    """A text
    @not an asset@"""
    defaultPrim = "World"
    startTimeCode = 5
    endTimeCode = 90
    framesPerSecond = 25
    subLayers = [
        @light.usda@ (offset = 10)
    ]
)

def Xform "World" (
    prepend references = [@set.usda@</Set>, @@@odd@name.usda@@@]
    variants = {
        string look = "a"
    }
)
{
    custom float3[] points = [(1, 2, 3), (4, 5, 6)] ( # a comment with @
        doc = "@no@"
    )
    def Camera "cam"
    {
        float focalLength.timeSamples = {
            1: 35,
            2: 50,
        }
    }
    def Shader "tex" { asset inputs:file = @tex/wall.<UDIM>.exr@; string note = 'it is "one"' }
    variantSet "look" = {
        "a" {
            over "tex" { asset inputs:file = @a.png@ }
        }
    }
    rel target = <World.x>
}
def Scope "Render"
{
    def RenderSettings "main"
    {
        uniform int2 resolution = (1920, 1080)
        rel products = </Render/beauty>
    }
    def RenderProduct "beauty"
    {
        rel camera = </World/cam>
        token productName = "out/beauty.exr"
    }
}
)usd";

bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.usda"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::usd_reader::read(std::move(source), builder);
    if (read) return true;
    BOOST_TEST_REQUIRE(!read.error().cause.empty());
    return false;
}

std::string broken_line(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.usda", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content.substr(0, 100));
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    return facts.error().place.substr(file.size());
}

struct expected_usd {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string magic;
    std::optional<std::string> defaultPrim;
    std::optional<double> startTimeCode;
    std::optional<double> endTimeCode;
    std::optional<double> timeCodesPerSecond;
    std::optional<double> framesPerSecond;
    texts cameras;
    texts render_settings;
    texts render_products;
    std::vector<std::vector<std::uint32_t>> resolution;
    texts asset_paths;
    texts udim;
};

/// What the layer says of itself under that name, where it does.
std::optional<double> number_in(const rb::scene_facts& facts, const char* name) {
    const auto told = facts.about.find(name);
    return told == facts.about.end() ? std::nullopt : std::optional(std::stod(told->second));
}

std::string last_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

BOOST_AUTO_TEST_SUITE(usd)

BOOST_AUTO_TEST_CASE(every_real_layer_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_usd>("usda", ".usda", [](const fs::path& file, const expected_usd& wanted) {
        const auto got = facts_of(file);
        BOOST_TEST(got.header == wanted.magic);
        if (wanted.defaultPrim) BOOST_TEST('"' + got.about.at("defaultPrim") + '"' == *wanted.defaultPrim);
        BOOST_TEST((number_in(got, "startTimeCode") == wanted.startTimeCode));
        BOOST_TEST((number_in(got, "endTimeCode") == wanted.endTimeCode));
        BOOST_TEST((number_in(got, "timeCodesPerSecond") == wanted.timeCodesPerSecond));
        BOOST_TEST((number_in(got, "framesPerSecond") == wanted.framesPerSecond));
        check_same(each(got.cameras, last_name), wanted.cameras);
        check_same(each(got.layers, [](const auto& one) { return last_name(one.name); }), wanted.render_settings);
        check_same(each(got.outputs, [](const auto& one) { return last_name(one.node); }), wanted.render_products);
        BOOST_REQUIRE_EQUAL(got.layers.size(), wanted.resolution.size());
        for (std::size_t i = 0; i < got.layers.size(); ++i)
            BOOST_TEST((std::vector<std::uint32_t>{got.layers[i].width, got.layers[i].height}) == wanted.resolution[i],
                       boost::test_tools::per_element());
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.asset_paths);
        check_same(each(got.inputs, [](const auto& one) { return one.tiles ? one.stored : ""; }), wanted.udim);
    });
}

BOOST_AUTO_TEST_CASE(everything_is_read) {
    const scene_folder folder;
    const texts wall{folder.write("tex/wall.1001.exr"), folder.write("tex/wall.1002.exr")};
    const auto odd = folder.write("odd@name.usda", "#usda 1.0\ndef Shader \"s\" { asset file = @deep.png@ }\n");
    const auto deep = folder.write("deep.png");
    folder.write("light.usda", "#usda 1.0\n(\n subLayers = [@scene.usda@]\n)\n");
    const auto facts = facts_of(folder.write("scene.usda", everything));
    BOOST_TEST(facts.about.at("defaultPrim") == "World");
    BOOST_TEST(facts.frame_start == 5);
    BOOST_TEST(facts.frame_end == 90);
    BOOST_TEST(facts.fps == 25);
    check_same(facts.cameras, {"/World/cam"});
    BOOST_REQUIRE_EQUAL(facts.layers.size(), 1u);
    BOOST_TEST(facts.layers[0].name == "/Render/main");
    BOOST_TEST(facts.layers[0].width == 1920u);
    check_same(facts.layers[0].cameras, {"/World/cam"});
    BOOST_TEST(facts.layers[0].outputs.at(0).path == "out/beauty.exr");
    check_same(files_of(facts, "/World/tex"), wall);
    check_same(files_of(facts, "odd@name.usda:/s"), {deep});
    check_same(each(facts.inputs, [](const auto& one) { return one.attribute == "subLayers" ? one.stored : ""; }),
               {"light.usda", "scene.usda"});
    texts missing;
    for (const auto& one : facts.missing) missing.push_back(one.stored);
    check_same(sorted(missing), {"a.png", "set.usda"});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
    const std::string begin = "#usda 1.0\n";
    BOOST_TEST(broken_line("") == ":1");
    BOOST_TEST(broken_line("PXR-USDC") == ":1");
    BOOST_TEST(broken_line(begin + "def Xform \"a\"\n{\n") == ":2");
    BOOST_TEST(broken_line(begin + "}\n") == ":2");
    BOOST_TEST(broken_line(begin + "(\n x = [1, 2\n)\n") == ":4");
    BOOST_TEST(broken_line(begin + "(\n x = 1\n") == ":2");
    BOOST_TEST(broken_line(begin + "def X \"a\" { asset a = @open\n}\n") == ":2");
    BOOST_TEST(broken_line(begin + "def X \"open\n{\n}\n") == ":2");
    BOOST_TEST(broken_line(begin + "(\n \"\"\"open\n)\n") == ":3");
    BOOST_TEST(broken_line(begin + "def X \"a\" { rel r = </a\n}\n") == ":2");
    BOOST_TEST(broken_line(begin + "= 1\n") == ":2");
    std::string deep = begin;
    for (int i = 0; i < 100'000; ++i) deep += "def X \"a\" {\n";
    BOOST_TEST(broken_line(deep).size() > 1u);
    BOOST_TEST(broken_line(begin + "(\n x = " + std::string(100'000, '[') + ")\n") == ":3");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    std::size_t read = 0, tried = 0;
    for (std::size_t size = 0; size < everything.size(); ++size, ++tried)
        read += reads(std::string(everything.substr(0, size)), folder);
    BOOST_TEST(read < tried / 4);
    for (std::size_t at = 0; at < everything.size(); ++at)
        for (const char letter : {'"', '{', '}', '(', '@', '<', '\n', '\0'}) {
            std::string changed(everything);
            changed[at] = letter;
            read += reads(std::move(changed), folder);
        }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
