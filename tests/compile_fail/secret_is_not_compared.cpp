// SPDX-License-Identifier: BSL-1.0
// expect: renderbus::secret
// lines: 400
#include <renderbus/secret.hpp>

bool same(const renderbus::secret& a, const renderbus::secret& b) { return a == b; }
