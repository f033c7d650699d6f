// SPDX-License-Identifier: BSL-1.0
// expect: frames to render first are written like 100:1,3-4[1]
#include <renderbus/frames.hpp>

using namespace renderbus::literals;

const auto frames = "100:1-10[0]"_pre_frames;
