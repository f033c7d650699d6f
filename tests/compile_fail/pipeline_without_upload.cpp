// SPDX-License-Identifier: BSL-1.0
// expect: at_place<3>::stage<renderbus::submit>::takes<renderbus::proven<renderbus::facts::uploaded>
// expect: ::but_stage<renderbus::check>::before_it_gives<renderbus::proven<renderbus::facts::checked>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::analyze() | rb::check() | rb::submit() | rb::watch() | rb::download("frames/"); }
