// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_UPLOAD_INTAKE_IPP
#define RENDERBUS_FARM_IMPL_UPLOAD_INTAKE_IPP

#include <renderbus/detail/base64.hpp>
#include <renderbus/farm/upload_intake.hpp>

namespace renderbus::farm {

RENDERBUS_DECL std::optional<upload_checksum> upload_checksum::parse(std::string_view header) {
    const auto space = std::min(header.find(' '), header.size());
    const auto algorithm = header.substr(0, space);
    std::string expected(header.substr(std::min(space + 1, header.size())));
    const auto digest = renderbus::detail::from_base64(expected);
    if (algorithm == "sha1" && digest && digest->size() == 20)
        return upload_checksum(std::move(expected), hasher(std::in_place_type<sha1_hasher>));
    if (algorithm == "sha256" && digest && digest->size() == 32)
        return upload_checksum(std::move(expected), hasher(std::in_place_type<sha256_hasher>));
    return std::nullopt;
}

RENDERBUS_DECL void upload_checksum::update(std::span<const char> piece) {
    std::visit([&](auto& hash) { hash.update(piece); }, by_);
}

RENDERBUS_DECL bool upload_checksum::is_right() {
    return std::visit(
        [&](auto& hash) {
            const auto found = hash.finish();
            return renderbus::detail::base64_of({reinterpret_cast<const char*>(found.bytes.data()), found.bytes.size()}) ==
                   expected_;
        },
        by_);
}

}  // namespace renderbus::farm

#endif
