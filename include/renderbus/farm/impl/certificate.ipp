// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_CERTIFICATE_IPP
#define RENDERBUS_FARM_IMPL_CERTIFICATE_IPP

#include <renderbus/farm/certificate.hpp>
#include <renderbus/transport/tls.hpp>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <fstream>
#include <memory>

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace renderbus::farm {
namespace detail {

using key_pointer = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using certificate_pointer = std::unique_ptr<X509, void (*)(X509*)>;

inline bool add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    const bool added = made != nullptr && X509_add_ext(to, made, -1) == 1;
    X509_EXTENSION_free(made);
    return added;
}

inline bool set_serial(X509* certificate) {
    std::uint64_t serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
    return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

inline certificate_pointer blank_certificate(const certificate_wish& wish, const char* common_name, EVP_PKEY* key) {
    certificate_pointer made(X509_new(), X509_free);
    X509_NAME* subject = made ? X509_get_subject_name(made.get()) : nullptr;
    const bool is_ready =
        subject != nullptr && X509_set_version(made.get(), X509_VERSION_3) == 1 && set_serial(made.get()) &&
        X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(wish.valid_from.count())) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(wish.valid_until.count())) != nullptr &&
        X509_set_pubkey(made.get(), key) == 1 &&
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0) ==
            1;
    if (!is_ready) made.reset();
    return made;
}

/// As OpenSSL's configuration writes it: `DNS:localhost,IP:127.0.0.1`.
inline std::string alternative_names(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& each : names) {
        const bool is_address = each.find(':') != std::string::npos || each.find_first_not_of("0123456789.") == std::string::npos;
        text += (text.empty() ? "" : ",") + std::string(is_address ? "IP:" : "DNS:") + each;
    }
    return text;
}

template <class Write>
std::string pem_text(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> space(BIO_new(BIO_s_mem()), BIO_free);
    char* begin = nullptr;
    if (!space || write(space.get()) != 1) return {};
    const auto size = BIO_get_mem_data(space.get(), &begin);
    return {begin, static_cast<std::size_t>(size)};
}

inline std::string pem_of(X509* certificate) {
    return pem_text([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

inline failure unwritable(const std::filesystem::path& file, int reason) {
    return {scene_errc::unwritable_file, file.string(), "cannot be written: " + std::generic_category().message(reason),
            "check the folder and its permissions"};
}

inline result<void> write_whole(const std::filesystem::path& file, std::string_view text, bool for_owner_only) {
    auto temporary = file;
    temporary += ".part";
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
#if defined(_WIN32)
    static_cast<void>(for_owner_only);
    std::ofstream out(temporary, std::ios::binary);
    const bool is_written = static_cast<bool>(out.write(text.data(), static_cast<std::streamsize>(text.size())).flush());
    const int reason = errno;
    out.close();
#else
    const int out = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, for_owner_only ? 0600 : 0644);
    if (out < 0) return unwritable(file, errno);
    const bool is_written = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int reason = errno;
    ::close(out);
#endif
    std::error_code why;
    if (is_written) std::filesystem::rename(temporary, file, why);
    if (is_written && !why) return {};
    std::filesystem::remove(temporary, ignored);
    return unwritable(file, why ? why.value() : reason);
}

inline result<std::string> read_whole(const std::filesystem::path& file) {
    std::error_code why;
    if (!std::filesystem::exists(file, why)) {
        return failure{scene_errc::missing_file, file.string(), "there is no such file", "check its name"};
    }
    std::ifstream in(file, std::ios::binary);
    std::string text(1 << 20, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.is_open() || in.bad() || in.gcount() == 0) {
        return failure{scene_errc::unreadable_file, file.string(), "cannot be read", "check its permissions"};
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

}  // namespace detail

RENDERBUS_DECL result<made_certificate> make_certificate(const certificate_wish& wish) {
    const auto names = detail::alternative_names(wish.names);
    if (names.empty() || names.find_first_of("\r\n\\\"@ ") != std::string::npos) {
        return failure{data_errc::invalid_value, "a certificate's names", "none stands there, or one is no host name", {}};
    }
    const auto refuse = [] {
        return failure{transport_errc::tls_failed, "a new certificate", renderbus::detail::take_tls_errors(), {}};
    };
    const detail::key_pointer authority_key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const detail::key_pointer server_key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    if (!authority_key || !server_key) return refuse();
    const auto authority = detail::blank_certificate(wish, "renderbus loopback authority", authority_key.get());
    const auto server = detail::blank_certificate(wish, "renderbus loopback farm", server_key.get());
    if (!authority || !server) return refuse();

    const bool is_signed =
        X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get())) == 1 &&
        detail::add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        detail::add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
        detail::add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash") &&
        X509_sign(authority.get(), authority_key.get(), EVP_sha256()) > 0 &&
        X509_set_issuer_name(server.get(), X509_get_subject_name(authority.get())) == 1 &&
        detail::add_extension(server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE") &&
        detail::add_extension(server.get(), authority.get(), NID_key_usage, "critical,digitalSignature") &&
        detail::add_extension(server.get(), authority.get(), NID_ext_key_usage, "serverAuth") &&
        detail::add_extension(server.get(), authority.get(), NID_subject_key_identifier, "hash") &&
        detail::add_extension(server.get(), authority.get(), NID_authority_key_identifier, "keyid") &&
        detail::add_extension(server.get(), authority.get(), NID_subject_alt_name, names) &&
        X509_sign(server.get(), authority_key.get(), EVP_sha256()) > 0;
    if (!is_signed) return refuse();

    auto key = detail::pem_text(
        [&](BIO* to) { return PEM_write_bio_PrivateKey(to, server_key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    if (key.empty()) return refuse();
    return made_certificate{detail::pem_of(authority.get()), {detail::pem_of(server.get()), secret(std::move(key))}};
}

RENDERBUS_DECL result<certificate_files> write_certificate(const made_certificate& made, const std::filesystem::path& folder) {
    certificate_files files{folder / "authority.pem", folder / "certificate.pem", folder / "key.pem"};
    if (auto written = detail::write_whole(files.authority, made.authority, false); !written) return std::move(written).error();
    if (auto written = detail::write_whole(files.certificate, made.identity.certificate, false); !written)
        return std::move(written).error();
    if (auto written = detail::write_whole(files.key, made.identity.key.reveal(), true); !written)
        return std::move(written).error();
    return files;
}

RENDERBUS_DECL result<server_identity> read_identity(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    auto certificate_text = detail::read_whole(certificate);
    if (!certificate_text) return std::move(certificate_text).error();
    auto key_text = detail::read_whole(key);
    if (!key_text) return std::move(key_text).error();
    return server_identity{std::move(*certificate_text), secret(std::move(*key_text))};
}

}  // namespace renderbus::farm

#endif
