// SPDX-License-Identifier: BSL-1.0
#include <renderbus/reflect/fields.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace {

using renderbus::field_count;

enum class colour { red, green };
struct empty {};
struct point {
    int x = 0;
    int y = 0;
};
struct holds_nothing {
    empty nothing;
};
template <class First, class Second>
struct couple {
    First first{};
    Second second{};
};
struct every_kind {
    bool flag = false;
    char letter = 'a';
    int number = 0;
    double real = 0;
    colour shade = colour::red;
    const char* pointer = nullptr;
    std::string text;
    std::optional<int> maybe;
    std::optional<std::vector<std::string>> maybe_list;
    std::vector<point> points;
    std::array<int, 4> corners{};
    std::array<point, 2> ends{};
    std::unique_ptr<int> owned;
    std::shared_ptr<const every_kind> shared;
    std::function<void(int)> callback;
    std::tuple<int, std::string> pair;
    point nested;
    couple<int, couple<std::string, bool>> deep;
    empty nothing;
    int (*function)(int, char) = nullptr;
};
struct chain {
    std::vector<chain> links;
    std::unique_ptr<chain> next;
};

// clang-format off
struct sixty_four {
    int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    std::string b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    std::optional<int> c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    point d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15;
};
struct hundred_twenty_eight {
    int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    int b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    int c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    int d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15;
    int e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15;
    int f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
    int g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15;
    int h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15;
};
struct hundred_twenty_seven {
    int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    int b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    int c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    int d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15;
    int e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15;
    int f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
    int g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11, g12, g13, g14, g15;
    int h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14;
};
// clang-format on

}  // namespace

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(are_counted_whatever_their_types) {
    BOOST_TEST(field_count<empty> == 0u);
    BOOST_TEST(field_count<holds_nothing> == 1u);
    BOOST_TEST(field_count<point> == 2u);
    BOOST_TEST((field_count<couple<std::string, std::vector<int>>> == 2u));
    BOOST_TEST(field_count<every_kind> == 20u);
    BOOST_TEST(field_count<chain> == 2u);
    BOOST_TEST(field_count<sixty_four> == 64u);
    BOOST_TEST(field_count<hundred_twenty_seven> == 127u);
    BOOST_TEST(field_count<hundred_twenty_eight> == 128u);
}

BOOST_AUTO_TEST_CASE(of_one_type_alone_are_counted) {
    struct one_optional {
        std::optional<std::string> value;
    };
    struct one_vector {
        std::vector<one_optional> value;
    };
    struct one_pointer {
        std::unique_ptr<one_vector> value;
    };
    struct one_array {
        std::array<one_optional, 3> value;
    };
    struct one_struct {
        one_array value;
    };
    BOOST_TEST(field_count<one_optional> == 1u);
    BOOST_TEST(field_count<one_vector> == 1u);
    BOOST_TEST(field_count<one_pointer> == 1u);
    BOOST_TEST(field_count<one_array> == 1u);
    BOOST_TEST(field_count<one_struct> == 1u);
}

BOOST_AUTO_TEST_CASE(are_visited_in_their_order) {
    sixty_four value{};
    std::size_t at = 0;
    renderbus::for_each_field(value, [&](auto& field) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, std::string>) field = std::to_string(at);
        ++at;
    });
    BOOST_TEST(at == 64u);
    BOOST_TEST(value.b0 == "16");
    BOOST_TEST(value.b15 == "31");
}

BOOST_AUTO_TEST_CASE(are_the_members_themselves) {
    point value{3, 4};
    renderbus::with_fields(value, [&](auto& x, auto& y) {
        BOOST_TEST(&x == &value.x);
        BOOST_TEST(&y == &value.y);
        y = 7;
    });
    BOOST_TEST(value.y == 7);
}

BOOST_AUTO_TEST_CASE(of_a_const_struct_are_const) {
    const every_kind value{};
    renderbus::for_each_field(value,
                              [](auto& field) { static_assert(std::is_const_v<std::remove_reference_t<decltype(field)>>); });
    const point there{5, 6};
    BOOST_TEST(renderbus::with_fields(there, [](const int& x, const int& y) { return x * 10 + y; }) == 56);
}

BOOST_AUTO_TEST_CASE(of_an_empty_struct_are_none) {
    empty value;
    bool called = false;
    renderbus::for_each_field(value, [&](auto&) { called = true; });
    BOOST_TEST(!called);
    BOOST_TEST(renderbus::with_fields(value, [](auto&... field) { return sizeof...(field); }) == 0u);
}

BOOST_AUTO_TEST_CASE(can_be_visited_at_compile_time) {
    constexpr int sum = [] {
        point value{2, 3};
        int all = 0;
        renderbus::for_each_field(value, [&](int& field) { all += field; });
        return all;
    }();
    static_assert(sum == 5);
    BOOST_TEST(sum == 5);
}

BOOST_AUTO_TEST_SUITE_END()
