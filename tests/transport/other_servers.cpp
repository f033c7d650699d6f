// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "program.hpp"

using namespace transport_test;

BOOST_AUTO_TEST_SUITE(transport_other_servers)

BOOST_AUTO_TEST_CASE_TEMPLATE(openssl_s_server_is_understood, Carrier, carriers) {
    const scratch_folder folder;
    const auto files = farm::write_certificate(certificate(), folder.path).value();
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
        const auto port = free_port();
        program server({"openssl", "s_server", "-www", version, "-accept", "127.0.0.1:" + std::to_string(port), "-cert",
                        files.certificate.string(), "-key", files.key.string()},
                       folder.path / "output");
        Carrier carrier(trusting());
        loop client;
        const auto what = request_to({true, "localhost", port, true}, "/");
        auto answer = ask_patiently(client, carrier, what, server);
        if (server.is_missing()) {
            BOOST_TEST_MESSAGE("skipped: no openssl program here");
            return;
        }
        BOOST_REQUIRE(answer);
        BOOST_TEST(answer->status == 200);
        BOOST_TEST(answer->body.find(version[6] == '2' ? "TLSv1.2" : "TLSv1.3") != std::string::npos);
        BOOST_TEST(answer->body.find("</HTML>") != std::string::npos);
        // The second connection resumes the first one's session, says the server.
        BOOST_TEST(client.ask(carrier, what).value().body.find("Reused, TLSv1") != std::string::npos);
        Carrier strangers(believing_the_system());
        check_failure_of<Carrier>(client.ask(strangers, what), transport_errc::certificate_refused,
                                  "unable to get local issuer certificate");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_self_signed_certificate_is_refused_by_that_name, Carrier, carriers) {
    const scratch_folder folder;
    const auto key = (folder.path / "key.pem").string(), shown = (folder.path / "certificate.pem").string();
    program maker({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                   "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out", shown},
                  folder.path / "output");
    if (const int status = maker.wait(); status == 127) {
        BOOST_TEST_MESSAGE("skipped: no openssl program here");
        return;
    } else {
        BOOST_REQUIRE_EQUAL(status, 0);
    }
    served farm([&] {
        farm::http_server_options options;
        options.identity = farm::read_identity(shown, key).value();
        return options;
    }());
    loop client;
    Carrier carrier(trusting());
    const auto what = request_to({true, "localhost", farm->port(), true}, "/echo", "POST", "x");
    check_failure_of<Carrier>(client.ask(carrier, what), transport_errc::certificate_refused, "self-signed certificate");
    auto options = believing_the_system();
    options.trusted.file = shown;
    Carrier trusting_it(options);
    BOOST_TEST(client.ask(trusting_it, what).value().body == "x");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nginx_is_understood, Carrier, carriers) {
    const char* nginx = "/usr/sbin/nginx";
    if (::access(nginx, X_OK) != 0) {
        BOOST_TEST_MESSAGE("skipped: no nginx here");
        return;
    }
    const scratch_folder folder;
    const auto files = farm::write_certificate(certificate(), folder.path).value();
    const auto port = free_port();
    std::string large(3 << 20, ' ');
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = byte_at(i);
    write_file(folder.path / "large.txt", large);
    const auto in = [&](const char* name) { return (folder.path / name).string(); };
    write_file(in("nginx.conf"), "daemon off; master_process off; worker_processes 1; pid " + in("pid") +
                                     "; error_log stderr; events {}\n"
                                     "http { access_log off; default_type text/plain; gzip_types text/plain; gzip_min_length 1;\n"
                                     " client_body_temp_path " +
                                     in("t1") + "; proxy_temp_path " + in("t2") + "; fastcgi_temp_path " + in("t3") +
                                     "; uwsgi_temp_path " + in("t4") + "; scgi_temp_path " + in("t5") +
                                     ";\n"
                                     " server { listen 127.0.0.1:" +
                                     std::to_string(port) + " ssl; ssl_certificate " + files.certificate.string() +
                                     "; ssl_certificate_key " + files.key.string() + "; root " + folder.path.string() +
                                     "; client_max_body_size 1m;\n"
                                     "  location /packed { alias " +
                                     folder.path.string() +
                                     "; gzip on; }\n"
                                     "  location /moved { return 301 https://127.0.0.1/; }\n"
                                     "  location /short { keepalive_timeout 0; return 200 short; } } }\n");
    program server({nginx, "-c", in("nginx.conf"), "-p", folder.path.string()}, folder.path / "output");
    Carrier carrier(trusting());
    loop client;
    const http::origin where{true, "127.0.0.1", port, true};
    auto answer = ask_patiently(client, carrier, request_to(where, "/large.txt"), server);
    BOOST_REQUIRE(answer);
    BOOST_TEST((answer->body == large));
    auto into_sink = request_to(where, "/large.txt");
    const auto sink = std::make_shared<checking_sink>();
    into_sink.sink = sink;
    into_sink.headers = {{"Range", "bytes=0-999999"}};
    BOOST_TEST(client.ask(carrier, into_sink).value().status == 206);
    BOOST_TEST(sink->size == 1000000u);
    BOOST_TEST(sink->is_right);
    // Packed on the fly, nginx does not know the length and sends chunks.
    auto packed = request_to(where, "/packed/large.txt");
    packed.headers = {{"Accept-Encoding", "gzip"}};
    answer = client.ask(carrier, packed);
    BOOST_TEST(answer.value().status == 200);
    BOOST_REQUIRE(http::find(answer->headers, "Transfer-Encoding"));
    BOOST_TEST(answer->body.starts_with("\x1f\x8b"));
    BOOST_TEST(client.ask(carrier, request_to(where, "/moved")).value().status == 301);
    BOOST_TEST(client.ask(carrier, request_to(where, "/none")).value().status == 404);
    BOOST_TEST(client.ask(carrier, request_to(where, "/large.txt", "HEAD")).value().body.empty());
    for (int i = 0; i < 3; ++i) BOOST_TEST(client.ask(carrier, request_to(where, "/short")).value().body == "short");
    auto refused = request_to(where, "/upload", "PUT");
    refused.source = std::make_shared<made_source>(64 << 20);
    BOOST_TEST(client.ask(carrier, refused).value().status == 413);
    std::vector<http::request> all(40, request_to(where, "/large.txt"));
    for (auto& each : client.ask_all(carrier, std::move(all))) BOOST_TEST((each.value().body == large));
}

BOOST_AUTO_TEST_SUITE_END()
