// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/impl/curl_src.hpp>
