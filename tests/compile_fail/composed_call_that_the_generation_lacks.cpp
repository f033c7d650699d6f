// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this generation of the API has no such endpoint
// lines: 30
#include <renderbus/calls/frames.hpp>
#include <renderbus/client.hpp>

void stop(renderbus::client_v1& farm) { farm.send(renderbus::calls::stop_frames{1, {"1"}}); }
