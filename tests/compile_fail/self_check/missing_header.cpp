// SPDX-License-Identifier: BSL-1.0
// wrong: header
// expect: renderbus
#include <renderbus/no_such_header.hpp>
