// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_TEXT_WINDOW_HPP
#define RENDERBUS_SCENE_TEXT_WINDOW_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/bytes.hpp>
#include <renderbus/scene/codeset.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus {

/// Goes through a text once, from its begin to its end. In memory is a part of what lies ahead, and what is held.
class text_window {
public:
    /// What is read of a file at once.
    static constexpr std::size_t part_size = 128 * 1024;
    /// More than this is never held.
    static constexpr std::size_t held_limit = 16 << 20;

    /// Over a text in memory, which outlives the window.
    explicit text_window(std::string_view whole) noexcept : ahead_(whole) {}
    /// Over a file, as UTF-8; the source outlives the window.
    RENDERBUS_DECL text_window(byte_source& from, utf8_decoder decoder, std::string file);

    /// Whether the text goes on for so many bytes; then that many are in `ahead()`.
    bool has(std::size_t count = 1) { return ahead_.size() >= count || read_on(count); }
    std::string_view ahead() const noexcept { return ahead_; }
    char here() const noexcept { return ahead_.front(); }
    void pass(std::size_t count = 1) noexcept { ahead_.remove_prefix(count); }

    /// From here on everything stays in memory, until `release`.
    void hold() noexcept { held_ = ahead_.data(); }
    void release() noexcept { held_ = nullptr; }
    /// What was passed since then; good until the window reads on.
    std::string_view held() const noexcept { return {held_, static_cast<std::size_t>(ahead_.data() - held_)}; }

    /// Why the text ended before its end: the file could not be read, or too much was held.
    const std::optional<failure>& broken() const noexcept { return broken_; }

private:
    RENDERBUS_DECL bool read_on(std::size_t count);
    std::size_t read_part(std::size_t place);

    std::string_view ahead_;
    const char* held_ = nullptr;
    byte_source* from_ = nullptr;  ///< none where all of it is ahead
    utf8_decoder decoder_{""};
    std::string file_;
    std::uint64_t place_ = 0;
    std::vector<char> space_;
    std::string decoded_;
    std::optional<failure> broken_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/text_window.ipp>
#endif

#endif
