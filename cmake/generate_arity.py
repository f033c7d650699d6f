# SPDX-License-Identifier: BSL-1.0
"""Writes include/renderbus/reflect/arity.hpp: structured bindings for aggregates of 1 to LIMIT fields."""
import pathlib

LIMIT = 128
out = ["""// SPDX-License-Identifier: BSL-1.0
// Written by cmake/generate_arity.py.
#ifndef RENDERBUS_REFLECT_ARITY_HPP
#define RENDERBUS_REFLECT_ARITY_HPP

#include <array>
#include <cstddef>
#include <string_view>

namespace renderbus::detail {

/// A field's address as a template argument; the compiler's spelling of it holds the field's name.
template <class Field>
struct field_address {
    const Field* at;
};
template <class Field>
field_address(const Field*) -> field_address<Field>;

/// Defined in names.hpp: the name of the field at that address.
template <auto Address>
consteval std::string_view name_at();

/// Opens an aggregate of N fields: `open(value, f)` calls `f(field...)`; `names<Example>()` gives the names of its fields,
/// Example being a constant that refers to an object of static storage; `has_bit_fields<Example>()` tells of fields that
/// have no address, and so no name.
template <std::size_t N>
struct arity;

template <>
struct arity<0> {
    template <class T, class F>
    static constexpr decltype(auto) open(T&, F&& f) { return f(); }
    template <const auto& Example>
    static consteval std::array<std::string_view, 0> names() { return {}; }
    template <const auto& Example>
    static consteval bool has_bit_fields() { return false; }
};
"""]
for n in range(1, LIMIT + 1):
    names = ",".join(f"m{i}" for i in range(n))
    spelled = ",".join(f"name_at<field_address{{&m{i}}}>()" for i in range(n))
    addresses = "".join(f"&m{i};" for i in range(n))
    out.append(f"""template <>
struct arity<{n}> {{
    template <class T, class F>
    static constexpr decltype(auto) open(T& value, F&& f) {{ auto& [{names}] = value; return f({names}); }}
    template <const auto& Example>
    static consteval std::array<std::string_view, {n}> names() {{
        auto& [{names}] = Example.value;
        return {{{{{spelled}}}}};
    }}
    template <const auto& Example>
    static consteval bool has_bit_fields() {{
        auto& [{names}] = Example.value;
        return !requires {{ {addresses} }};
    }}
}};
""")
out.append("""}  // namespace renderbus::detail

#endif
""")
pathlib.Path(__file__).resolve().parent.parent.joinpath("include/renderbus/reflect/arity.hpp").write_text("".join(out))
