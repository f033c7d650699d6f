// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: no value of this type is made from a JSON text
// expect: what a stage has proven comes from the stage or from a journal
#include <renderbus/json/json.hpp>
#include <renderbus/pipeline/states.hpp>

auto forged(std::string_view text) { return renderbus::from_json<renderbus::uploaded>(text); }
