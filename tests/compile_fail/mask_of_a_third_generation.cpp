// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: the API has the generations 1 and 2; write one of them
// lines: 40
#include <renderbus/json/json.hpp>

struct call {
    int artist = 0;
    static constexpr auto only_in = renderbus::only_in_generation({{"artist", 3}});
};
auto text = renderbus::to_json(call{});
