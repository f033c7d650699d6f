// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: both ways of when(predicate, a).otherwise(b) must give one type
#include <renderbus/pipeline/combinators.hpp>

#include <string>

namespace rb = renderbus;

void shot() {
    const auto odd = [](int n) { return n % 2 != 0; };
    auto pipe = rb::stage([](int n) { return n; }) | rb::when(odd, [](int n) { return n; }).otherwise([](int n) { return std::to_string(n); });
}
