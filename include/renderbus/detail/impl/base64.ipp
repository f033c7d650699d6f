// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_IMPL_BASE64_IPP
#define RENDERBUS_DETAIL_IMPL_BASE64_IPP

#include <renderbus/detail/base64.hpp>

#include <openssl/evp.h>

namespace renderbus::detail {

RENDERBUS_DECL std::string base64_of(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL adds a zero
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

RENDERBUS_DECL std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                        static_cast<int>(text.size())) < 0)
        return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1), bytes.pop_back();
    // OpenSSL forgives blanks and stray bits; only the one right spelling comes back the same.
    const auto again = base64_of(bytes);
    if (!std::string_view(again).starts_with(text) || again.find_first_not_of('=', text.size()) != again.npos) return std::nullopt;
    return bytes;
}

}  // namespace renderbus::detail

#endif
