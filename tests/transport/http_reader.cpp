// SPDX-License-Identifier: BSL-1.0
#include <renderbus/transport/http_reader.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace renderbus;
using http::reader;

struct wanted {
    reader::side side = reader::side::answers;
    std::string_view method = "GET";
    http::reader_limits limits = {};
    bool peer_ends = false;
};

/// Everything that a reader says to these pieces, as one text: heads, bodies, ends, and the failure that stopped it.
std::string transcript(const wanted& how, const std::vector<std::string>& pieces) {
    reader under_test(how.side, how.limits);
    under_test.start(how.method);
    std::string said, body;
    for (const auto& piece : pieces) {
        std::string_view rest = piece;
        for (bool wants_more = false; !wants_more;) {
            auto took = under_test.next(rest);
            if (!took) {
                const char* code = took.error().code == transport_errc::answer_too_large ? "too large" : "malformed";
                BOOST_TEST((took.error().code == transport_errc::answer_too_large ||
                            took.error().code == transport_errc::malformed_answer));
                return said + "[" + body + "]" + code + ": " + took.error().place + ": " + took.error().cause;
            }
            BOOST_REQUIRE(took->used <= rest.size());
            rest.remove_prefix(took->used);
            switch (took->what) {
                case reader::event::more:
                    BOOST_REQUIRE(rest.empty());
                    wants_more = true;
                    break;
                case reader::event::head:
                    said += how.side == reader::side::answers ? std::to_string(under_test.head().status)
                                                              : under_test.head().method + " " + under_test.head().target;
                    for (const auto& each : under_test.head().fields) said += "|" + each.name + "=" + each.value;
                    said += "|";
                    break;
                case reader::event::body:
                    BOOST_REQUIRE(!took->piece.empty());
                    body += took->piece;
                    break;
                case reader::event::end:
                    said += "[" + body + "]" + (under_test.is_persistent() ? "keep " : "close ");
                    body.clear();
                    under_test.start(how.method);
                    if (rest.empty()) wants_more = true;
                    break;
            }
        }
    }
    if (!how.peer_ends) return said + (body.empty() ? "..." : "[" + body + "]...");
    const auto ended = under_test.peer_ended();
    if (ended) return said + "[" + body + "]ended";
    BOOST_TEST((ended.error().code == transport_errc::connection_lost));
    return said + "[" + body + "]" + ended.error().cause;
}

/// The same in one piece, byte by byte, and cut in two at every place.
void check(const wanted& how, const std::string& bytes, const std::string& expected) {
    BOOST_TEST_CONTEXT(bytes.substr(0, 200)) {
        BOOST_TEST(transcript(how, {bytes}) == expected);
        std::vector<std::string> single;
        for (char each : bytes) single.emplace_back(1, each);
        BOOST_TEST(transcript(how, single) == expected);
        for (std::size_t at = 0; at <= bytes.size(); ++at) {
            const auto cut = transcript(how, {bytes.substr(0, at), bytes.substr(at)});
            if (cut != expected) BOOST_ERROR("cut at " << at << ": " << cut);
        }
    }
}

void check_answer(const std::string& bytes, const std::string& expected) { check({}, bytes, expected); }
void check_request(const std::string& bytes, const std::string& expected) {
    check({.side = reader::side::requests}, bytes, expected);
}

std::string refused(int line, const std::string& cause) {
    return "[]malformed: line " + std::to_string(line) + " of the answer: " + cause;
}
std::string refused_request(int line, const std::string& cause) {
    return "[]malformed: line " + std::to_string(line) + " of the request: " + cause;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transport_http_reader)

BOOST_AUTO_TEST_CASE(an_answer_with_a_length_is_read_to_that_length) {
    check_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: a b \t\r\n\r\nhello", "200|Content-Length=5|X=a b|[hello]keep ...");
    check_answer("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", "200|content-length=0|[]keep ...");
    check_answer("HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", "404|Content-Length=0|[]keep ...");
    check_answer("HTTP/1.1 200 \r\nEmpty:\r\nContent-Length: 1\r\n\r\nx", "200|Empty=|Content-Length=1|[x]keep ...");
}

BOOST_AUTO_TEST_CASE(answers_follow_one_another_on_a_connection) {
    check_answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nc",
                 "200|Content-Length=2|[ab]keep 201|Content-Length=1|[c]keep ...");
}

BOOST_AUTO_TEST_CASE(chunks_are_joined_and_trailers_passed_over) {
    check_answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n00A;name=\"v\"\r\n, 10 bytes\r\n0\r\nTrailer: "
        "x\r\n\r\n",
        "200|Transfer-Encoding=chunked|[hello, 10 bytes]keep ...");
    check_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "200|Transfer-Encoding=Chunked|[]keep ...");
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_length_ends_with_the_connection) {
    check({.peer_ends = true}, "HTTP/1.0 200 ok\r\nServer: s\r\n\r\nall of it", "200|Server=s|[all of it]ended");
    check({.peer_ends = true}, "HTTP/1.1 200 OK\r\n\r\n", "200|[]ended");
}

BOOST_AUTO_TEST_CASE(some_answers_have_no_body_whatever_they_say) {
    check({.method = "HEAD"}, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", "200|Content-Length=500|[]keep ...");
    check({.method = "HEAD"}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
          "200|Transfer-Encoding=chunked|[]keep ...");
    check_answer("HTTP/1.1 204 No Content\r\n\r\n", "204|[]keep ...");
    check_answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "304|Content-Length=9|[]keep ...");
}

BOOST_AUTO_TEST_CASE(interim_answers_are_passed_over_but_not_without_end) {
    check_answer(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!",
        "200|Content-Length=1|[!]keep ...");
    check({.method = "HEAD"}, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
          "200|Content-Length=7|[]keep ...");
    check_answer("HTTP/1.1 101 Switching Protocols\r\n\r\n", refused(2, "it changes to another protocol, unasked"));
    std::string endless;
    for (int i = 0; i < 17; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
    check_answer(endless, "[]too large: line 2 of the answer: too many interim answers");
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_only_where_both_sides_can_go_on) {
    check_answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                 "200|Connection=close|Content-Length=0|[]close ...");
    check_answer("HTTP/1.1 200 OK\r\nConnection: x , CLOSE\r\nContent-Length: 0\r\n\r\n",
                 "200|Connection=x , CLOSE|Content-Length=0|[]close ...");
    check_answer("HTTP/1.1 200 OK\r\nConnection: enclosed\r\nContent-Length: 0\r\n\r\n",
                 "200|Connection=enclosed|Content-Length=0|[]keep ...");
    check_answer("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", "200|Content-Length=1|[x]close ...");
}

BOOST_AUTO_TEST_CASE(what_two_readers_could_understand_differently_is_refused) {
    const std::string status = "HTTP/1.1 200 OK\r\n";
    check_answer(status + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                 refused(3, "both Content-Length and Transfer-Encoding"));
    check_answer(status + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                 refused(3, "both Content-Length and Transfer-Encoding"));
    check_answer(status + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", refused(3, "two Content-Lengths differ"));
    check_answer(status + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok",
                 "200|Content-Length=2|Content-Length=2|[ok]keep ...");
    for (const char* bad :
         {"", "-1", "+5", "5, 5", "0x5", "5 5", "9223372036854775808", "99999999999999999999", "5;", "\xd9\xa5"}) {
        check_answer(status + "Content-Length: " + bad + "\r\n\r\n", refused(2, "Content-Length is no number"));
    }
    check_answer(status + "Transfer-Encoding: gzip\r\n\r\n", refused(2, "the transfer coding is another than chunked"));
    check_answer(status + "Transfer-Encoding: gzip, chunked\r\n\r\n", refused(2, "the transfer coding is another than chunked"));
    check_answer(status + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                 refused(3, "Transfer-Encoding stands there twice"));
    check_answer("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", refused(2, "HTTP/1.0 knows no transfer coding"));
    check_answer(status + "A: 1\r\n folded\r\n\r\n", refused(3, "the line is folded"));
    check_answer(status + "A: 1\r\n\tfolded\r\n\r\n", refused(3, "the line is folded"));
    check_answer(status + "Content-Length : 5\r\n\r\n", refused(2, "a space stands before the colon"));
    check_answer(status + "A b: 5\r\n\r\n", refused(2, "the header field's name is no word"));
    check_answer(status + ": 5\r\n\r\n", refused(2, "the header field's name is no word"));
    check_answer(status + "no colon\r\n\r\n", refused(2, "the header field has no colon"));
    check_answer(status + "A: x\ry\r\n\r\n", refused(2, "a CR stands inside the line"));
    check_answer(status + "A: x\n\r\n", refused(2, "the line does not end with CR LF"));
    check_answer(status + "A: x\r\n\n", refused(3, "the line does not end with CR LF"));
    check_answer(status + std::string("A: x\0y\r\n\r\n", 10), refused(2, "a control character stands in the header field"));
    check_answer(status + "A: x\x01y\r\n\r\n", refused(2, "a control character stands in the header field"));
}

BOOST_AUTO_TEST_CASE(an_answer_to_connect_has_no_body_and_may_end_its_lines_with_lf) {
    const auto size_of = [](std::string_view method, std::string_view text) -> std::string {
        http::reader reader(http::reader::side::answers);
        reader.start(method);
        const auto took = reader.next(text);
        if (!took) return took.error().cause;
        if (took->what != http::reader::event::head) return "no head";
        return std::to_string(took->used) + " " + std::to_string(reader.body_size().value_or(99));
    };
    const std::string both = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
    BOOST_TEST(size_of("CONNECT", both + "tls") == std::to_string(both.size()) + " 0");
    BOOST_TEST(size_of("GET", both) == "the transfer coding is another than chunked");
    BOOST_TEST(size_of("CONNECT", "HTTP/1.1 403 No\r\nContent-Length: 5\r\n\r\n") == "38 5");
    BOOST_TEST(size_of("CONNECT", "HTTP/1.0 200 OK\nA: b\r\n\n") == "23 0");
    BOOST_TEST(size_of("CONNECT", "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n\n") == "40 0");
    BOOST_TEST(size_of("CONNECT", "HTTP/1.0 200 OK\nA: b\rc\n\n") == "a CR stands inside the line");
    BOOST_TEST(size_of("GET", "HTTP/1.0 200 OK\n\n") == "the line does not end with CR LF");
}

BOOST_AUTO_TEST_CASE(bad_chunks_are_refused) {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string said = "200|Transfer-Encoding=chunked|";
    for (const char* bad :
         {"", "g", "-1", "+1", " 1", "1 ", "0x1", "8000000000000000", "00000000000000000001", "ffffffffffffffffffff"}) {
        check_answer(head + bad + "\r\n", said + refused(4, "the chunk's size is no hexadecimal number"));
    }
    check_answer(head + "1;a\x01\r\n", said + refused(4, "a control character stands in the chunk's extension"));
    check_answer(head + "1\nx", said + refused(4, "the line does not end with CR LF"));
    check_answer(head + "1\r\nxy\r\n", said + "[x]malformed: line 5 of the answer: the chunk is longer than it says");
    check_answer(head + "1\r\nx\n", said + "[x]malformed: line 5 of the answer: the chunk is longer than it says");
    check_answer(head + "1\r\nx\r\n7fffffffffffffff\r\n",
                 said + "[x]malformed: line 6 of the answer: the body's length overflows");
    check_answer(head + "0\r\nA : 1\r\n\r\n", said + refused(5, "a space stands before the colon"));
    check_answer(head + "0\r\n\rA: 1\r\n\r\n", said + refused(5, "a CR stands inside the line"));
}

BOOST_AUTO_TEST_CASE(what_is_no_answer_at_all_is_told_from_its_first_bytes) {
    check_answer("220 mail.example ESMTP\r\n", refused(1, "it does not begin with HTTP/1.1 or HTTP/1.0"));
    check_answer(" ", refused(1, "it does not begin with HTTP/1.1 or HTTP/1.0"));
    check_answer("HTTX", refused(1, "it does not begin with HTTP/1.1 or HTTP/1.0"));
    check_answer("\n", refused(1, "it does not begin with HTTP/1.1 or HTTP/1.0"));
    check_answer("HTTP/1.2 200 OK\r\n", refused(1, "it does not begin with HTTP/1.1 or HTTP/1.0"));
    check_answer("HTTP/1.1 20 OK\r\n", refused(1, "no status of three digits stands there"));
    check_answer("HTTP/1.1 2000 OK\r\n", refused(1, "no status of three digits stands there"));
    check_answer("HTTP/1.1  200 OK\r\n", refused(1, "no status of three digits stands there"));
    check_answer("HTTP/1.1200 OK\r\n", refused(1, "no status of three digits stands there"));
    check_answer("HTTP/1.1 099 OK\r\n", refused(1, "the status is not from 100 to 599"));
    check_answer("HTTP/1.1 600 OK\r\n", refused(1, "the status is not from 100 to 599"));
    check_answer("HTTP/1.1 200 O\x01K\r\n", refused(1, "a control character stands in the status line"));
}

BOOST_AUTO_TEST_CASE(heads_and_trailers_are_bounded) {
    const http::reader_limits small{.head_bytes = 60, .fields = 3, .chunk_line_bytes = 10};
    const std::string status = "HTTP/1.1 200 OK\r\n";
    check({.limits = small}, status + "A: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n", "200|A=1|B=2|Content-Length=0|[]keep ...");
    check({.limits = small}, status + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n",
          "[]too large: line 5 of the answer: too many header fields");
    check({.limits = small}, status + "A: " + std::string(100, 'x'),
          "[]too large: line 2 of the answer: the line or the head is too long");
    check({.limits = small}, status + "A: " + std::string(30, 'x') + "\r\nB: " + std::string(30, 'x'),
          "[]too large: line 3 of the answer: the line or the head is too long");
    const std::string chunked = status + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string said = "200|Transfer-Encoding=chunked|";
    check({.limits = small}, chunked + "1;aaaaaaaaaaaaaaaaa",
          said + "[]too large: line 4 of the answer: the line or the head is too long");
    check({.limits = small}, chunked + "0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n",
          said + "[]too large: line 8 of the answer: too many header fields");
    check({.limits = small}, chunked + "0\r\nA: " + std::string(100, 'x'),
          said + "[]too large: line 5 of the answer: the line or the head is too long");
}

BOOST_AUTO_TEST_CASE(a_connection_that_ends_too_early_is_told_with_where) {
    check({.peer_ends = true}, "", "[]the connection ended before the answer");
    check({.peer_ends = true}, "HTTP/1.1 20", "[]the connection ended inside the answer's head");
    check({.peer_ends = true}, "HTTP/1.1 100 Continue\r\n\r\n", "[]the connection ended inside the answer's head");
    check({.peer_ends = true}, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
          "200|Content-Length=9|[half]the connection ended after 4 of 9 bytes of the answer");
    check({.peer_ends = true}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf",
          "200|Transfer-Encoding=chunked|[half]the connection ended after 4 bytes of the answer");
    check({.peer_ends = true}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n",
          "200|Transfer-Encoding=chunked|[half]the connection ended after 4 bytes of the answer");
}

BOOST_AUTO_TEST_CASE(requests_are_read_by_the_same_rules) {
    check_request("GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b=c|Host=h|[]keep ...");
    check_request(
        "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "PUT /x|Host=h|Content-Length=3|[abc]keep GET /|Host=h|Connection=close|[]close ...");
    check_request("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
                  "POST /|Host=h|Transfer-Encoding=chunked|[ab]keep ...");
    check_request("GET / HTTP/1.0\r\n\r\n", "GET /|[]close ...");
    check_request("GET / HTTP/1.1\r\n\r\n", refused_request(2, "no Host field"));
    check_request("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", refused_request(3, "Host stands there twice"));
    check_request("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                  refused_request(4, "both Content-Length and Transfer-Encoding"));
    check_request("GET  / HTTP/1.1\r\n", refused_request(1, "the target is no path"));
    check_request("GET / HTTP/1.1 \r\n", refused_request(1, "the target is no path"));
    check_request("GET http://h/a?b=c HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a?b=c|Host=h|[]keep ...");
    check_request("GET http://h HTTP/1.1\r\n", refused_request(1, "the target is no path"));
    check_request("GET ftp://h/ HTTP/1.1\r\n", refused_request(1, "the target is no path"));
    check_request("GET /\x80 HTTP/1.1\r\n", refused_request(1, "the target is no path"));
    check_request("GET /\r\n", refused_request(1, "not a method, a target and a version"));
    check_request("G(T / HTTP/1.1\r\n", refused_request(1, "the method is no word"));
    check_request("GET / HTTP/2.0\r\n", refused_request(1, "the version is neither HTTP/1.1 nor HTTP/1.0"));
    check({.side = reader::side::requests, .peer_ends = true}, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab",
          "PUT /|Host=h|Content-Length=3|[ab]the connection ended after 2 of 3 bytes of the request");
}

BOOST_AUTO_TEST_SUITE_END()
