// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_TRUSTED_AUTHORITIES_HPP
#define RENDERBUS_TRANSPORT_TRUSTED_AUTHORITIES_HPP

#include <string>

namespace renderbus {

/// Whose signature on a farm's certificate is believed. Nothing set: the system's authorities. Anything set: only that.
struct trusted_authorities {
    std::string file = {};    ///< PEM file with one certificate or several
    std::string folder = {};  ///< folder of PEM files named by hash, as `openssl rehash` makes it
    std::string pem = {};     ///< the certificates themselves
};

}  // namespace renderbus

#endif
