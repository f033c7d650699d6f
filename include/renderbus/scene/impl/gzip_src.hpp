// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_GZIP_SRC_HPP
#define RENDERBUS_SCENE_IMPL_GZIP_SRC_HPP

// The gzip packing and what is read through it, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file,
// too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/scene/impl/gzip.ipp>
#include <renderbus/scene/impl/katana.ipp>
#include <renderbus/scene/impl/katana_archive.ipp>

#endif
