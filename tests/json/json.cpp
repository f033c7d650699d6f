// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using renderbus::data_errc;
using renderbus::from_json;
using renderbus::list;
using renderbus::object_map;
using renderbus::other_fields;
using renderbus::raw_json;
using renderbus::to_json;

enum class state : std::uint8_t { waiting = 0, rendering = 5, done = 25 };

/// A number that is always even, and has no default: it exists only after its rule was checked.
class even {
public:
    static renderbus::result<even> parse(std::int64_t number) {
        if (number % 2 == 0) return even(number);
        return renderbus::failure{data_errc::invalid_value, {}, std::to_string(number) + " is odd", {}};
    }
    std::int64_t number() const { return number_; }

private:
    explicit even(std::int64_t number) : number_(number) {}
    std::int64_t number_;
};

struct camera {
    std::string shape_name;
    double focal_length = 35;
    friend bool operator==(const camera&, const camera&) = default;
};
struct task {
    std::int64_t id = -1;
    bool is_open = false;
    state task_status = state::waiting;
    std::optional<std::string> layer_name = {};
    std::vector<camera> cameras = {};
    list<std::string> labels = {};
    object_map<std::int64_t> counts = {};
    std::optional<camera> main_camera = {};
    list<task> parts = {};
    raw_json extra = {"{}"};
    friend bool operator==(const task&, const task&) = default;
};
struct open_task {
    std::int64_t id = 0;
    other_fields others = {};
    std::string name = {};
    friend bool operator==(const open_task&, const open_task&) = default;
};
struct frame_step {
    even step = *even::parse(2);
    std::optional<even> other = {};
    std::vector<even> more = {};
    renderbus::nullable<even> third = {};
};

template <class T>
std::string refusal(std::string_view text, const renderbus::read_options& options = {}) {
    auto outcome = from_json<T>(text, options);
    BOOST_TEST_REQUIRE(!outcome.has_value(), "it takes " << text);
    return outcome.error().message();
}

}  // namespace

template <>
struct renderbus::wire_form<even> {
    static result<even> from_wire(std::int64_t wire) { return even::parse(wire); }
    static std::int64_t to_wire(const even& value) { return value.number(); }
};

BOOST_AUTO_TEST_SUITE(structs)

BOOST_AUTO_TEST_CASE(are_written_in_the_order_of_their_fields_without_what_is_unset) {
    BOOST_TEST(to_json(task{}) == R"({"id":-1,"isOpen":false,"taskStatus":0,"cameras":[],"counts":{},"extra":{}})");
    task full{.id = 7,
              .is_open = true,
              .task_status = state::done,
              .layer_name = "a\"b",
              .cameras = {{"perspShape", 50.5}},
              .labels = {"night", "x"},
              .counts = {{"done", 3}, {"failed", 0}},
              .main_camera = camera{"c", 1},
              .parts = {task{.id = 8}},
              .extra = {"[1, 2]"}};
    BOOST_TEST(
        to_json(full) ==
        R"({"id":7,"isOpen":true,"taskStatus":25,"layerName":"a\"b","cameras":[{"shapeName":"perspShape","focalLength":50.5}],)"
        R"("labels":["night","x"],"counts":{"done":3,"failed":0},"mainCamera":{"shapeName":"c","focalLength":1},)"
        R"("parts":[{"id":8,"isOpen":false,"taskStatus":0,"cameras":[],"counts":{},"extra":{}}],"extra":[1, 2]})");
    BOOST_TEST((from_json<task>(to_json(full)).value() == full));
}

BOOST_AUTO_TEST_CASE(are_read_in_any_order) {
    const auto read =
        from_json<task>(R"( {"parts":[{"id":2},{"id":3}], "labels":[], "taskStatus":"5", "isOpen":1, "id":"9"} )").value();
    BOOST_TEST(read.id == 9);
    BOOST_TEST(read.is_open);
    BOOST_TEST((read.task_status == state::rendering));
    BOOST_TEST(read.parts.size() == 2u);
    BOOST_TEST(read.parts[1].id == 3);
    BOOST_TEST(read.labels.is_set());
}

BOOST_AUTO_TEST_CASE(keep_the_defaults_of_fields_that_are_not_named) {
    BOOST_TEST((from_json<task>("{}").value() == task{}));
    BOOST_TEST(from_json<task>(R"({"cameras":[{"shapeName":"x"}]})").value().cameras[0].focal_length == 35);
}

BOOST_AUTO_TEST_CASE(take_null_where_something_is_optional) {
    const auto read = from_json<task>(R"({"layerName":null,"labels":null,"mainCamera":null,"parts":null,"extra":null})").value();
    BOOST_TEST(!read.layer_name.has_value());
    BOOST_TEST((!read.labels.is_set() && read.labels.is_null()));
    BOOST_TEST(!read.main_camera.has_value());
    BOOST_TEST(read.extra.text == "null");
}

BOOST_AUTO_TEST_CASE(refuse_null_elsewhere) {
    BOOST_TEST(refusal<task>(R"({"id":null})") == "line 1, column 7: id: expected an integer, got null");
    BOOST_TEST(refusal<task>(R"({"isOpen":null})") == "line 1, column 11: isOpen: expected true or false, got null");
    BOOST_TEST(refusal<task>(R"({"cameras":null})") == "line 1, column 12: cameras: expected a list, got null");
    BOOST_TEST(refusal<task>(R"({"counts":null})") == "line 1, column 11: counts: expected an object, got null");
    BOOST_TEST(refusal<task>(R"({"cameras":[null]})") == "line 1, column 13: cameras[0]: expected an object, got null");
    BOOST_TEST(refusal<task>("null") == "line 1, column 1: expected an object, got null");
}

BOOST_AUTO_TEST_CASE(tell_an_unset_list_from_an_empty_one) {
    BOOST_TEST(to_json(task{.labels = {}}).find("labels") == std::string::npos);
    task empty;
    empty.labels = list<std::string>(std::vector<std::string>{});
    BOOST_TEST(to_json(empty).find(R"("labels":[])") != std::string::npos);
    BOOST_TEST(from_json<task>(R"({"labels":[]})").value().labels.is_set());
    const auto null = from_json<task>(R"({"labels":null})").value();
    BOOST_TEST((!null.labels.is_set() && null.labels.is_null() && null != task{}));
    BOOST_TEST(to_json(null).find(R"("labels":null)") != std::string::npos);
    const auto unset = from_json<task>("{}").value();
    BOOST_TEST((!unset.labels.is_set() && !unset.labels.is_null()));
}

BOOST_AUTO_TEST_CASE(skip_fields_that_they_do_not_have) {
    const auto read = from_json<task>(R"({"x":{"id":1,"y":[{}]},"id":3,"z":"}","":null})").value();
    BOOST_TEST(read.id == 3);
}

BOOST_AUTO_TEST_CASE(check_what_they_skip) {
    BOOST_TEST(refusal<task>(R"({"x":[01]})") == "line 1, column 7: x: this is no JSON number");
    BOOST_TEST(refusal<task>("{\"x\":\"\xff\"}").find("the text is not UTF-8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(can_refuse_what_they_do_not_have) {
    const renderbus::read_options strict{.refuse_unknown = true};
    BOOST_TEST(from_json<task>(R"({"id":3,"extra":{"unheard":1},"counts":{"any":1}})", strict).value().id == 3);
    auto outcome = from_json<task>(R"({"id":3,"mainCamera":{"zoom":1}})", strict);
    BOOST_TEST_REQUIRE(!outcome.has_value());
    BOOST_TEST(outcome.error().code == data_errc::unknown_field);
    BOOST_TEST(outcome.error().cause == "mainCamera.zoom: nobody knows this field");
    BOOST_TEST(refusal<task>(R"({"parts":[{},{"cameras":[{"zoom": 1}]}]})", strict) ==
               "line 1, column 34: parts[1].cameras[0].zoom: nobody knows this field");
    BOOST_TEST(from_json<open_task>(R"({"id":3,"zoom":1})", strict).value().others.fields.size() == 1u);
}

BOOST_AUTO_TEST_CASE(can_keep_what_they_do_not_have) {
    const std::string_view text = R"({"z": [1, 2 ],"id":5,"a":{"b" : null},"name":"n","others":7,"":"é"})";
    const auto read = from_json<open_task>(text).value();
    BOOST_TEST(read.id == 5);
    BOOST_TEST(read.name == "n");
    BOOST_TEST(read.others.fields.size() == 4u);
    BOOST_TEST(read.others.fields.find("z")->text == "[1, 2 ]");
    BOOST_TEST(read.others.fields.find("others")->text == "7");
    BOOST_TEST(to_json(read) == R"({"id":5,"name":"n","z":[1, 2 ],"a":{"b" : null},"others":7,"":"é"})");
    BOOST_TEST((from_json<open_task>(to_json(read)).value() == read));
}

BOOST_AUTO_TEST_CASE(of_a_repeated_name_keep_the_last) {
    BOOST_TEST(from_json<task>(R"({"id":1,"id":2,"labels":["a"],"labels":["b"]})").value().labels[0] == "b");
    BOOST_TEST(from_json<task>(R"({"id":1,"labels":[],"id":2})").value().id == 2);
    const auto map = from_json<object_map<int>>(R"({"a":1,"b":2,"a":3,"c":4,"b":5,"a":6})").value();
    BOOST_TEST((map == object_map<int>{{"a", 6}, {"b", 5}, {"c", 4}}));
    const auto open = from_json<open_task>(R"({"x":1,"y":2,"x":3})").value();
    BOOST_TEST(to_json(open) == R"({"id":0,"name":"","x":3,"y":2})");
}

BOOST_AUTO_TEST_CASE(match_names_with_escapes_in_them) {
    BOOST_TEST(from_json<task>(R"({"\u0069\u0064":4,"l\u0061bels":["q"]})").value().id == 4);
    BOOST_TEST(from_json<open_task>(R"({"na\u006de":"x","\"":1})").value().others.fields.find("\"")->text == "1");
}

BOOST_AUTO_TEST_CASE(nest_to_the_depth_limit_and_no_deeper) {
    const auto nested = [](int levels) {
        std::string text = "{\"id\":1}";
        for (int i = 1; i < levels; ++i) text = "{\"parts\":[" + text + "]}";
        return text;
    };
    BOOST_TEST(from_json<task>(nested(32), {.depth_limit = 63}).has_value());
    const auto why = from_json<task>(nested(32), {.depth_limit = 62}).error();
    BOOST_TEST(why.code == data_errc::too_deep);
    BOOST_TEST(why.cause.ends_with(".parts[0]: nested deeper than 62 levels"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_forms)

BOOST_AUTO_TEST_CASE(stand_for_types_with_a_rule) {
    const auto read = from_json<frame_step>(R"({"step":"4","other":6,"more":[8,10]})").value();
    BOOST_TEST(read.step.number() == 4);
    BOOST_TEST(read.other->number() == 6);
    BOOST_TEST(read.more.size() == 2u);
    BOOST_TEST(to_json(read) == R"({"step":4,"other":6,"more":[8,10]})");
    BOOST_TEST(from_json<even>("12").value().number() == 12);
    BOOST_TEST(!from_json<frame_step>(R"({"other":null})").value().other.has_value());
    BOOST_TEST(from_json<frame_step>(R"({"third":null})").value().third.is_null());
    BOOST_TEST(to_json(from_json<frame_step>(R"({"third":"12"})").value()) == R"({"step":2,"more":[],"third":12})");
}

BOOST_AUTO_TEST_CASE(refuse_what_breaks_the_rule_at_its_place) {
    BOOST_TEST(refusal<frame_step>("{\"step\": 3}") == "line 1, column 10: step: 3 is odd");
    BOOST_TEST(refusal<frame_step>("{\"other\":\n 5}") == "line 2, column 2: other: 5 is odd");
    BOOST_TEST(refusal<frame_step>("{\"third\":5}") == "line 1, column 10: third: 5 is odd");
    BOOST_TEST(refusal<frame_step>(R"({"more":[2,"7"]})") == "line 1, column 12: more[1]: 7 is odd");
    BOOST_TEST(refusal<frame_step>(R"({"step":"x"})") == "line 1, column 9: step: expected an integer, got \"x\"");
    BOOST_TEST(from_json<even>("3").error().code == data_errc::invalid_value);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(parts_kept_as_they_came)

BOOST_AUTO_TEST_CASE(are_checked_and_copied) {
    BOOST_TEST(from_json<raw_json>(" [1,  {\"a\" :\"\\u00e9\"}] ").value().text == "[1,  {\"a\" :\"\\u00e9\"}]");
    BOOST_TEST(from_json<std::vector<raw_json>>("[1.50, null ,{}]").value()[0].text == "1.50");
    BOOST_TEST(!from_json<raw_json>("[1,]").has_value());
    BOOST_TEST(!from_json<std::vector<raw_json>>("[,]").has_value());
}

BOOST_AUTO_TEST_CASE(are_written_as_they_are) {
    BOOST_TEST(to_json(std::vector<raw_json>{{"[ 1 ]"}, {"null"}}) == "[[ 1 ],null]");
}

BOOST_AUTO_TEST_SUITE_END()
