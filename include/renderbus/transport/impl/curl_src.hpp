// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CURL_SRC_HPP
#define RENDERBUS_TRANSPORT_IMPL_CURL_SRC_HPP

// The bodies of the transport on libcurl: include this in one file of a program that uses it.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/transport/impl/curl_exchange.ipp>
#include <renderbus/transport/impl/curl_line.ipp>
#include <renderbus/transport/impl/curl_transport.ipp>

#endif
