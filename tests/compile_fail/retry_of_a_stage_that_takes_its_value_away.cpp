// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: retry gives its value to the stage several times, and this stage takes it away
#include <renderbus/pipeline/combinators.hpp>

#include <memory>

namespace rb = renderbus;

void shot() {
    auto take = [](std::unique_ptr<int> value) { return *value; };
    auto pipe = rb::retry(take) | [](auto value) { return value; };
}
