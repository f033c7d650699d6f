// SPDX-License-Identifier: BSL-1.0
#include <renderbus/error.hpp>

#include <boost/test/unit_test.hpp>

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
    BOOST_TEST(std::error_code(task_errc::no_frames).message() == "the task has no frames");
    BOOST_TEST(std::error_code(service_errc::wrong_signature).value() == 611);
    BOOST_TEST(std::error_code(static_cast<service_errc>(599)).message() == "the farm answered with code 599");
    for (const int beyond : {0, -1, 12, 1000})
        BOOST_TEST(renderbus::transport_category().message(beyond) == "unknown error " + std::to_string(beyond));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exceptions)

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
