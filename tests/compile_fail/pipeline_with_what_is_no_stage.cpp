// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: one side of this `|` is no stage; give something that is called with one value
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

struct not_callable {};

void shot() { auto pipe = rb::upload() | not_callable() | rb::submit(); }
