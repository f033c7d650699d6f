// SPDX-License-Identifier: BSL-1.0
#include "../json/random_values.hpp"

#include <renderbus/journal/content_key.hpp>
#include <renderbus/journal/value.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace rb = renderbus;

namespace {

enum class level : std::int16_t {};

struct leaf {
    bool flag = false;
    std::int64_t number = 0;
    std::uint64_t natural = 0;
    level at = {};
    double real = 0;
    float small_real = 0;
    std::string text = {};
    friend bool operator==(const leaf&, const leaf&) = default;
};
struct branch {
    std::optional<std::string> maybe;
    std::vector<leaf> leaves;
    rb::list<branch> branches;
    rb::object_map<leaf> by_name;
    rb::other_fields others;
    friend bool operator==(const branch&, const branch&) = default;
};

/// A value that only its maker and the journal can make.
template <class Fact>
class stated {
public:
    using fact_type = Fact;
    static stated by_its_maker(Fact fact) { return stated(std::move(fact)); }
    const Fact& operator*() const { return *fact_; }
    friend bool operator==(const stated& a, const stated& b) { return *a == *b; }

private:
    friend struct rb::journal_access;
    explicit stated(Fact fact) : fact_(std::make_shared<const Fact>(std::move(fact))) {}
    std::shared_ptr<const Fact> fact_;
};

/// Kept, and what comes back is the same.
template <class T>
void comes_back(const T& value) {
    const auto entry = rb::journaled<T>::entry_of(value);
    BOOST_TEST_REQUIRE(entry.has_value());
    BOOST_TEST_REQUIRE((entry->value.find('\n') == std::string::npos));
    const auto back = rb::journaled<T>::value_of(*entry);
    BOOST_TEST_REQUIRE(back.has_value(), entry->value);
    BOOST_TEST_REQUIRE((*back == value), entry->value);
}

template <class T>
std::string refused(const T& value) {
    const auto text = rb::journaled<T>::to_text(value);
    return text ? "kept: " + *text : text.error().cause;
}

struct with_default {
    std::optional<int> number = 5;
};
struct numbers {
    std::vector<std::optional<double>> all;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_journaled_value)

BOOST_AUTO_TEST_CASE(comes_back_as_it_was) {
    comes_back(0);
    comes_back(true);
    comes_back(std::numeric_limits<std::uint64_t>::max());
    comes_back(std::numeric_limits<std::int64_t>::min());
    comes_back(-0.1);
    comes_back(std::string("\"\n\0é", 5));
    comes_back(std::vector<bool>{true, false});
    comes_back(std::optional<int>());
    comes_back(std::optional<int>(7));
    comes_back(std::vector<std::vector<std::string>>{{"a"}, {}});
    comes_back(leaf{.flag = true, .text = "x"});
}

BOOST_AUTO_TEST_CASE(comes_back_with_any_content) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
            random_values::generator fill(seed);
            std::vector<leaf> leaves(seed % 4);
            for (auto& one : leaves) fill.fill(one);
            branch whole;
            fill.fill(whole);
            comes_back(whole);
            comes_back(std::tuple(whole, leaves, stated<branch>::by_its_maker(whole)));
            std::vector<std::pair<std::string, std::optional<stated<leaf>>>> pairs;
            for (const auto& one : leaves)
                pairs.emplace_back(one.text, one.flag ? std::optional(stated<leaf>::by_its_maker(one)) : std::nullopt);
            comes_back(pairs);
        }
}

BOOST_AUTO_TEST_CASE(may_be_something_that_only_its_stage_can_make) {
    comes_back(stated<int>::by_its_maker(7));
    comes_back(std::optional<stated<std::optional<int>>>());
    comes_back(std::optional(stated<std::optional<int>>::by_its_maker({})));
    comes_back(std::vector{stated<leaf>::by_its_maker({true, 1}), stated<leaf>::by_its_maker({})});
    comes_back(std::tuple<>());
    comes_back(std::tuple(stated<int>::by_its_maker(1), std::pair(stated<std::string>::by_its_maker("a"), 2.5)));
    BOOST_TEST((rb::journaled<stated<int>>::to_text(stated<int>::by_its_maker(7)).value() == "7"));
}

BOOST_AUTO_TEST_CASE(stands_on_one_line_whatever_json_is_in_it) {
    const std::vector<rb::raw_json> pretty = {{"{\n\t\"a\": [1.50,\r\n 2]\n}"}};
    const auto text = rb::journaled<std::vector<rb::raw_json>>::to_text(pretty).value();
    BOOST_TEST(text == "[{  \"a\": [1.50,   2] }]");
}

BOOST_AUTO_TEST_CASE(is_refused_where_it_would_come_back_as_another) {
    const auto other = [](std::string_view where) {
        return std::string(where) + " cannot be kept: another value would be read back";
    };
    const auto begins_with = [](const std::string& said, const std::string& text) {
        return said.find(text) != std::string::npos;
    };
    const auto with_text = [](std::string text) {
        leaf made;
        made.text = std::move(text);
        return made;
    };
    BOOST_TEST(begins_with(refused(std::string("\xff")), other("")));
    BOOST_TEST(begins_with(refused(std::vector<leaf>{{}, with_text("/mnt/\xe9")}), other("[1].text")));
    BOOST_TEST(begins_with(refused(rb::object_map<int>{{"\xff", 1}}), other("")));
    BOOST_TEST(begins_with(refused(rb::object_map<std::string>{{"a", "\xff"}}), other(".a")));
    BOOST_TEST(begins_with(refused(stated<std::string>::by_its_maker("\xff")), other("")));
    BOOST_TEST(begins_with(refused(std::tuple(1, std::string("\xff"))), other("[1]")));
    BOOST_TEST(begins_with(refused(numbers{{1.0, std::numeric_limits<double>::quiet_NaN()}}), other(".all[1]")));
    BOOST_TEST(begins_with(refused(with_default{.number = {}}), other(".number")));
    BOOST_TEST(refused(std::numeric_limits<double>::infinity()).find("would not be read back") != std::string::npos);
    BOOST_TEST(refused(rb::raw_json{"{"}).find("would not be read back") != std::string::npos);
    BOOST_TEST(refused(rb::raw_json{""}).find("would not be read back") != std::string::npos);
    branch deep;
    for (int i = 0; i < 200; ++i) deep.branches = {branch(deep)};
    BOOST_TEST(refused(deep).find("would not be read back") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_not_taken_from_an_entry_of_another_type) {
    auto entry = rb::journaled<int>::entry_of(7).value();
    BOOST_TEST(rb::journaled<int>::value_of(entry).value() == 7);
    BOOST_TEST(rb::journaled<std::int64_t>::value_of(entry).error().code == rb::data_errc::invalid_value);
    entry.value = "7,";
    BOOST_TEST(!rb::journaled<int>::value_of(entry).has_value());
}

BOOST_AUTO_TEST_CASE(is_not_taken_from_a_broken_text) {
    using both = std::tuple<int, stated<std::string>>;
    for (const char* text : {"", "[]", "[1]", "[1,\"a\",2]", "[1,\"a\"", "[1,\"a\"]]", "{}", "[1,null]", "[\"x\",\"a\"]", "null"})
        BOOST_TEST(!rb::journaled<both>::from_text(text).has_value(), text);
    BOOST_TEST((std::get<0>(rb::journaled<both>::from_text(" [1, \"a\"] ").value()) == 1));
    using maybe = std::optional<stated<int>>;
    for (const char* text : {"null", "[1,2]", "1", "[null]", "["})
        BOOST_TEST(!rb::journaled<maybe>::from_text(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
