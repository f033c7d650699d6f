// SPDX-License-Identifier: BSL-1.0
#include <renderbus/scene/impl/archive_src.hpp>
