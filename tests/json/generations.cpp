// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>
#include <renderbus/signing/canonical.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace {

using renderbus::from_json;
using renderbus::list;
using renderbus::only_in_other_generation;
using renderbus::to_json;

struct part {
    std::int64_t ram = 64;
    std::string os_name = {};
    static constexpr auto only_in = renderbus::only_in_generation({{"os_name", 2}});
    friend bool operator==(const part&, const part&) = default;
};
struct call {
    std::int64_t task_ids = 0;
    std::optional<std::string> artist = {};
    std::int64_t level = 50;
    std::string isolation = {};
    list<part> parts = {};
    std::int64_t utc_timestamp = 0;
    static constexpr auto spellings =
        renderbus::spelled({{"task_ids", "taskIds", 1}, {"task_ids", "taskId", 2}, {"utc_timestamp", "UTCTimestamp"}});
    static constexpr auto only_in = renderbus::only_in_generation({{"artist", 2}, {"level", 2}, {"isolation", 1}});
    friend bool operator==(const call&, const call&) = default;
};
struct half_spelled {
    int old_name = 0;
    int new_name = 0;
    static constexpr auto spellings = renderbus::spelled({{"old_name", "oldOne", 1}, {"new_name", "newOne", 2}});
};
struct plain {
    int old_name = 0;
    static constexpr auto spellings = renderbus::spelled({{"old_name", "any"}});
};

static_assert(renderbus::has_generations<call> && renderbus::has_generations<half_spelled> && renderbus::has_generations<part>);
static_assert(!renderbus::has_generations<plain>);

std::string text_in(const call& value, int generation) { return to_json(value, {.generation = generation}); }
std::string signed_in(const call& value, int generation) {
    return renderbus::signing::canonical_string({}, renderbus::signing::flatten(value, generation));
}

const call full{.task_ids = 7, .artist = "ann", .level = 60, .isolation = "x", .parts = {part{8, "linux"}}, .utc_timestamp = 9};

}  // namespace

BOOST_AUTO_TEST_SUITE(generations)

BOOST_AUTO_TEST_CASE(name_and_leave_out_fields_by_their_own_rule) {
    BOOST_TEST(text_in(full, 1) == R"({"taskIds":7,"isolation":"x","parts":[{"ram":8}],"UTCTimestamp":9})");
    BOOST_TEST(text_in(full, 2) ==
               R"({"taskId":7,"artist":"ann","level":60,"parts":[{"ram":8,"osName":"linux"}],"UTCTimestamp":9})");
    BOOST_TEST(
        text_in(full, 0) ==
        R"({"taskId":7,"artist":"ann","level":60,"isolation":"x","parts":[{"ram":8,"osName":"linux"}],"UTCTimestamp":9})");
    BOOST_TEST(to_json(half_spelled{}, {.generation = 1}) == R"({"oldOne":0,"newName":0})");
    BOOST_TEST(to_json(half_spelled{}, {.generation = 2}) == R"({"oldName":0,"newOne":0})");
    BOOST_TEST(to_json(half_spelled{}) == R"({"oldName":0,"newOne":0})");
    BOOST_TEST(to_json(plain{}, {.generation = 1}) == R"({"any":0})");
}

BOOST_AUTO_TEST_CASE(are_signed_as_they_are_written) {
    BOOST_TEST(signed_in(full, 1) == "UTCTimestamp=9&isolation=x&parts0.ram=8&taskIds=7");
    BOOST_TEST(signed_in(full, 2) == "UTCTimestamp=9&artist=ann&level=60&parts0.osName=linux&parts0.ram=8&taskId=7");
    for (const int generation : {0, 1, 2}) {
        const auto parsed = renderbus::signing::flatten_text(text_in(full, generation)).value();
        BOOST_TEST(signed_in(full, generation) == renderbus::signing::canonical_string({}, parsed));
    }
}

BOOST_AUTO_TEST_CASE(are_both_read) {
    BOOST_TEST(from_json<call>(R"({"taskIds":7})").value().task_ids == 7);
    BOOST_TEST(from_json<call>(R"({"taskId":7})").value().task_ids == 7);
    BOOST_TEST(from_json<call>(R"({"taskIds":7,"taskId":8})").value().task_ids == 8);
    for (const int generation : {0, 1, 2}) {
        const auto text = text_in(full, generation);
        BOOST_TEST(text_in(from_json<call>(text, {.refuse_unknown = true}).value(), generation) == text);
    }
    BOOST_TEST((from_json<call>(text_in(full, 0)).value() == full));
    BOOST_TEST(from_json<call>(R"({"":1})", {.refuse_unknown = true}).error().cause == "nobody knows this field");
    BOOST_TEST(from_json<call>(R"({"taskIds":"x"})").error().cause == "taskIds: expected an integer, got \"x\"");
}

BOOST_AUTO_TEST_CASE(tell_what_is_set_in_vain) {
    BOOST_TEST(only_in_other_generation(call{}, 1) == "");
    BOOST_TEST(only_in_other_generation(call{}, 2) == "");
    BOOST_TEST(only_in_other_generation(full, 0) == "");
    BOOST_TEST(only_in_other_generation(full, 1) == "artist");
    BOOST_TEST(only_in_other_generation(full, 2) == "isolation");
    BOOST_TEST(only_in_other_generation(call{.level = 60}, 1) == "level");
    BOOST_TEST(only_in_other_generation(call{.parts = {part{}, part{.os_name = "linux"}}}, 1) == "osName");
    BOOST_TEST(only_in_other_generation(call{.artist = ""}, 1) == "artist");
    BOOST_TEST(only_in_other_generation(plain{.old_name = 1}, 1) == "");
}

BOOST_AUTO_TEST_SUITE_END()
