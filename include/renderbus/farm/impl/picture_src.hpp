// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_PICTURE_SRC_HPP
#define RENDERBUS_FARM_IMPL_PICTURE_SRC_HPP

// The farm's pictures, compiled once; they need libpng.
#if !defined(RENDERBUS_SEPARATE_COMPILATION)
#error "renderbus: define RENDERBUS_SEPARATE_COMPILATION everywhere, or do not include this file"
#endif

#include <renderbus/farm/impl/picture.ipp>

#endif
