// SPDX-License-Identifier: BSL-1.0
// expect: at_place<2>::stage<renderbus::submit>::takes<renderbus::proven<renderbus::facts::uploaded>
// expect: ::but_stage<renderbus::analyze>::before_it_gives<renderbus::proven<renderbus::facts::analyzed>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::analyze() | rb::submit() | rb::watch() | rb::download("frames/"); }
