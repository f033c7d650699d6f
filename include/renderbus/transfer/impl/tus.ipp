// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TUS_IPP
#define RENDERBUS_TRANSFER_IMPL_TUS_IPP

#include <renderbus/detail/base64.hpp>
#include <renderbus/transfer/tus.hpp>
#include <renderbus/transport/http_rules.hpp>

#include <algorithm>

namespace renderbus::tus {
RENDERBUS_DECL std::optional<extensions> offered(const http::response& answer, std::uint64_t size) {
    const auto has = [&](std::string_view extension) { return http::lists(answer.headers, "Tus-Extension", extension); };
    const auto largest = bytes_in(answer.headers, "Tus-Max-Size");
    if (answer.status / 100 != 2 || !http::lists(answer.headers, "Tus-Version", version) || !has("creation") ||
        (largest && *largest < size))
        return std::nullopt;
    extensions made;
    made.termination = has("termination");
    made.checksum = has("checksum") && http::lists(answer.headers, "Tus-Checksum-Algorithm", checksum_algorithm);
    made.concatenation = has("concatenation");
    made.creation_with_upload = has("creation-with-upload");
    return made;
}

RENDERBUS_DECL std::string checksum(const sha256_digest& of) { return std::string(checksum_algorithm) + ' ' + to_base64(of); }

RENDERBUS_DECL std::string metadata(std::initializer_list<std::pair<std::string_view, std::string_view>> entries) {
    std::string text;
    for (const auto& [name, value] : entries)
        text.append(text.empty() ? "" : ",").append(name).append(" ").append(renderbus::detail::base64_of(value));
    return text;
}

RENDERBUS_DECL std::optional<std::string> metadata_value(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const auto entry = http::detail::take_listed(header);
        const auto space = std::min(entry.find(' '), entry.size());
        if (entry.substr(0, space) == name)
            return renderbus::detail::from_base64(entry.substr(std::min(space + 1, entry.size())));
    }
    return std::nullopt;
}

RENDERBUS_DECL std::optional<std::uint64_t> bytes_in(const std::vector<http::field>& headers, std::string_view name) {
    const auto* text = http::find(headers, name);
    std::uint64_t bytes = 0;
    return text && http::detail::read_number(*text, 10, bytes) ? std::optional(bytes) : std::nullopt;
}

RENDERBUS_DECL result<std::string> target_of(std::string_view location, const http::origin& at) {
    const auto elsewhere = [&](std::string cause) {
        return failure{transport_errc::redirect_refused, at.text(), std::move(cause), "check the storage's address"};
    };
    if (location.starts_with('/') && !location.starts_with("//")) return std::string(location);
    const auto scheme = location.find("://");
    if (scheme == location.npos) return elsewhere("the place of the upload is no path and no address");
    const auto path = std::min(location.find('/', scheme + 3), location.size());
    const auto origin = http::parse_origin(location.substr(0, path));
    if (!origin || origin->text() != at.text()) return elsewhere("the upload should go to another host, which is refused");
    return path == location.size() ? std::string("/") : std::string(location.substr(path));
}

}  // namespace renderbus::tus

#endif
