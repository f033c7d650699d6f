// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CLIENT_CERTIFICATE_HPP
#define RENDERBUS_TRANSPORT_CLIENT_CERTIFICATE_HPP

#include <renderbus/secret.hpp>

#include <string>

namespace renderbus {

/// What this program shows to a farm, or to a gateway before it, that asks who it is: as PEM files or as the PEM texts
/// themselves, each in one of the two ways.
struct client_certificate {
    std::string chain_file = {};  ///< the certificate, and after it the chain that leads to the authority
    std::string key_file = {};    ///< the key; empty where it stands in the chain's file
    std::string chain = {};       ///< as `chain_file`, the text
    secret key = {};              ///< as `key_file`, the text
    secret pass_phrase = {};      ///< of the key, where it is encrypted
};

}  // namespace renderbus

#endif
