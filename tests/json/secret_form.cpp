// SPDX-License-Identifier: BSL-1.0
#include <renderbus/json/json.hpp>
#include <renderbus/json/secret_form.hpp>

#include <boost/test/unit_test.hpp>

namespace {

struct key_answer {
    std::string user;
    renderbus::secret key;
    renderbus::nullable<renderbus::secret> other;
    renderbus::list<std::string> names;
};

constexpr auto text = R"({"user":"artist","key":"hunter2-hunter2","other":"pass\"word"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(secrets_in_json)

BOOST_AUTO_TEST_CASE(are_read_as_texts) {
    auto read = renderbus::from_json<key_answer>(text).value();
    BOOST_TEST(read.key.reveal() == "hunter2-hunter2");
    BOOST_TEST(read.other->reveal() == "pass\"word");
    BOOST_TEST(renderbus::from_json<key_answer>(R"({"key":12})").value().key.reveal() == "12");
    BOOST_TEST(renderbus::from_json<key_answer>(R"({"other":null})").value().other.is_null());
}

BOOST_AUTO_TEST_CASE(are_hidden_when_they_are_written) {
    const auto read = renderbus::from_json<key_answer>(text).value();
    BOOST_TEST(renderbus::to_json(read) == R"({"user":"artist","key":"***","other":"***"})");
}

BOOST_AUTO_TEST_CASE(are_written_where_the_writer_is_told_to_reveal_them) {
    const auto read = renderbus::from_json<key_answer>(text).value();
    BOOST_TEST(renderbus::to_json(read, {.reveal_secrets = true}) == text);
}

BOOST_AUTO_TEST_CASE(of_another_shape_are_refused_without_showing_them) {
    for (const auto* wrong : {R"({"key":{"a":"hunter2"}})", R"({"key":["hunter2"]})", R"({"key":true})"}) {
        const auto read = renderbus::from_json<key_answer>(wrong);
        BOOST_TEST_REQUIRE(!read.has_value());
        BOOST_TEST((read.error().message().find("hunter2") == std::string::npos), read.error().message());
    }
}

BOOST_AUTO_TEST_SUITE_END()
