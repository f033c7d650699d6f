// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a rule names a field that the struct does not have
// lines: 30
#include <renderbus/api/prepare.hpp>

struct move_task {
    long task_id = 0;
    using reply = renderbus::nothing;
    static constexpr renderbus::routes at{"studio.move_task", "", "/api/studio/move"};
    static constexpr auto rules = renderbus::rules_of(renderbus::required("task"));
};

auto checked = renderbus::api::fits(move_task{}, 2);
