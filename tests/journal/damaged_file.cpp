// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/journal/file_journal.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

using namespace journal_tests;

BOOST_AUTO_TEST_SUITE(a_damaged_journal)

BOOST_AUTO_TEST_CASE(that_ends_anywhere_has_every_earlier_entry_and_takes_new_ones) {
    scratch folder;
    const auto whole = sample_journal(folder / "whole");
    std::vector<std::size_t> ends;  // after which byte entry 0, 1, ... is there
    for (std::size_t i = 0; i < 5; ++i) ends.push_back(whole.find('\n', whole.find("\"keep\":\"" + key_of(i))));
    const auto path = folder / "journal";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        put_file(path, whole.substr(0, size));
        std::size_t due = 0;
        while (due < 5 && ends[due] <= size) ++due;
        {
            auto journal = rb::file_journal::open(path);
            BOOST_TEST_REQUIRE(journal.has_value(), "cut at " << size);
            BOOST_TEST_REQUIRE(entries_of(**journal) == due, "cut at " << size);
            if (size % 7 != 0) continue;
            (*journal)->keep(key_of(77), entry_of(77)).value();
        }
        auto journal = rb::file_journal::open(path).value();
        BOOST_TEST_REQUIRE(entries_of(*journal) == due, "cut at " << size);
        BOOST_TEST_REQUIRE(missing(*journal, 77) == "");
    }
}

BOOST_AUTO_TEST_CASE(with_any_byte_changed_is_refused_with_the_line_and_left_as_it_is) {
    scratch folder;
    const auto whole = sample_journal(folder / "whole");
    const auto path = folder / "journal";
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const char other : {static_cast<char>(whole[i] ^ 1), '\n', '\0', '}'}) {
            if (other == whole[i]) continue;
            auto text = whole;
            text[i] = other;
            put_file(path, text);
            const auto opened = rb::file_journal::open(path);
            BOOST_TEST_REQUIRE(!opened.has_value(), "byte " << i << " as " << int(other));
            const auto line = 1 + std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i), '\n');
            if (line > 1) BOOST_TEST_REQUIRE(opened.error().place == path.string() + ":" + std::to_string(line));
            BOOST_TEST_REQUIRE(!opened.error().next_step.empty());
            BOOST_TEST_REQUIRE((read_file(path) == text));
        }
    }
}

BOOST_AUTO_TEST_CASE(whose_line_end_is_damaged_loses_nothing_though_the_next_line_is_torn) {
    scratch folder;
    const auto whole = sample_journal(folder / "whole");
    const auto end = whole.find('\n', whole.find("\"keep\":\"" + key_of(4)));
    for (std::size_t size = end + 1; size < whole.find('\n', end + 1); ++size) {
        auto text = whole.substr(0, size);
        text[end] = ' ';
        put_file(folder / "journal", text);
        BOOST_TEST_REQUIRE(!rb::file_journal::open(folder / "journal").has_value(), "cut at " << size);
        BOOST_TEST_REQUIRE((read_file(folder / "journal") == text));
    }
}

BOOST_AUTO_TEST_CASE(says_what_to_do_about_it) {
    scratch folder;
    auto text = sample_journal(folder / "journal");
    text[text.find("shape of 1")] = 'S';
    put_file(folder / "journal", text);
    const auto why = rb::file_journal::open(folder / "journal").error();
    BOOST_TEST(why.code == rb::data_errc::wrong_digest);
    BOOST_TEST(why.message() ==
               (folder / "journal").string() +
                   ":5: this line is damaged: it does not match its checksum; put a copy of the file in its place, or "
                   "remove this line (what it kept is then done again), or choose another file");
}

BOOST_AUTO_TEST_CASE(however_mutated_is_refused_or_gives_only_what_was_kept) {
    scratch folder;
    const auto whole = sample_journal(folder / "whole");
    const auto path = folder / "journal";
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    std::mt19937_64 bits(7);
    std::size_t rounds = 0, refused = 0;
    for (; rounds < 3000 && std::chrono::steady_clock::now() < until; ++rounds) {
        auto text = whole;
        for (auto count = 1 + bits() % 4; count > 0; --count) {
            const auto at = bits() % (text.size() + 1), length = bits() % 200;
            switch (bits() % 6) {
                case 0: text.resize(at); break;
                case 1: text.erase(at, length); break;
                case 2: text.insert(at, text.substr(bits() % (text.size() + 1), length)); break;
                case 3: text.insert(at, length, static_cast<char>(bits())); break;
                case 4: text.append(length, '\0'); break;
                default:
                    if (at < text.size()) text[at] = static_cast<char>(bits());
            }
        }
        put_file(path, text);
        const auto opened = rb::file_journal::open(path);
        if (!opened) {
            ++refused;
            BOOST_TEST_REQUIRE((read_file(path) == text), "round " << rounds);
            continue;
        }
        for (std::size_t i = 0; i < 5; ++i) {
            const auto found = (*opened)->find(key_of(i));
            BOOST_TEST_REQUIRE(found.has_value());
            BOOST_TEST_REQUIRE((!*found || **found == entry_of(i)), "round " << rounds);
        }
    }
    BOOST_TEST(rounds > 100u);
    BOOST_TEST(refused > 10u);
    BOOST_TEST(refused < rounds);
}

BOOST_AUTO_TEST_SUITE_END()
