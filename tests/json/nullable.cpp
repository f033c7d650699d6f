// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using renderbus::from_json;
using renderbus::list;
using renderbus::nullable;
using renderbus::to_json;

static_assert(sizeof(nullable<std::int64_t>) <= sizeof(std::optional<std::int64_t>));
static_assert(sizeof(nullable<std::string>) <= sizeof(std::optional<std::string>));
static_assert(sizeof(nullable<bool>) <= sizeof(std::optional<bool>));
static_assert(std::is_trivially_copyable_v<nullable<int>> && !std::is_trivially_copyable_v<nullable<std::string>>);
static_assert(std::is_nothrow_move_constructible_v<nullable<std::string>>);
static_assert(!std::is_copy_constructible_v<nullable<std::unique_ptr<int>>>);
static_assert(!std::is_convertible_v<nullable<int>, bool> && !std::is_convertible_v<nullable<int>, nullable<bool>>);

constexpr bool known_at_compile_time() {
    nullable<int> value = 3;
    value = nullptr;
    const bool null = value.is_null();
    return null && value.emplace(4) == 4 && *value == 4;
}
static_assert(known_at_compile_time());

struct task {
    nullable<std::int64_t> id = {};
    nullable<std::string> layer_name = {};
    nullable<std::vector<task>> parts = {};
    list<nullable<double>> fees = {};
    list<task> others = {};
    friend bool operator==(const task&, const task&) = default;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(nullables)

BOOST_AUTO_TEST_CASE(are_absent_null_or_a_value) {
    nullable<std::string> text;
    BOOST_TEST((text.is_absent() && !text.is_null() && !text.has_value() && !text));
    text = nullptr;
    BOOST_TEST((!text.is_absent() && text.is_null() && !text.has_value() && !text));
    text = "night";
    BOOST_TEST((!text.is_absent() && !text.is_null() && text.has_value() && text));
    text = {};
    BOOST_TEST(text.is_absent());
    text.emplace(3, 'x');
    BOOST_TEST(*text == "xxx");
    text.reset();
    BOOST_TEST(text.is_absent());
}

BOOST_AUTO_TEST_CASE(give_their_value_as_an_optional_does) {
    nullable<std::string> text = "night";
    BOOST_TEST(text->size() == 5u);
    BOOST_TEST(text.value() == "night");
    BOOST_TEST(text.value_or("day") == "night");
    BOOST_TEST(std::move(text).value() == "night");
    for (nullable<std::string> none : {nullable<std::string>(), nullable<std::string>(nullptr)}) {
        BOOST_CHECK_THROW((void)none.value(), std::bad_optional_access);
        BOOST_CHECK_THROW((void)std::as_const(none).value(), std::bad_optional_access);
        BOOST_TEST(none.value_or("day") == "day");
    }
}

BOOST_AUTO_TEST_CASE(are_the_same_where_state_and_value_are) {
    const nullable<int> absent, null = nullptr, one = 1;
    BOOST_TEST((absent == absent && null == null && one == one));
    BOOST_TEST((absent != null && null != one && one != absent && one != nullable<int>(2)));
    BOOST_TEST((one == 1 && 1 == one && one != 2 && absent != 0 && null != 0));
    BOOST_TEST((null == nullptr && absent != nullptr && one != nullptr));
    BOOST_TEST((nullable<std::string>("x") == "x"));
}

BOOST_AUTO_TEST_CASE(are_copied_and_moved_in_every_state) {
    const std::vector<nullable<std::string>> states = {{}, nullptr, std::string("a text that is too long for its own room")};
    for (const auto& from : states) {
        BOOST_TEST((nullable<std::string>(from) == from));
        for (auto to : states) {
            to = from;
            BOOST_TEST((to == from));
            auto moved = to;
            to = std::move(moved);
            BOOST_TEST((to == from));
            auto& same = to;
            to = same;
            BOOST_TEST((to == from));
        }
    }
    nullable<std::unique_ptr<int>> owner = std::make_unique<int>(7);
    const auto next = std::move(owner);
    BOOST_TEST(**next == 7);
}

BOOST_AUTO_TEST_CASE(are_left_out_or_written_as_null) {
    BOOST_TEST(to_json(task{}) == "{}");
    task made{.id = nullptr, .layer_name = "", .parts = nullptr, .fees = {nullptr, 1.5}};
    BOOST_TEST(to_json(made) == R"({"id":null,"layerName":"","parts":null,"fees":[null,1.5]})");
    made.fees.set_null();
    made.parts = std::vector<task>{{.id = 2}};
    BOOST_TEST(to_json(made) == R"({"id":null,"layerName":"","parts":[{"id":2}],"fees":null})");
}

BOOST_AUTO_TEST_CASE(keep_null_apart_from_what_is_left_out_when_read) {
    const auto read = from_json<task>(R"({"id":null,"parts":[{"id":"7"},{}],"fees":null,"others":[]})").value();
    BOOST_TEST((read.id.is_null() && read.layer_name.is_absent()));
    BOOST_TEST(read.parts.value().size() == 2u);
    BOOST_TEST(((*read.parts)[0].id == 7 && (*read.parts)[1].id.is_absent()));
    BOOST_TEST((read.fees.is_null() && !read.fees.is_set()));
    BOOST_TEST((!read.others.is_null() && read.others.is_set()));
    BOOST_TEST((from_json<task>(to_json(read)).value() == read));
    BOOST_TEST(from_json<nullable<int>>("null").value().is_null());
    BOOST_TEST(from_json<task>(R"({"id":"x"})").error().message() ==
               "line 1, column 7: id: expected an integer, got \"x\"");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(are_unset_null_empty_or_full) {
    list<int> items;
    BOOST_TEST((!items.is_set() && !items.is_null()));
    items.set_null();
    BOOST_TEST((!items.is_set() && items.is_null() && items.empty() && items.begin() == items.end()));
    BOOST_TEST((items != list<int>()));
    items.push_back(1);
    BOOST_TEST((items.is_set() && !items.is_null() && items.size() == 1u));
    items.set_null();
    BOOST_TEST((items.items().empty() && items.is_set()));
    items.set_null();
    items.unset();
    BOOST_TEST((!items.is_set() && !items.is_null()));
}

BOOST_AUTO_TEST_SUITE_END()
