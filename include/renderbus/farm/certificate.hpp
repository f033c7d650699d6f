// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_CERTIFICATE_HPP
#define RENDERBUS_FARM_CERTIFICATE_HPP

#include <renderbus/farm/http_server.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace renderbus::farm {

/// What a certificate made on the spot is for.
struct certificate_wish {
    std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};  ///< host names and addresses
    std::chrono::seconds valid_from = -std::chrono::hours(1);            ///< from now on
    std::chrono::seconds valid_until = std::chrono::hours(24 * 30);      ///< from now on
};

/// An authority of its own and a server's identity signed by it, in PEM. The authority's key is gone: it signs no more.
struct made_certificate {
    std::string authority;
    server_identity identity;
};

/// Where the parts were written: `authority.pem`, `certificate.pem` and `key.pem` (mode 0600).
struct certificate_files {
    std::filesystem::path authority;
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// Elliptic curve P-256, signed with SHA-256. Fails with `transport_errc::tls_failed` where OpenSSL does, and with
/// `data_errc::invalid_value` for a wish without names.
RENDERBUS_DECL result<made_certificate> make_certificate(const certificate_wish& wish = {});

/// Writes into an existing folder. Fails with `scene_errc::unwritable_file`.
RENDERBUS_DECL result<certificate_files> write_certificate(const made_certificate& made, const std::filesystem::path& folder);

/// Reads PEM files as `write_certificate` writes them. Fails with `scene_errc::missing_file` or `unreadable_file`.
RENDERBUS_DECL result<server_identity> read_identity(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/certificate.ipp>
#endif

#endif
