// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a field is const or a reference
// lines: 30
#include <renderbus/json/json.hpp>

struct camera {
    const int number = 0;
};
auto text = renderbus::to_json(camera{});
