// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/tls.hpp>

#include "carriers.hpp"
#include "scripted_peer.hpp"

#include <filesystem>
#include <fstream>
#include <set>

using namespace transport_test;

namespace {

template <class Carrier>
result<http::response> greet(const farm::made_certificate& shown, connection_options options, const std::string& host) {
    served farm(over_tls(shown));
    Carrier carrier(std::move(options));
    loop client;
    return client.ask(carrier, request_to({true, host, farm->port(), true}, "/echo", "POST", "x"));
}

farm::made_certificate certificate_for(std::vector<std::string> names) {
    return farm::make_certificate({.names = std::move(names)}).value();
}

farm::made_certificate valid_between(std::chrono::hours from, std::chrono::hours until) {
    return farm::make_certificate({.valid_from = from, .valid_until = until}).value();
}

/// Whether this machine's OpenSSL can still speak TLS 1.1 at all, when it is asked to.
bool can_speak_tls_1_1(SSL_CTX* server) {
    SSL_CTX* client = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_cipher_list(client, "DEFAULT@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(client, TLS1_1_VERSION);
    SSL* ends[] = {SSL_new(client), SSL_new(server)};
    BIO *one = nullptr, *other = nullptr;
    BIO_new_bio_pair(&one, 0, &other, 0);
    SSL_set_bio(ends[0], one, one);
    SSL_set_bio(ends[1], other, other);
    bool is_done = false;
    for (int i = 0; i < 10 && !is_done; ++i) {
        const int connected = SSL_connect(ends[0]);
        const int accepted = SSL_accept(ends[1]);
        is_done = connected == 1 && accepted == 1;
    }
    SSL_free(ends[0]);
    SSL_free(ends[1]);
    SSL_CTX_free(client);
    return is_done;
}

void answer_all(peer_link& link) {
    while (!link.read_head().empty()) link.send(answer_with("x"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_tls)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_trusted_certificate_for_the_host_is_taken, Carrier, carriers) {
    BOOST_TEST(greet<Carrier>(certificate(), trusting(), "127.0.0.1").value().body == "x");
    BOOST_TEST(greet<Carrier>(certificate(), trusting(), "localhost").value().body == "x");
    const auto for_address = certificate_for({"127.0.0.1"});
    BOOST_TEST(greet<Carrier>(for_address, trusting(for_address), "127.0.0.1").value().body == "x");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(authorities_may_stand_in_a_file, Carrier, carriers) {
    const auto folder = std::filesystem::temp_directory_path() / ("renderbus-tls-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    const auto files = farm::write_certificate(certificate(), folder).value();
    auto options = believing_the_system();
    options.trusted.file = files.authority.string();
    BOOST_TEST(greet<Carrier>(certificate(), options, "localhost").value().body == "x");
    std::filesystem::remove_all(folder);
}

/// What the system's authorities are for this process, as long as this lives.
class system_authorities {
public:
    system_authorities(const std::filesystem::path& file, const std::filesystem::path& folder) {
        ::setenv("SSL_CERT_FILE", file.c_str(), 1);
        ::setenv("SSL_CERT_DIR", folder.c_str(), 1);
    }
    ~system_authorities() {
        ::unsetenv("SSL_CERT_FILE");
        ::unsetenv("SSL_CERT_DIR");
    }
};

BOOST_AUTO_TEST_CASE(the_systems_authorities_stand_in_its_file_or_in_its_folder) {
    const auto root = std::filesystem::temp_directory_path() / ("renderbus-tls-" + std::to_string(::getpid()));
    for (const char* name : {"ours", "strangers", "hashed", "empty"}) std::filesystem::create_directories(root / name);
    const auto ours = farm::write_certificate(certificate(), root / "ours").value().authority;
    const auto strangers = farm::write_certificate(certificate_for({"localhost"}), root / "strangers").value().authority;
    const std::unique_ptr<BIO, int (*)(BIO*)> source(BIO_new_file(ours.c_str(), "r"), BIO_free);
    const std::unique_ptr<X509, void (*)(X509*)> read(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr), X509_free);
    char hash[16];
    std::snprintf(hash, sizeof hash, "%08lx.0", X509_subject_name_hash(read.get()));
    std::filesystem::copy_file(ours, root / "hashed" / hash);
    const auto greeted = [&](const std::filesystem::path& file, const char* folder) {
        const system_authorities system(file, root / folder);
        return greet<asio_transport>(certificate(), believing_the_system(), "localhost");
    };
    BOOST_TEST(greeted(ours, "empty").value().body == "x");
    BOOST_TEST(greeted(strangers, "hashed").value().body == "x");
    BOOST_TEST(greeted(root / "none.pem", "hashed").value().body == "x");
    for (const auto& file : {strangers, root / "none.pem"})
        check_failure_of<asio_transport>(greeted(file, "empty"), transport_errc::certificate_refused,
                                         "unable to get local issuer certificate");
    std::filesystem::remove_all(root);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_authority_is_refused, Carrier, carriers) {
    const auto strangers = certificate_for({"localhost"});
    check_failure_of<Carrier>(greet<Carrier>(certificate(), trusting(strangers), "localhost"),
                              transport_errc::certificate_refused, "unable to get local issuer certificate");
    check_failure_of<Carrier>(greet<Carrier>(certificate(), believing_the_system(), "localhost"),
                              transport_errc::certificate_refused, "unable to get local issuer certificate");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_certificate_for_another_host_is_refused, Carrier, carriers) {
    const auto farms = certificate_for({"farm.example", "127.0.0.9"});
    check_failure_of<Carrier>(greet<Carrier>(farms, trusting(farms), "localhost"), transport_errc::certificate_refused,
                              "another host: asked for localhost");
    check_failure_of<Carrier>(greet<Carrier>(farms, trusting(farms), "127.0.0.1"), transport_errc::certificate_refused,
                              "another host: asked for 127.0.0.1");
    // A name that looks like an address is not an address, and the other way round.
    const auto name_only = certificate_for({"localhost"});
    check_failure_of<Carrier>(greet<Carrier>(name_only, trusting(name_only), "127.0.0.1"), transport_errc::certificate_refused,
                              "another host");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_certificate_out_of_its_time_is_refused, Carrier, carriers) {
    const auto expired = valid_between(-48h, -24h);
    check_failure_of<Carrier>(greet<Carrier>(expired, trusting(expired), "localhost"), transport_errc::certificate_refused,
                              "expired");
    const auto future = valid_between(24h, 48h);
    check_failure_of<Carrier>(greet<Carrier>(future, trusting(future), "localhost"), transport_errc::certificate_refused,
                              "not yet valid");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tls_1_1_is_refused, Carrier, carriers) {
    SSL_CTX* old = peer_tls();
    SSL_CTX_set_min_proto_version(old, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(old, TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(old, "DEFAULT@SECLEVEL=0");
    if (!can_speak_tls_1_1(old)) {
        SSL_CTX_free(old);
        BOOST_TEST_MESSAGE("skipped: this OpenSSL has no TLS 1.1");
        return;
    }
    std::atomic<int> served_requests = 0;
    scripted_peer peer([&](peer_link&, int) { ++served_requests; }, old);
    Carrier carrier(trusting());
    loop client;
    check_failure_of<Carrier>(client.ask(carrier, request_to(peer.where(), "/")), transport_errc::tls_failed, "version");
    BOOST_TEST(served_requests == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tls_1_2_and_1_3_are_spoken_and_sessions_resumed, Carrier, carriers) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        SSL_CTX* settings = peer_tls();
        SSL_CTX_set_min_proto_version(settings, version);
        SSL_CTX_set_max_proto_version(settings, version);
        std::vector<bool> resumed;
        std::set<int> versions;
        std::mutex mutex;
        scripted_peer peer(
            [&](peer_link& link, int) {
                const std::lock_guard lock(mutex);
                resumed.push_back(SSL_session_reused(link.tls()) == 1);
                versions.insert(SSL_version(link.tls()));
                link.read_head();
                link.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
                link.goodbye();
            },
            settings);
        Carrier carrier(trusting()), fresh(trusting());
        loop client;
        for (int i = 0; i < 3; ++i) BOOST_TEST(client.ask(carrier, request_to(peer.where(), "/")).value().body == "x");
        // Another name is another origin: its certificate is checked anew.
        http::origin named = peer.where();
        named.host = "localhost";
        BOOST_TEST(client.ask(carrier, request_to(named, "/")).value().body == "x");
        BOOST_TEST(client.ask(fresh, request_to(peer.where(), "/")).value().body == "x");
        BOOST_TEST(versions == std::set<int>{version}, boost::test_tools::per_element());
        BOOST_TEST(resumed == (std::vector<bool>{false, true, true, false, false}), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_server_name_is_sent_for_names_and_not_for_addresses, Carrier, carriers) {
    std::mutex mutex;
    std::vector<std::string> names;
    scripted_peer peer(
        [&](peer_link& link, int) {
            const char* name = SSL_get_servername(link.tls(), TLSEXT_NAMETYPE_host_name);
            {
                const std::lock_guard lock(mutex);
                names.emplace_back(name ? name : "none");
            }
            answer_all(link);
        },
        peer_tls());
    Carrier carrier(trusting());
    loop client;
    BOOST_TEST(client.ask(carrier, request_to(peer.where(), "/")).has_value());
    http::origin named = peer.where();
    named.host = "localhost";
    BOOST_TEST(client.ask(carrier, request_to(named, "/")).has_value());
    BOOST_TEST(names == (std::vector<std::string>{"none", "localhost"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_does_not_speak_tls_is_told, Carrier, carriers) {
    scripted_peer plain([](peer_link& link, int) {
        link.read_some();
        link.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    http::origin where = plain.where();
    where.tls = true;
    Carrier carrier(trusting());
    loop client;
    check_failure_of<Carrier>(client.ask(carrier, request_to(where, "/")), transport_errc::tls_failed, "TLS 1.2 or newer");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_connection_that_ends_inside_the_handshake_is_lost, Carrier, carriers) {
    for (const bool breaks : {false, true}) {
        scripted_peer closing([&](peer_link& link, int) {
            link.read_some();
            if (breaks) link.reset();
        });
        auto where = closing.where();
        where.tls = true;
        Carrier carrier(trusting());
        loop client;
        check_failure_of<Carrier>(client.ask(carrier, request_to(where, "/")), transport_errc::connection_lost,
                                  breaks ? "inside the TLS handshake: Connection reset" : "inside the TLS handshake; try again");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_body_cut_off_without_goodbye_is_not_taken_for_whole, Carrier, carriers) {
    const bool says_goodbye[] = {true, false};
    for (const bool goodbye : says_goodbye) {
        scripted_peer peer(
            [&](peer_link& link, int) {
                link.read_head();
                link.send("HTTP/1.1 200 OK\r\n\r\nas far as it goes");
                if (goodbye) link.goodbye();
            },
            peer_tls());
        Carrier carrier(trusting());
        loop client;
        auto answer = client.ask(carrier, request_to(peer.where(), "/"));
        if (goodbye) BOOST_TEST(answer.value().body == "as far as it goes");
        else check_failure_of<Carrier>(answer, transport_errc::connection_lost, "without TLS's goodbye");
    }
}

BOOST_AUTO_TEST_SUITE_END()
