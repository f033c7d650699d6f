// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_SECRET_FORM_HPP
#define RENDERBUS_JSON_SECRET_FORM_HPP

#include <renderbus/error.hpp>
#include <renderbus/json/values.hpp>
#include <renderbus/json/writer.hpp>
#include <renderbus/secret.hpp>

#include <string>
#include <utility>

namespace renderbus {

/// A secret is read like a text. It is written as `***`, so that a reply may be logged or kept, unless the writer is told to
/// reveal secrets: a farm is, which hands them out.
template <>
struct wire_form<secret> {
    static result<secret> from_wire(std::string text) { return secret(std::move(text)); }
    static std::string to_wire(const secret&) { return "***"; }
    static std::string to_wire(const secret& value, const write_options& how) {
        return how.reveal_secrets ? std::string(value.reveal()) : to_wire(value);
    }
};

}  // namespace renderbus

#endif
