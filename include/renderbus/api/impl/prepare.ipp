// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_IMPL_PREPARE_IPP
#define RENDERBUS_API_IMPL_PREPARE_IPP

#include <renderbus/api/prepare.hpp>

namespace renderbus::api::detail {

RENDERBUS_DECL result<prepared> prepare(const request_tables& of, const void* const* fields, int generation) {
    if (path_in(of.at, generation).empty())
        return failure{data_errc::invalid_value, std::string(of.at.name), "this generation of the API has no such endpoint", {}};
    prepared made;
    json::writer out(made.body, {.generation = generation});
    out.object(of.written, fields);
    if (const auto name = out.left_out(); !name.empty())
        return failure{data_errc::invalid_value, std::string(of.at.name),
                       "generation " + std::to_string(generation) + " of the API has no field " + std::string(name),
                       "leave it unset, or use the client of the other generation"};
    if (of.ruled)
        if (auto kept = renderbus::detail::keep_rules(of.at.name, *of.ruled, fields, generation); !kept)
            return std::move(kept).error();
    signing::detail::add_fields(made.entries, of.sorted, fields, generation);
    made.entries.sort();
    return made;
}

}  // namespace renderbus::api::detail

#endif
