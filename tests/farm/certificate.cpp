// SPDX-License-Identifier: BSL-1.0
#include <renderbus/farm/certificate.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

using namespace renderbus;

namespace {

std::shared_ptr<X509> certificate_of(const std::string& pem) {
    BIO* source = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    std::shared_ptr<X509> read(PEM_read_bio_X509(source, nullptr, nullptr, nullptr), X509_free);
    BIO_free(source);
    BOOST_REQUIRE(read);
    return read;
}

struct scratch_folder {
    scratch_folder() { std::filesystem::create_directory(path); }
    ~scratch_folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("renderbus-certificate-" + std::to_string(::getpid()));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_certificate)

BOOST_AUTO_TEST_CASE(a_certificate_is_for_the_names_asked_for_and_signed_by_its_authority) {
    const auto made = farm::make_certificate({.names = {"localhost", "farm.example", "127.0.0.1", "::1"}}).value();
    const auto server = certificate_of(made.identity.certificate);
    const auto authority = certificate_of(made.authority);
    for (const char* name : {"localhost", "farm.example"}) BOOST_TEST(X509_check_host(server.get(), name, 0, 0, nullptr) == 1);
    for (const char* address : {"127.0.0.1", "::1"}) BOOST_TEST(X509_check_ip_asc(server.get(), address, 0) == 1);
    BOOST_TEST(X509_check_host(server.get(), "example", 0, 0, nullptr) == 0);
    BOOST_TEST(X509_verify(server.get(), X509_get0_pubkey(authority.get())) == 1);
    BOOST_TEST(X509_check_ca(authority.get()) == 1);
    BOOST_TEST(X509_check_ca(server.get()) == 0);
    BOOST_TEST(X509_cmp_current_time(X509_get0_notBefore(server.get())) < 0);
    BOOST_TEST(X509_cmp_current_time(X509_get0_notAfter(server.get())) > 0);
    BOOST_TEST(EVP_PKEY_get_bits(X509_get0_pubkey(server.get())) == 256);
    const auto other = farm::make_certificate().value();
    BOOST_TEST((other.authority != made.authority));
    BOOST_TEST((other.identity.key.reveal() != made.identity.key.reveal()));
}

BOOST_AUTO_TEST_CASE(names_that_are_none_are_refused) {
    for (const std::vector<std::string>& names :
         {std::vector<std::string>{}, {"a\nb"}, {"a b"}, {"@section"}, {"a,DNS:evil"}, {""}, {"1.2.3.4.5"}}) {
        BOOST_TEST(!farm::make_certificate({.names = names}).has_value());
    }
}

BOOST_AUTO_TEST_CASE(files_are_written_with_the_key_for_the_owner_alone) {
    const scratch_folder folder;
    const auto made = farm::make_certificate().value();
    const auto files = farm::write_certificate(made, folder.path).value();
    using std::filesystem::perms;
    BOOST_TEST((std::filesystem::status(files.key).permissions() == (perms::owner_read | perms::owner_write)));
    const auto read = farm::read_identity(files.certificate, files.key).value();
    BOOST_TEST(read.certificate == made.identity.certificate);
    BOOST_TEST((read.key.reveal() == made.identity.key.reveal()));
    std::ifstream authority(files.authority);
    BOOST_TEST(std::string(std::istreambuf_iterator<char>(authority), {}) == made.authority);
    // Written again over what is there, a readable key too: the mode is the new file's.
    std::filesystem::permissions(files.key, perms::all);
    BOOST_TEST(farm::write_certificate(made, folder.path).has_value());
    BOOST_TEST((std::filesystem::status(files.key).permissions() == (perms::owner_read | perms::owner_write)));
    BOOST_TEST(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 3);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_or_read_is_told) {
    const auto made = farm::make_certificate().value();
    const auto unwritten = farm::write_certificate(made, "/no/such/folder");
    BOOST_REQUIRE(!unwritten);
    BOOST_TEST((unwritten.error().code == scene_errc::unwritable_file));
    BOOST_TEST(unwritten.error().place == "/no/such/folder/authority.pem");
    const auto unread = farm::read_identity("/no/such/certificate.pem", "/no/such/key.pem");
    BOOST_REQUIRE(!unread);
    BOOST_TEST((unread.error().code == scene_errc::missing_file));
}

BOOST_AUTO_TEST_SUITE_END()
