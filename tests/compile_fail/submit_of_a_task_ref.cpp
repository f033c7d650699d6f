// SPDX-License-Identifier: BSL-1.0
// expect: at_place<1>::stage<renderbus::submit>::takes<renderbus::proven<renderbus::facts::uploaded>
// expect: ::but_stage<renderbus::detail::the_caller_of_run>::before_it_gives<renderbus::task_ref>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot(const rb::client& farm) { rb::run(farm, rb::submit() | rb::watch() | rb::download("frames/"), rb::task_ref{19097}); }
