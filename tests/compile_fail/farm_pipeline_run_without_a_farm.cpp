// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this pipeline needs a farm; give a client or a farm_session before it
// lines: 16
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() { rb::run(rb::analyze() | rb::check(), rb::scene_file("shot.ma")); }
