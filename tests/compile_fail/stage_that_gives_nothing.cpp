// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this stage gives nothing
#include <renderbus/pipeline/combinators.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::stage([](int n) { return n; }) | [](int) {} | [](int n) { return n; }; }
