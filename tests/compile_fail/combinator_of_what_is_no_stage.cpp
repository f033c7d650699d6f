// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: retry takes a stage; this is none
#include <renderbus/pipeline/combinators.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::retry(42) | [](int n) { return n; }; }
