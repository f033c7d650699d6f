// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_WORDS_HPP
#define RENDERBUS_OBSERVE_WORDS_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/observer.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace renderbus {

/// The kind's own name: `stage_started`.
RENDERBUS_DECL std::string_view word_of(event::kind what) noexcept;

enum class span_edge { none, start, finish, fail };
/// Whether a span starts or ends here, and how.
RENDERBUS_DECL span_edge edge_of(event::kind what) noexcept;
/// What it is that starts or ends: `run`, `stage`, `request`, `file`; empty for what is no span.
RENDERBUS_DECL std::string_view span_word(event::kind what) noexcept;

/// One line for a person, without the run's name: `upload: tried again (1): connection refused`. Secrets are blanked out, control
/// characters are not in it, and it is no longer than about `most` bytes.
RENDERBUS_DECL std::string describe(const event& told, std::size_t most = 1000);

/// `0 B`, `934 KiB`, `1.21 GiB`: three figures.
RENDERBUS_DECL std::string bytes_text(std::uint64_t bytes);
/// `0:07`, `12:30`, `26:03:00`: hours, where there are some, minutes, seconds.
RENDERBUS_DECL std::string duration_text(std::chrono::seconds span);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/observe/impl/words.ipp>
#endif

#endif
