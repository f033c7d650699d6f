// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace scene_tests;

namespace {

/// A format of somebody's own: `note TEXTURE`.
struct note_reader {
    static constexpr std::string_view name = "note";
    static constexpr std::array<std::string_view, 1> endings = {".note"};

    static bool recognises(std::string_view head) { return head.starts_with("note "); }
    static rb::result<void> read(rb::scene_source source, rb::scene_builder& to) {
        auto text = rb::read_all(source, rb::mebibytes(1));
        if (!text) return text.error();
        if (!recognises(text->bytes))
            return rb::failure{rb::scene_errc::malformed_scene, source.path + ":1", "this is no note", ""};
        to.needs({text->bytes.substr(5), "note", "texture", rb::input_kind::texture, "", {}, {source.folder, {}}});
        return {};
    }
};

/// Something that only looks like a packing: every byte is one higher.
struct shifted_packing {
    static constexpr std::string_view name = "shifted";
    static bool recognises(std::string_view head) { return head.starts_with("opuf!"); }
    static rb::result<rb::scene_source> unpack(rb::scene_source source, rb::byte_count limit) {
        auto text = rb::read_all(source, limit);
        if (!text) return text.error();
        for (char& c : text->bytes) --c;
        source.bytes = std::make_unique<rb::memory_bytes>(std::move(text->bytes));
        return source;
    }
};

static_assert(rb::scene_reader<note_reader> && !rb::scene_packing<note_reader>);
static_assert(rb::scene_packing<shifted_packing> && !rb::scene_reader<shifted_packing>);
static_assert(!rb::scene_part<int>);

}  // namespace

BOOST_AUTO_TEST_SUITE(own_reader)

BOOST_AUTO_TEST_CASE(a_reader_of_ones_own_joins_by_its_type) {
    const scene_folder folder;
    const auto wall = folder.write("wall.png");
    const auto scene = folder.write("a.scene", "note wall.png");
    BOOST_TEST(!rb::read_scene(scene));
    const auto facts = rb::read_scene<note_reader>(scene).value();
    check_same(files_of(facts, "note"), {wall});
    // The library's own formats are read as before.
    BOOST_TEST((rb::read_scene<note_reader>(folder.write("b.ma", maya_scene("")))->program == rb::dcc::maya));
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_told_by_the_reader_of_its_name) {
    const scene_folder folder;
    const auto broken = rb::read_scene<note_reader>(folder.write("a.note", "nothing"));
    BOOST_REQUIRE(!broken);
    BOOST_TEST(broken.error().cause == "this is no note");
}

BOOST_AUTO_TEST_CASE(a_packing_of_ones_own_joins_by_its_type) {
    const scene_folder folder;
    const auto wall = folder.write("wall.png");
    const auto scene = folder.write("a.scene", "opuf!xbmm/qoh");
    check_same(files_of(rb::read_scene<note_reader, shifted_packing>(scene).value(), "note"), {wall});
}

BOOST_AUTO_TEST_SUITE_END()
