// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_ASIO_HPP
#define RENDERBUS_DETAIL_ASIO_HPP

// The one place that knows which Asio this is: what differs between versions gets one name here.
#include <asio/any_io_executor.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/version.hpp>

namespace renderbus {
namespace asio = ::asio;
}

#endif
