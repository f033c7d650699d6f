// SPDX-License-Identifier: BSL-1.0
#include "random_values.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/json/layout.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using renderbus::list;
using renderbus::nullable;
using renderbus::object_map;
using renderbus::other_fields;
using renderbus::raw_json;

enum class level : std::int16_t {};

struct leaf {
    bool flag = false;
    std::int64_t number = 0;
    std::uint64_t natural = 0;
    std::int8_t small = 0;
    double real = 0;
    level at = {};
    std::string text;
    friend bool operator==(const leaf&, const leaf&) = default;
};
struct tree {
    std::optional<std::string> maybe;
    std::optional<leaf> maybe_leaf;
    std::vector<leaf> leaves;
    list<std::string> names;
    list<tree> branches;
    nullable<std::string> word;
    nullable<leaf> nullable_leaf;
    nullable<std::vector<tree>> twigs;
    std::vector<nullable<bool>> flags;
    object_map<leaf> by_name;
    raw_json kept;
    other_fields others;
    friend bool operator==(const tree&, const tree&) = default;
};

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

constexpr std::string_view sample =
    R"({"maybe":"a\u00e9\n\ud83d\ude00é😀","maybeLeaf":{"flag":true,"number":-12,"natural":"18446744073709551615","small":7,"real":-1.5e-3,)"
    R"("at":3,"text":"D:\\x"},"leaves":[{},{"flag":"0","unheard":[null,{"a":[]}]}],"names":["x",12,""],"branches":null,)"
    R"("word":null,"nullableLeaf":{"small":1},"twigs":[{"word":"w"}],"flags":[null,true],)"
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
    read_and_write_again<tree>(sample, taken);
    BOOST_TEST(taken == 1u);
}

BOOST_AUTO_TEST_CASE(cut_anywhere_are_refused) {
    const auto whole = sample.find_last_of('}') + 1;
    for (std::size_t size = 0; size < whole; ++size) {
        std::size_t taken = 0;
        read_and_write_again<tree>(sample.substr(0, size), taken);
        read_and_write_again<raw_json>(sample.substr(0, size), taken);
        BOOST_TEST(taken == 0u, "cut at " << size);
    }
}

BOOST_AUTO_TEST_CASE(with_any_bit_flipped_are_refused_or_whole) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string text(sample);
            text[i] = static_cast<char>(text[i] ^ (1 << bit));
            mutate(text);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_any_byte_replaced_left_out_or_doubled_are_refused_or_whole) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
        for (const char c : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '0', 'e', '.', '-', '\xff', '\x80', '\n'}) {
            std::string text(sample);
            text[i] = c;
            mutate(text);
        }
        std::string text(sample);
        text.erase(i, 1);
        mutate(text);
        mutate(std::string(sample).insert(i, 1, sample[i]));
    }
}

BOOST_AUTO_TEST_SUITE_END()
