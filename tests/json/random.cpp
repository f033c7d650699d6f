// SPDX-License-Identifier: BSL-1.0
#include "random_values.hpp"
#include "sample_tree.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/json/layout.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace {

using renderbus::raw_json;
using sample::tree;

/// The text in memory of exactly its size, so that the sanitizer sees a step beyond it.
class exact_copy {
public:
    explicit exact_copy(std::string_view text) : size_(text.size()), bytes_(std::make_unique<char[]>(text.size())) {
        std::copy(text.begin(), text.end(), bytes_.get());
    }
    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<char[]> bytes_;
};

constexpr std::string_view whole_text =
    R"({"maybe":"a\u00e9\n\ud83d\ude00é😀","maybeLeaf":{"flag":true,"number":-12,"natural":"18446744073709551615","small":7,"real":-1.5e-3,)"
    R"("at":3,"text":"D:\\x"},"leaves":[{},{"flag":"0","unheard":[null,{"a":[]}]}],"names":["x",12,""],"branches":null,)"
    R"("word":null,"nullableLeaf":{"small":1},"twigs":[{"word":"w"}],"flags":[null,true],"boughs":[{"oldOne":1},{"oldName":2,"newField":null}],)"
    R"("byName":{"":{"number":1},"q":{}},"kept":[1, {"k" : null}],"z":false,"y":[[]]} )";

/// What is taken must be taken again after it was written, and be the same.
template <class T>
void read_and_write_again(std::string_view text, std::size_t& taken) {
    const exact_copy copy(text);
    auto value = renderbus::from_json<T>(copy.view());
    if (!value) {
        BOOST_TEST_REQUIRE(!value.error().cause.empty());
        return;
    }
    ++taken;
    const auto again = renderbus::to_json(*value);
    auto back = renderbus::from_json<T>(again);
    BOOST_TEST_REQUIRE(back.has_value(), again);
    BOOST_TEST_REQUIRE((*back == *value), again);
}

void mutate(std::string_view text) {
    std::size_t taken = 0;
    read_and_write_again<tree>(text, taken);
    read_and_write_again<raw_json>(text, taken);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_values)

BOOST_AUTO_TEST_CASE(come_back_as_they_were) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        tree value;
        random_values::generator(seed).fill(value);
        BOOST_TEST_CONTEXT("seed " << seed) {
            const auto text = renderbus::to_json(value);
            auto back = renderbus::from_json<tree>(text);
            BOOST_TEST_REQUIRE(back.has_value());
            BOOST_TEST_REQUIRE((*back == value));
            BOOST_TEST(renderbus::to_json(*back) == text);
            auto spaced = renderbus::from_json<tree>(renderbus::to_json(value, {.indent = 4, .ascii_only = true}));
            BOOST_TEST_REQUIRE(spaced.has_value());
            BOOST_TEST_REQUIRE((*spaced == value));
        }
    }
}

BOOST_AUTO_TEST_CASE(of_a_generation_come_back_without_what_it_lacks) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        sample::bough value;
        random_values::generator(seed).fill(value);
        BOOST_TEST_CONTEXT("seed " << seed) {
            BOOST_TEST((renderbus::from_json<sample::bough>(renderbus::to_json(value, {.generation = 2})).value() == value));
            BOOST_TEST(renderbus::only_in_other_generation(value, 1) == (value.new_field ? "newField" : ""));
            value.new_field.reset();
            BOOST_TEST((renderbus::from_json<sample::bough>(renderbus::to_json(value, {.generation = 1})).value() == value));
        }
    }
}

BOOST_AUTO_TEST_CASE(may_be_laid_out_anew) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        tree value;
        random_values::generator(seed).fill(value);
        const auto text = renderbus::to_json(value);
        const auto spaced = renderbus::json::layout(text, {.indent = 2, .ascii_only = true});
        BOOST_TEST(std::all_of(spaced.begin(), spaced.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
        BOOST_TEST(renderbus::json::layout(spaced, {}) == renderbus::json::layout(text, {}));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(broken_texts)

BOOST_AUTO_TEST_CASE(the_sample_is_whole) {
    std::size_t taken = 0;
    read_and_write_again<tree>(whole_text, taken);
    BOOST_TEST(taken == 1u);
}

BOOST_AUTO_TEST_CASE(cut_anywhere_are_refused) {
    const auto whole = whole_text.find_last_of('}') + 1;
    for (std::size_t size = 0; size < whole; ++size) {
        std::size_t taken = 0;
        read_and_write_again<tree>(whole_text.substr(0, size), taken);
        read_and_write_again<raw_json>(whole_text.substr(0, size), taken);
        BOOST_TEST(taken == 0u, "cut at " << size);
    }
}

BOOST_AUTO_TEST_CASE(with_any_bit_flipped_are_refused_or_whole) {
    for (std::size_t i = 0; i < whole_text.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string text(whole_text);
            text[i] = static_cast<char>(text[i] ^ (1 << bit));
            mutate(text);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_any_byte_replaced_left_out_or_doubled_are_refused_or_whole) {
    for (std::size_t i = 0; i < whole_text.size(); ++i) {
        for (const char c : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '0', 'e', '.', '-', '\xff', '\x80', '\n'}) {
            std::string text(whole_text);
            text[i] = c;
            mutate(text);
        }
        std::string text(whole_text);
        text.erase(i, 1);
        mutate(text);
        mutate(std::string(whole_text).insert(i, 1, whole_text[i]));
    }
}

BOOST_AUTO_TEST_SUITE_END()
