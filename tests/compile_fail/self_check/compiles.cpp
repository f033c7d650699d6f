// SPDX-License-Identifier: BSL-1.0
// wrong: compiles
// expect: anything
#include <renderbus/units.hpp>
int main() { return renderbus::kibibytes(0).bytes == 0 ? 0 : 1; }
