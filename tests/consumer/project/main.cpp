// SPDX-License-Identifier: BSL-1.0
#include <renderbus/renderbus.hpp>

#include <cstdio>

int main() {
    const auto farm = renderbus::http::parse_origin("https://task.renderbus.com");
    if (!farm || farm->authority() != "task.renderbus.com") return 1;
    std::puts(RENDERBUS_VERSION_STRING);
}
