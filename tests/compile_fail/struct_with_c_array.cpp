// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a field is a C array; use std::array or std::vector
// lines: 30
#include <renderbus/json/json.hpp>

struct tile {
    int first = 0;
    int corners[4] = {};
};
auto text = renderbus::to_json(tile{});
