// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: retry must not stand around what may not be done twice
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { auto pipe = rb::analyze() | rb::check() | rb::upload() | rb::retry(rb::submit()) | rb::watch() | rb::download("frames/"); }
