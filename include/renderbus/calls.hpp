// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_HPP
#define RENDERBUS_CALLS_HPP

#include <renderbus/calls/account.hpp>
#include <renderbus/calls/frames.hpp>
#include <renderbus/calls/pages.hpp>
#include <renderbus/calls/tasks.hpp>
#include <renderbus/calls/transfer.hpp>

#endif
