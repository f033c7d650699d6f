// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_ARCHIVE_SRC_HPP
#define RENDERBUS_SCENE_IMPL_ARCHIVE_SRC_HPP

// What packs scenes of 3ds Max, compiled once, in a program that includes <renderbus/impl/src.hpp> in one file, too.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/pipeline/impl/pack_max.ipp>
#include <renderbus/scene/impl/max_archive.ipp>

#endif
