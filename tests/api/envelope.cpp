// SPDX-License-Identifier: BSL-1.0
#include <renderbus/api/envelope.hpp>
#include <renderbus/api/table.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

namespace api = renderbus::api;
using renderbus::data_errc;
using renderbus::service_errc;

using create_reply = api::task::create::reply;

template <class Reply = create_reply>
renderbus::failure refusal(std::string_view text) {
    auto outcome = api::open<Reply>("task.create", text);
    BOOST_TEST_REQUIRE(!outcome.has_value(), "it takes " << text);
    return outcome.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(of_success_give_their_data) {
    const auto reply =
        api::open<create_reply>("task.create", R"({"code":200,"data":{"taskIdList":["1",2]},"message":null,"extra":[]})").value();
    BOOST_TEST(reply.task_id_list == (std::vector<std::int64_t>{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(api::open<create_reply>("x", R"({"data":{"taskIdList":[1]},"code":"200"})").has_value());
}

BOOST_AUTO_TEST_CASE(without_content_take_any_data) {
    for (const auto data : {"null", "{}", "[]", "\"ok\"", "true", "7", "{\"a\":[1]}"})
        BOOST_TEST(api::open<renderbus::nothing>("x", std::string("{\"code\":200,\"data\":") + data + "}").has_value(), data);
    BOOST_TEST(api::open<renderbus::nothing>("x", R"({"code":200})").has_value());
}

BOOST_AUTO_TEST_CASE(with_a_list_for_data_may_leave_it_out) {
    using reply = api::query::error_detail::reply;
    BOOST_TEST(!api::open<reply>("x", R"({"code":200,"data":null})").value().is_set());
    BOOST_TEST(!api::open<reply>("x", R"({"code":200})").value().is_set());
    BOOST_TEST(api::open<reply>("x", R"({"code":200,"data":[]})").value().is_set());
}

BOOST_AUTO_TEST_CASE(of_success_without_the_data_that_is_due_are_refused) {
    for (const auto text : {R"({"code":200})", R"({"code":200,"data":null})"}) {
        const auto why = refusal(text);
        BOOST_TEST(why.code == data_errc::missing_field);
        BOOST_TEST(why.message() == "task.create: the farm's answer has no data");
    }
}

BOOST_AUTO_TEST_CASE(of_another_code_are_the_service_s_own_errors) {
    const auto signature = refusal(R"({"code":611,"message":"signature error","data":null,"requestId":"r-1"})");
    BOOST_TEST(signature.code == service_errc::wrong_signature);
    BOOST_TEST(signature.message() ==
               "task.create: the farm refused the call with code 611 (signature error), request r-1; check the access id and the "
               "access key");
    const auto expired = refusal(R"({"code":610,"message":"expired"})");
    BOOST_TEST(expired.code == service_errc::expired_timestamp);
    BOOST_TEST(expired.next_step == "set this machine's clock");
    const auto other = refusal(R"({"code":"503","message":""})");
    BOOST_TEST(other.code == static_cast<service_errc>(503));
    BOOST_TEST(other.cause == "the farm refused the call with code 503");
    BOOST_TEST(refusal(R"({"code":-7})").code.value() == -7);
}

BOOST_AUTO_TEST_CASE(of_another_code_have_data_of_any_shape) {
    for (const auto data : {"null", "{}", "[]", "\"text\"", "{\"taskIdList\":\"none\"}", "{\"taskIdList\":null}", "12"}) {
        const auto text = std::string("{\"code\":601,\"message\":\"no\",\"data\":") + data + "}";
        BOOST_TEST(refusal(text).code == static_cast<service_errc>(601), data);
        BOOST_TEST(refusal<renderbus::nothing>(text).code == static_cast<service_errc>(601), data);
    }
}

BOOST_AUTO_TEST_CASE(without_a_code_are_no_answers) {
    for (const auto text : {"{}", R"({"data":{"taskIdList":[1]}})", R"({"code":null,"data":{"taskIdList":[1]}})",
                            R"({"message":"Service Unavailable"})"}) {
        const auto why = refusal(text);
        BOOST_TEST(why.code == data_errc::missing_field);
        BOOST_TEST(why.message() == "task.create: the farm's answer has no code");
    }
}

BOOST_AUTO_TEST_CASE(never_end_in_a_failure_that_tests_as_success) {
    const auto zero = refusal(R"({"code":0,"message":"ok","data":{"taskIdList":[1]}})");
    BOOST_TEST(static_cast<bool>(zero.code));
    BOOST_TEST(zero.code == data_errc::invalid_value);
    for (const auto text : {R"({"code":4294967296})", R"({"code":4294967496})", R"({"code":9223372036854775807})"}) {
        BOOST_TEST(static_cast<bool>(refusal(text).code), text);
        BOOST_TEST(refusal(text).code == data_errc::out_of_range, text);
    }
}

BOOST_AUTO_TEST_CASE(of_the_wrong_shape_say_where) {
    const auto why = refusal("{\"code\":200,\n\"data\":{\"taskIdList\":[1,\"x\"]}}");
    BOOST_TEST(why.code == data_errc::wrong_type);
    BOOST_TEST(why.message() == "task.create, line 2, column 25: data.taskIdList[1]: expected an integer, got \"x\"");
    BOOST_TEST(refusal(R"({"code":"abc"})").message() == "task.create, line 1, column 9: code: expected an integer, got \"abc\"");
}

BOOST_AUTO_TEST_CASE(that_are_garbage_are_refused) {
    for (const std::string_view text :
         {"", " ", "null", "[]", "12", "\"ok\"", "<html></html>", "{\"code\":200,", "{\"code\":200,\"data\":{\"taskIdList\":[1]}",
          "{\"code\":200}}", "\xff\xfe", "{\"code\":200,\"message\":\"\xff\"}"}) {
        const auto why = refusal(text);
        BOOST_TEST((why.code.category() == renderbus::data_category()), text);
        BOOST_TEST(why.place.starts_with("task.create, line 1, column "), why.place);
    }
    BOOST_TEST(refusal("<html>").code == data_errc::malformed_json);
}

BOOST_AUTO_TEST_CASE(show_the_service_s_words_short_and_printable) {
    const auto long_message = refusal("{\"code\":601,\"message\":\"" + std::string(199, 'm') + "\\u4efb\\u52a1\"}");
    BOOST_TEST(long_message.cause == "the farm refused the call with code 601 (" + std::string(199, 'm') + "...)");
    const auto controls = refusal(R"({"code":601,"message":"a\n\u001b[31m","requestId":"r\r\nx"})");
    BOOST_TEST(controls.cause == "the farm refused the call with code 601 (a??[31m), request r??x");
    const auto chinese = refusal(R"({"code":601,"message":"任务不存在"})");
    BOOST_TEST(chinese.cause == "the farm refused the call with code 601 (任务不存在)");
}

BOOST_AUTO_TEST_SUITE_END()
