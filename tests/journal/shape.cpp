// SPDX-License-Identifier: BSL-1.0
#include <renderbus/journal/shape.hpp>
#include <renderbus/pipeline/states.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace rb = renderbus;

// One struct in many versions: as a program's versions would have it, in namespaces instead.
namespace first {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    int number = 0;
    part whole;
};
enum class kind : int {};
struct other_name {
    std::string name;
    int number = 0;
    part whole;
};
}  // namespace first

namespace {

/// Of `first::frame` as it stands in another version: only the fields tell the two apart.
template <class T>
std::string fields_of() {
    rb::detail::shape_text shape;
    shape.add<T>();
    auto text = shape.text();
    for (std::size_t at; (at = text.find("versions::")) != std::string::npos;) text.erase(at, text.find("::", at + 10) + 2 - at);
    return text;
}

}  // namespace

namespace versions {
namespace same {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    int number = 0;
    part whole;
};
}  // namespace same
namespace renamed {
struct part {
    int width = 0;
};
struct frame {
    std::string title;
    int number = 0;
    part whole;
};
}  // namespace renamed
namespace retyped {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    std::int64_t number = 0;
    part whole;
};
}  // namespace retyped
namespace unsigned_now {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    unsigned number = 0;
    part whole;
};
}  // namespace unsigned_now
namespace optional_now {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    std::optional<int> number;
    part whole;
};
}  // namespace optional_now
namespace reordered {
struct part {
    int width = 0;
};
struct frame {
    int number = 0;
    std::string name;
    part whole;
};
}  // namespace reordered
namespace longer {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    int number = 0;
    part whole;
    bool done = false;
};
}  // namespace longer
namespace shorter {
struct part {
    int width = 0;
};
struct frame {
    std::string name;
    int number = 0;
};
}  // namespace shorter
namespace inside {
struct part {
    int height = 0;
};
struct frame {
    std::string name;
    int number = 0;
    part whole;
};
}  // namespace inside
}  // namespace versions

namespace {

struct node {
    int value = 0;
    rb::list<node> children;
    std::vector<node> more;
};
struct uses_node {
    node one;
    node two;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_shape)

BOOST_AUTO_TEST_CASE(changes_with_names_order_and_types_of_fields) {
    namespace v = versions;
    const std::vector<std::string> all = {
        fields_of<v::same::frame>(),         fields_of<v::renamed::frame>(),      fields_of<v::retyped::frame>(),
        fields_of<v::unsigned_now::frame>(), fields_of<v::optional_now::frame>(), fields_of<v::reordered::frame>(),
        fields_of<v::longer::frame>(),       fields_of<v::shorter::frame>(),      fields_of<v::inside::frame>()};
    BOOST_TEST(all[0] == "frame{name:text,number:int32,whole:part{width:int32,},}");
    BOOST_TEST(std::set<std::string>(all.begin(), all.end()).size() == all.size());
}

BOOST_AUTO_TEST_CASE(is_another_for_every_type) {
    const std::vector<std::string> all = {
        rb::shape_of<int>(),
        rb::shape_of<unsigned>(),
        rb::shape_of<std::int64_t>(),
        rb::shape_of<std::int8_t>(),
        rb::shape_of<bool>(),
        rb::shape_of<float>(),
        rb::shape_of<double>(),
        rb::shape_of<std::string>(),
        rb::shape_of<first::kind>(),
        rb::shape_of<first::frame>(),
        rb::shape_of<first::other_name>(),
        rb::shape_of<versions::same::frame>(),
        rb::shape_of<std::vector<int>>(),
        rb::shape_of<rb::list<int>>(),
        rb::shape_of<rb::object_map<int>>(),
        rb::shape_of<std::optional<int>>(),
        rb::shape_of<std::tuple<>>(),
        rb::shape_of<std::tuple<int>>(),
        rb::shape_of<std::tuple<int, int>>(),
        rb::shape_of<std::tuple<std::tuple<int>, int>>(),
        rb::shape_of<std::tuple<int, std::tuple<int>>>(),
        rb::shape_of<std::vector<std::optional<int>>>(),
        rb::shape_of<std::optional<std::vector<int>>>(),
        rb::shape_of<rb::raw_json>(),
        rb::shape_of<rb::other_fields>(),
        rb::shape_of<rb::scene_file>(),
        rb::shape_of<rb::facts::uploaded>(),
        rb::shape_of<rb::analyzed>(),
        rb::shape_of<rb::checked>(),
        rb::shape_of<rb::uploaded>(),
        rb::shape_of<rb::submitted>(),
        rb::shape_of<rb::finished>(),
        rb::shape_of<rb::downloaded>(),
        rb::shape_of<node>(),
        rb::shape_of<uses_node>(),
    };
    BOOST_TEST(std::set<std::string>(all.begin(), all.end()).size() == all.size());
    for (const auto& one : all) BOOST_TEST(one.size() == 16u);
    BOOST_TEST((rb::shape_of<std::pair<int, int>>() == rb::shape_of<std::tuple<int, int>>()));
}

BOOST_AUTO_TEST_CASE(of_a_type_that_contains_itself_comes_to_an_end) {
    BOOST_TEST(fields_of<node>().ends_with("node{value:int32,children:list<#0>,more:vector<#0>,}"));
    BOOST_TEST(fields_of<uses_node>().ends_with("{value:int32,children:list<#1>,more:vector<#1>,},two:#1,}"));
}

BOOST_AUTO_TEST_SUITE_END()
