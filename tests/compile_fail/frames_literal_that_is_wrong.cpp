// SPDX-License-Identifier: BSL-1.0
// expect: a frame list is written like 1-10[1],20
#include <renderbus/frames.hpp>

using namespace renderbus::literals;

const auto frames = "1-10[0]"_frames;
