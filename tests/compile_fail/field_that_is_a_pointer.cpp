// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: only structs have fields; give a struct here
// lines: 30
#include <renderbus/json/json.hpp>

struct settings {
    const char* name = nullptr;
};
auto text = renderbus::to_json(settings{});
