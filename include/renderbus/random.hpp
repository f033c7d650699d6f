// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_RANDOM_HPP
#define RENDERBUS_RANDOM_HPP

#include <renderbus/detail/config.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace renderbus {

/// Where chance comes from: the nonces of calls and the pauses between their tries. Each call gives 64 random bits; it may be
/// called from several threads at once.
using random_source = std::function<std::uint64_t()>;

/// Other numbers in every source and every process. They are no secrets: each comes of a start by OpenSSL's generator, of a
/// count, and of the time, so that two processes of one fork differ.
RENDERBUS_DECL random_source system_random();
/// The same numbers in every run of the same seed, for tests: its nonces are no secret to anybody.
RENDERBUS_DECL random_source seeded_random(std::uint64_t seed);

/// A label that no other task has, `renderbus-` and 16 lower-case hexadecimal digits: a task made with it can be found again by
/// it. It serves one call: of two tasks with one label nobody can tell which is whose.
RENDERBUS_DECL std::string unique_label(const random_source& random = system_random());
/// Whether a label is of that form.
RENDERBUS_DECL bool is_unique_label(std::string_view label) noexcept;

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/random.ipp>
#endif

#endif
