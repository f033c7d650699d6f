// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_ENVELOPE_HPP
#define RENDERBUS_API_ENVELOPE_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/json/nullable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {

/// A reply without content takes whatever the service sends, and is sent as null.
template <>
struct wire_form<nothing> {
    static result<nothing> from_wire(const raw_json&) { return nothing{}; }
    static raw_json to_wire(nothing) { return {}; }
};

namespace api {

/// The `code` of an answer that is a success.
inline constexpr std::int32_t success_code = 200;

/// What every answer is wrapped in.
template <class Data>
struct envelope {
    nullable<std::string> version;
    nullable<std::string> release_version;
    nullable<bool> result;
    nullable<std::string> message;
    nullable<std::int32_t> code;  ///< `success_code`, or a `service_errc`
    nullable<Data> data;
    nullable<std::int64_t> server_time;  ///< milliseconds since the epoch
    nullable<std::string> request_id;
};

/// The code of an answer in the service's own form; nothing where the text is none.
RENDERBUS_DECL std::optional<std::int32_t> code_in(std::string_view text);

/// The failure that an answer without a code, or with another code than 200, stands for. It carries the service's words, its
/// time and the request's id; what looks like a secret in the words is not shown.
RENDERBUS_DECL failure refused(std::string_view place, const envelope<raw_json>& answer);

namespace detail {

/// Reads an answer in whose `data` stands what `read` reads to a place; it keeps what it has where there is no data.
RENDERBUS_DECL result<void> open_answer(std::string_view place, std::string_view text, json::read_field read, void* data,
                                        bool is_complete_without_data);

/// Into a reply that is new.
template <class Reply>
result<void> open_into(Reply& reply, std::string_view place, std::string_view text) {
    constexpr bool may_be_nothing = requires { reply.unset(); } || std::is_same_v<Reply, nothing>;
    return open_answer(place, text, &json::read_at<Reply>, std::addressof(reply), may_be_nothing);
}

}  // namespace detail

/// The reply out of an answer's text; a failure with the service's code, or with the place in the text. `place` is where the
/// answer comes from.
template <class Reply>
result<Reply> open(std::string_view place, std::string_view text) {
    Reply reply{};
    if (auto opened = detail::open_into(reply, place, text); !opened) return std::move(opened).error();
    return reply;
}

}  // namespace api
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/api/impl/envelope.ipp>
#endif

#endif
