// SPDX-License-Identifier: BSL-1.0
#include <renderbus/storage/impl/redis_src.hpp>
