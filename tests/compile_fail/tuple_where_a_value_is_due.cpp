// SPDX-License-Identifier: BSL-1.0
// expect: at_place<2>::stage<twice>::takes<int>::but_stage<renderbus::all_stage<
// expect: >::before_it_gives<std::tuple<int, int>
#include <renderbus/pipeline/combinators.hpp>

namespace rb = renderbus;

struct twice {
    static constexpr std::string_view name = "twice";
    int operator()(int n) const { return 2 * n; }
};

void shot() { auto pipe = rb::all(twice(), twice()) | twice(); }
