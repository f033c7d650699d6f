// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "program.hpp"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

using namespace transport_test;

namespace {

const farm::made_certificate& clients() {
    static const auto made = farm::make_certificate({.names = {"workstation.studio.example"}}).value();
    return made;
}

/// The client's key, encrypted with a pass phrase.
secret locked_key() {
    BIO* source =
        BIO_new_mem_buf(clients().identity.key.reveal().data(), static_cast<int>(clients().identity.key.reveal().size()));
    EVP_PKEY* key = PEM_read_bio_PrivateKey(source, nullptr, nullptr, nullptr);
    BIO* target = BIO_new(BIO_s_mem());
    const std::string phrase = "hunter2";
    BOOST_REQUIRE(PEM_write_bio_PKCS8PrivateKey(target, key, EVP_aes_256_cbc(), phrase.data(), static_cast<int>(phrase.size()),
                                                nullptr, nullptr) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(target, &text);
    std::string made(text, static_cast<std::size_t>(size));
    BIO_free(source);
    BIO_free(target);
    EVP_PKEY_free(key);
    return secret(std::move(made));
}

/// A server that takes only clients with a certificate of `clients()`'s authority.
SSL_CTX* asking_for_certificates() {
    SSL_CTX* made = peer_tls();
    BIO* source = BIO_new_mem_buf(clients().authority.data(), static_cast<int>(clients().authority.size()));
    X509* authority = PEM_read_bio_X509(source, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(made), authority);
    X509_free(authority);
    BIO_free(source);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_purpose(made, X509_PURPOSE_ANY);  // the farm's maker of certificates makes servers' ones
    SSL_CTX_set_session_id_context(made, reinterpret_cast<const unsigned char*>("tests"), 5);
    return made;
}

connection_options showing(client_certificate shown) {
    auto options = trusting();
    options.certificate = std::make_shared<const client_certificate>(std::move(shown));
    return options;
}

client_certificate pem(secret key, secret pass_phrase = {}) {
    client_certificate made;
    made.chain = clients().identity.certificate;
    made.key = std::move(key);
    made.pass_phrase = std::move(pass_phrase);
    return made;
}

template <class Carrier>
result<http::response> ask_with(connection_options options) {
    scripted_peer peer(
        [](peer_link& link, int) {
            if (!link.read_head().empty()) link.send(answer_with("known"));
        },
        asking_for_certificates());
    Carrier carrier(std::move(options));
    loop client;
    return client.ask(carrier, request_to(peer.where(), "/"));
}

template <class Carrier>
void check_refused(client_certificate shown, std::string_view place) {
    BOOST_CHECK_EXCEPTION(Carrier carrier(showing(std::move(shown))), exception, [&](const exception& why) {
        BOOST_TEST(why.why().place == place);
        BOOST_TEST(!why.why().next_step.empty());
        BOOST_TEST(std::string(why.what()).find("hunter2") == std::string::npos);
        return why.code() == transport_errc::tls_failed;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_client_certificates)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_server_that_asks_is_shown_the_certificate, Carrier, carriers) {
    BOOST_TEST(ask_with<Carrier>(showing(pem(clients().identity.key.copy()))).value().body == "known");
    BOOST_TEST(ask_with<Carrier>(showing(pem(locked_key(), secret("hunter2")))).value().body == "known");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(certificate_and_key_may_stand_in_files, Carrier, carriers) {
    const scratch_folder folder;
    const auto files = farm::write_certificate(clients(), folder.path).value();
    client_certificate two;
    two.chain_file = files.certificate.string();
    two.key_file = files.key.string();
    BOOST_TEST(ask_with<Carrier>(showing(std::move(two))).value().body == "known");
    const auto together = (folder.path / "both.pem").string();
    write_file(together, clients().identity.certificate + std::string(clients().identity.key.reveal()));
    client_certificate one;
    one.chain_file = together;
    BOOST_TEST(ask_with<Carrier>(showing(std::move(one))).value().body == "known");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(without_a_certificate_the_server_ends_it, Carrier, carriers) {
    const auto answer = ask_with<Carrier>(trusting());
    BOOST_REQUIRE(!answer);
    // With TLS 1.3 the client learns it after its own handshake: as an alert, or as a connection that broke before it was read.
    BOOST_TEST((answer.error().code == transport_errc::tls_failed || answer.error().code == transport_errc::connection_lost),
               answer.error().message());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_shown_is_told_at_once, Carrier, carriers) {
    check_refused<Carrier>(pem(locked_key(), secret("hunter3")), "the client's key");
    check_refused<Carrier>(pem(locked_key()), "the client's key");
    check_refused<Carrier>(pem(certificate().identity.key.copy()), "the client's key");
    check_refused<Carrier>(pem(secret("hunter2")), "the client's key");
    client_certificate none;
    none.chain = "no certificate";
    check_refused<Carrier>(std::move(none), "the client's certificate");
    client_certificate lost;
    lost.chain_file = "/nowhere/client.pem";
    check_refused<Carrier>(std::move(lost), "/nowhere/client.pem");
}

BOOST_AUTO_TEST_SUITE_END()
