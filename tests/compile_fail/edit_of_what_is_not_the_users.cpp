// SPDX-License-Identifier: BSL-1.0
// expect: user_id
#include <renderbus/renderbus.hpp>

namespace rb = renderbus;

void shot() {
    auto pipe = rb::analyze() | rb::edit([](rb::config::render_settings& settings) { settings.task.user_id = "1"; });
}
