// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this struct has constructors, private members or virtual functions; make it a plain aggregate
// lines: 30
#include <renderbus/json/json.hpp>

class frame {
    int number = 0;
};
auto text = renderbus::to_json(frame{});
