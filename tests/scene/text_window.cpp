// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/scene/text_window.hpp>

using namespace scene_tests;

namespace {

constexpr auto part = rb::text_window::part_size;

/// Lines of numbers that are told apart.
std::string lines(std::size_t size) {
    std::string text;
    for (int i = 0; text.size() < size; ++i) text += std::to_string(i) + '\n';
    return text;
}

/// Bytes that end in a failure.
class failing_bytes final : public rb::byte_source {
public:
    explicit failing_bytes(std::string before) : before_(std::move(before)) {}
    rb::result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        if (place + space.size() > before_.size())
            return rb::failure{rb::scene_errc::unreadable_file, "a.ma", "the disk is gone", ""};
        return before_.copy(space.data(), space.size(), place);
    }
    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    rb::result<void> unchanged() const override { return {}; }

private:
    std::string before_;
};

rb::text_window over(rb::byte_source& bytes, std::string_view codeset = "UTF-8") {
    return rb::text_window(bytes, rb::utf8_decoder(codeset), "a.ma");
}

std::string rest_of(rb::text_window& in) {
    std::string text;
    for (; in.has(); in.pass(in.ahead().size())) text += in.ahead();
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_window)

BOOST_AUTO_TEST_CASE(a_text_is_gone_through_in_parts) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, part - 1, part, part + 1, 3 * part + 5}) {
        const auto text = lines(size).substr(0, size);
        rb::memory_bytes bytes(text);
        auto in = over(bytes);
        BOOST_TEST_CONTEXT(size) BOOST_TEST((rest_of(in) == text));
        BOOST_TEST(!in.has());
        BOOST_TEST(!in.broken().has_value());
    }
}

BOOST_AUTO_TEST_CASE(what_is_asked_for_lies_ahead_in_one_piece) {
    const auto text = lines(2 * part);
    rb::memory_bytes bytes(text);
    auto in = over(bytes);
    BOOST_TEST(in.has());
    in.pass(part - 2);
    BOOST_TEST(in.has(5));
    BOOST_TEST(in.ahead().substr(0, 5) == text.substr(part - 2, 5));
    in.pass(100);
    while (in.has(9)) in.pass();
    BOOST_TEST(in.ahead() == text.substr(text.size() - 8));
}

BOOST_AUTO_TEST_CASE(what_is_held_stays) {
    const auto text = lines(5 * part);
    rb::memory_bytes bytes(text);
    auto in = over(bytes);
    BOOST_TEST(in.has());
    in.pass(part - 7);
    in.hold();
    BOOST_TEST(in.held() == "");
    for (std::size_t i = 0; i < 3 * part && in.has(); ++i) in.pass();
    BOOST_TEST((in.held() == text.substr(part - 7, 3 * part)));
    in.release();
    BOOST_TEST((rest_of(in) == text.substr(4 * part - 7)));
}

BOOST_AUTO_TEST_CASE(more_than_the_limit_is_not_held) {
    rb::memory_bytes bytes(std::string(rb::text_window::held_limit + 2 * part, 'a'));
    auto in = over(bytes);
    BOOST_TEST(in.has());
    in.hold();
    while (in.has()) in.pass(in.ahead().size());
    BOOST_REQUIRE(in.broken().has_value());
    BOOST_TEST((in.broken()->code == rb::scene_errc::too_complex));
    BOOST_TEST(in.broken()->place == "a.ma");
    BOOST_TEST(in.held().size() <= rb::text_window::held_limit + part);
}

BOOST_AUTO_TEST_CASE(a_source_that_fails_ends_the_text_and_is_told) {
    const auto text = lines(2 * part).substr(0, 2 * part);
    failing_bytes bytes(text);
    auto in = over(bytes);
    BOOST_TEST((rest_of(in) == text));
    BOOST_REQUIRE(in.broken().has_value());
    BOOST_TEST(in.broken()->cause == "the disk is gone");
}

BOOST_AUTO_TEST_CASE(characters_may_lie_across_two_parts) {
    for (const std::string_view bytes_of_word : {"\xB5\xC6\xB9\xE2 \x81\x41 \x90\x5C", "\xB5\xC6"})
        for (std::size_t before = part - 8; before <= part; ++before) {
            const auto word = rb::to_utf8(std::string(bytes_of_word), "936");
            rb::memory_bytes bytes(std::string(before, '.') + std::string(bytes_of_word) + "\n;");
            auto in = over(bytes, "936");
            BOOST_TEST_CONTEXT(before) BOOST_TEST((rest_of(in) == std::string(before, '.') + word + "\n;"));
        }
    // What is converted may need more space than what was read.
    rb::memory_bytes umlauts(std::string(3 * part, '\xFC'));
    auto in = over(umlauts, "1252");
    BOOST_TEST(rest_of(in).size() == 6 * part);
}

BOOST_AUTO_TEST_SUITE_END()
