// SPDX-License-Identifier: BSL-1.0
#include "everything.hpp"

const std::error_category* category_seen_by_the_other_file() { return &renderbus::transport_category(); }
