// SPDX-License-Identifier: BSL-1.0
// expect: at_place<2>::stage<length>::takes<std::
// expect: ::before_it_gives<std::vector<int
#include <renderbus/pipeline/combinators.hpp>

#include <string>
#include <vector>

namespace rb = renderbus;

struct length {
    static constexpr std::string_view name = "length";
    std::size_t operator()(const std::string& text) const { return text.size(); }
};

void shot() { rb::run(rb::stage([](auto value) { return value; }) | length(), std::vector<int>{1, 2}); }
