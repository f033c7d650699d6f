// SPDX-License-Identifier: BSL-1.0
// expect: at_place<2>::stage<renderbus::retry_stage<
// expect: ::before_it_gives<std::unique_ptr<int
#include <renderbus/pipeline/combinators.hpp>

#include <memory>

namespace rb = renderbus;

void shot() {
    auto pipe = rb::stage([](int n) { return std::make_unique<int>(n); }) | rb::retry([](auto value) { return *value; });
}
