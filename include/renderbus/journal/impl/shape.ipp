// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_SHAPE_IPP
#define RENDERBUS_JOURNAL_IMPL_SHAPE_IPP

#include <renderbus/digest.hpp>
#include <renderbus/journal/shape.hpp>

namespace renderbus::detail {

RENDERBUS_DECL std::string shape_digits(std::string_view text) {
    sha256_hasher hash;
    hash.update(text);
    return to_hex(hash.finish()).substr(0, 16);
}

}  // namespace renderbus::detail

#endif
