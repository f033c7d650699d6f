// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a field is const or a reference
// lines: 30
#include <renderbus/json/json.hpp>

const int nowhere = 0;
struct view {
    int count = 0;
    const int& at = nowhere;
};
auto text(const view& one) { return renderbus::to_json(one); }
