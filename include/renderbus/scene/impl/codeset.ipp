// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_CODESET_IPP
#define RENDERBUS_SCENE_IMPL_CODESET_IPP

#include <renderbus/scene/codeset.hpp>
#include <renderbus/scene/impl/find_bytes.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

#if __has_include(<iconv.h>)
#include <iconv.h>
#define RENDERBUS_SCENE_HAS_ICONV
#endif

namespace renderbus {
namespace scene_detail {

inline bool is_ascii(std::string_view text) {
    const char* const end = text.data() + text.size();
    return find_byte<beyond_ascii>(text.data(), end) == end;
}

inline bool names_utf8(std::string_view codeset) {
    return codeset == "UTF-8" || codeset == "utf-8" || codeset == "UTF8" || codeset == "utf8" || codeset == "65001";
}

/// Whether the bytes may be the first of a character of UTF-8 that has more of them.
inline bool begins_utf8(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return text.size() < size &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; });
}

#if defined(RENDERBUS_SCENE_HAS_ICONV)
/// The system's tables for a codeset.
class codeset_tables {
public:
    explicit codeset_tables(std::string_view codeset) {
        const bool code_page = std::all_of(codeset.begin(), codeset.end(), [](char c) { return c >= '0' && c <= '9'; });
        handle_ = iconv_open("UTF-8", std::string(code_page ? "CP" : "").append(codeset).c_str());
    }
    ~codeset_tables() {
        if (known()) iconv_close(handle_);
    }
    codeset_tables(const codeset_tables&) = delete;
    codeset_tables& operator=(const codeset_tables&) = delete;

    bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    /// Converts from the begin what has a meaning, and tells how many bytes that was; of those that follow, which may be none,
    /// the first begins no character, or one that is not whole.
    std::size_t convert(std::string_view bytes, std::string& text) {
        char* in = const_cast<char*>(bytes.data());
        std::size_t left = bytes.size();
        bool goes_on = known();
        while (goes_on && left != 0) {
            char space[4096];
            char* end = space;
            std::size_t room = sizeof space;
            goes_on = iconv(handle_, &in, &left, &end, &room) != static_cast<std::size_t>(-1) || errno == E2BIG;
            cut_ = !goes_on && errno == EINVAL;
            text.append(space, end);
        }
        return bytes.size() - left;
    }
    /// Whether the bytes at which it stopped may become a character.
    bool cut() const { return cut_; }
    void forget() {
        if (known()) iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    }

private:
    iconv_t handle_;
    bool cut_ = false;
};
#else
/// No tables: ASCII alone has a meaning.
class codeset_tables {
public:
    explicit codeset_tables(std::string_view) {}
    std::size_t convert(std::string_view, std::string&) { return 0; }
    bool cut() const { return false; }
    void forget() {}
};
#endif

}  // namespace scene_detail

RENDERBUS_DECL utf8_decoder::utf8_decoder(std::string_view codeset)
    : kind_(codeset.empty()                     ? kind::utf8_or_1252
            : scene_detail::names_utf8(codeset) ? kind::utf8
                                                : kind::by_tables),
      codeset_(codeset.empty() ? "1252" : codeset) {}
RENDERBUS_DECL utf8_decoder::utf8_decoder(utf8_decoder&&) noexcept = default;
RENDERBUS_DECL utf8_decoder::~utf8_decoder() = default;

RENDERBUS_DECL bool utf8_decoder::is_plain(std::string_view part) const {
    return cut_.empty() && !within_line_ && scene_detail::is_ascii(part);
}

RENDERBUS_DECL void utf8_decoder::decode(std::string_view part, std::string& text) {
    const std::string joined = cut_.empty() ? std::string() : std::exchange(cut_, {}).append(part);
    if (!joined.empty()) part = joined;
    while (!part.empty() && cut_.empty()) {
        if (within_line_) {
            decode_line(part, text);
            continue;
        }
        const char* const other = scene_detail::find_byte<scene_detail::beyond_ascii>(part.data(), part.data() + part.size());
        const auto plain = static_cast<std::size_t>(other - part.data());
        text.append(part.substr(0, plain));
        part.remove_prefix(plain);
        if (part.empty()) return;
        if (kind_ == kind::by_tables) within_line_ = true;
        else decode_character(part, text);
    }
}

RENDERBUS_DECL void utf8_decoder::finish(std::string& text) {
    const std::string cut = std::exchange(cut_, {});
    for (const char& byte : cut) add_meaningless({&byte, 1}, text);
    within_line_ = false;
}

/// Converts the rest of a line from its first character beyond ASCII on: behind that one, what looks like ASCII may be a part
/// of a character; but the end of a line never is.
inline void utf8_decoder::decode_line(std::string_view& part, std::string& text) {
    const auto size = std::min(part.find('\n'), part.size());
    auto line = part.substr(0, size);
    within_line_ = size == part.size();
    part.remove_prefix(size);
    for (;;) {
        line.remove_prefix(tables().convert(line, text));
        if (line.empty()) return;
        if (within_line_ && tables().cut()) {
            cut_ = line;
            return;
        }
        add_meaningless(line.substr(0, 1), text);
        tables().forget();
        line.remove_prefix(1);
    }
}

inline void utf8_decoder::decode_character(std::string_view& part, std::string& text) {
    char32_t code = 0;
    const auto size = decode_utf8(part, code);
    if (size == 0 && scene_detail::begins_utf8(part)) {
        cut_ = part;
        return;
    }
    if (size != 0) text.append(part.substr(0, size));
    else add_meaningless(part.substr(0, 1), text);
    part.remove_prefix(std::max<std::size_t>(size, 1));
}

inline void utf8_decoder::add_meaningless(std::string_view byte, std::string& text) {
    if (static_cast<unsigned char>(byte[0]) < 0x80) text += byte;
    else if (kind_ != kind::utf8_or_1252 || tables().convert(byte, text) == 0) text += unreadable_character;
}

inline scene_detail::codeset_tables& utf8_decoder::tables() {
    if (!tables_) tables_ = std::make_unique<scene_detail::codeset_tables>(codeset_);
    return *tables_;
}

RENDERBUS_DECL std::string to_utf8(std::string text, std::string_view codeset) {
    utf8_decoder decoder(codeset);
    if (decoder.is_plain(text)) return text;
    std::string made;
    made.reserve(text.size() + text.size() / 4);
    decoder.decode(text, made);
    decoder.finish(made);
    return made;
}

}  // namespace renderbus

#undef RENDERBUS_SCENE_HAS_ICONV

#endif
