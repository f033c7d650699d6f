// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this struct has constructors, private members or virtual functions; make it a plain aggregate, or specialise renderbus::wire_form for it
// lines: 30
#include <renderbus/json/json.hpp>

#include <map>

struct settings {
    int count = 0;
    std::map<std::string, std::string> values;
};
auto text = renderbus::to_json(settings{});
