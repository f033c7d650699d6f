// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_IMPL_ENVELOPE_IPP
#define RENDERBUS_API_IMPL_ENVELOPE_IPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/observe/redact.hpp>
#include <renderbus/utf8.hpp>

namespace renderbus::api {

RENDERBUS_DECL std::optional<std::int32_t> code_in(std::string_view text) {
    const auto head = from_json<envelope<raw_json>>(text);
    if (!head || !head->code) return std::nullopt;
    return *head->code;
}

RENDERBUS_DECL failure refused(std::string_view place, const envelope<raw_json>& answer) {
    if (!answer.code) return {data_errc::missing_field, std::string(place), "the farm's answer has no code", {}};
    // As an error code, 0 would read as success.
    if (*answer.code == 0) return {data_errc::invalid_value, std::string(place), "the farm's answer has the code 0", {}};
    failure why{static_cast<service_errc>(*answer.code), std::string(place),
                "the farm refused the call with code " + std::to_string(*answer.code), {}};
    failed_call call;
    if (answer.message) call.service_message = printable(redact(*answer.message), 200);
    if (answer.request_id) call.request_id = printable(*answer.request_id, 80);
    if (answer.server_time) call.server_time = *answer.server_time;
    if (!call.service_message.empty()) why.cause += " (" + call.service_message + ")";
    if (!call.request_id.empty()) why.cause += ", request " + call.request_id;
    why.call = std::make_shared<const failed_call>(std::move(call));
    if (why.code == service_errc::expired_timestamp) why.next_step = "set this machine's clock";
    if (why.code == service_errc::wrong_signature) why.next_step = "check the access id and the access key";
    return why;
}

}  // namespace renderbus::api

#endif
