// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/four_files.hpp>
#include <renderbus/scene/houdini.hpp>

#include <optional>

using namespace scene_tests;

namespace {

std::string octal(std::uint64_t number, std::size_t digits) {
    std::string text(digits, '0');
    for (std::size_t i = digits; i-- > 0; number /= 8) text[i] = static_cast<char>('0' + number % 8);
    return text;
}

/// An entry of the archive that a .hip is.
std::string entry(const std::string& name, const std::string& data) {
    return "070707" + std::string(6 * 7, '0') + std::string(11, '0') + octal(name.size() + 1, 6) + octal(data.size(), 11) + name +
           '\0' + data;
}

/// An entry of a scene of the limited licences.
std::string marked(std::string_view licence, const std::string& name, const std::string& data) {
    return "Hou" + std::string(licence) + "\x1A" + "0123456789abcdef0123456789ab" + name + '\0' + data;
}

using entries = std::vector<std::pair<std::string, std::string>>;

std::string hip(const entries& all) {
    std::string text;
    for (const auto& [name, data] : all) text += entry(name, data);
    return text + entry("TRAILER!!!", "");
}

std::string hiplc(const entries& all, std::string_view licence = "LC") {
    std::string text;
    for (const auto& [name, data] : all) text += marked(licence, name, data);
    return text + marked(licence, licence == "LC" ? "LIMITED_COMMERCIAL_FILE!!!" : "NON_COMMERCIAL_FILE!!!", "");
}

std::string parameters(const std::string& lines) { return "{\nversion 0.8\n" + lines + "}\n"; }

std::string parameter(const std::string& name, const std::string& values) {
    return name + "\t[ 0\tlocks=0 ]\t(\t" + values + "\t)\n";
}

const std::string variables =
    "set -g HIP = 'E:/gone'\nset -g JOB = '/show'\nset -g _HIP_SAVEVERSION = '19.5.303'\nset -g TEX = 'maps'\n";

void add(entries& to, const std::string& node, const std::string& type, const std::string& lines,
         const std::string& flags = "bypass off", const std::string& channels = "") {
    to.emplace_back(node + ".init", "type = " + type + "\nmatchesdef = 0\n");
    to.emplace_back(node + ".def", "comment \"\"\nflags =  lock off " + flags + " display on\nend\n");
    if (!channels.empty()) to.emplace_back(node + ".chn", channels);
    to.emplace_back(node + ".parm", parameters(lines));
}

std::string channel(const std::string& name, const std::string& expression, int segments = 1) {
    std::string text = "    channel " + name + " {\n      lefttype = extend\n";
    for (int i = 0; i < segments; ++i) text += "      segment { length = 0 value = 1 1 expr = " + expression + " }\n";
    return text + "    }\n";
}

/// A scene with something of everything that the reader knows.
entries everything() {
    entries all{
        {".start", "fplayback -i on\ntcur 1\nfps 25\nfrange 11 90\n"},
        {".variables", variables},
        {".OPfallbacks", "Sop/own /nowhere/own.hda\nVop/add otls/OPlibVop.hda\nVop/add /opt/hfs/houdini/otls/OPlibVop.hda\n"},
        {".OPdummydefs", "INDX binary \x01\x02"}};
    add(all, "obj/cam1", "cam", parameter("res", "[ resx\t640 ] \t480"), "bypass off", "{\n" + channel("resx", "2048") + "  }\n");
    add(all, "obj/geo1/file1", "file",
        parameter("file", "$HIP/$TEX/cache.$F4.bgeo") + parameter("note", "\"a \\\"quoted\\\"\ntext over lines\"") +
            parameter("objpattern", "*"));
    add(all, "obj/geo1/file2", "file", parameter("file", "`chs(\\\"../file1/file\\\")`"));
    add(all, "obj/geo1/file3", "file", parameter("file", "defcam.bgeo"));
    add(all, "obj/geo1/own1", "file", parameter("file", "$HIP/$OS.bgeo.sc"));
    add(all, "obj/dop", "dopnet", parameter("playfiles", "\"off\"") + parameter("playfilesname", "$HIP/a.$SF.sim"));
    add(all, "mat/wall", "principledshader::2.0",
        parameter("basecolor_texture", "$TEX/wall.%(UDIM)d.exr") + parameter("rough_texture", "$NOWHERE/r.exr"));
    add(all, "out/mantra1", "ifd",
        parameter("f", "[ f1\t1 ] \t[ f2\t5 ] \t2") + parameter("camera", "/obj/cam1") +
            parameter("vm_picture", "$HIP/render/a.$F4.exr"),
        "bypass off", "{\n" + channel("f1", "$FSTART") + channel("f2", "bezier()", 2) + "  }\n");
    add(all, "out/rs", "Redshift_ROP", parameter("f", "1\t10.7\t0") + parameter("RS_renderCamera", "/obj/gone"), "bypass on");
    add(all, "out/geo", "geometry",
        parameter("execute", "0") + parameter("f", "3\t4\t1") + parameter("sopoutput", "$HIP/b.bgeo"));
    return all;
}

/// Reads a scene from memory; gives whether it could be read.
bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.hip"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::houdini_reader::read(std::move(source), builder);
    if (!read) {
        BOOST_TEST_REQUIRE(!read.error().cause.empty());
        return false;
    }
    BOOST_TEST_REQUIRE(!builder.facts().version.empty());
    return true;
}

const rb::render_layer* layer_of(const rb::scene_facts& facts, std::string_view name) {
    for (const auto& layer : facts.layers)
        if (layer.name == name) return &layer;
    return nullptr;
}

struct expected_node {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string node;
    std::string type;
    std::string frames;
    bool bypass = false;
    std::string camera;
    std::string width;
    std::string height;
};

struct expected_hip {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string license;
    std::string version;
    std::string save_time;
    std::string platform;
    std::string HIP;
    std::string HIPNAME;
    std::string JOB;
    double fps = 0;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    std::uint64_t entry_count = 0;
    std::uint64_t node_count = 0;
    texts cameras;
    std::vector<expected_node> rop_node;
    std::vector<expected_node> geo_node;
    std::vector<texts> file_params;
    texts external_files;
    texts outputs;
    texts hda_fallback_libraries;
};

void compare(const rb::scene_facts& got, const expected_node& wanted, rb::layer_kind kind) {
    const auto* layer = layer_of(got, wanted.node);
    BOOST_REQUIRE_MESSAGE(layer, wanted.node);
    BOOST_TEST((layer->kind == kind));
    BOOST_TEST(layer->type == wanted.type);
    BOOST_TEST(to_string(layer->frames) == wanted.frames);
    BOOST_TEST(layer->renderable == !wanted.bypass);
    if (kind == rb::layer_kind::geometry) return;
    check_same(layer->cameras, {wanted.camera});
    BOOST_TEST(std::to_string(layer->width) == wanted.width);
    BOOST_TEST(std::to_string(layer->height) == wanted.height);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(houdini)

BOOST_AUTO_TEST_CASE(every_real_houdini_scene_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_hip>("hip", ".hip", [](const fs::path& file, const expected_hip& wanted) {
        const auto got = facts_of(file);
        BOOST_TEST(got.version == wanted.version);
        BOOST_TEST(got.cg_version == wanted.version);
        for (const auto& [name, value] : {std::pair("license", wanted.license),
                                          {"save_time", wanted.save_time},
                                          {"platform", wanted.platform},
                                          {"HIP", wanted.HIP},
                                          {"HIPNAME", wanted.HIPNAME},
                                          {"JOB", wanted.JOB},
                                          {"entry_count", std::to_string(wanted.entry_count)}})
            BOOST_TEST(got.about.at(name) == value);
        BOOST_TEST(got.fps == wanted.fps);
        BOOST_TEST(got.frame_start == wanted.frame_start);
        BOOST_TEST(got.frame_end == wanted.frame_end);
        BOOST_TEST(got.frame_step == wanted.frame_step);
        BOOST_TEST(got.node_count == wanted.node_count);
        check_same(sorted(got.cameras), wanted.cameras);
        BOOST_TEST(got.layers.size() == wanted.rop_node.size() + wanted.geo_node.size());
        for (const auto& one : wanted.rop_node) compare(got, one, rb::layer_kind::picture);
        for (const auto& one : wanted.geo_node) compare(got, one, rb::layer_kind::geometry);
        // What is shipped with Houdini is no asset, though other tools list it.
        texts inputs, outputs;
        for (const auto& one : wanted.file_params) {
            BOOST_REQUIRE_EQUAL(one.size(), 5u);
            if (one[4] == "output") outputs.push_back(one[0] + ' ' + one[2] + ' ' + one[3]);
            else if (one[3] != "defcam.bgeo") inputs.push_back(one[0] + ' ' + one[2] + ' ' + one[3]);
        }
        check_same(
            each(got.inputs,
                 [](const auto& one) { return one.node.empty() ? "" : one.node + ' ' + one.attribute + ' ' + one.stored; }),
            sorted(inputs));
        check_same(
            each(got.outputs,
                 [](const auto& one) { return one.stored.empty() ? "" : one.node + ' ' + one.attribute + ' ' + one.stored; }),
            sorted(outputs));
        check_same(each(got.inputs, [](const auto& one) { return one.kind == rb::input_kind::node_library ? one.stored : ""; }),
                   wanted.hda_fallback_libraries);
    });
}

BOOST_AUTO_TEST_CASE(every_licence_says_the_same) {
    const std::pair<std::string, std::string> scenes[] = {
        {"commercial", hip(everything())}, {"indie", hiplc(everything())}, {"non-commercial", hiplc(everything(), "NC")}};
    for (const auto& [licence, bytes] : scenes) BOOST_TEST_CONTEXT(licence) {
            const scene_folder folder;
            const texts cache{folder.write("maps/cache.0011.bgeo"), folder.write("maps/cache.0012.bgeo")};
            const texts wall{folder.write("maps/wall.1001.exr"), folder.write("maps/wall.1002.exr")};
            const auto own = folder.write("own1.bgeo.sc");
            // The content decides, not the name.
            const auto facts = facts_of(folder.write("scene.dat", bytes));
            BOOST_TEST((facts.program == rb::dcc::houdini));
            BOOST_TEST(facts.version == "19.5.303");
            BOOST_TEST(facts.about.at("license") == licence);
            BOOST_TEST(facts.fps == 25);
            BOOST_TEST(facts.frame_end == 90);
            BOOST_TEST((facts.current_time == 26.0));
            const auto* mantra = layer_of(facts, "/out/mantra1");
            BOOST_REQUIRE(mantra);
            BOOST_TEST(mantra->frame_start == 11);  // $FSTART
            BOOST_TEST(mantra->frame_end == 5);     // what a curve was last
            BOOST_TEST(mantra->frame_step == 2);
            BOOST_TEST(mantra->width == 2048u);
            BOOST_TEST(mantra->height == 480u);
            BOOST_REQUIRE(unresolved_of(facts, "/out/mantra1"));
            const auto* redshift = layer_of(facts, "/out/rs");
            BOOST_REQUIRE(redshift);
            BOOST_TEST(!redshift->renderable);
            BOOST_TEST(to_string(redshift->frames) == "1-10[1]");
            BOOST_TEST(unresolved_of(facts, "/out/rs")->raw == "/obj/gone");
            BOOST_TEST((layer_of(facts, "/out/geo")->kind == rb::layer_kind::geometry));
            check_same(files_of(facts, "/obj/geo1/file1"), cache);
            check_same(files_of(facts, "/obj/geo1/own1"), {own});
            check_same(files_of(facts, "/mat/wall"), wall);
            BOOST_TEST(unresolved_of(facts, "/obj/geo1/file2")->why == "an expression computes it");
            BOOST_TEST(unresolved_of(facts, "/mat/wall")->why.find("NOWHERE") != std::string::npos);
            BOOST_TEST(!missing_of(facts, "/obj/geo1/file3"));
            BOOST_TEST(!missing_of(facts, "/obj/dop"));
            BOOST_REQUIRE(missing_of(facts, ""));
            BOOST_TEST(missing_of(facts, "")->stored == "/nowhere/own.hda");
        }
}

BOOST_AUTO_TEST_CASE(the_callers_variables_count_before_the_scenes) {
    const scene_folder folder;
    const auto texture = folder.write("other/wall.1001.exr");
    rb::scene_options options;
    options.environment["TEX"] = "other";
    check_same(files_of(facts_of(folder.write("a.hip", hip(everything())), options), "/mat/wall"), {texture});
}

BOOST_AUTO_TEST_CASE(what_is_no_scene_is_told_with_its_byte) {
    const scene_folder folder;
    const std::string start = entry(".variables", variables);
    const std::pair<std::string, std::string> wrong[] = {
        {"", ", byte 0"},
        {"070707", ", byte 6"},
        {"0707", ", byte 0"},
        {"HouLC\x1A" + std::string(28, 'X') + "a", ", byte 0"},
        {start, ", byte " + std::to_string(start.size())},
        {start + entry("a.parm", "{\nversion 0.8\nbroken\n}\n"),
         ", byte " + std::to_string(start.size() + entry("a.parm", "{\nversion 0.8\nbroken\n}\n").size())},
        {"070707" + std::string(53, '0') + octal(0, 6) + octal(0, 11), ", byte 0"},
        {"070707" + std::string(53, '0') + octal(2, 6) + std::string(11, '7') + "a" + '\0', ", byte 0"},
        {"070707" + std::string(53, '0') + "00000x" + octal(0, 11), ", byte 59"},
        {marked("LC", ".variables", variables), ", byte " + std::to_string(34 + 11)}};
    for (const auto& [bytes, place] : wrong) BOOST_TEST_CONTEXT(bytes.substr(0, 80)) {
            const auto file = folder.write("wrong.hip", bytes);
            const auto facts = rb::read_scene(file);
            BOOST_REQUIRE(!facts);
            BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
            BOOST_TEST(facts.error().place.substr(file.size()) == place);
        }
    BOOST_TEST(rb::read_scene(folder.write("old.hip", hip({{".start", "fps 24\n"}}))).error().cause.find("_HIP_SAVEVERSION") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_library_inside_of_a_scene_has_an_end_of_its_own) {
    for (const std::string licence : {"LC", "NC"}) {
        const auto whole = hiplc(everything(), licence);
        const auto end = whole.substr(whole.rfind("Hou" + licence));
        auto scene = everything();
        for (auto& [name, data] : scene)
            if (name == ".OPdummydefs") data = "INDX" + marked(licence, "DialogScript", "# blast") + end + "# Dialog script\n";
        const scene_folder folder;
        const auto facts = facts_of(folder.write("a.hip", hiplc(scene, licence)));
        BOOST_TEST(facts.node_count == facts_of(folder.write("b.hip", whole)).node_count);
        BOOST_TEST(layer_of(facts, "/out/mantra1"));
        const auto cut = hiplc(scene, licence).substr(0, whole.size() - end.size() - 1);
        BOOST_TEST(!reads(cut, folder));
    }
}

BOOST_AUTO_TEST_CASE(every_cut_is_refused_and_every_changed_byte_read_or_refused) {
    const scene_folder folder;
    for (const auto& whole : {hip(everything()), hiplc(everything())}) {
        BOOST_TEST(reads(whole, folder));
        const auto end = whole.rfind(whole.starts_with("Hou") ? "LIMITED" : "070707");
        for (std::size_t size = 0; size < end; size += 7)
            BOOST_TEST_CONTEXT(size) BOOST_TEST_REQUIRE(!reads(whole.substr(0, size), folder));
        std::size_t read = 0;
        for (std::size_t at = 0; at < whole.size(); at += 3)
            for (const char change : {'\xFF', '\x01'}) {
                auto changed = whole;
                changed[at] = change == '\x01' ? static_cast<char>(changed[at] + 1) : change;
                read += reads(std::move(changed), folder);
            }
        BOOST_TEST(read > 0u);
    }
}

BOOST_AUTO_TEST_CASE(the_four_files_are_those_of_houdinis_tool) {
    const scene_folder folder;
    const auto facts = facts_of(folder.write("shot.hip", hip(everything())));
    const auto files = rb::make_four_files(facts, 2).value();
    BOOST_TEST(files.task.task_info.cg_id == "2004");
    BOOST_TEST(files.task.software_config.cg_version == "19.5.303");
    BOOST_TEST(files.task.scene_info_render.text ==
               R"({"geo_node":[{"node":"/out/geo","frames":"3-4[1]","option":"0","render":"0"}],)"
               R"("rop_node":[{"node":"/out/mantra1","frames":"11-5[2]","camera":"/obj/cam1",)"
               R"("width":"2048","height":"480","option":"-1","render":"1"},)"
               R"({"node":"/out/rs","frames":"1-10[1]","camera":"/obj/gone","width":"","height":"","option":"-1","render":"0"}],)"
               R"("distributedsim_node":[]})");
    BOOST_REQUIRE(files.tips.find("50001"));
    const auto& lines = files.tips.find("50001")->all;
    BOOST_TEST(std::count(lines.begin(), lines.end(),
                          "Nodes: /obj/geo1/file1  File name: $HIP/$TEX/cache.$F4.bgeo  miss file: " + folder.path() +
                              "/maps/cache.<f4>.bgeo ") == 1);
    BOOST_TEST(!files.tips.find("50002"));
    auto blind = everything();
    for (auto& [name, data] : blind)
        if (name == "out/mantra1.parm") data = parameters(parameter("f", "1\t2\t1"));
    BOOST_TEST(rb::make_four_files(facts_of(folder.write("blind.hip", hip(blind))), 2)->tips.find("50002"));
}

BOOST_AUTO_TEST_SUITE_END()
