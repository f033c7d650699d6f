// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_JSON_SAMPLE_TREE_HPP
#define RENDERBUS_TESTS_JSON_SAMPLE_TREE_HPP

#include <renderbus/json/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A struct with a field of every kind that the codec knows, in itself and in lists of itself.
namespace sample {

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
/// `old_name` is `oldOne` in generation 1.
struct bough {
    std::int32_t old_name = 0;
    std::optional<bool> new_field;
    static constexpr auto spellings = renderbus::spelled({{"old_name", "oldOne", 1}});
    static constexpr auto only_in = renderbus::only_in_generation({{"new_field", 2}});
    friend bool operator==(const bough&, const bough&) = default;
};
struct tree {
    std::optional<std::string> maybe;
    std::optional<leaf> maybe_leaf;
    std::vector<leaf> leaves;
    renderbus::list<std::string> names;
    renderbus::list<tree> branches;
    renderbus::nullable<std::string> word;
    renderbus::nullable<leaf> nullable_leaf;
    renderbus::nullable<std::vector<tree>> twigs;
    std::vector<renderbus::nullable<bool>> flags;
    renderbus::list<bough> boughs;
    renderbus::object_map<leaf> by_name;
    renderbus::raw_json kept;
    renderbus::other_fields others;
    friend bool operator==(const tree&, const tree&) = default;
};

}  // namespace sample

#endif
