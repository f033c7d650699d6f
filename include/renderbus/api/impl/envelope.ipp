// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_IMPL_ENVELOPE_IPP
#define RENDERBUS_API_IMPL_ENVELOPE_IPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/observe/redact.hpp>
#include <renderbus/utf8.hpp>

#include <iterator>

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

namespace detail {

/// Where the data of an answer goes, whatever type it has.
struct data_slot {
    json::read_field read;
    void* at;
    bool is_there = false;
};

RENDERBUS_DECL bool read_data(json::reader& in, void* at) {
    auto& slot = *static_cast<data_slot*>(at);
    if (in.take_null()) return true;
    slot.is_there = true;
    return slot.read(in, slot.at);
}

RENDERBUS_DECL result<void> open_answer(std::string_view place, std::string_view text, json::read_field read, void* data,
                                        bool is_complete_without_data) {
    envelope<raw_json> head;
    data_slot slot{read, data};
    // The envelope's own table, but for the data.
    auto fields = open_fields(head);
    constexpr auto& table = json::read_table_of<envelope<raw_json>>;
    json::read_field readers[field_count<envelope<raw_json>>];
    for (std::size_t i = 0; i < std::size(readers); ++i) {
        const bool is_data = fields.at[i] == &head.data;
        readers[i] = is_data ? &read_data : table.fields[i];
        if (is_data) fields.at[i] = &slot;
    }
    json::reader in(text, {});
    const bool is_read = in.object({table.keys, readers}, fields.at) && in.finish();
    if (is_read && head.code == success_code) {
        if (slot.is_there || is_complete_without_data) return {};
        return failure{data_errc::missing_field, std::string(place), "the farm's answer has no data", {}};
    }
    // An answer that is no success has data of any shape.
    const auto refusal = from_json<envelope<raw_json>>(text);
    if (refusal && refusal->code != success_code) return refused(place, *refusal);
    failure why = in.why();
    if (!place.empty()) why.place = std::string(place) + ", " + why.place;
    return why;
}

}  // namespace detail
}  // namespace renderbus::api

#endif
