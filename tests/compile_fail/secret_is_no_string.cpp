// SPDX-License-Identifier: BSL-1.0
// expect: secret
// lines: 30
#include <renderbus/secret.hpp>

std::string text(const renderbus::secret& key) { return key; }
