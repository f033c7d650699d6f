// SPDX-License-Identifier: BSL-1.0
#include <renderbus/farm/impl/picture_src.hpp>
