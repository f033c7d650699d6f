// SPDX-License-Identifier: BSL-1.0
// expect: secret
// lines: 400
#include <renderbus/secret.hpp>

#include <iostream>

void print(const renderbus::secret& key) { std::cout << key; }
