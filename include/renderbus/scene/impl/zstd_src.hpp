// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_ZSTD_SRC_HPP
#define RENDERBUS_SCENE_IMPL_ZSTD_SRC_HPP

// The zstd packing, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file, too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/scene/impl/zstd.ipp>

#endif
