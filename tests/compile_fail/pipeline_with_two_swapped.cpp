// SPDX-License-Identifier: BSL-1.0
// expect: at_place<2>::stage<renderbus::upload>::takes<renderbus::proven<renderbus::facts::checked>
// expect: ::but_stage<renderbus::analyze>::before_it_gives<renderbus::proven<renderbus::facts::analyzed>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot(rb::client& farm) {
    auto pipe = rb::analyze() | rb::upload() | rb::check() | rb::submit() | rb::watch() | rb::download("frames/");
    rb::run(farm, pipe, rb::scene_file("shot.ma"));
}
