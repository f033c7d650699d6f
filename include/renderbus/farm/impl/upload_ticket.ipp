// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_UPLOAD_TICKET_IPP
#define RENDERBUS_FARM_IMPL_UPLOAD_TICKET_IPP

#include <renderbus/farm/refusal.hpp>
#include <renderbus/farm/upload_ticket.hpp>
#include <renderbus/transfer/tus.hpp>
#include <renderbus/transport/http_rules.hpp>

#include <algorithm>
#include <numeric>

namespace renderbus::farm {
namespace detail {

/// A refusal of the storage is an HTTP status.
inline failure refuse_storage(int status, std::string cause) {
    return refuse(static_cast<service_code>(status), std::move(cause));
}

inline constexpr std::string_view uploads_root = "/storage/uploads/";

/// Takes what stands before a mark off the front, with the mark; all of it where there is none.
inline std::string_view take_until(std::string_view& text, char mark) {
    const auto front = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(front.size() + 1, text.size()));
    return front;
}

/// Sizes as they stand in a target; none where they are none, or too many, or too much.
inline std::vector<std::uint64_t> sizes_in(std::string_view text) {
    std::vector<std::uint64_t> sizes;
    for (std::uint64_t sum = 0; !text.empty() || sizes.empty();) {
        std::uint64_t size = 0;
        if (!http::detail::read_number(take_until(text, '+'), 10, size) || size > INT64_MAX - sum) return {};
        if (sizes.size() == upload_ticket::most_parts) return {};
        sum += size;
        sizes.push_back(size);
    }
    return sizes;
}

}  // namespace detail

RENDERBUS_DECL result<upload_ticket> upload_ticket::parse(std::string_view target) {
    const failure no_upload = detail::refuse_storage(404, "there is no such upload");
    if (!target.starts_with(detail::uploads_root)) return no_upload;
    target.remove_prefix(detail::uploads_root.size());
    upload_ticket made;
    auto which = detail::take_until(target, '/');
    const bool has_size = http::detail::read_number(detail::take_until(which, '-'), 10, made.size);
    const auto digest = sha256_from_hex(detail::take_until(which, '-'));
    if (!has_size || !digest || target.empty()) return no_upload;
    made.digest = *digest;
    made.name = target;
    if (which.starts_with("at")) {
        std::uint64_t at = 0;
        if (!http::detail::read_number(which.substr(2), 10, at)) return no_upload;
        made.part_at = at;
    } else if (which.starts_with("of")) {
        made.parts = detail::sizes_in(which.substr(2));
        if (made.parts.empty() || std::accumulate(made.parts.begin(), made.parts.end(), std::uint64_t{0}) != made.size)
            return no_upload;
    } else if (!which.empty()) {
        return no_upload;
    }
    return made;
}

RENDERBUS_DECL result<upload_ticket> upload_ticket::joining(std::string_view places) {
    const auto refused = [](std::string cause) { return detail::refuse_storage(400, std::move(cause)); };
    upload_ticket whole;
    while (!places.empty()) {
        auto place = detail::take_until(places, ' ');
        if (place.empty()) continue;
        if (const auto scheme = place.find("://"); scheme != place.npos)
            place.remove_prefix(std::min(place.find('/', scheme + 3), place.size()));
        const auto part = parse(place);
        if (!part || !part->part_at) return refused("what is to be joined is no part of a file");
        if (whole.parts.size() == most_parts)
            return refused("a file is joined of at most " + std::to_string(most_parts) + " parts");
        const bool is_first = whole.parts.empty();
        if (!is_first && (part->name != whole.name || part->digest != whole.digest))
            return refused("the parts are not of one file");
        if (*part->part_at != whole.size || part->size > INT64_MAX - whole.size)
            return refused("a part does not begin where the one before it ends");
        whole.name = part->name;
        whole.digest = part->digest;
        whole.size += part->size;
        whole.parts.push_back(part->size);
    }
    if (whole.parts.empty()) return refused("there are no parts to be joined");
    return whole;
}

RENDERBUS_DECL std::string upload_ticket::target() const {
    auto made = std::string(detail::uploads_root) + std::to_string(size) + '-' + to_hex(digest);
    if (part_at) made += "-at" + std::to_string(*part_at);
    for (std::size_t i = 0; i < parts.size(); ++i) made += (i == 0 ? "-of" : "+") + std::to_string(parts[i]);
    return made + '/' + name;
}

RENDERBUS_DECL std::string upload_ticket::version() const {
    return part_at ? to_hex(digest) + '-' + std::to_string(size) + "-at" + std::to_string(*part_at) : to_hex(digest);
}

RENDERBUS_DECL std::vector<upload_ticket> upload_ticket::its_parts() const {
    std::vector<upload_ticket> made;
    std::uint64_t at = 0;
    for (const auto part : parts) {
        made.push_back({name, part, digest, at, {}});
        at += part;
    }
    return made;
}

RENDERBUS_DECL std::string upload_ticket::concat() const {
    if (part_at) return std::string(tus::partial);
    std::string made;
    for (const auto& part : its_parts()) made += (made.empty() ? std::string(tus::final_front) : " ") + part.target();
    return made;
}

}  // namespace renderbus::farm

#endif
