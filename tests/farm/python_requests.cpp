// SPDX-License-Identifier: BSL-1.0
#include "python_session.hpp"

#include <renderbus/farm/certificate.hpp>

using namespace farm_tests;
using python::dict, python::sequence, python::none;

BOOST_AUTO_TEST_SUITE(farm_python_requests)

BOOST_AUTO_TEST_CASE(python_writes_and_signs_as_it_is_published) {
    BOOST_TEST(python::dumps(dict{{"a", sequence{1, "b", none{}}}, {"\xC3\xA9\xF0\x9F\x8C\x99", "\x01\n"}}) ==
               R"({"a": [1, "b", null], "\u00e9\ud83c\udf19": "\u0001\n"})");
    BOOST_TEST(python::signature("test_key", "test_msg") == "TC9wro8movj4HGMphrpEdES3oBdPsq+y+2tAt6kM/Tw=");
}

BOOST_AUTO_TEST_CASE(every_method_works_over_http) {
    python::served farm;
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    farm.connect(socket);
    python::session(socket, farm).run();
}

BOOST_AUTO_TEST_CASE(every_method_works_over_https) {
    auto made = rb::farm::make_certificate().value();
    python::served farm(std::move(made.identity));
    asio::io_context io;
    asio::ssl::context trust(asio::ssl::context::tls_client);
    trust.set_verify_mode(asio::ssl::verify_peer);
    trust.add_certificate_authority(asio::buffer(made.authority));
    asio::ssl::stream<asio::ip::tcp::socket> stream(io, trust);
    stream.set_verify_callback(asio::ssl::host_name_verification("localhost"));
    farm.connect(stream.next_layer());
    stream.handshake(asio::ssl::stream_base::client);
    python::session(stream, farm).run();
}

BOOST_AUTO_TEST_CASE(a_wrong_key_is_told_with_status_200) {
    python::served farm;
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    farm.connect(socket);
    python::client<asio::ip::tcp::socket> client(socket, farm.domain(), farm.time);
    client.key = "not-the-key";
    const auto given = client.post("/api/render/setUp/queryUserProfile");
    BOOST_TEST(given.number("code") == 611);
    BOOST_TEST(given.at("data") == "null");
}

BOOST_AUTO_TEST_SUITE_END()
