// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: retry must not stand around what may not be done twice
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::retry(rb::timeout(rb::check() | rb::upload() | rb::submit(), std::chrono::minutes(5))); }
