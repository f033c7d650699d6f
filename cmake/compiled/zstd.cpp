// SPDX-License-Identifier: BSL-1.0
#include <renderbus/scene/impl/zstd_src.hpp>
