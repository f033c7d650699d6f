// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/values.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace {

using renderbus::list;
using renderbus::object_map;

struct labelled {
    int count = 1;
    list<std::string> labels = {};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(lists)

BOOST_AUTO_TEST_CASE(are_made_from_their_items) {
    const std::string night = "night";
    const labelled made{.labels = {night, "lighting"}};
    BOOST_TEST(made.labels.size() == 2u);
    BOOST_TEST(made.labels[0] == "night");
    BOOST_TEST(made.labels[1] == "lighting");
    const list<std::int64_t> numbers{1, 2, 3};
    BOOST_TEST(numbers[2] == 3);
    const list<std::string> one = {"night"};
    BOOST_TEST(one.front() == "night");
}

BOOST_AUTO_TEST_CASE(are_made_from_vectors) {
    const std::vector<std::string> items{"a", "b"};
    const list<std::string> copied = items;
    const list<std::string> moved(std::vector<std::string>{"c"});
    BOOST_TEST(copied.size() == 2u);
    BOOST_TEST(moved[0] == "c");
    BOOST_TEST((labelled{.labels = items}).labels[1] == "b");
}

BOOST_AUTO_TEST_CASE(are_unset_empty_or_full) {
    list<int> some;
    BOOST_TEST(!some.is_set());
    BOOST_TEST(some.empty());
    BOOST_TEST(some.size() == 0u);
    BOOST_TEST((some.begin() == some.end()));
    BOOST_TEST(!labelled{}.labels.is_set());
    some.items();
    BOOST_TEST(some.is_set());
    BOOST_TEST(some.empty());
    BOOST_TEST((some == list<int>(std::vector<int>{})));
    BOOST_TEST((some != list<int>{}));
    some.push_back(5) = 6;
    BOOST_TEST(some[0] == 6);
    some.unset();
    BOOST_TEST(!some.is_set());
    BOOST_TEST((some == list<int>{}));
    some.push_back(1);
    BOOST_TEST(some.is_set());
}

BOOST_AUTO_TEST_CASE(are_walked_through_in_order) {
    list<int> some{1, 2, 3};
    for (int& item : some) item *= 10;
    int sum = 0;
    for (const int item : std::as_const(some)) sum += item;
    BOOST_TEST(sum == 60);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(maps)

BOOST_AUTO_TEST_CASE(keep_their_order_and_find_by_name) {
    object_map<int> map{{"z", 1}, {"a", 2}};
    map["m"] = 3;
    map["z"] = 4;
    std::string names;
    for (const auto& [name, value] : map) names += name + std::to_string(value);
    BOOST_TEST(names == "z4a2m3");
    BOOST_TEST(*map.find("m") == 3);
    BOOST_TEST(map.find("q") == nullptr);
    BOOST_TEST(map.erase("a"));
    BOOST_TEST(!map.erase("a"));
    BOOST_TEST(map.size() == 2u);
    *map.find("z") = 9;
    BOOST_TEST(*std::as_const(map).find("z") == 9);
}

BOOST_AUTO_TEST_CASE(drop_repeated_names_when_told) {
    object_map<std::string> map;
    for (const auto* entry : {"a1", "b1", "a2", "c1", "b2", "a3", "d1"}) map.append(std::string(1, entry[0])) = entry;
    map.drop_repeated();
    BOOST_TEST((map == object_map<std::string>{{"a", "a3"}, {"b", "b2"}, {"c", "c1"}, {"d", "d1"}}));
    map.drop_repeated();
    BOOST_TEST(map.size() == 4u);
    object_map<std::string> none;
    none.drop_repeated();
    BOOST_TEST(none.empty());
}

BOOST_AUTO_TEST_SUITE_END()
