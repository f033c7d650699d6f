// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <renderbus/scene/maya_binary.hpp>

#include <optional>

using namespace scene_tests;

namespace {

struct expected_layer {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string name;
    bool renderable = false;
};

struct expected_binary {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string version;
    std::string product;
    double fps = 0;
    std::string time_unit;
    bool animation = false;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    std::optional<double> current_time;
    texts cameras;
    texts renderable_cameras;
    std::string renderer;
    std::vector<std::uint32_t> resolution;
    bool resolution_explicit = false;
    std::optional<std::string> image_format_key;
    std::string image_file_prefix;
    std::vector<expected_layer> render_layers;
    rb::object_map<std::string> plugins;
    std::uint64_t node_count = 0;
    std::uint64_t connection_count = 0;
    texts file_references;
    texts external_files;
};

/// Writes the chunks of a Maya binary scene, with sizes of 32 or 64 bits.
struct writer {
    bool wide = true;

    static std::string big(std::uint64_t number, int bytes) {
        std::string text;
        for (int i = bytes; i-- > 0;) text += static_cast<char>(number >> (8 * i));
        return text;
    }
    std::string chunk(std::string_view tag, std::string inside) const {
        const std::size_t alignment = wide ? 8 : 4;
        std::string text =
            std::string(tag) + (wide ? std::string("\xDE\xAD\xBE\xEF") + big(inside.size(), 8) : big(inside.size(), 4));
        const bool group = tag.starts_with("FOR") || tag.starts_with("LIS");
        while (!group && inside.size() % alignment != 0) inside += '\0';
        return text + inside;
    }
    std::string group(std::string_view type, std::string inside) const {
        return chunk(wide ? "FOR8" : "FOR4", std::string(type) + inside);
    }
    static std::string name(std::string_view text) { return std::string(text) + '\0'; }
    std::string number(std::string_view attribute, double value) const {
        return chunk("DBLE", name(attribute) + ' ' + big(std::bit_cast<std::uint64_t>(value), 8));
    }
    std::string ticks(std::string_view attribute, std::int64_t count) const {
        return chunk("DBLE", name(attribute) + ' ' +
                                 (wide ? big(static_cast<std::uint64_t>(count), 8) : big(static_cast<std::uint64_t>(count), 4)));
    }
    std::string text(std::string_view attribute, std::string_view value) const {
        return chunk("STR ", name(attribute) + ' ' + name(value));
    }
    std::string node(std::string_view type, std::string_view called, std::string_view parent, std::string attributes) const {
        const std::string uuid(wide ? 16 : 0, 'u');
        const auto created = parent.empty() ? '\x80' + name(called) : '\0' + name(called) + name(parent);
        return group(type, chunk("CREA", created + uuid) + attributes);
    }
    std::string selection(std::string_view called, std::string attributes) const {
        return group("SLCT", chunk("SLCT", ':' + std::string(called)) + attributes);
    }
    std::string connection(std::string_view from, std::string_view to) const {
        return chunk("CWFL", '\0' + name(from) + name(to));
    }
    std::string header(std::string more = "") const {
        return group("HEAD", chunk("VERS", wide ? "2023" : "2012") + chunk("TUNI", "pal") +
                                 (wide ? chunk("TDUR", "141120000") : "") +
                                 chunk("FINF", name("product") + name(wide ? "Maya 2023" : "Maya 2012")) +
                                 chunk("PLUG", name("stereoCamera") + name("10.0")) + more);
    }
    std::string scene(std::string inside) const { return group("Maya", inside); }

    /// A scene with something of everything that the reader knows.
    std::string everything() const {
        const std::int64_t frame = wide ? 141'120'000 / 25 : 6000 / 25;
        return scene(
            header(chunk("PLUG",
                         name("mtoa") + name("5.1.0") + name(" -nodeType \"aiImage\"") + name("aiImage") + "\x01\x02\x03\x04")) +
            group("FREF", chunk("FREF", name("rig.ma"))) + node("XFRM", "shot", "", number("v", 0)) +
            node("DCAM", "shotShape", "shot", number("rnd", 1)) + node("DCAM", "sideShape", "side", number("rnd", 0)) +
            node("RTFT", "file1", "", text("ftn", "tex/wall.<UDIM>.png") + number("uvt", 3)) +
            node("\x01\x02\x03\x04", "image1", "", text("filename", "tex/sky.exr")) +
            node("DMSH", "meshShape", "mesh", chunk("MESH", name("fc") + std::string(40, 'm'))) +
            node("RNDL", "defaultRenderLayer", "", number("g", 1)) +
            node("RNDL", "fg", "", number("rndr", 0) + number("adjs[0].val", 50)) +
            node("DEXP", "expression1", "", text("b", "x=1")) +
            node("SCRP", "sceneConfigurationScriptNode", "", text("b", "playbackOptions -min 1 -max 20 -ast 0 -aet 30")) +
            selection("time1", ticks("o", 7 * frame)) +
            selection("defaultRenderGlobals", ticks("fs", 5 * frame) + ticks("ef", 90 * frame) + number("bfs", 2) +
                                                  number("an", 1) + text("ren", "arnold") + text("ifp", "<Scene>/a")) +
            selection("defaultResolution", number("w", 1920) + number("h", 1080)) +
            chunk(wide ? "LIS8" : "LIS4", "CONS" + group("CONN", connection("defaultResolution.w", "fg.adjs[0].plg") +
                                                                     connection("expression1.out", "file1.ftn"))));
    }
};

/// Reads a scene from memory; gives whether it could be read.
bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.mb"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::maya_binary_reader::read(std::move(source), builder);
    if (!read) {
        BOOST_TEST_REQUIRE(!read.error().cause.empty());
        return false;
    }
    const auto facts = builder.finish();
    BOOST_TEST_REQUIRE((facts && !facts->version.empty() && (facts->node_count > 0 || !facts->references.empty())));
    return true;
}

std::string broken_place(const std::string& content) {
    const scene_folder folder;
    const auto file = folder.write("broken.mb", content);
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE_MESSAGE(!facts, "this was read");
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(facts.error().place.starts_with(file + ", byte "));
    return facts.error().place.substr(file.size() + 7);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maya_binary)

BOOST_AUTO_TEST_CASE(every_real_maya_binary_scene_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_binary>("mb", ".mb", [](const fs::path& file, const expected_binary& wanted) {
        const auto got = facts_of(file);
        BOOST_TEST(got.version == wanted.version);
        BOOST_TEST(got.product == wanted.product);
        BOOST_TEST(got.cg_version == wanted.version);
        BOOST_TEST(got.fps == wanted.fps);
        BOOST_TEST(got.time_unit == wanted.time_unit);
        BOOST_TEST(got.animation == wanted.animation);
        BOOST_TEST(got.frame_start == wanted.frame_start);
        BOOST_TEST(got.frame_end == wanted.frame_end);
        BOOST_TEST(got.frame_step == wanted.frame_step);
        BOOST_TEST((got.current_time == wanted.current_time));
        check_same(sorted(got.cameras), wanted.cameras);
        check_same(sorted(got.renderable_cameras), wanted.renderable_cameras);
        BOOST_TEST(got.renderer == wanted.renderer);
        BOOST_TEST((std::vector<std::uint32_t>{got.width, got.height}) == wanted.resolution, boost::test_tools::per_element());
        BOOST_TEST(got.size_stored == wanted.resolution_explicit);
        BOOST_TEST((got.image_format_key == wanted.image_format_key));
        BOOST_TEST(got.image_file_prefix == wanted.image_file_prefix);
        BOOST_REQUIRE_EQUAL(got.layers.size(), wanted.render_layers.size());
        for (std::size_t i = 0; i < got.layers.size(); ++i) {
            BOOST_TEST(got.layers[i].name == wanted.render_layers[i].name);
            BOOST_TEST(got.layers[i].renderable == wanted.render_layers[i].renderable);
        }
        check_same(each(got.plugins, [](const auto& one) { return one.name + ' ' + one.version; }),
                   each(wanted.plugins, [](const auto& one) { return one.first + ' ' + one.second; }));
        BOOST_TEST(got.node_count == wanted.node_count);
        BOOST_TEST(got.connection_count == wanted.connection_count);
        check_same(each(got.references, [](const auto& one) { return one.stored; }), wanted.file_references);
        check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.external_files);
    });
}

BOOST_AUTO_TEST_CASE(both_widths_say_the_same) {
    for (const bool wide : {true, false}) BOOST_TEST_CONTEXT((wide ? "64 bit" : "32 bit")) {
            const scene_folder folder;
            folder.write("rig.ma", "//Maya ASCII 2023 scene\nrequires maya \"2023\";\ncreateNode camera -n \"rigShape\";\n");
            const auto wall = folder.write("tex/wall.1001.png");
            const auto sky = folder.write("tex/sky.exr");
            // The content decides, not the name.
            const auto facts = facts_of(folder.write("scene.ma", writer{wide}.everything()));
            BOOST_TEST(facts.cg_version == (wide ? "2023" : "2012"));
            BOOST_TEST(facts.fps == 25);
            BOOST_TEST(facts.animation);
            BOOST_TEST(facts.frame_start == 5);
            BOOST_TEST(facts.frame_end == 90);
            BOOST_TEST(facts.frame_step == 2);
            BOOST_TEST((facts.current_time == 7.0));
            BOOST_REQUIRE(facts.playback.has_value());
            BOOST_TEST(facts.playback->end == 30);
            BOOST_TEST(facts.width == 1920u);
            BOOST_TEST(facts.height == 1080u);
            BOOST_TEST(facts.renderer == "arnold");
            BOOST_TEST(facts.image_file_prefix == "<Scene>/a");
            check_same(facts.cameras, {"shotShape", "sideShape", "rigShape"});
            check_same(facts.renderable_cameras, {"shotShape", "rigShape"});
            BOOST_REQUIRE_EQUAL(facts.layers.size(), 2u);
            BOOST_TEST(facts.layers[1].name == "fg");
            BOOST_TEST(!facts.layers[1].renderable);
            BOOST_TEST(facts.layers[1].width == 50u);
            check_same(facts.expressions, {"expression1"});
            BOOST_TEST(facts.connection_count == 2u);
            BOOST_TEST(facts.node_count == 10u);
            check_same(files_of(facts, "file1"), {wall});
            check_same(files_of(facts, "image1"), {sky});
            BOOST_REQUIRE(unresolved_of(facts, "file1"));
            BOOST_TEST(unresolved_of(facts, "file1")->why == "it is computed by expression1.out");
            BOOST_REQUIRE_EQUAL(facts.references.size(), 1u);
            BOOST_TEST(facts.references[0].stored == "rig.ma");
        }
}

BOOST_AUTO_TEST_CASE(maya_ascii_refers_to_maya_binary) {
    const scene_folder folder;
    const writer to;
    folder.write("rig.mb", to.scene(to.header() + to.node("RTFT", "skin", "", to.text("ftn", "skin.png"))));
    const auto skin = folder.write("skin.png");
    const auto facts = facts_of(folder.write(
        "shot.ma",
        maya_scene("file -r -ns \"rig\" -rfn \"rigRN\" -typ \"mayaBinary\" \"rig.mb\";\ncreateNode transform -n \"a\";\n")));
    check_same(files_of(facts, "rig:skin"), {skin});
}

BOOST_AUTO_TEST_CASE(sizes_that_are_lies_are_told_with_their_byte) {
    const writer to;
    BOOST_TEST(broken_place("FOR8") == "4");
    BOOST_TEST(broken_place("") == "0");
    BOOST_TEST(broken_place("not a scene of maya, but long enough") == "0");
    BOOST_TEST(broken_place("FOR8" + std::string(4, '\0') + writer::big(~std::uint64_t{0}, 8) + "Maya") == "0");
    BOOST_TEST(broken_place(to.scene("")) == "16");
    BOOST_TEST(broken_place(to.scene(to.header())) == "16");
    // A chunk that is larger than the group it lies in, by one and by all that a number can say.
    for (const std::uint64_t size : {std::uint64_t{9}, ~std::uint64_t{0}, ~std::uint64_t{0} - 20, std::uint64_t{1} << 63}) {
        const std::string liar = "STR " + std::string(4, '\0') + writer::big(size, 8) + std::string(8, 'x');
        BOOST_TEST(broken_place(to.scene(to.header() + to.group("RTFT", to.chunk("CREA", '\x80' + writer::name("a")) + liar))) ==
                   std::to_string(20 + to.header().size() + 20 + 24));
    }
}

BOOST_AUTO_TEST_CASE(every_cut_is_refused) {
    const scene_folder folder;
    for (const bool wide : {true, false}) {
        const auto whole = writer{wide}.everything();
        BOOST_TEST(reads(whole, folder));
        for (std::size_t size = 0; size < whole.size(); ++size)
            BOOST_TEST_CONTEXT(size) BOOST_TEST_REQUIRE(!reads(whole.substr(0, size), folder));
    }
}

BOOST_AUTO_TEST_CASE(every_changed_byte_is_read_or_refused) {
    const scene_folder folder;
    for (const bool wide : {true, false}) {
        const auto whole = writer{wide}.everything();
        std::size_t read = 0;
        for (std::size_t at = wide ? 0 : 1; at < whole.size(); at += 2)
            for (const char change : {'\xFF', '\x01'}) {
                std::string changed = whole;
                changed[at] = change == '\x01' ? static_cast<char>(changed[at] + 1) : change;
                read += reads(std::move(changed), folder);
            }
        BOOST_TEST(read > 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_mesh_of_any_size_is_passed_over) {
    const scene_folder folder;
    const writer to;
    const std::size_t size = 64 << 20;
    const std::string before = to.header() + to.node("DCAM", "aShape", "a", "");
    const std::string heading = "MESH" + std::string(4, '\0') + writer::big(size, 8);
    const std::string created = to.chunk("CREA", '\x80' + writer::name("m"));
    const std::string mesh =
        "FOR8" + std::string(4, '\0') + writer::big(4 + created.size() + heading.size() + size, 8) + "DMSH" + created + heading;
    const std::string scene =
        "FOR8" + std::string(4, '\0') + writer::big(4 + before.size() + mesh.size() + size, 8) + "Maya" + before + mesh;
    const auto file = folder.write("a.mb", scene);
    fs::resize_file(file, scene.size() + size);  // a hole: reading it all would take its time, passing over takes none
    BOOST_TEST(facts_of(file).node_count == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
