// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_PICTURE_HPP
#define RENDERBUS_FARM_PICTURE_HPP

#include <renderbus/farm/farm_state.hpp>

#include <string>

/// The one header that needs libpng.
namespace renderbus::farm {

/// A PNG file of exactly the size that is wished for: a sky whose colour is the view's, a ball that rolls with the frame number,
/// and layer, camera and frame in letters. Two wishes that differ give two pictures that differ. `data_errc::out_of_range` for a
/// side that is not from 1 to `largest_side` pixels.
RENDERBUS_DECL result<std::string> draw_picture(const picture_wish& wish);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/picture.ipp>
#endif

#endif
