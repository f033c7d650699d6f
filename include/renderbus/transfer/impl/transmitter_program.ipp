// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TRANSMITTER_PROGRAM_IPP
#define RENDERBUS_TRANSFER_IMPL_TRANSMITTER_PROGRAM_IPP

#include <renderbus/transfer/transmitter_program.hpp>
#include <renderbus/utf8.hpp>

#include <utility>

namespace renderbus {
namespace detail {

RENDERBUS_DECL std::string_view word_of(transmitter_type type) {
    switch (type) {
        case transmitter_type::upload_json: return "upload_json";
        case transmitter_type::upload_list: return "upload_list";
        case transmitter_type::upload_path: return "upload_path";
        case transmitter_type::download_list: return "download_list";
        case transmitter_type::download_path: return "download_path";
    }
    return {};
}

RENDERBUS_DECL std::string_view number_of(transmitter_protocol protocol, transmitter_edition edition) {
    if (edition == transmitter_edition::usage_text) return protocol == transmitter_protocol::udp ? "1" : "2";
    return protocol == transmitter_protocol::automatic ? "0" : protocol == transmitter_protocol::tcp ? "1" : "2";
}

inline bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 20 && text.find_first_not_of("0123456789") == text.npos;
}

/// The name in the last pair of parentheses. It may have some itself, and not in pairs: then it goes from the first that has a
/// path in it.
inline std::string_view last_in_parentheses(std::string_view text) {
    const auto end = text.rfind(')');
    if (end == text.npos) return {};
    const auto from = [&](std::size_t begin) { return text.substr(begin + 1, end - begin - 1); };
    auto begin = text.npos;
    for (std::size_t at = end, depth = 0; begin == text.npos; --at) {
        if (text[at] == ')') ++depth;
        if (text[at] == '(' && --depth == 0) begin = at;
        if (at == 0) break;
    }
    if (begin != text.npos && text.substr(begin + 1, 1) == "/") return from(begin);
    if (const auto path = text.find("(/"); path < end) return from(path);
    if (begin == text.npos) begin = text.find('(');
    return begin < end ? from(begin) : std::string_view();
}

}  // namespace detail

RENDERBUS_DECL result<std::vector<std::string>> transmitter_arguments(const transmitter_call& call, transmitter_edition edition) {
    const auto wrong = [](std::string cause, std::string next) {
        return failure{data_errc::invalid_value, "transmitter", std::move(cause), std::move(next)};
    };
    if (call.engine != "aspera" && call.engine != "raysync" && call.engine != "raysyncproxy")
        return wrong("the program has no engine \"" + printable(call.engine, 100) + "\"",
                     "choose aspera, raysync or raysyncproxy");
    if (call.host.empty() || call.host.starts_with('-') || call.port == 0)
        return wrong("the line has no host or no port", "take them from the service's transmit.config");
    if (!detail::is_number(call.storage_id) || !detail::is_number(call.user_id))
        return wrong("storage and user are not two numbers: " + printable(call.storage_id + "-" + call.user_id, 100),
                     "take them from the account");
    if (call.local.empty() || call.remote.empty()) return wrong("a path is empty", "say what goes where");
    if (call.retries < 0 || call.limit == 0) return wrong("no retries below 0, and no limit of 0", "check the options");
    return std::vector<std::string>{"-E", call.engine,
                                    "-H", call.host,
                                    "-P", std::to_string(call.port),
                                    "-S", call.storage_id,
                                    "-U", call.user_id,
                                    "-T", std::string(detail::word_of(call.type)),
                                    "-L", call.local.string(),
                                    "-R", call.remote,
                                    "-r", std::to_string(call.retries),
                                    "-K", call.keep_path ? "true" : "false",
                                    "-s", std::to_string(call.limit),
                                    "-C", call.database,
                                    "-p", std::string(detail::number_of(call.protocol, edition))};
}

RENDERBUS_DECL std::optional<transmitter_event> read_transmitter_line(std::string_view line) {
    using kind = transmitter_event::kind;
    constexpr std::string_view before = "get path ", after = " info failed";
    constexpr std::pair<std::string_view, kind> words[] = {{"upload file done", kind::done},
                                                           {"download file done", kind::done},
                                                           {"upload file fail", kind::failed},
                                                           {"download file fail", kind::failed},
                                                           {before, kind::unreadable}};
    // Names may have such words in them, so the first count.
    std::size_t at = line.npos, end_of_words = 0;
    kind what = kind::done;
    for (const auto& [text, meaning] : words)
        if (const auto found = line.find(text); found < at) at = found, end_of_words = found + text.size(), what = meaning;
    if (at == line.npos) return std::nullopt;
    const auto rest = line.substr(end_of_words);
    if (what != kind::unreadable) return transmitter_event{what, std::string(detail::last_in_parentheses(rest))};
    const auto end = rest.rfind(after);
    if (end == rest.npos) return std::nullopt;
    return transmitter_event{what, std::string(rest.substr(0, end))};
}

RENDERBUS_DECL transmitter_verdict judge_transmitter(const program_end& end, bool is_upload, transmitter_edition edition) {
    using kind = transmitter_verdict::kind;
    const bool by_usage_text = edition == transmitter_edition::usage_text;
    const auto because = [&](std::string cause) { return "the transmitter ended with " + end.words() + ": " + cause; };
    const auto try_again = [&](std::string cause) {
        return transmitter_verdict{
            kind::try_again,
            {transport_errc::connection_lost, "", because(std::move(cause)), "look at the line, then transfer again"}};
    };
    if (end.signal != 0) return try_again("it was killed");
    switch (end.exit_code) {
        case 0: return {kind::done};
        case 9:
            return {kind::given_up,
                    {transport_errc::resolve_failed, "", because("a parameter is wrong, or the host has no address"),
                     "check the line's host, and this machine's name resolution"}};
        case 10: return try_again("some files were not sent");
        case 11:
            if (is_upload)
                return {kind::given_up,
                        {scene_errc::unreadable_file, "", because("it cannot send the file"),
                         "check that the file is there and can be read"}};
            return {kind::given_up,
                    {transport_errc::no_such_place, "", because("it cannot fetch the file"),
                     "check that the file is in the farm's storage"}};
        case 255:
            return {kind::given_up,
                    {std::make_error_code(std::errc::protocol_error), "", because("it says that this is fatal"),
                     "look at its log (RAYVISION_LOG)"}};
        default: break;
    }
    if (end.exit_code == 1 && by_usage_text) return try_again("some files were not sent");
    if (end.exit_code >= 1 && end.exit_code <= 8)
        return {kind::given_up,
                {data_errc::invalid_value, "", because("it does not take its arguments"),
                 "check that program and transmitter_edition belong together"}};
    return try_again("nobody knows what that means");
}

}  // namespace renderbus

#endif
