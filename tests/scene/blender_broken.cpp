// SPDX-License-Identifier: BSL-1.0
#include "blend_samples.hpp"

#include <renderbus/scene/blender.hpp>

#include <zlib.h>
#include <zstd.h>

#include <chrono>

using namespace scene_tests;

namespace {

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

std::string little(std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
}

/// In frames of so many bytes, with the list of them that Blender writes.
std::string zstd_packed(std::string_view text, std::size_t frame, bool with_list) {
    std::string out, list;
    std::uint32_t frames = 0;
    for (std::size_t at = 0; at < text.size(); at += frame, ++frames) {
        const auto part = text.substr(at, frame);
        std::string packed(ZSTD_compressBound(part.size()), '\0');
        const auto size = ZSTD_compress(packed.data(), packed.size(), part.data(), part.size(), 3);
        BOOST_REQUIRE(!ZSTD_isError(size));
        out += packed.substr(0, size);
        list += little(size, 4) + little(part.size(), 4);
    }
    if (with_list)
        out += little(0x184D2A5E, 4) + little(list.size() + 9, 4) + list + little(frames, 4) + '\0' + little(0x8F92EAB1, 4);
    return out;
}

/// Reads a scene from memory; gives whether it could be read.
bool reads(std::string bytes, const scene_folder& folder) {
    rb::scene_source source{folder.path("a.blend"), folder.path(), std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    const auto read = rb::blender_reader::read(std::move(source), builder);
    if (!read) {
        BOOST_TEST_REQUIRE(!read.error().cause.empty());
        return false;
    }
    const auto facts = builder.finish();
    BOOST_TEST_REQUIRE((facts && facts->program == rb::dcc::blender && !facts->layers.empty()));
    return true;
}

std::string place_of(const rb::result<rb::scene_facts>& read, const fs::path& file) {
    BOOST_REQUIRE_MESSAGE(!read, "this was read");
    BOOST_TEST(read.error().code == rb::scene_errc::malformed_scene, read.error().message());
    return read.error().place.substr(file.string().size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blender_broken)

BOOST_AUTO_TEST_CASE(packed_files_need_what_unpacks_them_and_say_the_same_then) {
    const scene_folder folder;
    const auto whole = everything({});
    const auto plain = facts_of(folder.write("plain.blend", whole));
    const std::pair<const char*, std::string> packed[] = {
        {"gzip", gzipped(whole)},
        {"gzip in members", gzipped(whole.substr(0, 3000)) + gzipped(whole.substr(3000))},
        {"gzip in gzip", gzipped(gzipped(whole))},
        {"zstd", zstd_packed(whole, whole.size(), false)},
        {"zstd in frames", zstd_packed(whole, 1000, false)},
        {"zstd with a list", zstd_packed(whole, 1000, true)}};
    for (const auto& [how, bytes] : packed) BOOST_TEST_CONTEXT(how) {
            const auto file = folder.write("packed.blend", bytes);
            const auto without = rb::read_scene(file);
            BOOST_REQUIRE(!without);
            BOOST_TEST(without.error().code == rb::scene_errc::unknown_format);
            const auto read = read_packed(file);
            BOOST_REQUIRE_MESSAGE(read, (read ? std::string() : read.error().message()));
            BOOST_TEST(read->active_layer == plain.active_layer);
            BOOST_TEST(read->inputs.size() == plain.inputs.size());
            BOOST_TEST(read->missing.size() == plain.missing.size());
        }
}

BOOST_AUTO_TEST_CASE(packed_files_that_are_cut_or_damaged_are_refused) {
    const scene_folder folder;
    const auto whole = everything({});
    for (const auto& packed : {gzipped(whole), zstd_packed(whole, 700, false), zstd_packed(whole, 700, true)}) {
        std::size_t read = 0, tried = 0;
        for (std::size_t size = 4; size < packed.size(); size += 29, ++tried)
            read += read_packed(folder.write("cut.blend", packed.substr(0, size))).has_value();
        BOOST_TEST(read < tried);  // where the list alone is cut the scene is whole
        BOOST_TEST(!read_packed(folder.write("cut.blend", packed.substr(0, packed.size() / 2))));
        for (std::size_t at = 0; at < packed.size(); at += 41) {
            auto damaged = packed;
            damaged[at] = static_cast<char>(~damaged[at]);
            const auto facts = read_packed(folder.write("damaged.blend", damaged));
            if (facts) BOOST_TEST_REQUIRE(!facts->layers.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_unpacks_to_more_than_the_limit_is_refused_in_time) {
    const scene_folder folder;
    const auto to = writer_of({});
    // A block of so many zeros that only unpacking tells where it ends.
    const std::string zeros(64 << 20, '\0');
    const auto bomb = to.heading() + to.raw_block("DATA", 0, 1, zeros);
    rb::scene_options options;
    options.unpacked_limit = rb::mebibytes(16);
    for (const auto& packed : {gzipped(bomb), zstd_packed(bomb, bomb.size(), false), zstd_packed(bomb, 1 << 20, true)}) {
        const auto began = std::chrono::steady_clock::now();
        const auto facts = read_packed(folder.write("bomb.blend", packed), options);
        BOOST_REQUIRE(!facts);
        BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(20)));
        const bool told =
            facts.error().code == rb::scene_errc::too_complex || facts.error().code == rb::scene_errc::malformed_scene;
        BOOST_TEST(told, facts.error().message());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_blender_file_is_told_with_its_byte) {
    const scene_folder folder;
    const auto to = writer_of({});
    const auto globals = to.block("GLOB", "FileGlobal", 2, to.record("FileGlobal", {}));
    const std::pair<std::string, std::string> wrong[] = {
        {"", ", byte 0"},
        {"BLENDER", ", byte 0"},
        {"BLENDER-x402", ", byte 0"},
        {"BLENDER-v2x9", ", byte 0"},
        {"BLENDER-v249" + std::string(100, '\0'), ", byte 0"},
        {"BLENDER17-02v0600" + std::string(100, '\0'), ", byte 10"},
        {"BLENDER-v402", ", byte 12"},
        {to.heading() + to.raw_block("ENDB", 0, 0, ""), ", byte 36"},
        {to.file(""), ", byte 0"},
        {to.file(globals), ", byte 0"},
        {to.heading() + "DATA" + to.integer(0xFFFFFFFF, 4) + std::string(16, '\0'), ", byte 36"},
        {to.heading() + to.raw_block("DNA1", 0, 0, "SDNANAME" + to.integer(0xFFFFFFFF, 4)), ", byte 48"},
    };
    for (const auto& [bytes, place] : wrong) BOOST_TEST_CONTEXT(bytes.substr(0, 20)) {
            const auto file = folder.write("wrong.blend", bytes);
            BOOST_TEST(place_of(rb::read_scene(file), file) == place);
        }
}

BOOST_AUTO_TEST_CASE(lists_that_go_in_a_circle_end) {
    const scene_folder folder;
    const auto to = writer_of({});
    const auto file = folder.write(
        "circle.blend",
        to.file(to.block("GLOB", "FileGlobal", 2, to.record("FileGlobal", {})) +
                to.block("SC", "Scene", 3, to.record("Scene", {{"id.name", "SCs"}, {"view_layers.first", to.number(4)}})) +
                to.block("DATA", "ViewLayer", 4, to.record("ViewLayer", {{"name", "v"}, {"next", to.number(4)}}))));
    const auto facts = rb::read_scene(file);
    BOOST_REQUIRE(!facts);
    BOOST_TEST(facts.error().cause.find("circle") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pictures_of_a_strip_take_no_more_time_than_there_are) {
    const scene_folder folder;
    const auto to = writer_of({});
    const auto file_with = [&](const std::string& elements, int strips) {
        std::string blocks = to.block("GLOB", "FileGlobal", 2, to.record("FileGlobal", {})) +
                             to.block("SC", "Scene", 3, to.record("Scene", {{"id.name", "SCs"}}));
        for (int i = 0; i < strips; ++i)
            blocks +=
                to.block("DATA", "Sequence", 0x41, to.record("Sequence", {{"type", to.number(0)}, {"strip", to.number(5)}}));
        return to.file(blocks + to.block("DATA", "Strip", 5, to.record("Strip", {{"stripdata", to.number(6)}})) + elements);
    };
    // So many that nobody could wait for them, of a structure that is not in the file.
    const auto began = std::chrono::steady_clock::now();
    const auto facts = facts_of(folder.write("a.blend", file_with(to.raw_block("DATA", 0xFFFF, 6, "x", 100'000'000), 1)));
    BOOST_TEST(facts.inputs.empty());
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(1)));
    // Many strips that all name the same pictures.
    std::string pictures;
    for (int i = 0; i < 100; ++i) pictures += to.record("StripElem", {});
    rb::scene_options options;
    options.input_limit = 1000;
    const auto elements = to.block("DATA", "StripElem", 6, pictures, 100);
    BOOST_TEST(rb::read_scene(folder.write("b.blend", file_with(elements, 10)), options).has_value());
    const auto many = rb::read_scene(folder.write("c.blend", file_with(elements, 11)), options);
    BOOST_REQUIRE(!many);
    BOOST_TEST((many.error().code == rb::scene_errc::too_complex));
}

BOOST_AUTO_TEST_CASE(a_size_that_is_no_whole_number_becomes_the_nearest) {
    const scene_folder folder;
    blend_writer to({});
    to.structure("ID", {"void *next", "char name[66]"});
    to.structure("FileGlobal", {"int subversion"});
    to.structure("RenderData", {"double size", "double xsch", "double sfra"});
    to.structure("Scene", {"ID id", "RenderData r"});
    const auto far = to.number(0x43D0000000000000), none = to.number(0x7FF8000000000000);  // 4.6e18, and no number
    const auto facts = facts_of(folder.write(
        "a.blend",
        to.file(to.block("GLOB", "FileGlobal", 2, to.record("FileGlobal", {})) +
                to.block("SC", "Scene", 3,
                         to.record("Scene", {{"id.name", "SCs"}, {"r.size", far}, {"r.xsch", none}, {"r.sfra", far}})))));
    BOOST_REQUIRE_EQUAL(facts.layers.size(), 1u);
    BOOST_TEST(facts.layers[0].size_percentage == 0x7FFFFFFFu);
    BOOST_TEST(facts.layers[0].width == 0u);
    BOOST_TEST(facts.layers[0].frame_start == 0x7FFFFFFF);
}

BOOST_AUTO_TEST_CASE(every_cut_is_refused_and_every_changed_byte_read_or_refused) {
    const scene_folder folder;
    for (const auto& kind : {kinds[0], kinds[1], kinds[4]}) {
        const auto whole = everything(kind);
        BOOST_TEST(reads(whole, folder));
        for (std::size_t size = 0; size < whole.size(); size += size < 300 || size + 1000 > whole.size() ? 1 : 101)
            BOOST_TEST_CONTEXT(size) BOOST_TEST_REQUIRE(!reads(whole.substr(0, size), folder));
        std::size_t read = 0;
        for (std::size_t at = kind.version % 3; at < whole.size(); at += whole[at] == '\0' ? 97 : 3)
            for (const char change : {'\xFF', '\x01'}) {
                auto changed = whole;
                changed[at] = change == '\x01' ? static_cast<char>(changed[at] + 1) : change;
                read += reads(std::move(changed), folder);
            }
        BOOST_TEST(read > 0u);
    }
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_matter_are_passed_over) {
    const scene_folder folder;
    const auto to = writer_of({.large_blocks = true, .version = 502});
    const std::uint64_t hole = std::uint64_t{3} << 30;
    const auto whole = everything({.large_blocks = true, .version = 502});
    auto before = to.heading() + to.raw_block("ME", 0, 1, "");
    before.replace(before.size() - 16, 8, to.integer(hole, 8));
    const auto file = folder.write("large.blend", before);
    fs::resize_file(file, before.size() + hole);  // a hole: reading it would take its time, passing over takes none
    std::ofstream(file, std::ios::binary | std::ios::app) << whole.substr(to.heading().size());
    BOOST_TEST(facts_of(file).active_layer == "shot");
}

BOOST_AUTO_TEST_SUITE_END()
