// SPDX-License-Identifier: BSL-1.0
#include <renderbus/error.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using renderbus::data_errc;
using renderbus::failure;
using renderbus::result;

/// A value whose move fails when told so.
struct fragile {
    fragile() = default;
    fragile(fragile&& other) {
        if (other.breaks) throw std::runtime_error("broken");
    }
    fragile& operator=(fragile&&) = delete;
    bool breaks = false;
};

const failure some_failure{data_errc::wrong_type, "task.json:3", "no number", "write one"};

}  // namespace

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(read_as_one_sentence) {
    BOOST_TEST(some_failure.message() == "task.json:3: no number; write one");
    BOOST_TEST((failure{data_errc::wrong_type, {}, "no number", {}}).message() == "no number");
    BOOST_TEST((failure{data_errc::wrong_type, "here", {}, {}}).message() == "here: wrong type");
    BOOST_TEST((failure{data_errc::too_deep, {}, {}, "flatten it"}).message() == "nested too deep; flatten it");
}

BOOST_AUTO_TEST_CASE(print_nothing_that_a_terminal_obeys) {
    BOOST_TEST((failure{data_errc::wrong_type, "a\x1b[2J", "b\r\nc", "\xff"}).message() == "a?[2J: b??c; ?");
}

BOOST_AUTO_TEST_CASE(have_codes_of_their_categories) {
    using renderbus::scene_errc, renderbus::service_errc, renderbus::task_errc, renderbus::transport_errc;
    const std::error_code canceled = transport_errc::canceled;
    BOOST_TEST(canceled == transport_errc::canceled);
    BOOST_TEST(canceled != data_errc::wrong_digest);
    BOOST_TEST(std::string(canceled.category().name()) == "renderbus.transport");
    BOOST_TEST(canceled.message() == "canceled");
    BOOST_TEST(std::error_code(transport_errc::resolve_failed).message() == "the host name has no address");
    BOOST_TEST(std::error_code(data_errc::wrong_digest).message() == "wrong digest");
    BOOST_TEST(std::error_code(scene_errc::changed_file).message() == "changed while it was read");
    BOOST_TEST(std::error_code(scene_errc::needs_analyzer).message() == "only the program that made the scene can look into it");
    BOOST_TEST(std::error_code(task_errc::no_frames).message() == "the task has no frames");
    BOOST_TEST(std::error_code(task_errc::missing_frames).message() == "frames of the task are missing");
    BOOST_TEST(std::error_code(service_errc::wrong_signature).value() == 611);
    BOOST_TEST(std::error_code(static_cast<service_errc>(599)).message() == "the farm answered with code 599");
    for (const int beyond : {0, -1, 17, 1000})
        BOOST_TEST(renderbus::transport_category().message(beyond) == "unknown error " + std::to_string(beyond));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(the_service_s_codes)

BOOST_AUTO_TEST_CASE(are_in_words) {
    const auto* expired = renderbus::service_words(renderbus::service_errc::expired_timestamp);
    BOOST_TEST_REQUIRE(expired != nullptr);
    BOOST_TEST(expired->name == "SIGNATURE_EXPIRED");
    BOOST_TEST(expired->english == "the request's timestamp has expired");
    BOOST_TEST(expired->chinese == "签名过期");
    BOOST_TEST(std::error_code(renderbus::service_errc::expired_timestamp).message() == expired->english);
    BOOST_TEST(renderbus::service_words(renderbus::service_errc::user_cache_not_found)->name == "USER_CACHE_NOTFOUNT");
    BOOST_TEST(renderbus::service_words(static_cast<renderbus::service_errc>(200)) == nullptr);
    int known = 0;
    for (int code = -1; code < 2'000'000; ++code) known += renderbus::service_words(static_cast<renderbus::service_errc>(code)) != nullptr;
    BOOST_TEST(known == 55 + 2);  // the table's without SUCCESS, and two of the current reference
}

BOOST_AUTO_TEST_CASE(are_all_of_the_service_s_own_table) {
    std::ifstream in(std::string(RENDERBUS_SHARED_DIR) + "/seeds/003_6d34223aa633d839.txt");
    if (!in) {
        BOOST_TEST_MESSAGE("the service's reference is not there: nothing compared");
        return;
    }
    std::vector<std::string> words;  // of the last table, one a cell
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        const auto from = line.find_first_not_of(" \t\r\xc2\xa0");
        if (from == std::string::npos) continue;
        line = line.substr(from, line.find_last_not_of(" \t\r") + 1 - from);
        if (line == "异常码") inside = true, words.clear();
        else if (inside) words.push_back(line);
    }
    BOOST_TEST_REQUIRE(words.size() > 100u);
    int compared = 0;
    for (std::size_t i = 2; i + 2 < words.size() && words[i].find_first_not_of("0123456789") == std::string::npos; i += 3) {
        const int code = std::stoi(words[i]);
        if (code == 200) continue;
        const auto* ours = renderbus::service_words(static_cast<renderbus::service_errc>(code));
        BOOST_TEST_REQUIRE(ours != nullptr, "code " << code);
        BOOST_TEST(ours->name == words[i + 1]);
        BOOST_TEST(ours->chinese == words[i + 2]);
        ++compared;
    }
    BOOST_TEST(compared == 55);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(conditions)

BOOST_AUTO_TEST_CASE(hold_for_codes_of_several_categories) {
    using renderbus::condition, renderbus::service_errc, renderbus::transport_errc;
    const auto is = [](std::error_code code, condition what) { return code == what; };
    for (const auto code : {transport_errc::resolve_failed, transport_errc::connect_failed, transport_errc::connection_lost,
                            transport_errc::timed_out, transport_errc::unavailable, transport_errc::rate_limited})
        BOOST_TEST(is(code, condition::transient));
    for (const auto code : {transport_errc::tls_failed, transport_errc::certificate_refused, transport_errc::canceled,
                            transport_errc::http_status, transport_errc::redirect_refused, transport_errc::no_such_place})
        BOOST_TEST(!is(code, condition::transient));
    BOOST_TEST(is(service_errc::internal_error, condition::transient));
    BOOST_TEST(is(service_errc::user_cache_not_found, condition::transient));
    BOOST_TEST(!is(service_errc::label_exists, condition::transient));
    BOOST_TEST(!is(service_errc::failed, condition::transient));
    for (const auto code : {service_errc::wrong_signature, service_errc::expired_timestamp, service_errc::account_locked})
        BOOST_TEST(is(code, condition::auth));
    BOOST_TEST(is(transport_errc::access_denied, condition::auth));
    BOOST_TEST(is(service_errc::not_found, condition::not_found));
    BOOST_TEST(is(transport_errc::no_such_place, condition::not_found));
    BOOST_TEST(is(transport_errc::rate_limited, condition::quota));
    BOOST_TEST(is(service_errc::sub_account_in_arrears, condition::quota));
    BOOST_TEST(is(service_errc::cache_failed, condition::transient));
    BOOST_TEST(!is(transport_errc::unavailable, condition::quota));
    for (const auto what : {condition::transient, condition::auth, condition::not_found, condition::quota}) {
        BOOST_TEST(!is(data_errc::wrong_type, what));
        BOOST_TEST(!is(std::make_error_code(std::errc::timed_out), what));
        BOOST_TEST(!is({}, what));
    }
    BOOST_TEST(std::error_condition(condition::auth).message() == "the caller is not known, or may not do this");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exceptions)

BOOST_AUTO_TEST_CASE(of_what_the_service_refused_say_which_call_it_was) {
    failure refused{renderbus::service_errc::label_exists, "tag.add at https://farm/add", "the farm refused the call", {}};
    refused.call = std::make_shared<const renderbus::failed_call>(
        renderbus::failed_call{"tag.add", "https://farm/add", "there already", "r-7"});
    try {
        static_cast<void>(result<int>(refused).value());
        BOOST_ERROR("nothing was thrown");
    } catch (const renderbus::api_error& thrown) {
        BOOST_TEST(thrown.code() == renderbus::service_errc::label_exists);
        BOOST_TEST(thrown.endpoint() == "tag.add");
        BOOST_TEST(thrown.url() == "https://farm/add");
        BOOST_TEST(thrown.service_message() == "there already");
        BOOST_TEST(thrown.request_id() == "r-7");
        BOOST_TEST(thrown.what() == refused.message());
    }
    const renderbus::api_error bare(failure{renderbus::service_errc::forbidden, {}, {}, {}});
    BOOST_TEST(bare.endpoint() == "");
    BOOST_TEST(std::string(bare.what()) == "the account may not do this");
    BOOST_CHECK_EXCEPTION(result<int>(some_failure).value(), renderbus::exception,
                          [](const auto& e) { return dynamic_cast<const renderbus::api_error*>(&e) == nullptr; });
    BOOST_CHECK_THROW(std::rethrow_exception(renderbus::exception_of(refused)), renderbus::api_error);
}

BOOST_AUTO_TEST_CASE(carry_the_failure) {
    const renderbus::exception thrown(some_failure);
    BOOST_TEST(thrown.code() == data_errc::wrong_type);
    BOOST_TEST(std::string(thrown.what()) == some_failure.message());
    BOOST_TEST(thrown.why().place == "task.json:3");
    try {
        throw thrown;
    } catch (const std::system_error& caught) {
        BOOST_TEST(std::string(caught.what()) == some_failure.message());
    }
}

BOOST_AUTO_TEST_CASE(stay_whole_when_they_are_copied_and_moved) {
    static_assert(std::is_nothrow_copy_constructible_v<renderbus::exception>);
    renderbus::exception first(some_failure);
    const renderbus::exception second(std::move(first));
    BOOST_TEST(std::string(first.what()) == some_failure.message());
    BOOST_TEST(first.why().cause == "no number");
    BOOST_TEST(std::string(second.what()) == some_failure.message());
    renderbus::exception third({});
    third = std::move(first);
    BOOST_TEST(std::string(first.what()) == some_failure.message());
    BOOST_TEST(std::string(third.what()) == some_failure.message());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(results)

BOOST_AUTO_TEST_CASE(hold_a_value_or_a_failure) {
    result<std::string> good("text");
    BOOST_TEST(good.has_value());
    BOOST_TEST(static_cast<bool>(good));
    BOOST_TEST(*good == "text");
    BOOST_TEST(good->size() == 4u);
    BOOST_TEST(good.value() == "text");
    const result<std::string> bad(some_failure);
    BOOST_TEST(!bad.has_value());
    BOOST_TEST(bad.error().place == "task.json:3");
    BOOST_CHECK_EXCEPTION(bad.value(), renderbus::exception,
                          [](const auto& e) { return e.code() == data_errc::wrong_type && e.what() == some_failure.message(); });
}

BOOST_AUTO_TEST_CASE(are_copied_moved_and_assigned) {
    result<std::string> good("a longer text than fits into the object itself"), bad(some_failure);
    auto copy = good;
    BOOST_TEST(*copy == *good);
    copy = bad;
    BOOST_TEST(copy.error().cause == "no number");
    copy = good;
    BOOST_TEST(*copy == *good);
    auto& same = copy;
    copy = same;
    BOOST_TEST(*copy == *good);
    copy = std::move(bad);
    BOOST_TEST(!copy);
    std::swap(copy, good);
    BOOST_TEST(copy.has_value());
    BOOST_TEST(!good);
}

BOOST_AUTO_TEST_CASE(take_values_that_only_move) {
    result<std::unique_ptr<int>> made(std::make_unique<int>(5));
    auto moved = std::move(made);
    BOOST_TEST(**moved == 5);
    const std::unique_ptr<int> out = std::move(moved).value();
    BOOST_TEST(*out == 5);
}

BOOST_AUTO_TEST_CASE(are_not_assigned_where_half_an_assignment_could_fail) {
    static_assert(!std::is_move_assignable_v<result<fragile>> && std::is_move_constructible_v<result<fragile>>);
    static_assert(std::is_nothrow_move_assignable_v<result<std::string>> && std::is_copy_assignable_v<result<std::string>>);
    result<fragile> source{fragile()};
    source->breaks = true;
    BOOST_CHECK_THROW(const result<fragile> moved(std::move(source)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(of_nothing_are_success_or_a_failure) {
    result<void> good;
    BOOST_TEST(good.has_value());
    good.value();
    result<void> bad(some_failure);
    BOOST_CHECK_THROW(bad.value(), renderbus::exception);
    auto copy = bad;
    BOOST_TEST(copy.error().cause == "no number");
    copy = good;
    BOOST_TEST(copy.has_value());
    copy = bad;
    BOOST_TEST(!copy.has_value());
    BOOST_TEST(!bad.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
