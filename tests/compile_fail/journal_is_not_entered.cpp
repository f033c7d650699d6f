// SPDX-License-Identifier: BSL-1.0
// expect: private
#include <renderbus/journal/value.hpp>
#include <renderbus/pipeline/states.hpp>

auto forged() { return renderbus::journal_access::restore<renderbus::uploaded>(renderbus::facts::uploaded{}); }
