// SPDX-License-Identifier: BSL-1.0
#include "truth.hpp"

#include <optional>

using namespace scene_tests;

namespace {

struct expected_layer {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string name;
    bool renderable = false;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    std::string renderer;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string image_file_prefix;
    texts cameras;
    std::optional<std::string> render_setup_layer;
};

struct expected_frame_names {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::optional<bool> pff;
    std::optional<std::int32_t> peie;
    std::optional<std::int32_t> ofc;
    std::optional<double> be;
};

/// What other tools found out about a scene.
struct expected_scene {
    static constexpr auto wire_naming = rb::naming::as_written;
    std::string header;
    std::string codeset;
    std::string version;
    std::string product;
    std::string major_version;
    double fps = 0;
    std::string time_unit;
    bool animation = false;
    double frame_start = 0;
    double frame_end = 0;
    double frame_step = 0;
    std::optional<double> current_time;
    std::optional<std::vector<double>> playback_min_max_ast_aet;
    texts cameras;
    texts renderable_cameras;
    std::string renderer;
    std::vector<std::uint32_t> resolution;
    bool resolution_explicit = false;
    std::optional<std::int32_t> image_format_code;
    std::optional<std::string> image_format_key;
    std::string image_file_prefix;
    expected_frame_names output_name_format;
    std::vector<expected_layer> render_layers;
    rb::object_map<std::string> plugins;
    std::uint64_t node_count = 0;
    std::uint64_t connection_count = 0;
    texts udim_file_nodes;
    texts sequence_file_nodes;
    texts expression_nodes;
    std::optional<std::string> ocio_config;
    texts references;
    texts external_files;
};

void compare(const rb::render_layer& got, const expected_layer& wanted) {
    BOOST_TEST(got.name == wanted.name);
    BOOST_TEST(got.render_setup_layer == wanted.render_setup_layer.value_or(""));
    BOOST_TEST(got.renderable == wanted.renderable);
    BOOST_TEST(got.frame_start == wanted.frame_start);
    BOOST_TEST(got.frame_end == wanted.frame_end);
    BOOST_TEST(got.frame_step == wanted.frame_step);
    BOOST_TEST(got.renderer == wanted.renderer);
    BOOST_TEST(got.width == wanted.width);
    BOOST_TEST(got.height == wanted.height);
    BOOST_TEST(got.image_file_prefix == wanted.image_file_prefix);
    check_same(sorted(got.cameras), sorted(wanted.cameras));
}

void compare_settings(const rb::scene_facts& got, const expected_scene& wanted) {
    BOOST_TEST(got.header == wanted.header);
    BOOST_TEST(got.codeset == wanted.codeset);
    BOOST_TEST(got.version == wanted.version);
    BOOST_TEST(got.product == wanted.product);
    BOOST_TEST(got.cg_version.substr(0, got.cg_version.find('.')) == wanted.major_version);
    BOOST_TEST(got.fps == wanted.fps);
    BOOST_TEST(got.time_unit == wanted.time_unit);
    BOOST_TEST(got.animation == wanted.animation);
    BOOST_TEST(got.frame_start == wanted.frame_start);
    BOOST_TEST(got.frame_end == wanted.frame_end);
    BOOST_TEST(got.frame_step == wanted.frame_step);
    BOOST_TEST((got.current_time == wanted.current_time));
    BOOST_TEST(got.playback.has_value() == wanted.playback_min_max_ast_aet.has_value());
    if (got.playback && wanted.playback_min_max_ast_aet)
        BOOST_TEST((std::vector<double>{got.playback->play_start, got.playback->play_end, got.playback->start,
                                        got.playback->end}) == *wanted.playback_min_max_ast_aet,
                   boost::test_tools::per_element());
    BOOST_TEST(got.renderer == wanted.renderer);
    BOOST_TEST((std::vector<std::uint32_t>{got.width, got.height}) == wanted.resolution, boost::test_tools::per_element());
    BOOST_TEST(got.size_stored == wanted.resolution_explicit);
    BOOST_TEST((got.image_format_code == wanted.image_format_code));
    BOOST_TEST((got.image_format_key == wanted.image_format_key));
    BOOST_TEST(got.image_file_prefix == wanted.image_file_prefix);
    BOOST_TEST((got.frame_names.frame_before_extension == wanted.output_name_format.pff));
    BOOST_TEST((got.frame_names.period_in_extension == wanted.output_name_format.peie));
    BOOST_TEST((got.frame_names.format_control == wanted.output_name_format.ofc));
    BOOST_TEST((got.frame_names.by_extension == wanted.output_name_format.be));
    BOOST_TEST((got.color_config == wanted.ocio_config));
    BOOST_TEST(got.node_count == wanted.node_count);
    BOOST_TEST(got.connection_count == wanted.connection_count);
}

void compare_lists(const rb::scene_facts& got, const expected_scene& wanted) {
    check_same(sorted(got.cameras), wanted.cameras);
    check_same(sorted(got.renderable_cameras), wanted.renderable_cameras);
    check_same(each(got.plugins, [](const auto& one) { return one.name + ' ' + one.version; }),
               each(wanted.plugins, [](const auto& one) { return one.first + ' ' + one.second; }));
    check_same(each(got.inputs, [](const auto& one) { return one.tiles ? one.node : ""; }), wanted.udim_file_nodes);
    check_same(each(got.inputs, [](const auto& one) { return one.sequence ? one.node : ""; }), wanted.sequence_file_nodes);
    check_same(got.expressions, wanted.expression_nodes);
    check_same(each(got.references, [](const auto& one) { return one.stored; }), wanted.references);
    check_same(each(got.inputs, [](const auto& one) { return one.stored; }), wanted.external_files);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corpus)

BOOST_AUTO_TEST_CASE(every_real_maya_ascii_scene_is_read_as_other_tools_read_it) {
    for_every_real_scene<expected_scene>("ma", ".ma", [](const fs::path& file, const expected_scene& wanted) {
        const auto got = facts_of(file);
        compare_settings(got, wanted);
        compare_lists(got, wanted);
        BOOST_REQUIRE_EQUAL(got.layers.size(), wanted.render_layers.size());
        for (std::size_t i = 0; i < got.layers.size(); ++i) compare(got.layers[i], wanted.render_layers[i]);
    });
}

BOOST_AUTO_TEST_CASE(every_real_scene_that_is_cut_short_is_refused) {
    const fs::path scene = fs::path(RENDERBUS_SHARED_DIR) / "scenes/ma/automating-zync-renders__cam_rig.ma";
    if (!fs::is_regular_file(scene)) {
        BOOST_TEST_MESSAGE("skipped: there is no file " << scene);
        return;
    }
    const scene_folder folder;
    const auto whole = content_of(scene);
    const auto last_line = whole.rfind("// End of");
    for (std::size_t size = 0; size < last_line; size += 97) {
        const auto cut = rb::read_scene(folder.write("cut.ma", whole.substr(0, size)));
        BOOST_TEST_CONTEXT(size) BOOST_REQUIRE(!cut);
        BOOST_TEST(cut.error().code == rb::scene_errc::malformed_scene);
    }
}

BOOST_AUTO_TEST_SUITE_END()
