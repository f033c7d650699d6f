// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/katana.hpp>

#include <zlib.h>

using namespace scene_tests;

namespace {

constexpr std::string_view xml = R"xml(<?xml version="1.0"?>
<!-- a comment with <node> in it -->
<node name="rootNode" type="RootNode">
  <group_parameter name="rootNode">
    <number_parameter hints="{&quot;constant&quot;:&quot;True&quot;}" name="inTime" value="1"/>
    <number_parameter name="outTime" value="100"/>
    <number_parameter name="currentTime" value="7"/>
    <string_parameter name="resolution" value="HD"/>
  </group_parameter>
  <node name="cam" type="CameraCreate"/>
  <node name="usd" type="UsdIn">
    <group_parameter name="usd"><string_parameter name="fileName" value="set.usda"/></group_parameter>
  </node>
  <node name="tex" type="ArnoldShadingNode">
    <group_parameter name="tex"><group_parameter name="parameters"><group_parameter name="filename">
      <string_parameter name="value" value="maps/a &amp; b.&lt;UDIM&gt;.tx"/>
    </group_parameter></group_parameter></group_parameter>
  </node>
  <node name="cache" type="Alembic_In">
    <group_parameter name="cache"><string_parameter isExpression="true" name="abcAsset" value="getPath()"/></group_parameter>
  </node>
  <node name="beauty" type="Render">
    <group_parameter name="beauty">
      <group_parameter name="outputs">
        <stringarray_parameter name="locations" size="2">
          <string_parameter name="i0" value="/out/beauty.####.exr"/><string_parameter name="i1" value="/tmp/xTemp/n.exr"/>
        </stringarray_parameter>
        <stringarray_parameter name="allOutputNames" size="2">
          <string_parameter name="i0" value="primary"/><string_parameter name="i1" value="normal"/>
        </stringarray_parameter>
      </group_parameter>
      <group_parameter name="farmSettings">
        <group_parameter name="activeFrameRange">
          <number_parameter name="start" value="5"/><number_parameter name="end" value="90"/>
        </group_parameter>
      </group_parameter>
    </group_parameter>
  </node>
</node>
)xml";

std::string octal(std::uint64_t number, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; number /= 8) text[i] = static_cast<char>('0' + number % 8);
    return text;
}

std::string tar_member(const std::string& name, std::string_view content) {
    std::string header = name;
    header.resize(124, '\0');
    header += octal(content.size(), 11) + '\0';
    header.resize(512, '\0');
    std::string member = header + std::string(content);
    member.resize((member.size() + 511) / 512 * 512, '\0');
    return member;
}

std::string gzipped(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string project(std::string_view content, const std::string& member = "scene/scene.katana") {
    return "<katana archive=\"tar\" release=\"3.2v1\" version=\"3.2.1\">\n" +
           gzipped(tar_member("other", "x") + tar_member(member, content) + std::string(1024, '\0'));
}

/// A file before there were archives: the XML itself.
std::string plain(std::string_view content) {
    return "<katana release=\"2.0v1\" version=\"2.0\">\n" + std::string(content.substr(content.find("<!--"))) + "</katana>\n";
}

rb::result<rb::scene_facts> read(const fs::path& file) { return rb::read_scene<rb::katana_reader>(file); }

bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.katana"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto told = rb::katana_reader::read(std::move(source), builder);
    if (told) return builder.facts().node_count > 0;
    BOOST_TEST_REQUIRE(!told.error().cause.empty());
    return false;
}

struct expected_header {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string release;
    std::string sourceFile;
    std::string version;
};

struct expected_root {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string inTime;
    std::string outTime;
    std::string currentTime;
    std::string resolution;
    std::string katanaSceneName;
};

struct expected_katana {
    static constexpr auto wire_naming = rb::naming::as_written;
    expected_header header;
    std::string version;
    expected_root root;
    rb::object_map<rb::raw_json> rendernodes;
    texts cameras;
    std::uint64_t node_count = 0;
    texts external_files;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(katana)

BOOST_AUTO_TEST_CASE(every_real_project_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_katana>("katana", ".katana", [](const fs::path& file, const expected_katana& wanted) {
        const auto got = read(file).value();
        BOOST_TEST(got.cg_version == wanted.version);
        const std::pair<const char*, std::string> about[] = {
            {"release", wanted.header.release},     {"sourceFile", wanted.header.sourceFile},
            {"version", wanted.header.version},     {"inTime", wanted.root.inTime},
            {"outTime", wanted.root.outTime},       {"currentTime", wanted.root.currentTime},
            {"resolution", wanted.root.resolution}, {"katanaSceneName", wanted.root.katanaSceneName}};
        for (const auto& [name, value] : about) BOOST_TEST(got.about.at(name) == value);
        BOOST_TEST(got.layers.size() == wanted.rendernodes.size());
        check_same(got.cameras, wanted.cameras);
        BOOST_TEST(got.node_count == wanted.node_count);
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.external_files);
    });
}

BOOST_AUTO_TEST_CASE(an_archive_and_plain_xml_say_the_same) {
    for (const auto& content : {project(xml), plain(xml)}) {
        const scene_folder folder;
        const auto texture = folder.write("maps/a & b.1001.tx");
        const auto facts = read(folder.write("scene.dat", content)).value();
        BOOST_TEST((facts.program == rb::dcc::katana));
        BOOST_TEST(facts.frame_end == 100);
        BOOST_TEST((facts.current_time == 7.0));
        check_same(facts.cameras, {"cam"});
        BOOST_TEST(facts.node_count == 6u);
        check_same(files_of(facts, "tex"), {texture});
        BOOST_TEST(missing_of(facts, "usd")->stored == "set.usda");
        BOOST_TEST(unresolved_of(facts, "cache")->why == "an expression computes it");
        const auto files = rb::make_four_files(facts, 2).value();
        BOOST_TEST(files.task.task_info.cg_id == "2016");
        BOOST_TEST(files.task.scene_info_render.text ==
                   R"({"rendernodes":{"beauty":{"frames":"5-90[1]","aov":{"primary":"/out/beauty.####.exr"},)"
                   R"("denoise":"0","renderable":"1"}}})");
    }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_refused) {
    const scene_folder folder;
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<node>";
    for (const auto& content : {std::string(), std::string("<katana"), std::string("<katana archive=\"zip\">\nx"),
                                std::string("<katana archive=\"tar\">\n"), project(xml, "scene/other"), project(""),
                                project("<node>"), project("</node>"), project("<node name=\"open>"), project("<node></other>"),
                                project(deep), std::string("<katana archive=\"tar\">\n") + gzipped("no archive of any kind")}) {
        const auto facts = read(folder.write("wrong.katana", content));
        BOOST_REQUIRE_MESSAGE(!facts, "this was read: " << content.substr(0, 80));
        BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
        BOOST_TEST(facts.error().place.starts_with(folder.path("wrong.katana")));
    }
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    const auto packed = project(xml);
    for (std::size_t size = 0; size + 600 < packed.size(); size += 3) BOOST_TEST_REQUIRE(!reads(packed.substr(0, size), folder));
    const auto whole = plain(xml);
    std::size_t read = 0;
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char letter : {'"', '<', '>', '/', '\0'}) {
            auto changed = whole;
            changed[at] = letter;
            read += reads(std::move(changed), folder);
        }
    BOOST_TEST(read > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
