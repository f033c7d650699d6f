// SPDX-License-Identifier: BSL-1.0
#include "../json/random_values.hpp"

#include <renderbus/api/table.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/signing/canonical.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using renderbus::list;
using renderbus::object_map;
namespace signing = renderbus::signing;

std::string joined(const signing::canonical_body& body) { return signing::canonical_string({}, body); }
template <class T>
std::string signed_text(const T& request) {
    return joined(signing::flatten(request));
}
std::string signed_json(std::string_view json) { return joined(signing::flatten_text(json).value()); }

struct environment {
    std::int64_t env_id = 0;
    list<std::int64_t> plugin_ids;
};
struct nested {
    std::vector<environment> render_envs;
    std::optional<environment> main_env;
    object_map<std::string> words;
};
struct flat {
    std::string z_last;
    std::int64_t a_first = 0;
    std::optional<std::string> utc_timestamp = {};
    std::optional<std::int64_t> maybe = {};
    bool flag = false;
    std::uint8_t small = 7;
    double real = 0.5;
    static constexpr auto spellings = renderbus::spelled({{"utc_timestamp", "UTCTimestamp"}});
};
struct not_flat {
    flat same;
};
struct kept_parts {
    renderbus::raw_json part;
    std::vector<renderbus::raw_json> parts;
    renderbus::other_fields others;
    float small_real = 0.1f;
};

struct nulls {
    renderbus::nullable<std::string> text;
    renderbus::nullable<std::int64_t> number;
    renderbus::nullable<environment> inner;
    list<std::string> names;
    std::vector<std::optional<bool>> flags;
    double real = 0;
};

enum class side { left, right };
struct sided {
    side looks = side::right;
    std::vector<side> all = {side::left};
    std::optional<side> maybe = side::left;
};

/// A JSON value and what is signed of it, each made without the library.
struct naive {
    std::string text;
    std::vector<std::pair<std::string, std::string>> entries;  // what follows the name, and the value
};

class naive_maker {
public:
    explicit naive_maker(std::uint64_t seed) : bits_(seed) {}

    naive object(int depth) {
        naive made{"{", {}};
        std::map<std::string, naive> members;
        for (auto count = bits_() % 5; count > 0; --count) members.insert_or_assign(name(), value(depth + 1));
        for (const auto& [name, member] : members) {
            made.text += (made.text.size() > 1 ? space() + "," : "") + space() + "\"" + name + "\"" + space() + ":" + space() +
                         member.text;
            for (const auto& [rest, value] : member.entries) made.entries.push_back({(depth ? "." : "") + name + rest, value});
        }
        made.text += space() + "}";
        return made;
    }

private:
    naive value(int depth) {
        switch (bits_() % (depth < 5 ? 8 : 6)) {
            case 0: return {"null", {{"", "None"}}};
            case 1: return {"true", {{"", "True"}}};
            case 2: return {"false", {{"", "False"}}};
            case 3: return {R"("a\u00e9\"\\\n& =")", {{"", "aé\"\\\n& ="}}};
            case 4: return {"\"\"", {{"", ""}}};
            case 5: {
                const auto digits = std::to_string(static_cast<std::int64_t>(bits_()));
                return {digits, {{"", digits}}};
            }
            case 6: return array(depth);
            default: return object(depth);
        }
    }
    naive array(int depth) {
        naive made{"[", {}};
        const auto count = bits_() % 13;
        for (std::size_t i = 0; i < count; ++i) {
            const auto item = value(depth + 1);
            made.text += (i ? "," : "") + space() + item.text + space();
            for (const auto& [rest, value] : item.entries) made.entries.push_back({std::to_string(i) + rest, value});
        }
        made.text += "]";
        return made;
    }
    std::string name() {
        static constexpr const char* names[] = {"a", "a0", "b", "Z", "taskIds", "UTC", "_", "名"};
        return names[bits_() % std::size(names)] + std::string(bits_() % 2, 'x');
    }
    std::string space() { return std::string(bits_() % 4 == 0 ? 1 : 0, " \n\t\r"[bits_() % 4]); }

    std::mt19937_64 bits_;
};

template <class Request>
void check_endpoint(std::uint64_t seed) {
    Request request;
    random_values::generator(seed).fill(request);
    const auto text = renderbus::to_json(request);
    BOOST_TEST(signed_text(request) == signed_json(text), Request::at.name << ": " << text);
}
template <class... Request>
void check_endpoints(renderbus::type_list<Request...>, std::uint64_t seed) {
    (check_endpoint<Request>(seed), ...);
}

}  // namespace

template <>
struct renderbus::wire_form<side> {
    static result<side> from_wire(const std::string& wire) { return wire == "left" ? side::left : side::right; }
    static std::string to_wire(side value) { return value == side::left ? "left" : "right"; }
};

BOOST_AUTO_TEST_SUITE(canonical)

BOOST_AUTO_TEST_CASE(nested_objects_and_lists_join_their_names) {
    const nested request{.render_envs = {{1, {2, 3}}, {4, {}}}, .main_env = environment{5, {}}, .words = {{"b", "x"}, {"a", ""}}};
    const std::string expected = "mainEnv.envId=5&renderEnvs0.envId=1&renderEnvs0.pluginIds0=2&renderEnvs0.pluginIds1=3&"
                                 "renderEnvs1.envId=4&words.a=&words.b=x";
    BOOST_TEST(signed_text(request) == expected);
    BOOST_TEST(signed_json(renderbus::to_json(request)) == expected);
    BOOST_TEST(signed_json(R"({"renderEnvs":[{"envId":1,"pluginIds":[2,3]}]})") ==
               "renderEnvs0.envId=1&renderEnvs0.pluginIds0=2&renderEnvs0.pluginIds1=3");
}

BOOST_AUTO_TEST_CASE(what_is_empty_or_unset_gives_nothing) {
    BOOST_TEST(signed_text(nested{}) == "");
    BOOST_TEST(signed_json("{}") == "");
    BOOST_TEST(signed_json(R"({"a":[],"b":{},"c":[[],{}],"d":{"e":[]}})") == "");
    BOOST_TEST(signed_json(R"({"a":[[1],[],[2,[3]]]})") == "a00=1&a20=2&a210=3");
    BOOST_TEST(signed_text(renderbus::api::tag::names{}) == "");
    renderbus::api::task::create request;
    request.labels.items();
    BOOST_TEST(signed_text(request) == "count=1&taskUserLevel=50");
}

BOOST_AUTO_TEST_CASE(values_are_signed_as_printed) {
    BOOST_TEST(signed_json(R"({"a":null,"b":true,"c":false,"d":"","e":1.50,"f":"x y&z=1","g":"\u00e9\n"})") ==
               "a=None&b=True&c=False&d=&e=1.50&f=x y&z=1&g=é\n");
    BOOST_TEST(signed_text(flat{.z_last = "z", .utc_timestamp = "", .flag = true}) ==
               "UTCTimestamp=&aFirst=0&flag=True&real=0.5&small=7&zLast=z");
}

BOOST_AUTO_TEST_CASE(names_are_in_the_order_of_their_bytes) {
    BOOST_TEST(signed_json(R"({"accessId":1,"UTCTimestamp":2})") == "UTCTimestamp=2&accessId=1");
    BOOST_TEST(signed_json(R"({"a":[0,1,2,3,4,5,6,7,8,9,10]})") == "a0=0&a1=1&a10=10&a2=2&a3=3&a4=4&a5=5&a6=6&a7=7&a8=8&a9=9");
    BOOST_TEST(signed_json(R"({"a0":1,"a":{"b":2}})") == "a.b=2&a0=1");
    BOOST_TEST(signed_json(R"({"b":1,"a":2,"a0":3,"a.b":4,"a-":5,"A":6,"_":7})") == "A=6&_=7&a=2&a-=5&a.b=4&a0=3&b=1");
    BOOST_TEST(signed_json(R"({"名":1,"z":2,"é":3})") == "z=2&é=3&名=1");
}

BOOST_AUTO_TEST_CASE(a_name_of_the_body_takes_the_place_of_a_header) {
    const auto body = signing::flatten_text(R"({"platform":62,"pageNum":1})").value();
    BOOST_TEST(signing::canonical_string({{"platform", "2"}, {"channel", "4"}}, body) == "channel=4&pageNum=1&platform=62");
    const auto deeper = signing::flatten_text(R"({"platform":{"a":1},"channel":[5]})").value();
    BOOST_TEST(signing::canonical_string({{"platform", "2"}, {"channel", "4"}}, deeper) ==
               "channel=4&channel0=5&platform=2&platform.a=1");
    BOOST_TEST(signing::canonical_string({{"b", "1"}, {"a", "2"}}, {}) == "a=2&b=1");
    BOOST_TEST(signing::canonical_string({}, {}) == "");
}

BOOST_AUTO_TEST_CASE(headers_in_their_order_are_signed_as_any_others) {
    for (const char* json : {"{}", R"({"accessId":"mine"})", R"({"a":1,"m":{"n":2},"zone":3})", R"({"A":1,"channel":5,"channel":6})"}) {
        const auto body = signing::flatten_text(json).value();
        const signing::header headers[] = {{"accessId", "me"}, {"channel", "4"}, {"version", ""}};
        const auto canonical = signing::canonical_string({{"version", ""}, {"channel", "4"}, {"accessId", "me"}}, body);
        BOOST_TEST(signing::string_to_sign("farm:8443", "/api/x", headers, body) ==
                   signing::string_to_sign("farm:8443", "/api/x", canonical));
    }
    BOOST_TEST(signing::string_to_sign("farm", "/x", {}, {}) == "[POST]farm:/x&");
}

BOOST_AUTO_TEST_CASE(method_domain_and_path_stand_in_front) {
    BOOST_TEST(signing::string_to_sign("task.renderbus.com:8443", "/api/x", "a=1&b=2") ==
               "[POST]task.renderbus.com:8443:/api/x&a=1&b=2");
}

BOOST_AUTO_TEST_CASE(flat_requests_are_sorted_as_others_are) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        flat request;
        random_values::generator(seed).fill(request);
        const auto sorted = signed_text(request);
        BOOST_TEST(sorted == signed_json(renderbus::to_json(request)));
        std::string prefixed;
        for (const auto& [name, value] : signing::flatten(not_flat{request}).entries()) {
            BOOST_TEST(name.starts_with("same."));
            prefixed += (prefixed.empty() ? "" : "&") + name.substr(5) + "=" + value;
        }
        BOOST_TEST(sorted == prefixed);
    }
}

BOOST_AUTO_TEST_CASE(every_endpoint_is_signed_as_its_text_is) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) check_endpoints(renderbus::api::table{}, seed);
}

BOOST_AUTO_TEST_CASE(parts_of_any_kind_are_signed_as_their_text_is) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        kept_parts request;
        random_values::generator(seed).fill(request);
        BOOST_TEST(signed_text(request) == signed_json(renderbus::to_json(request)));
    }
    kept_parts request{.part = {R"({"a":[1,null]})"}, .parts = {{"\"x\""}}, .others = {{{"z", {"[true]"}}}}};
    BOOST_TEST(signed_text(request) == "part.a0=1&part.a1=None&parts0=x&smallReal=0.10000000149011612&z0=True");
}

BOOST_AUTO_TEST_CASE(null_is_signed_where_it_is_written) {
    nulls request;
    BOOST_TEST(signed_text(request) == "real=0");
    request = {.text = nullptr, .number = 5, .inner = nullptr, .names = {}, .flags = {true, {}}, .real = 1 / request.real};
    request.names.set_null();
    BOOST_TEST(signed_text(request) == "flags0=True&flags1=None&inner=None&names=None&number=5&real=None&text=None");
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        random_values::generator(seed).fill(request);
        BOOST_TEST(signed_text(request) == signed_json(renderbus::to_json(request)));
    }
}

BOOST_AUTO_TEST_CASE(types_with_a_wire_form_are_signed_in_that_form) {
    BOOST_TEST(renderbus::to_json(sided{}) == R"({"looks":"right","all":["left"],"maybe":"left"})");
    BOOST_TEST(signed_text(sided{}) == "all0=left&looks=right&maybe=left");
    struct flat_sided {
        side looks = side::left;
    };
    BOOST_TEST(signed_text(flat_sided{}) == "looks=left");
}

BOOST_AUTO_TEST_CASE(agree_with_another_implementation_on_random_bodies) {
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        const auto made = naive_maker(seed).object(0);
        std::multimap<std::string, std::string> sorted(made.entries.begin(), made.entries.end());
        if (std::map<std::string, std::string>(made.entries.begin(), made.entries.end()).size() != sorted.size()) continue;
        std::string expected;
        for (const auto& [name, value] : sorted) expected += (expected.empty() ? "" : "&") + name + "=" + value;
        BOOST_TEST(signed_json(made.text) == expected, "seed " << seed << ": " << made.text);
    }
}

BOOST_AUTO_TEST_CASE(texts_that_are_no_object_are_refused) {
    for (const auto text : {"", "[]", "1", "null", "{", "{\"a\":1,}", "{} x", "\"a\""}) {
        auto flattened = signing::flatten_text(text);
        BOOST_TEST(!flattened.has_value(), text);
    }
    BOOST_TEST(signing::flatten_text(R"({"a":[{"b":nope}]})").error().message() ==
               "line 1, column 12: a[0].b: no JSON value begins here");
    BOOST_TEST(!signing::flatten_text("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
