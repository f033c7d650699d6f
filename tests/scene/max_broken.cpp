// SPDX-License-Identifier: BSL-1.0
#include "max_writer.hpp"
#include "support.hpp"

#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/max.hpp>

using namespace scene_tests;

namespace {

rb::result<rb::scene_facts> read(std::string bytes) {
    rb::scene_source source{"/scenes/a.max", "/scenes", std::make_unique<rb::memory_bytes>(std::move(bytes))};
    rb::scene_builder builder({}, source);
    if (auto told = rb::max_reader::read(std::move(source), builder); !told) {
        BOOST_TEST_REQUIRE(!told.error().cause.empty());
        BOOST_TEST_REQUIRE(told.error().place.starts_with("/scenes/a.max"));
        return std::move(told).error();
    }
    BOOST_TEST_REQUIRE(!builder.facts().version.empty());
    return builder.finish();
}

/// It is refused, at that byte.
void refused(std::string bytes, std::string_view cause, std::size_t at = std::string::npos) {
    const auto facts = read(std::move(bytes));
    BOOST_REQUIRE_MESSAGE(!facts, "this was read, and not: " << cause);
    BOOST_TEST(facts.error().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(facts.error().cause.find(cause) != std::string::npos, facts.error().cause);
    if (at != std::string::npos) BOOST_TEST(facts.error().place.ends_with("byte " + std::to_string(at)), facts.error().place);
}

std::string spoiled(std::string bytes, std::size_t at, const std::string& with) { return bytes.replace(at, with.size(), with); }

/// A scene with other bytes where its properties should be.
std::string with_summary(std::string stream) {
    compound_writer made;
    made.stream("Scene", "s");
    made.stream("\5DocumentSummaryInformation", std::move(stream));
    return made.bytes();
}

std::string with_assets(std::string stream) {
    auto made = max_file();
    made.stream("FileAssetMetaData3", std::move(stream));
    return made.bytes();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(max_broken)

BOOST_AUTO_TEST_CASE(a_scene_that_is_cut_short_is_refused) {
    for (const unsigned shift : {9u, 12u}) {
        const auto whole = max_file(usual_headings(), {{"Bitmap", "a.jpg"}}, shift).bytes();
        for (std::size_t size = 0; size + (1u << shift) < whole.size(); size += 61)
            BOOST_TEST_REQUIRE(!read(whole.substr(0, size)));
        BOOST_TEST(!!read(whole));
    }
}

BOOST_AUTO_TEST_CASE(every_changed_byte_is_read_or_refused) {
    const auto whole = max_file(usual_headings(), {{"Bitmap", "a.jpg"}}, 9).bytes();
    std::size_t done = 0;
    for (std::size_t at = 0; at < whole.size(); at += 3)
        for (const char letter : {'\0', '\x7F', '\xFF'}) done += !!read(spoiled(whole, at, {letter}));
    BOOST_TEST(done > 0u);
}

BOOST_AUTO_TEST_CASE(chains_that_go_round_or_meet_are_refused) {
    auto file = max_file(usual_headings(), {}, 9);
    const auto whole = file.bytes();
    BOOST_REQUIRE(!!read(whole));
    // The directory's first sector is behind the table's only one.
    const auto table = file.table_at();
    refused(spoiled(whole, table + 4, u32(1)), "taken already", table + 4);
    const auto scene_entry = file.directory_at + 128;
    refused(spoiled(whole, scene_entry + 116, u32(1)), "taken already", scene_entry + 116);
    refused(spoiled(whole, scene_entry + 116, u32(0xFFFFFFFE)), "a chain ends after 0 sectors", scene_entry + 116);
    refused(spoiled(whole, scene_entry + 116, u32(0x7FFFFFFF)), "cut short or damaged", scene_entry + 116);
    refused(spoiled(whole, file.small_table_place, u32(0)), "taken already", file.directory_at + 256 + 116);
    refused(spoiled(whole, file.small_table_place, u32(0xFFFFFFFE)), "small sector 4294967294");
    refused(spoiled(spoiled(whole, 44, u32(20)), 76 + 4, std::string(4 * 108, '\0')), "taken already", 76 + 4);
}

BOOST_AUTO_TEST_CASE(a_list_of_the_tables_sectors_that_goes_round_is_refused) {
    compound_writer file(9);
    file.stream("Scene", std::string(20 << 20, 's'));
    file.stream("\5DocumentSummaryInformation", summary(usual_headings()));
    const auto whole = file.bytes();
    BOOST_REQUIRE(!!read(whole));
    const auto number = [&](std::size_t at) {
        return rb::byte_cursor::number_of<std::uint32_t>(whole.data() + at, std::endian::little);
    };
    const auto first = number(68), next_at = (first + 2) * 512 - 4;
    refused(spoiled(whole, next_at, u32(first)), "taken already", next_at);
    refused(spoiled(whole, next_at, u32(0xFFFFFFFE)), "cut short or damaged", next_at);
    refused(spoiled(whole, 68, u32(0)), "cut short or damaged");  // the table is no list
}

BOOST_AUTO_TEST_CASE(sizes_that_cannot_be_are_refused) {
    auto file = max_file(usual_headings(), {}, 12);
    const auto whole = file.bytes();
    const auto scene_entry = file.directory_at + 128;
    refused(spoiled(whole, scene_entry + 120, little(~0ull, 8)), "a stream has 18446744073709551615 bytes", scene_entry + 120);
    refused(spoiled(whole, scene_entry + 120, little(1 << 20, 8)), "bytes, and the file", scene_entry + 120);
    refused(spoiled(whole, scene_entry + 120, little(13000, 8)), "a chain ends after 3 sectors, and 4 are due");
    refused(spoiled(whole, scene_entry + 128 + 120, little(4095, 8)), "and there are");
    refused(spoiled(whole, file.directory_at + 120, little(1ull << 40, 8)), "the small streams have", file.directory_at + 120);
    refused(spoiled(whole, 44, u32(0xFFFFFFFF)), "the table would lie in 4294967295 sectors", 44);
    refused(spoiled(whole, 30, u16(31)), "sectors have 512 or 4096 bytes", 30);
    refused(spoiled(whole, 32, u16(63)), "small sectors have 64 bytes", 32);
    refused(spoiled(whole, 56, u32(0)), "streams below 4096", 56);
    refused(spoiled(whole, 28, u16(0)), "byte order", 28);
}

BOOST_AUTO_TEST_CASE(directories_that_are_no_trees_are_refused) {
    auto file = max_file();
    const auto whole = file.bytes();
    const auto entry = [&](std::size_t nth) { return file.directory_at + 128 * nth; };
    refused(spoiled(whole, entry(1) + 68, u32(1)), "leads to its entry 1 twice", entry(1) + 68);
    refused(spoiled(whole, entry(1) + 72, u32(0)), "leads to its entry 0 twice", entry(1) + 72);
    refused(spoiled(whole, entry(2) + 72, u32(1000)), "has no entry 1000", entry(2) + 72);
    refused(spoiled(whole, entry(2) + 66, "\x03"), "neither a storage nor a stream", entry(2) + 66);
    refused(spoiled(whole, entry(0) + 66, "\x01"), "does not begin with its root", entry(0));
    refused(spoiled(whole, entry(1) + 64, u16(66)), "a name has 66 bytes", entry(1) + 64);
    auto twice = max_file();
    twice.stream("Scene", "again");
    refused(twice.bytes(), "two streams have one name");
}

BOOST_AUTO_TEST_CASE(a_very_long_directory_is_walked_and_a_longer_one_refused) {
    // One entry below the other: as deep as a tree can be.
    compound_writer deep = max_file();
    for (int i = 0; i < 60'000; ++i) deep.stream("s" + std::to_string(i), "");
    BOOST_TEST(!!read(deep.bytes()));
    for (int i = 60'000; i < 66'000; ++i) deep.stream("s" + std::to_string(i), "");
    refused(deep.bytes(), "the directory has too many entries");
}

BOOST_AUTO_TEST_CASE(property_sets_that_break_their_rules_are_refused) {
    const auto good = summary(usual_headings());
    BOOST_REQUIRE(!!read(with_summary(good)));
    constexpr std::size_t section = 48, pairs = section + 32 + 8;
    refused(with_summary(spoiled(good, 0, u16(0))), "does not begin with FE FF", 0);
    refused(with_summary(spoiled(good, 24, u32(0xFFFFFFFF))), "has 4294967295 sections", 24);
    refused(with_summary(spoiled(good, section, u32(0xFFFFFFFF))), "beyond the file");
    refused(with_summary(spoiled(good, section + 4, u32(0xFFFFFFFF))), "has 4294967295 properties", section + 4);
    refused(with_summary(spoiled(good, section + 20, u32(0xFFFFFF00))), "is asked for");
    refused(with_summary(spoiled(good, pairs, u32(3))), "no list of values", pairs);
    refused(with_summary(spoiled(good, pairs + 4, u32(0xFFFFFFFF))), "has 4294967295 items", pairs + 4);
    refused(with_summary(spoiled(good, pairs + 8, u32(3))), "a heading is no text", pairs + 8);
    refused(with_summary(spoiled(good, pairs + 12, u32(0xFFFFFFF0))), "bytes are due");
    refused(with_summary(spoiled(good, pairs + 24, u32(2))), "behind a heading stands no number", pairs + 24);
    refused(with_summary(spoiled(good, pairs + 28, u32(0xFFFFFFFF))), "the headings promise");
    const auto titles = good.find(std::string("\x1E\x10\0\0", 4));
    refused(with_summary(spoiled(good, titles + 4, u32(0x0FFFFFFF))), "has 268435455 items", titles + 4);
    refused(with_summary(good.substr(0, 60)), "beyond the file");
}

BOOST_AUTO_TEST_CASE(asset_lists_that_break_their_rules_are_refused) {
    const auto good = asset_list({{"Bitmap", "a.jpg"}});
    BOOST_REQUIRE(!!read(with_assets(good)));
    refused(with_assets(good.substr(0, good.size() - 1)), "bytes are due");
    refused(with_assets(spoiled(good, 16, u32(0xFFFFFFFF))), "bytes are due", 20);
    refused(with_assets(spoiled(good, 16, u32(5))), "does not end with a NUL");
    refused(with_assets(asset_list({{"Bitmap", std::string(40'000, 'a')}})), "at most 65536 can");
}

BOOST_AUTO_TEST_CASE(what_is_no_scene_or_says_nothing_of_itself_is_no_empty_scene) {
    compound_writer letter;
    letter.stream("WordDocument", "dear");
    refused(letter.bytes(), "without a scene");
    compound_writer silent;
    silent.stream("Scene", "s");
    for (const auto& bytes :
         {silent.bytes(), with_summary(summary({})), with_summary(summary({{"General", {"Uncompressed"}}}))}) {
        const auto facts = read(bytes);
        BOOST_REQUIRE(!facts);
        BOOST_TEST(facts.error().code == rb::scene_errc::needs_analyzer);
        BOOST_TEST(!facts.error().next_step.empty());
    }
    // Bytes whose number nobody knows, as of a file that is packed.
    struct endless final : rb::byte_source {
        rb::result<std::size_t> read(std::uint64_t, std::span<char>) override { return std::size_t{0}; }
        std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
        rb::result<void> unchanged() const override { return {}; }
    };
    rb::scene_source packed{"/scenes/a.max", "/scenes", std::make_unique<endless>()};
    rb::scene_builder builder({}, packed);
    BOOST_TEST(rb::max_reader::read(std::move(packed), builder).error().code == rb::scene_errc::too_complex);
}

BOOST_AUTO_TEST_SUITE_END()
