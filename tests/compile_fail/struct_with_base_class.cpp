// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a struct with a base class cannot be looked into; make the base a field
// lines: 30
#include <renderbus/json/json.hpp>

struct named {
    int number = 0;
};
struct layer : named {
    int width = 0;
};
auto text = renderbus::to_json(layer{});
