// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/cursor.hpp>

using namespace scene_tests;

namespace {

/// Bytes in memory that tell how many of them were read, and need not know how many there are.
class watched_bytes final : public rb::byte_source {
public:
    explicit watched_bytes(std::string bytes, bool knows_size = true) : bytes_(std::move(bytes)), knows_size_(knows_size) {}
    rb::result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        const auto count = bytes_.copy(space.data(), space.size(), std::min<std::size_t>(place, bytes_.size()));
        read_ += count;
        return count;
    }
    std::optional<std::uint64_t> size() const noexcept override {
        return knows_size_ ? std::optional<std::uint64_t>(bytes_.size()) : std::nullopt;
    }
    rb::result<void> unchanged() const override { return {}; }
    std::size_t read_so_far() const { return read_; }

private:
    std::string bytes_;
    bool knows_size_;
    std::size_t read_ = 0;
};

std::string some_bytes(std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 131 + i / 251);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cursor)

BOOST_AUTO_TEST_CASE(numbers_stand_in_either_order) {
    rb::memory_bytes bytes(std::string("\x01\x02\x03\x04\x05\x06\x07\x08\xFF\xFE\x3F\xF8\0\0\0\0\0\0", 18));
    rb::byte_cursor in(bytes, "a");
    BOOST_TEST(in.number<std::uint16_t>() == 0x0201u);
    in.order(std::endian::big);
    BOOST_TEST(in.number<std::uint16_t>() == 0x0304u);
    in.seek(0);
    BOOST_TEST(in.number<std::uint64_t>() == 0x0102030405060708u);
    BOOST_TEST(in.number<std::int16_t>() == -2);
    BOOST_TEST(in.number<double>() == 1.5);
    BOOST_TEST(in.at_end());
    BOOST_TEST(!in.failed());
}

BOOST_AUTO_TEST_CASE(what_lies_beyond_the_end_is_a_failure_with_its_byte) {
    rb::memory_bytes bytes("abcdef");
    rb::byte_cursor in(bytes, "a.bin");
    in.skip(4);
    BOOST_TEST(in.number<std::uint32_t>() == 0u);
    BOOST_REQUIRE(in.failed());
    BOOST_TEST(in.why().code == rb::scene_errc::malformed_scene);
    BOOST_TEST(in.why().place == "a.bin, byte 4");
    BOOST_TEST(in.why().cause.find("only 2") != std::string::npos);
    // The first failure stays, and nothing more is given.
    BOOST_TEST(!in.seek(0));
    BOOST_TEST(in.text(1, 1).empty());
    BOOST_TEST(in.text_before('c', 9).empty());
    BOOST_TEST(in.at_end());
    BOOST_TEST(in.why().place == "a.bin, byte 4");
}

BOOST_AUTO_TEST_CASE(a_part_hides_what_lies_behind_it) {
    rb::memory_bytes bytes("0123456789");
    rb::byte_cursor in(bytes, "a");
    BOOST_TEST(in.limit(2, 5));
    BOOST_TEST(in.text(3, 3) == "234");
    BOOST_TEST(in.at_end());
    BOOST_TEST(in.limit(4, 10));
    BOOST_TEST(in.left() == 6u);
    BOOST_TEST(!in.limit(4, 11));
    for (const auto size : {std::uint64_t{4}, rb::byte_cursor::no_end}) {
        rb::byte_cursor inner(bytes, "a");
        inner.limit(2, 5);
        BOOST_TEST(!inner.skip(size));
        BOOST_TEST(inner.why().place == "a, byte 2");
    }
}

BOOST_AUTO_TEST_CASE(a_size_that_is_a_lie_costs_nothing) {
    watched_bytes bytes("abc", false);
    rb::byte_cursor in(bytes, "a");
    BOOST_TEST(in.text(1ull << 40, 1ull << 41).empty());
    BOOST_TEST(in.failed());
    rb::byte_cursor limited(bytes, "a");
    BOOST_TEST(limited.text(3, 2).empty());
    BOOST_TEST(limited.why().cause.find("at most 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_text_ends_where_it_says_and_is_bounded) {
    for (const bool knows : {true, false}) {
        watched_bytes bytes(std::string("name") + '\0' + std::string(5000, 'x') + '\0' + "open", knows);
        rb::byte_cursor in(bytes, "a");
        BOOST_TEST(in.text_before('\0', 10) == "name");
        BOOST_TEST(in.text_before('\0', 5000) == std::string(5000, 'x'));
        BOOST_TEST(in.place() == 5006u);
        BOOST_TEST(in.text_before('\0', 5000).empty());
        BOOST_TEST(in.why().place == "a, byte 5006");
        rb::byte_cursor bounded(bytes, "a");
        bounded.skip(5);
        BOOST_TEST(bounded.text_before('\0', 4999).empty());
        BOOST_TEST(bounded.failed());
    }
}

BOOST_AUTO_TEST_CASE(every_way_of_walking_gives_the_same_bytes) {
    const auto whole = some_bytes(100'000);
    for (const bool knows : {true, false}) {
        watched_bytes bytes(whole, knows);
        rb::byte_cursor in(bytes, "a");
        std::uint32_t state = 1;
        for (int turn = 0; turn < 3000; ++turn) {
            state = state * 1664525u + 1013904223u;
            const std::size_t place = (state >> 4) % whole.size();
            const std::size_t size = std::min<std::size_t>((state >> 12) % 700, whole.size() - place);
            if (turn % 3) in.seek(place);
            const auto from = static_cast<std::size_t>(in.place());
            const auto wanted = whole.substr(from, std::min(size, whole.size() - from));
            BOOST_REQUIRE(in.text(wanted.size(), 700) == wanted);
        }
        BOOST_TEST(!in.failed());
    }
}

BOOST_AUTO_TEST_CASE(passing_over_bytes_does_not_read_them) {
    watched_bytes bytes(some_bytes(1'000'000));
    rb::byte_cursor in(bytes, "a");
    for (int i = 0; i < 10; ++i) in.number<std::uint32_t>(), in.skip(99'000);
    BOOST_TEST(bytes.read_so_far() <= 10 * 512u);
    in.seek(0);
    std::string all(1'000'000, '\0');
    BOOST_TEST(in.read(all));
    BOOST_TEST(bytes.read_so_far() < 1'300'000u);
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_while_it_is_read_is_told) {
    const scene_folder folder;
    const auto file = folder.write("a", some_bytes(3000));
    const auto source = rb::open_source(file, rb::mebibytes(1)).value();
    rb::byte_cursor in(*source.bytes, "a");
    in.number<std::uint32_t>();
    fs::resize_file(file, 1000);
    in.seek(2000);
    in.number<std::uint32_t>();
    BOOST_REQUIRE(in.failed());
    BOOST_TEST(in.why().code == rb::scene_errc::changed_file);
    BOOST_TEST(!source.bytes->unchanged());
    BOOST_TEST((rb::read_all(source, rb::mebibytes(1)).error().code == rb::scene_errc::changed_file));
}

BOOST_AUTO_TEST_SUITE_END()
