// SPDX-License-Identifier: BSL-1.0
// expect: ::takes<int>::but_stage<renderbus::submit>::before_it_gives<renderbus::proven<renderbus::facts::submitted>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::upload() | rb::submit() | [](int frames) { return frames; }; }
