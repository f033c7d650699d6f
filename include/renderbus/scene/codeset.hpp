// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_CODESET_HPP
#define RENDERBUS_SCENE_CODESET_HPP

#include <renderbus/detail/config.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace renderbus {
namespace scene_detail {
class codeset_tables;
}

/// What stands in a converted text for bytes that mean nothing in its codeset: U+FFFD.
inline constexpr std::string_view unreadable_character = "\xEF\xBF\xBD";

/// Makes UTF-8 of a text that comes in parts, cut anywhere. The codeset is a name (`UTF-8`) or the number of a Windows code
/// page (`936`, `1252`); an empty one means UTF-8, and 1252 for the bytes that are not that. Bytes that mean nothing become
/// `unreadable_character`; the number of lines stays what it was.
class utf8_decoder {
public:
    RENDERBUS_DECL explicit utf8_decoder(std::string_view codeset);
    RENDERBUS_DECL utf8_decoder(utf8_decoder&&) noexcept;
    RENDERBUS_DECL ~utf8_decoder();

    /// Whether the next part would become what it is already.
    RENDERBUS_DECL bool is_plain(std::string_view part) const;
    /// Adds the next part to `text`, converted, but for a character at its end that is not whole yet.
    RENDERBUS_DECL void decode(std::string_view part, std::string& text);
    /// Adds what stands for a character that never became whole.
    RENDERBUS_DECL void finish(std::string& text);

private:
    enum class kind { utf8, utf8_or_1252, by_tables };
    void decode_line(std::string_view& part, std::string& text);
    void decode_character(std::string_view& part, std::string& text);
    void add_meaningless(std::string_view bytes, std::string& text);
    scene_detail::codeset_tables& tables();

    kind kind_;
    std::string codeset_;
    std::unique_ptr<scene_detail::codeset_tables> tables_;
    std::string cut_;           ///< the first bytes of a character
    bool within_line_ = false;  ///< of which the rest goes through the tables
};

/// A whole text as UTF-8, as `utf8_decoder` makes it.
RENDERBUS_DECL std::string to_utf8(std::string text, std::string_view codeset);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/codeset.ipp>
#endif

#endif
