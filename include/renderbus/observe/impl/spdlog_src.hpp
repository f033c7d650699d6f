// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_IMPL_SPDLOG_SRC_HPP
#define RENDERBUS_OBSERVE_IMPL_SPDLOG_SRC_HPP

// The observer that logs through spdlog, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file, too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/observe/impl/spdlog.ipp>

#endif
