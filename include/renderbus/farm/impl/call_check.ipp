// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_CALL_CHECK_IPP
#define RENDERBUS_FARM_IMPL_CALL_CHECK_IPP

#include <renderbus/farm/call_check.hpp>
#include <renderbus/farm/refusal.hpp>
#include <renderbus/json/reader.hpp>

#include <algorithm>
#include <charconv>

namespace renderbus::farm {
namespace detail {

inline constexpr std::int64_t clock_window = 300;         // seconds
inline constexpr std::size_t most_nonces = 100'000;       // of one access id within the window
inline constexpr std::size_t longest_nonce = 64;
inline constexpr std::uint64_t most_signed_bytes = 256 << 20;

inline std::string lower(std::string_view text) {
    std::string made(text);
    for (char& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

inline std::string_view without_port(std::string_view authority) {
    const auto colon = authority.rfind(':');
    const bool has_port = colon != authority.npos && authority.find_first_not_of("0123456789", colon + 1) == authority.npos;
    return has_port ? authority.substr(0, colon) : authority;
}

/// How the client may have written the domain that it signed: HTTP clients drop capital letters and a default port.
inline std::vector<std::string> signed_domains(const std::string& host) {
    std::vector<std::string> domains{host};
    const auto add = [&](std::string one) {
        if (std::find(domains.begin(), domains.end(), one) == domains.end()) domains.push_back(std::move(one));
    };
    add(lower(host));
    for (std::size_t n = 0, given = domains.size(); n < given; ++n) {
        const std::string whole = domains[n];
        const std::string bare(without_port(whole));
        for (const char* port : {":443", ":80"}) {
            if (whole == bare) add(bare + port);
            else if (whole == bare + port) add(bare);
        }
    }
    return domains;
}

/// Names are repeated for every value below them: a small body can ask for a very long text.
inline bool weigh(json::reader& in, std::size_t name_size, std::uint64_t& left) {
    const auto take = [&](std::uint64_t size) { return size <= left && (left -= size, true); };
    switch (in.peek()) {
        case '{': {
            std::string name;
            if (!in.begin_object()) return false;
            while (in.next_name(name))
                if (!weigh(in, name_size + name.size() + 1, left)) return false;
            return !in.failed();
        }
        case '[':
            if (!in.begin_array()) return false;
            while (in.next_item())
                if (!weigh(in, name_size + 8, left)) return false;
            return !in.failed();
        default: {
            std::string_view value;
            return in.raw(value) && take(name_size + value.size() + 64);
        }
    }
}

inline result<std::int64_t> number_header(const incoming& call, std::string_view name) {
    const auto* text = http::find(call.headers, name);
    if (text == nullptr || text->empty())
        return refuse(service_code::parameter_missing, "the header " + std::string(name) + " is missing");
    std::int64_t number = 0;
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    if (read.ec != std::errc{} || read.ptr != text->data() + text->size())
        return refuse(service_code::parameter_invalid, "the header " + std::string(name) + " is no number");
    return number;
}

inline result<std::string> text_header(const incoming& call, std::string_view name) {
    const auto* text = http::find(call.headers, name);
    if (text == nullptr || text->empty())
        return refuse(service_code::parameter_missing, "the header " + std::string(name) + " is missing");
    return *text;
}

inline failure wrong_signature() {
    return refuse(service_code::wrong_signature,
                  "the access id is unknown or the signature is wrong; check access id, access key and the farm's domain");
}

}  // namespace detail

RENDERBUS_DECL bool call_check::knows_host(std::string_view authority) const {
    if (hosts_.empty()) return true;
    const auto name = detail::lower(detail::without_port(authority));
    return std::find(hosts_.begin(), hosts_.end(), name) != hosts_.end();
}

RENDERBUS_DECL result<session> call_check::check(const incoming& call, std::string_view path,
                                                 std::chrono::system_clock::time_point now) {
    std::vector<signing::entry> headers;
    for (const char* name : {"accessId", "channel", "platform", "UTCTimestamp", "nonce", "version"}) {
        auto value = detail::text_header(call, name);
        if (!value) return std::move(value).error();
        headers.push_back({name, *std::move(value)});
    }
    const auto signature = detail::text_header(call, "signature");
    if (!signature) return signature.error();
    const auto host = detail::text_header(call, "Host");
    if (!host) return host.error();
    const auto platform = detail::number_header(call, "platform");
    if (!platform) return platform.error();
    const auto stamp = detail::number_header(call, "UTCTimestamp");
    if (!stamp) return stamp.error();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    if (*stamp < seconds - detail::clock_window || *stamp > seconds + detail::clock_window) {
        return refuse(service_code::expired_timestamp,
                      "the call's timestamp is more than 300 seconds from the farm's clock; set this machine's clock");
    }
    const auto& access_id = headers[0].value;
    const auto who =
        std::find_if(accounts_->begin(), accounts_->end(), [&](const account& one) { return one.access_id == access_id; });
    if (who == accounts_->end() || !knows_host(*host)) return detail::wrong_signature();

    json::reader weighing(call.body, {});
    auto allowance = detail::most_signed_bytes;
    if (!detail::weigh(weighing, 0, allowance) && !weighing.failed())
        return refuse(service_code::parameter_invalid, "the body has too many values below long names");
    const auto body = signing::flatten_text(call.body);
    if (!body) return refuse(service_code::parameter_invalid, "the body is no JSON object: " + body.error().message());
    const auto canonical = signing::canonical_string(headers, *body);
    bool is_right = false;
    for (const auto& domain : detail::signed_domains(*host)) {
        const auto due = signing::hmac_sha256_base64(who->access_key.reveal(), signing::string_to_sign(domain, path, canonical));
        is_right = signing::same_signature(due, *signature) || is_right;
    }
    if (!is_right) return detail::wrong_signature();
    if (auto taken = take_nonce(access_id, headers[4].value, *stamp + detail::clock_window, seconds); !taken)
        return std::move(taken).error();
    const auto* program = http::find(call.headers, "User-Agent");
    constexpr std::size_t longest_program = 300;
    return session{&*who, *host, *platform, 2, std::string(path), headers[1].value.substr(0, longest_program),
                   program != nullptr ? program->substr(0, longest_program) : std::string()};
}

RENDERBUS_DECL result<void> call_check::take_nonce(const std::string& access_id, const std::string& nonce,
                                                   std::int64_t counts_until, std::int64_t now) {
    if (nonce.size() > detail::longest_nonce)
        return refuse(service_code::parameter_invalid, "the nonce is longer than 64 characters");
    auto& seen = seen_[access_id];
    while (!seen.empty() && seen.begin()->first < now) seen.erase(seen.begin());
    if (seen.contains({counts_until, nonce}))
        return refuse(service_code::wrong_signature, "the nonce was used before in this second; every call needs a new one");
    // Forgetting one early would let its call be replayed.
    if (seen.size() >= detail::most_nonces)
        return refuse(service_code::illegal_request, "more than 100000 calls within ten minutes; wait a little");
    seen.emplace(counts_until, nonce);
    return {};
}

}  // namespace renderbus::farm

#endif
