// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_PREPARE_HPP
#define RENDERBUS_API_PREPARE_HPP

#include <renderbus/api/endpoint.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/signing/canonical.hpp>

#include <string>

namespace renderbus::api {

/// A request on its way out.
struct prepared {
    std::string body;                 ///< as it is sent
    signing::canonical_body entries;  ///< the same as it is signed
};

namespace detail {

/// What is known of a request's struct: so much of sending is compiled for each endpoint, and no more.
struct request_tables {
    const routes& at;
    const json::write_table& written;
    const signing::detail::signed_table& sorted;
    const renderbus::detail::ruled_table* ruled;  ///< none where there are no rules
};

template <endpoint Request>
consteval const renderbus::detail::ruled_table* rules_if_any() {
    if constexpr (requires { Request::rules; }) return &renderbus::detail::ruled_table_of<Request>;
    else return nullptr;
}

template <endpoint Request>
inline constexpr request_tables tables_of = {Request::at, json::write_table_of<Request>,
                                             signing::detail::signed_table_of<Request>, rules_if_any<Request>()};

RENDERBUS_DECL result<prepared> prepare(const request_tables& of, const void* const* fields, int generation);

}  // namespace detail

/// A request as it is sent and signed in a generation. Fails with `data_errc`, naming the field, where the generation lacks
/// the endpoint or a field that has a value, and where a rule of the struct is broken.
template <endpoint Request>
result<prepared> prepare(const Request& request, int generation) {
    return detail::prepare(detail::tables_of<Request>, open_fields(const_cast<Request&>(request)).at, generation);  // only read
}

/// Whether a request may be sent in a generation, as `prepare` has it.
template <endpoint Request>
result<void> fits(const Request& request, int generation) {
    if (auto made = prepare(request, generation); !made) return std::move(made).error();
    return {};
}

}  // namespace renderbus::api

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/api/impl/prepare.ipp>
#endif

#endif
