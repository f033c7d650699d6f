// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_STORAGE_PROTOCOL_IPP
#define RENDERBUS_TRANSFER_IMPL_STORAGE_PROTOCOL_IPP

#include <renderbus/detail/base64.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/secret.hpp>
#include <renderbus/transfer/storage_protocol.hpp>

#include <string>
#include <unordered_set>

namespace renderbus::storage_protocol {
namespace detail {

inline failure unsafe_name(std::string_view name, std::string_view cause) {
    std::string shown(name.substr(0, 200));
    for (char& c : shown)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return {data_errc::unsafe_path, shown, "as a name in the farm's storage this " + std::string(cause),
            "rename the file or the folder"};
}

inline void percent_encode(std::string_view segment, std::string& out) {
    for (const char c : segment) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                                c == '.' || c == '_' || c == '~';
        if (unreserved) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += "0123456789ABCDEF"[byte >> 4];
            out += "0123456789ABCDEF"[byte & 15];
        }
    }
}

}  // namespace detail

RENDERBUS_DECL result<std::string> file_target(std::string_view prefix, std::string_view name) {
    if (name.size() > longest_remote_name) return detail::unsafe_name(name, "is longer than 4096 bytes");
    if (name.find('\0') != name.npos) return detail::unsafe_name(name, "has a zero byte in it");
    const auto whole = name;
    if (name.starts_with('/')) name.remove_prefix(1);
    std::string target(prefix);
    for (;;) {
        const auto segment = name.substr(0, name.find('/'));
        if (segment.empty()) return detail::unsafe_name(whole, "has an empty part between slashes");
        if (segment == "." || segment == "..") return detail::unsafe_name(whole, "has a part that leads elsewhere (. or ..)");
        target += '/';
        detail::percent_encode(segment, target);
        if (segment.size() == name.size()) return target;
        name.remove_prefix(segment.size() + 1);
    }
}

RENDERBUS_DECL result<std::string> folder_target(std::string_view prefix, std::string_view name) {
    while (name.ends_with('/')) name.remove_suffix(1);
    auto target = file_target(prefix, name);
    if (target) *target += '/';
    return target;
}

RENDERBUS_DECL result<folder_list> read_listing(std::string_view text, std::size_t limit) {
    folder_list found;
    auto& files = found.files;
    std::size_t entries = 0;
    std::unordered_set<std::string> names;
    const auto refuse = [&](failure why) {
        why.place = "entry " + std::to_string(entries) + " of the folder's list" + (why.place.empty() ? "" : ", " + why.place);
        return why;
    };
    // Entry by entry: a list of millions of empty entries must not become a vector first.
    json::reader in(text, {.size_limit = text.size(), .depth_limit = 8});
    bool inside = in.begin_array();
    for (; inside && in.next_item(); ++entries) {
        if (entries == limit)
            return refuse({data_errc::too_large, "", "more than " + std::to_string(limit) + " files", "list a smaller folder"});
        listing_entry entry;
        if (!json::read_value(in, entry)) {
            in.inside(entries);
            break;
        }
        auto path = relative_path::parse(entry.path);
        if (!path) {
            found.left_out.push_back(std::move(path).error());
            continue;
        }
        auto digest = sha256_from_base64(entry.digest);
        if (!digest) return refuse(std::move(digest).error());
        if (!names.insert(path->text()).second)
            return refuse({data_errc::invalid_value, entry.path, "the same name stands twice", ""});
        files.push_back({std::move(*path), entry.size, *digest});
    }
    if (!in.finish()) return in.why();
    for (const auto& file : files) {
        const auto& name = file.path.text();
        for (auto slash = name.find('/'); slash != name.npos; slash = name.find('/', slash + 1))
            if (names.contains(name.substr(0, slash)))
                return failure{data_errc::invalid_value, name.substr(0, slash),
                               "stands in the folder's list as a file and as a folder", ""};
    }
    return found;
}

RENDERBUS_DECL std::string basic_authorization(std::string_view user, std::string_view key) {
    std::string plain(user);
    plain.reserve(user.size() + 1 + key.size());
    plain += ':';
    plain += key;
    auto encoded = renderbus::detail::base64_of(plain);
    const secret wiped(std::move(plain));
    return "Basic " + encoded;
}

}  // namespace renderbus::storage_protocol

#endif
