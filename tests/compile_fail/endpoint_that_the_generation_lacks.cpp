// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: this generation of the API has no such endpoint
// lines: 30
#include <renderbus/client.hpp>

void ask(renderbus::client_v1& farm) { farm.send(renderbus::api::user::hardware_config{}); }
