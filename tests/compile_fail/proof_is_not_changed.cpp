// SPDX-License-Identifier: BSL-1.0
// expect: assign
#include <renderbus/pipeline/states.hpp>

void change(const renderbus::uploaded& task) { task->task_id = 7; }
