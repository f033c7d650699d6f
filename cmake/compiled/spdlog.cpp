// SPDX-License-Identifier: BSL-1.0
#include <renderbus/observe/impl/spdlog_src.hpp>
