// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_CODESET_IPP
#define RENDERBUS_SCENE_IMPL_CODESET_IPP

#include <renderbus/utf8.hpp>
#include <renderbus/scene/codeset.hpp>

#include <algorithm>
#include <utility>

#if __has_include(<iconv.h>)
#include <iconv.h>
#define RENDERBUS_SCENE_HAS_ICONV
#endif

namespace renderbus {
namespace scene_detail {

inline bool is_ascii(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

inline bool names_utf8(std::string_view codeset) {
    return codeset == "UTF-8" || codeset == "utf-8" || codeset == "UTF8" || codeset == "utf8" || codeset == "65001";
}

/// UTF-8 again, with `unreadable_character` for every byte that is not.
inline std::string mended(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        char32_t code = 0;
        const std::size_t size = decode_utf8(text, code);
        out += size != 0 ? text.substr(0, size) : unreadable_character;
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

#if defined(RENDERBUS_SCENE_HAS_ICONV)
class converter {
public:
    explicit converter(const std::string& codeset) : handle_(iconv_open("UTF-8", codeset.c_str())) {}
    ~converter() {
        if (*this) iconv_close(handle_);
    }
    converter(const converter&) = delete;
    converter& operator=(const converter&) = delete;
    explicit operator bool() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    std::string convert(std::string& text) {
        std::string out;
        out.reserve(text.size() + text.size() / 4);
        char* in = text.data();
        std::size_t left = text.size();
        while (left != 0) {
            char space[4096];
            char* end = space;
            std::size_t room = sizeof space;
            const std::size_t before = left;
            iconv(handle_, &in, &left, &end, &room);
            out.append(space, end);
            if (left == before && end == space) {  // nothing moved: the byte means nothing here
                out += unreadable_character;
                ++in, --left;
                iconv(handle_, nullptr, nullptr, nullptr, nullptr);
            }
        }
        return out;
    }

private:
    iconv_t handle_;
};
#endif

/// Converts by the system's tables; where it has none, every byte beyond ASCII becomes `unreadable_character`.
inline std::string converted(std::string text, std::string_view codeset) {
#if defined(RENDERBUS_SCENE_HAS_ICONV)
    const bool code_page =
        !codeset.empty() && std::all_of(codeset.begin(), codeset.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (converter to(std::string(code_page ? "CP" : "").append(codeset)); to) return to.convert(text);
#endif
    std::string out;
    for (char c : text)
        if (static_cast<unsigned char>(c) < 0x80) out += c;
        else out += unreadable_character;
    return out;
}

}  // namespace scene_detail

RENDERBUS_DECL std::string to_utf8(std::string text, std::string_view codeset) {
    if (scene_detail::is_ascii(text)) return text;
    const bool said_utf8 = scene_detail::names_utf8(codeset);
    if ((said_utf8 || codeset.empty()) && is_utf8(text)) return text;
    if (said_utf8) return scene_detail::mended(text);
    return scene_detail::converted(std::move(text), codeset.empty() ? "1252" : codeset);
}

}  // namespace renderbus

#undef RENDERBUS_SCENE_HAS_ICONV

#endif
