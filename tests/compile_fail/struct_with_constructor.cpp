// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this struct has constructors, private members or virtual functions; make it a plain aggregate
// lines: 30
#include <renderbus/json/json.hpp>

struct frame {
    explicit frame(int from) : number(from) {}
    int number;
};
auto text = renderbus::to_json(frame{1});
