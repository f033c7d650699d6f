// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a name in JSON has no quotes, backslashes and control characters; spell it otherwise
// lines: 40
#include <renderbus/json/json.hpp>

struct call {
    int path = 0;
    static constexpr auto spellings = renderbus::spelled({{"path", "a\\b"}});
};
auto text = renderbus::to_json(call{});
