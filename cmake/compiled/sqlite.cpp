// SPDX-License-Identifier: BSL-1.0
#include <renderbus/storage/impl/sqlite_src.hpp>
