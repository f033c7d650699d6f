// SPDX-License-Identifier: BSL-1.0
// expect: private
#include <renderbus/pipeline/states.hpp>

renderbus::uploaded forged() { return renderbus::uploaded(renderbus::facts::uploaded{}); }
