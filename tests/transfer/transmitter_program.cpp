// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/transmitter_program.hpp>

#include <csignal>

namespace {

using namespace transfer_tests;
using rb::transmitter_edition;
using verdict = rb::transmitter_verdict::kind;
using told = rb::transmitter_event::kind;

rb::transmitter_call a_call() {
    rb::transmitter_call call;
    call.host = "line.example";
    call.port = 32011;
    call.storage_id = "10201";
    call.user_id = "100001";
    call.local = "/mnt/a \"b\"\xff.png";
    call.remote = "/mnt/a \"b\"\xff.png";
    return call;
}

rb::transmitter_verdict judged(int exit_code, bool is_upload = true,
                               transmitter_edition edition = transmitter_edition::client_package) {
    return rb::judge_transmitter({.exit_code = exit_code}, is_upload, edition);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_transmitter_program)

BOOST_AUTO_TEST_CASE(a_call_is_an_argument_vector) {
    const std::vector<std::string> due = {"-E", "raysyncproxy",
                                          "-H", "line.example",
                                          "-P", "32011",
                                          "-S", "10201",
                                          "-U", "100001",
                                          "-T", "upload_path",
                                          "-L", "/mnt/a \"b\"\xff.png",
                                          "-R", "/mnt/a \"b\"\xff.png",
                                          "-r", "2",
                                          "-K", "false",
                                          "-s", "1048576",
                                          "-C", "None",
                                          "-p", "0"};
    BOOST_TEST(rb::transmitter_arguments(a_call(), transmitter_edition::client_package).value() == due,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_editions_number_the_protocols_in_their_own_ways) {
    using protocol = rb::transmitter_protocol;
    const auto number = [](protocol chosen, transmitter_edition edition) {
        auto call = a_call();
        call.protocol = chosen;
        return rb::transmitter_arguments(call, edition).value().back();
    };
    BOOST_TEST(number(protocol::automatic, transmitter_edition::client_package) == "0");
    BOOST_TEST(number(protocol::tcp, transmitter_edition::client_package) == "1");
    BOOST_TEST(number(protocol::udp, transmitter_edition::client_package) == "2");
    BOOST_TEST(number(protocol::automatic, transmitter_edition::usage_text) == "2");
    BOOST_TEST(number(protocol::tcp, transmitter_edition::usage_text) == "2");
    BOOST_TEST(number(protocol::udp, transmitter_edition::usage_text) == "1");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_so_is_refused) {
    const auto refused = [](auto change) {
        auto call = a_call();
        change(call);
        const auto made = rb::transmitter_arguments(call, transmitter_edition::client_package);
        return !made && made.error().code == rb::data_errc::invalid_value && !made.error().next_step.empty();
    };
    BOOST_TEST(!refused([](auto&) {}));
    BOOST_TEST(refused([](auto& call) { call.engine = "ftp"; }));
    BOOST_TEST(refused([](auto& call) { call.host = ""; }));
    BOOST_TEST(refused([](auto& call) { call.host = "-h"; }));
    BOOST_TEST(refused([](auto& call) { call.port = 0; }));
    BOOST_TEST(refused([](auto& call) { call.storage_id = "input/10201"; }));
    BOOST_TEST(refused([](auto& call) { call.user_id = ""; }));
    BOOST_TEST(refused([](auto& call) { call.local = ""; }));
    BOOST_TEST(refused([](auto& call) { call.remote = ""; }));
    BOOST_TEST(refused([](auto& call) { call.retries = -1; }));
    BOOST_TEST(refused([](auto& call) { call.limit = 0; }));
}

BOOST_AUTO_TEST_CASE(its_lines_tell_of_files) {
    const auto read = [](std::string_view line) {
        return rb::read_transmitter_line(line).value_or(rb::transmitter_event{told{-1}, ""});
    };
    const auto is = [&](std::string_view line, told what, std::string_view path) {
        const auto event = read(line);
        return event.what == what && event.path == path;
    };
    BOOST_TEST(is("[2021-01-01] upload file done 3/10 (/mnt/a (1).png)", told::done, "/mnt/a (1).png"));
    BOOST_TEST(is("upload file fail ... (/mnt/\xff.png)", told::failed, "/mnt/\xff.png"));
    BOOST_TEST(is("upload file fail code 3 (/a/upload file done.png)", told::failed, "/a/upload file done.png"));
    BOOST_TEST(is("upload file done 1/2 (/a/upload file fail.png)", told::done, "/a/upload file fail.png"));
    BOOST_TEST(is("download file fail (code 3) (/a/b.png)", told::failed, "/a/b.png"));
    BOOST_TEST(is("upload file fail (/tmp) (/a/b (2).png)", told::failed, "/a/b (2).png"));
    BOOST_TEST(is("upload file done (/a/b).png)", told::done, "/a/b).png"));
    BOOST_TEST(is("upload file done (/a/b (.png)", told::done, "/a/b (.png"));
    BOOST_TEST(is("upload file done (1) (b.png)", told::done, "b.png"));
    BOOST_TEST(is("(worker 2) upload file done", told::done, ""));
    BOOST_TEST(is("get path /a/upload file done (1).png info failed", told::unreadable, "/a/upload file done (1).png"));
    BOOST_TEST(is("error: get path /mnt/a info failed info failed", told::unreadable, "/mnt/a info failed"));
    BOOST_TEST(is("upload file done", told::done, ""));
    BOOST_TEST(is("upload file done )(", told::done, ""));
    for (const auto* line : {"", "start", "upload file", "get path info failed", "get path ", " info failed get path "})
        BOOST_TEST(!rb::read_transmitter_line(line).has_value());
}

BOOST_AUTO_TEST_CASE(every_exit_code_has_a_meaning) {
    BOOST_TEST((judged(0).what == verdict::done));
    for (int code = 1; code <= 8; ++code) {
        BOOST_TEST((judged(code).what == verdict::given_up));
        BOOST_TEST((judged(code).why.code == rb::data_errc::invalid_value));
    }
    BOOST_TEST((judged(9).why.code == rb::transport_errc::resolve_failed));
    BOOST_TEST((judged(10).what == verdict::try_again));
    BOOST_TEST((judged(10).why.code == rb::condition::transient));
    BOOST_TEST((judged(11).why.code == rb::scene_errc::unreadable_file));
    BOOST_TEST((judged(11, false).why.code == rb::transport_errc::no_such_place));
    BOOST_TEST((judged(255).what == verdict::given_up));
    for (const int code : {9, 11}) BOOST_TEST((judged(code).what == verdict::given_up));
    for (const int code : {12, 100, 127}) BOOST_TEST((judged(code).what == verdict::try_again));
    BOOST_TEST((judged(1, true, transmitter_edition::usage_text).what == verdict::try_again));
    BOOST_TEST((judged(2, true, transmitter_edition::usage_text).what == verdict::given_up));
    const auto killed =
        rb::judge_transmitter({.signal = SIGKILL, .last_output = "at 40 %\n"}, true, transmitter_edition::client_package);
    BOOST_TEST((killed.what == verdict::try_again));
    BOOST_TEST(killed.why.cause.find("signal 9") != std::string::npos);
    BOOST_TEST(killed.why.cause.find("at 40 %") != std::string::npos);
    for (int code = 1; code != 256; ++code) {
        BOOST_TEST(!judged(code).why.next_step.empty());
        BOOST_TEST(judged(code).why.cause.find("exit code " + std::to_string(code)) != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
