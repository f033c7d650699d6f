// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: one side of this `|` is no stage; give a callable
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::upload() | [](const auto& anything) { return anything; }; }
