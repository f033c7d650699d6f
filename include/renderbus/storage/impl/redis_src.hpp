// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_REDIS_SRC_HPP
#define RENDERBUS_STORAGE_IMPL_REDIS_SRC_HPP

// The Redis record and leases, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file, too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/storage/impl/redis.ipp>
#include <renderbus/storage/impl/redis_connection.ipp>
#include <renderbus/storage/impl/redis_leases.ipp>

#endif
