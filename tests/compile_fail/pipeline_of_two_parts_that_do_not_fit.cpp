// SPDX-License-Identifier: BSL-1.0
// expect: at_place<3>::stage<renderbus::watch>::takes<renderbus::either<renderbus::proven<renderbus::facts::submitted>, renderbus::task_ref>
// expect: ::but_stage<renderbus::check>::before_it_gives<renderbus::proven<renderbus::facts::checked>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() {
    const auto first = rb::analyze() | rb::check();
    const auto second = rb::watch() | rb::download("frames/");
    auto pipe = first | second;
}
