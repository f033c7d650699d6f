// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: only structs have fields; give a struct here
// lines: 40
#include <renderbus/journal/value.hpp>

struct settings {
    const char* name = nullptr;
};
auto entry = renderbus::journaled<settings>::entry_of(settings{});
