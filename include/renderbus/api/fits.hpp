// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_FITS_HPP
#define RENDERBUS_API_FITS_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/json.hpp>

#include <string>
#include <string_view>

namespace renderbus::api {

/// Whether a request may be sent in a generation: no field has a value that the generation lacks, and the rules of its struct
/// are kept. Fails with `data_errc`, naming the field.
template <endpoint Request>
result<void> fits(const Request& request, int generation) {
    const std::string_view name = only_in_other_generation(request, generation);
    if (!name.empty())
        return failure{data_errc::invalid_value, std::string(Request::at.name),
                       "generation " + std::to_string(generation) + " of the API has no field " + std::string(name),
                       "leave it unset, or use the client of the other generation"};
    return keeps_rules(Request::at.name, request, generation);
}

}  // namespace renderbus::api

#endif
