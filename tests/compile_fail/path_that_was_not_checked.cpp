// SPDX-License-Identifier: BSL-1.0
// expect: private
#include <renderbus/path.hpp>

const renderbus::relative_path path(std::string("../secrets"));
