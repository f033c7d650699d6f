// SPDX-License-Identifier: BSL-1.0
#include <renderbus/journal/content_key.hpp>
#include <renderbus/journal/journal_line.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace rb = renderbus;

namespace {

struct shot {
    std::string path;
};
struct settings {
    std::string camera;
    int ram = 64;
};

std::string key_of(const std::vector<std::pair<std::string, std::string>>& parts) {
    rb::content_key key;
    for (const auto& [label, content] : parts) key.add(label, content);
    return key.finish();
}

}  // namespace

/// A shot stands for the file that it names.
template <>
struct renderbus::journal_content<shot> {
    static result<std::string> of(const shot& value) {
        if (value.path == "missing") return failure{scene_errc::missing_file, value.path, "there is no such file", ""};
        return "content of " + value.path;
    }
};

BOOST_AUTO_TEST_SUITE(a_content_key)

BOOST_AUTO_TEST_CASE(is_the_sha256_of_its_parts_each_with_its_length) {
    // As Python's hashlib has it: each text after its length, eight bytes, lowest first.
    rb::content_key key;
    const auto none = key.finish();
    BOOST_TEST(rb::detail::check_key(none).has_value());
    BOOST_TEST(none == "12a62002e0385e8fa1275fa3ebac05e000a15f2eba525d864feac60de41e9027");
    BOOST_TEST(key.add("a", "bc").finish() == "72ccb8f428364a22a93e0bf6a00f8ed449f5568476d74f7a1070815a75c821c0");
    BOOST_TEST(key.finish() == none);
}

BOOST_AUTO_TEST_CASE(is_another_for_every_list_of_parts) {
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> seen;
    std::mt19937_64 bits(1);
    const auto text = [&] {
        std::string made;
        for (auto length = bits() % 4; length > 0; --length) made += "ab\0\x01"[bits() % 4];
        return made;
    };
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::pair<std::string, std::string>> parts(bits() % 4);
        for (auto& [label, content] : parts) label = text(), content = text();
        const auto [known, added] = seen.try_emplace(key_of(parts), parts);
        BOOST_TEST_REQUIRE((added || known->second == parts));
    }
    BOOST_TEST(seen.size() > 10'000u);
}

BOOST_AUTO_TEST_CASE(takes_values_as_the_journal_keeps_them) {
    BOOST_TEST(rb::content_of(settings{"persp", 32}).value() == "{\"camera\":\"persp\",\"ram\":32}");
    BOOST_TEST(rb::content_of(7).value() == "7");
    BOOST_TEST(!rb::content_of(std::string("\xff")).has_value());
}

BOOST_AUTO_TEST_CASE(takes_what_a_value_stands_for_where_that_is_said) {
    BOOST_TEST(rb::content_of(shot{"a"}).value() == "content of a");
    BOOST_TEST(rb::content_of(std::vector<shot>{{"a"}, {"b"}}).value() ==
               key_of({{"part", "content of a"}, {"part", "content of b"}}));
    BOOST_TEST(rb::content_of(std::pair(shot{"a"}, 7)).value() == key_of({{"part", "content of a"}, {"part", "7"}}));
    BOOST_TEST(rb::content_of(std::optional(shot{"a"})).value() == key_of({{"part", "content of a"}}));
    BOOST_TEST(rb::content_of(std::optional<shot>()).value() == key_of({}));
    BOOST_TEST(rb::content_of(std::tuple(1, std::vector<shot>{{"missing"}, {"b"}})).error().code == rb::scene_errc::missing_file);
}

BOOST_AUTO_TEST_SUITE_END()
