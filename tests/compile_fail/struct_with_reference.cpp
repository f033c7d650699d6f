// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: each field needs a default value, and none may be a reference
// lines: 30
#include <renderbus/json/json.hpp>

struct view {
    int count = 0;
    int& at;
};
auto text(const view& one) { return renderbus::to_json(one); }
