// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a list is written in single braces, {"night", "lighting"}
// lines: 30
#include <renderbus/api/task.hpp>

renderbus::api::task::create request{.labels = {{"night", "lighting"}}};
