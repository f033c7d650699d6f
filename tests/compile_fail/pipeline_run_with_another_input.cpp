// SPDX-License-Identifier: BSL-1.0
// expect: at_place<1>::stage<renderbus::analyze>::takes<renderbus::scene_file>
// expect: ::but_stage<renderbus::detail::the_caller_of_run>::before_it_gives<int>
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot(const rb::client& farm) { rb::run(farm, rb::analyze() | rb::check(), 42); }
