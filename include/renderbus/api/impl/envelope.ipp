// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_IMPL_ENVELOPE_IPP
#define RENDERBUS_API_IMPL_ENVELOPE_IPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/utf8.hpp>

namespace renderbus::api {

RENDERBUS_DECL bool is_answer(std::string_view text) {
    const auto head = from_json<envelope<raw_json>>(text);
    return head && head->code;
}

RENDERBUS_DECL failure refused(std::string_view place, const envelope<raw_json>& answer) {
    if (!answer.code) return {data_errc::missing_field, std::string(place), "the farm's answer has no code", {}};
    // As an error code, 0 would read as success.
    if (*answer.code == 0) return {data_errc::invalid_value, std::string(place), "the farm's answer has the code 0", {}};
    failure why{static_cast<service_errc>(*answer.code), std::string(place),
                "the farm refused the call with code " + std::to_string(*answer.code), {}};
    if (answer.message && !answer.message->empty()) why.cause += " (" + printable(*answer.message, 200) + ")";
    if (answer.request_id && !answer.request_id->empty()) why.cause += ", request " + printable(*answer.request_id, 80);
    if (*answer.code == 610) why.next_step = "set this machine's clock";
    if (*answer.code == 611) why.next_step = "check the access id and the access key";
    return why;
}

}  // namespace renderbus::api

#endif
