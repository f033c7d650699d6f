// SPDX-License-Identifier: BSL-1.0
#include <renderbus/process/line_splitter.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <utility>
#include <vector>

namespace {

using lines = std::vector<std::pair<std::string, bool>>;

/// The lines of a text that comes in pieces of these sizes, the last one again and again.
lines lines_of(std::string_view text, std::size_t limit, std::vector<std::size_t> sizes) {
    lines all;
    const auto take = [&](std::string_view line, bool is_cut) { all.emplace_back(line, is_cut); };
    renderbus::detail::line_splitter splitter(limit);
    for (std::size_t nth = 0; !text.empty(); ++nth) {
        const auto piece = text.substr(0, sizes[std::min(nth, sizes.size() - 1)]);
        splitter.feed(piece, take);
        text.remove_prefix(piece.size());
    }
    splitter.finish(take);
    splitter.finish(take);  // gives nothing twice
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(process_line_splitter)

BOOST_AUTO_TEST_CASE(a_line_ends_in_three_ways) {
    BOOST_TEST((lines_of("a\nb\r\nc\rd", 9, {99}) == lines{{"a", false}, {"b", false}, {"c", false}, {"d", false}}));
    BOOST_TEST((lines_of("\n\r\n\r\r\n", 9, {99}) == lines{{"", false}, {"", false}, {"", false}, {"", false}}));
    BOOST_TEST((lines_of("123\n1234\n12", 3, {99}) == lines{{"123", false}, {"123", true}, {"12", false}}));
    BOOST_TEST((lines_of("123\n", 0, {99}) == lines{{"", true}}));
    BOOST_TEST(lines_of("", 9, {99}).empty());
}

BOOST_AUTO_TEST_CASE(how_the_text_is_cut_into_pieces_is_not_seen) {
    std::mt19937 random(1);
    for (int run = 0; run != 2000; ++run) {
        std::string text;
        for (auto left = random() % 60; left != 0; --left) text += "\n\rab\xff"[random() % 5];
        const auto limit = random() % 6;
        const auto whole = lines_of(text, limit, {99});
        BOOST_TEST_REQUIRE((lines_of(text, limit, {1}) == whole));
        BOOST_TEST_REQUIRE((lines_of(text, limit, {random() % 9 + 1, random() % 9 + 1, random() % 3 + 1}) == whole));
        for (const auto& [line, is_cut] : whole) {
            BOOST_TEST_REQUIRE(line.size() <= limit);
            BOOST_TEST_REQUIRE((!is_cut || line.size() == limit));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
