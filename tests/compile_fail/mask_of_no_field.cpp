// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: `only_in` names a field that the struct does not have
// lines: 40
#include <renderbus/json/json.hpp>

struct call {
    int artist = 0;
    static constexpr auto only_in = renderbus::only_in_generation({{"artists", 2}});
};
auto text = renderbus::to_json(call{});
