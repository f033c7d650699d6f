// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a field is a bit-field, which has no address; use a bool or a whole integer
// lines: 40
#include <renderbus/json/json.hpp>

struct flags {
    int layers = 0;
    int renderable : 1 = 0;
};
auto text = renderbus::to_json(flags{});
