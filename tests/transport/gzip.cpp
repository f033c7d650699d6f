// SPDX-License-Identifier: BSL-1.0
#include "carriers.hpp"
#include "program.hpp"

#if defined(RENDERBUS_TESTS_HAVE_ZLIB)
#include <renderbus/transport/gzip.hpp>
#include <renderbus/transport/in_process.hpp>

using namespace transport_test;

static_assert(transport<gzip_transport<asio_transport>>);

namespace {

std::string packed(std::string_view text) {
    z_stream state{};
    BOOST_REQUIRE(deflateInit2(&state, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string made(deflateBound(&state, text.size()) + 64, '\0');
    state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    state.avail_in = static_cast<uInt>(text.size());
    state.next_out = reinterpret_cast<Bytef*>(made.data());
    state.avail_out = static_cast<uInt>(made.size());
    BOOST_REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
    made.resize(state.total_out);
    deflateEnd(&state);
    return made;
}

/// What a gzip_transport makes of an answer with this body and coding.
result<http::response> unpacked(std::string body, std::string coding = "gzip", http::request what = request_to({}, "/")) {
    what.where.host = "farm.example";
    gzip_transport carrier(std::make_shared<in_process_transport>([&](const http::request& asked) -> result<http::response> {
        const auto* wanted = http::find(asked.headers, "Accept-Encoding");
        return http::response{200, {{"Content-Encoding", coding}, {"X-Asked", wanted ? *wanted : "nothing"}}, body};
    }));
    loop client;
    return client.ask(carrier, std::move(what));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_gzip)

BOOST_AUTO_TEST_CASE(packed_answers_are_asked_for_and_unpacked) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "frame " + std::to_string(i) + " is rendered\n";
    const auto answer = unpacked(packed(text)).value();
    BOOST_TEST((answer.body == text));
    BOOST_TEST(*http::find(answer.headers, "X-Asked") == "gzip");
    BOOST_TEST(!http::find(answer.headers, "Content-Encoding"));
    BOOST_TEST(unpacked(packed("one, ") + packed("two"), "X-GZIP").value().body == "one, two");
    BOOST_TEST(unpacked(packed("")).value().body == "");
    BOOST_TEST(unpacked("plain", "identity").value().body == "plain");
}

BOOST_AUTO_TEST_CASE(what_is_no_gzip_is_told) {
    const auto whole = packed("a text that is long enough to be cut somewhere in its middle");
    for (std::size_t size = 1; size < whole.size(); ++size) {
        check_failure(unpacked(whole.substr(0, size)), transport_errc::malformed_answer, "says gzip and is not");
    }
    auto damaged = whole;
    damaged[damaged.size() - 6] ^= 1;  // of the checksum
    check_failure(unpacked(damaged), transport_errc::malformed_answer, "says gzip and is not");
    check_failure(unpacked("plain"), transport_errc::malformed_answer, "says gzip and is not");
    check_failure(unpacked(whole + "garbage"), transport_errc::malformed_answer, "says gzip and is not");
    check_failure(unpacked(whole, "br"), transport_errc::malformed_answer, "packed as br");
}

BOOST_AUTO_TEST_CASE(a_small_answer_cannot_grow_without_bound) {
    const auto bomb = packed(std::string(64 << 20, 'x'));
    BOOST_TEST(bomb.size() < 100'000u);
    auto what = request_to({}, "/");
    what.body_limit = mebibytes(1);
    check_failure(unpacked(bomb, "gzip", what), transport_errc::answer_too_large, "unpacked, is larger than 1048576 bytes");
    what.body_limit = {5};
    check_failure(unpacked(packed("123456"), "gzip", what), transport_errc::answer_too_large, "larger than 5 bytes");
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_coding_gets_it) {
    auto what = request_to({}, "/");
    what.headers = {{"Accept-Encoding", "br"}};
    BOOST_TEST(unpacked("as it came", "br", what).value().body == "as it came");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_packed_body_that_nobody_asked_for_is_refused, Carrier, carriers) {
    scripted_peer peer([](peer_link& link, int) {
        for (auto head = link.read_head(); !head.empty(); head = link.read_head()) {
            const bool asks = head.find("Accept-Encoding") != std::string::npos;
            std::string status = head.find("/missing") == std::string::npos ? "200 OK" : "404 Not Found";
            if (asks != (head.find("/asked") != std::string::npos)) status = "500 Wrong";
            link.send("HTTP/1.1 " + status + "\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08");
        }
    });
    auto carrier = std::make_shared<Carrier>(trusting());
    loop client;
    check_failure(client.ask(*carrier, request_to(peer.where(), "/")), transport_errc::malformed_answer, "not asked for");
    BOOST_TEST(client.ask(*carrier, request_to(peer.where(), "/missing")).value().status == 404);
    auto what = request_to(peer.where(), "/asked");
    what.headers = {{"Accept-Encoding", "gzip"}};
    BOOST_TEST(client.ask(*carrier, what).value().body == "\x1f\x8b\x08");
    gzip_transport unpacking(carrier);
    check_failure(client.ask(unpacking, request_to(peer.where(), "/asked")), transport_errc::malformed_answer, "is not");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nginx_packs_and_we_unpack, Carrier, carriers) {
    if (::access("/usr/sbin/nginx", X_OK) != 0) {
        BOOST_TEST_MESSAGE("skipped: no nginx here");
        return;
    }
    const scratch_folder folder;
    const auto port = free_port();
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += R"({"frame":)" + std::to_string(i) + "}\n";
    write_file(folder.path / "frames.json", text);
    const auto in = [&](const char* name) { return (folder.path / name).string(); };
    write_file(in("nginx.conf"),
               "daemon off; master_process off; worker_processes 1; pid " + in("pid") +
                   "; error_log stderr; events {}\nhttp { access_log off;"
                   " default_type application/json; gzip on; gzip_types application/json; client_body_temp_path " +
                   in("t1") + "; proxy_temp_path " + in("t2") + "; fastcgi_temp_path " + in("t3") + "; uwsgi_temp_path " +
                   in("t4") + "; scgi_temp_path " + in("t5") + "; server { listen 127.0.0.1:" + std::to_string(port) + "; root " +
                   folder.path.string() + "; } }\n");
    program server({"/usr/sbin/nginx", "-c", in("nginx.conf"), "-p", folder.path.string()}, folder.path / "output");
    gzip_transport carrier(std::make_shared<Carrier>(trusting()));
    loop client;
    const http::origin where{false, "127.0.0.1", port, true};
    const auto answer = ask_patiently(client, carrier, request_to(where, "/frames.json"), server);
    BOOST_REQUIRE_MESSAGE(answer, (answer ? std::string() : answer.error().message()));
    BOOST_TEST((answer->body == text));
    // Packed as it went out: without a length, in chunks.
    BOOST_TEST(http::find(answer->headers, "Transfer-Encoding"));
    auto file = request_to(where, "/frames.json");
    const auto sink = std::make_shared<http::text_sink>();
    file.sink = sink;
    BOOST_TEST(client.ask(carrier, file).value().status == 200);
    BOOST_TEST((sink->text() == text));
}

BOOST_AUTO_TEST_SUITE_END()
#endif
