// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_IMPL_RULES_IPP
#define RENDERBUS_API_IMPL_RULES_IPP

#include <renderbus/api/rules.hpp>

namespace renderbus {

RENDERBUS_DECL std::string rule::choices_in_words() const {
    std::string words;
    for (std::size_t i = 0; i < choices; ++i) {
        if (i != 0) words += ", ";
        words += are_texts ? std::string(texts[i]) : std::to_string(numbers[i]);
    }
    return words;
}

RENDERBUS_DECL std::string rule::in_words() const {
    const std::string only = generation == 0 ? "" : " (generation " + std::to_string(generation) + ")";
    switch (what) {
        case kind::required: return "needed" + only;
        case kind::required_where: return "needed where " + std::string(other) + " is " + choices_in_words() + only;
        case kind::one_of: return "one of " + choices_in_words() + only;
        case kind::any_of: return "this or " + std::string(other) + " is needed" + only;
    }
    return {};
}

namespace detail {

RENDERBUS_DECL bool is_a_choice(const rule& of, const field_value& value) {
    for (std::size_t i = 0; i < of.choices; ++i)
        if (of.are_texts ? of.texts[i] == value.text : of.numbers[i] == value.number) return true;
    return false;
}

RENDERBUS_DECL failure broken_rule(std::string_view place, const rule& which, std::string_view wire) {
    const bool is_wrong = which.what == rule::kind::one_of;
    std::string name(which.field);
    if (!wire.empty() && wire != which.field) name += " (" + std::string(wire) + ")";
    return {is_wrong ? data_errc::invalid_value : data_errc::missing_field, std::string(place),
            name + (is_wrong ? " has a value that is not allowed: it must be " : " is missing: ") + which.in_words(),
            "the call was not sent; set the field"};
}

RENDERBUS_DECL result<void> keep_rules(std::string_view place, const ruled_table& table, const void* const* fields,
                                       int generation) {
    for (std::size_t i = 0; i < table.size; ++i) {
        const auto& each = table.rules[i];
        if (each.generation != 0 && each.generation != generation) continue;
        const auto see = [&](std::size_t place_of) { return table.fields[place_of](fields[place_of]); };
        const std::size_t field = table.places[2 * i];
        const auto value = see(field), other = see(table.places[2 * i + 1]);
        bool is_kept = true;
        switch (each.what) {
            case rule::kind::required: is_kept = value.is_given; break;
            case rule::kind::required_where: is_kept = value.is_given || !other.is_there || !is_a_choice(each, other); break;
            case rule::kind::one_of: is_kept = !value.is_there || is_a_choice(each, value); break;
            case rule::kind::any_of: is_kept = value.is_given || other.is_given; break;
        }
        if (!is_kept) return broken_rule(place, each, table.keys.name(field, generation));
    }
    return {};
}

}  // namespace detail
}  // namespace renderbus

#endif
