// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: race gives one value to several stages, and one of these takes it away
#include <renderbus/pipeline/combinators.hpp>

#include <memory>

namespace rb = renderbus;

void shot() {
    auto take = [](std::unique_ptr<int> value) { return *value; };
    auto pipe = rb::race(take, take) | [](auto value) { return value; };
}
