// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JSON_IMPL_LAYOUT_IPP
#define RENDERBUS_JSON_IMPL_LAYOUT_IPP

#include <renderbus/json/layout.hpp>
#include <renderbus/json/reader.hpp>

namespace renderbus::json {
namespace detail {

RENDERBUS_DECL bool copy_value(reader& in, writer& out) {
    switch (in.peek()) {
        case '{': {
            std::string name;
            if (!in.begin_object()) return false;
            out.begin_object();
            while (in.next_name(name)) {
                out.name(name);
                if (!copy_value(in, out)) return in.inside(name);
            }
            out.end_object();
            return !in.failed();
        }
        case '[': {
            std::size_t index = 0;
            if (!in.begin_array()) return false;
            out.begin_array();
            for (; in.next_item(); ++index) {
                out.next();
                if (!copy_value(in, out)) return in.inside(index);
            }
            out.end_array();
            return !in.failed();
        }
        case '"': {
            std::string value;
            if (!in.string(value)) return false;
            out.string(value);
            return true;
        }
        default: {
            std::string_view text;
            if (!in.raw(text)) return false;
            out.raw(text);
            return true;
        }
    }
}

}  // namespace detail

RENDERBUS_DECL std::string layout(std::string_view text, write_options options) {
    std::string copy;
    reader in(text, {.size_limit = text.size(), .depth_limit = 1000});
    writer out(copy, options);
    if (!detail::copy_value(in, out) || !in.finish()) throw exception(in.why());
    return copy;
}

}  // namespace renderbus::json

#endif
