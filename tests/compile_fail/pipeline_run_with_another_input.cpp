// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: the pipeline's first stage does not take this value
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot(rb::client& farm) { rb::run(farm, rb::upload() | rb::submit(), 5); }
