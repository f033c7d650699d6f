// SPDX-License-Identifier: BSL-1.0
// A struct whose fields come in its own order, as mostly they do, is read the short way: with names of every length, and blanks.
#include <renderbus/json/json.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

using renderbus::data_errc;

struct ladder {
    std::int64_t a = 0;
    std::int64_t ab = 0;
    std::int64_t abcd = 0;
    std::int64_t abcde = 0;
    std::int64_t abcdefghi = 0;
    std::int64_t abcdefghijklm = 0;
    std::int64_t abcdefghijklmnopqrst = 0;
    std::int64_t abcdefghijklmnopqrstuvwxyzabcd = 0;
    std::int64_t abcdefghijklmnopqrstuvwxyzabcdefghijklmnop = 0;
    std::string last;
    friend bool operator==(const ladder&, const ladder&) = default;
};
const ladder full = {1, 22, 333, 4444, 55555, 666666, 7777777, 88888888, 1234567890123456, "end"};

struct keeps_others {
    std::int64_t first = 0;
    renderbus::other_fields others;
    std::int64_t second = 0;
};

/// Read from memory of exactly the text's size, so that the sanitizer sees a step beyond it.
renderbus::result<ladder> read(std::string_view text) {
    const auto exact = std::make_unique<char[]>(text.size());
    std::copy(text.begin(), text.end(), exact.get());
    return renderbus::from_json<ladder>({exact.get(), text.size()});
}

/// Whether the field at that place of a ladder has that value.
template <class Field>
bool holds(const ladder& in, int place, const Field& value) {
    bool same = false;
    renderbus::for_each_field(in, [&, i = 0](const auto& field) mutable {
        if constexpr (std::is_same_v<decltype(field), const Field&>) same = same || (i == place && field == value);
        ++i;
    });
    return same;
}

/// The text with something put behind each comma, each colon and each bracket.
std::string spread(std::string_view text, std::string_view blank) {
    std::string made;
    for (const char c : text) {
        if (c == '}') made += blank;
        made += c;
        if (c == ',' || c == ':' || c == '{') made += blank;
    }
    return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fields_in_order)

BOOST_AUTO_TEST_CASE(blanks_of_every_kind_may_stand_between_them) {
    const auto text = renderbus::to_json(full);
    for (const std::string_view blank : {"", " ", "\t", "\n", "\r\n", "\n                                        "})
        BOOST_TEST((read(spread(text, blank)).value() == full));
    for (const std::string_view wrong : {std::string_view("\0", 1), std::string_view("\x01"), std::string_view("\x0B"),
                                         std::string_view(" \f"), std::string_view("\xC2\xA0"), std::string_view(",")}) {
        for (std::size_t at = text.find(','); at != text.npos; at = text.find(',', at + 1)) {
            const auto other = read(text.substr(0, at + 1) + std::string(wrong) + text.substr(at + 1));
            BOOST_TEST_REQUIRE(!other.has_value());
            BOOST_TEST(other.error().code == data_errc::malformed_json);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_name_of_another_letter_is_another_name) {
    const auto text = renderbus::to_json(full);
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] < 'a' || text[at] > 'z' || at > text.find("\"end\"")) continue;
        auto changed = text;
        changed[at] = '_';
        const auto made = read(changed).value();
        std::size_t lost = 0;
        renderbus::for_each_field(made, [&, i = 0](const auto& field) mutable { lost += !holds(full, i++, field); });
        BOOST_TEST(lost == 1u, changed);
    }
}

BOOST_AUTO_TEST_CASE(a_text_that_ends_too_early_is_refused_wherever_it_ends) {
    for (const std::string_view blank : {"", " "}) {
        const auto text = spread(renderbus::to_json(full), blank);
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto cut = read(std::string_view(text).substr(0, size));
            BOOST_TEST_REQUIRE(!cut.has_value(), "it takes " << text.substr(0, size));
            BOOST_TEST(cut.error().code == data_errc::malformed_json);
        }
    }
}

BOOST_AUTO_TEST_CASE(fields_may_be_left_out_repeated_or_come_the_other_way_round) {
    const auto some = read(R"({"ab":2,"abcde":5,"a":1,"ab":3,"last":"x"})").value();
    BOOST_TEST((some == ladder{.a = 1, .ab = 3, .abcde = 5, .last = "x"}));
    const auto text = renderbus::to_json(full);
    std::string turned;
    for (std::size_t end = text.size() - 1; end != 0;) {
        const auto from = text.find_last_of(",{", end - 1);
        turned += (turned.empty() ? "{" : ",") + text.substr(from + 1, end - from - 1);
        end = from;
    }
    BOOST_TEST((read(turned + "}").value() == full));
}

BOOST_AUTO_TEST_CASE(what_is_kept_for_others_is_no_name_itself) {
    const auto made = renderbus::from_json<keeps_others>(R"({"first":1,"others":5,"second":2,"x":[3]})").value();
    BOOST_TEST(made.first == 1);
    BOOST_TEST(made.second == 2);
    BOOST_TEST_REQUIRE(made.others.fields.size() == 2u);
    BOOST_TEST(made.others.fields.find("others")->text == "5");
    BOOST_TEST(made.others.fields.find("x")->text == "[3]");
}

BOOST_AUTO_TEST_SUITE_END()
