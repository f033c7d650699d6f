// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_TRANSPORT_CARRIERS_HPP
#define RENDERBUS_TESTS_TRANSPORT_CARRIERS_HPP

#include "support.hpp"

#if defined(RENDERBUS_TESTS_HAVE_CURL)
#include <renderbus/transport/curl_transport.hpp>
#endif

#include <tuple>
#include <type_traits>

namespace transport_test {

/// The transports that go over sockets: what the concept promises is asked of each.
#if defined(RENDERBUS_TESTS_HAVE_CURL)
using carriers = std::tuple<asio_transport, curl_transport>;
#else
using carriers = std::tuple<asio_transport>;
#endif

/// The words of a failure are each transport's own; code, place and form are not.
template <class Carrier>
void check_failure_of(const result<http::response>& answer, std::error_code code, std::string_view in_its_message) {
    check_failure(answer, code, std::is_same_v<Carrier, asio_transport> ? in_its_message : std::string_view());
}

}  // namespace transport_test

#endif
