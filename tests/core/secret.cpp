// SPDX-License-Identifier: BSL-1.0
#include <renderbus/secret.hpp>

#include <boost/test/unit_test.hpp>

#if __has_include(<fmt/format.h>)
#include <fmt/format.h>
#endif
#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <version>
#if defined(__cpp_lib_format)
#include <format>
#endif

namespace {

using renderbus::secret;

constexpr std::string_view short_key = "hunter2-key";
constexpr std::string_view long_key = "a key that is far too long to fit into a string's own bytes";

/// An object in bytes that can be looked at before, during and after its life.
template <class T>
class in_the_open {
public:
    template <class... A>
    T& make(A&&... a) {
        return *new (bytes_.data()) T(std::forward<A>(a)...);
    }
    void destroy(T& object) { object.~T(); }
    bool shows(std::string_view text) const {
        return std::string_view(reinterpret_cast<const char*>(bytes_.data()), bytes_.size()).find(text) != std::string_view::npos;
    }

private:
    alignas(T) std::array<std::byte, sizeof(T)> bytes_{};
};

/// A string that lets go of its bytes may put a NUL at their front.
std::string_view tail(std::string_view key) { return key.substr(1); }

/// While one lives, memory that is given back is searched for a text first.
class watch {
public:
    explicit watch(std::string_view text) { wanted = text; }
    ~watch() { wanted = {}; }
    watch(const watch&) = delete;
    watch& operator=(const watch&) = delete;

    static void given_back(void* memory) {
        if (wanted.empty() || !memory) return;
        const std::string_view bytes(static_cast<const char*>(memory), malloc_usable_size(memory));
        if (bytes.find(wanted) != std::string_view::npos) ++found;
    }
    static inline thread_local std::string_view wanted;
    static inline thread_local int found = 0;
};

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size ? size : 1); }
void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    watch::given_back(memory);
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { operator delete(memory); }

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(reveal_their_text_and_copy_on_purpose) {
    const secret key{std::string(long_key)};
    BOOST_TEST(key.reveal() == long_key);
    BOOST_TEST(!key.empty());
    BOOST_TEST(secret().empty());
    const secret second = key.copy();
    BOOST_TEST(second.reveal() == long_key);
    BOOST_TEST(key.reveal() == long_key);
    const std::string kept(short_key);
    BOOST_TEST(secret(kept).reveal() == short_key);
    BOOST_TEST(kept == short_key);
    BOOST_TEST(secret("literal").reveal() == "literal");
}

BOOST_AUTO_TEST_CASE(are_not_printed_compared_or_copied) {
    static_assert(!std::is_copy_constructible_v<secret> && !std::is_copy_assignable_v<secret>);
    static_assert(!std::is_convertible_v<secret, std::string> && !std::is_convertible_v<secret, std::string_view>);
    static_assert(!std::is_convertible_v<std::string, secret>);
#if __has_include(<fmt/format.h>)
    static_assert(!fmt::is_formattable<secret>::value);
#endif
#if defined(__cpp_lib_format)
    static_assert(!std::is_default_constructible_v<std::formatter<secret, char>>);
#endif
    static_assert(std::is_nothrow_move_constructible_v<secret> && std::is_nothrow_move_assignable_v<secret>);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(leave_no_trace_of_a_short_text_when_they_end) {
    in_the_open<secret> place;
    secret& key = place.make(std::string(short_key));
    BOOST_TEST(place.shows(short_key));
    place.destroy(key);
    BOOST_TEST(!place.shows(tail(short_key)));
}

BOOST_AUTO_TEST_CASE(leave_no_trace_of_a_short_text_when_they_are_moved) {
    in_the_open<secret> place;
    secret& key = place.make(std::string(short_key));
    secret taken(std::move(key));
    BOOST_TEST(taken.reveal() == short_key);
    BOOST_TEST(key.empty());
    BOOST_TEST(!place.shows(tail(short_key)));
    key = secret(std::string(short_key));
    BOOST_TEST(place.shows(short_key));
    taken = std::move(key);
    BOOST_TEST(taken.reveal() == short_key);
    BOOST_TEST(!place.shows(tail(short_key)));
    place.destroy(key);
}

BOOST_AUTO_TEST_CASE(leave_no_trace_in_the_string_they_are_made_from) {
    in_the_open<std::string> place;
    std::string& text = place.make(short_key);
    const secret key(std::move(text));
    BOOST_TEST(key.reveal() == short_key);
    BOOST_TEST(!place.shows(tail(short_key)));
    place.destroy(text);
}

BOOST_AUTO_TEST_CASE(leave_no_trace_of_what_is_assigned_over) {
    in_the_open<secret> place;
    secret& key = place.make(std::string(short_key));
    key = secret("x");
    BOOST_TEST(!place.shows(tail(short_key)));
    place.destroy(key);
}

BOOST_AUTO_TEST_CASE(give_no_trace_of_a_long_text_back) {
    const watch watching(tail(long_key));
    { const std::string plain(long_key); }
    BOOST_TEST_REQUIRE(watch::found == 1, "the watch sees what a plain string leaves");
    watch::found = 0;
    {
        secret first{std::string(long_key)};
        secret second(std::move(first));
        secret third = second.copy();
        third = std::move(second);
        third = secret(std::string(long_key));
        first = third.copy();
    }
    BOOST_TEST(watch::found == 0);
}

BOOST_AUTO_TEST_CASE(survive_being_assigned_to_themselves) {
    secret key{std::string(long_key)};
    secret& same = key;
    key = std::move(same);
    BOOST_TEST(key.reveal() == long_key);
}

BOOST_AUTO_TEST_SUITE_END()
