// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_API_QUERY_HPP
#define RENDERBUS_API_QUERY_HPP

#include <renderbus/api/query_frames.hpp>
#include <renderbus/api/query_software.hpp>
#include <renderbus/api/query_tasks.hpp>

#endif
