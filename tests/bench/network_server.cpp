// SPDX-License-Identifier: BSL-1.0
// The server of the network figures: answers every POST with the same small answer, on three ports, until its input ends.
// `kept` keeps its connections, `resumed` closes them after each answer, `full` too, and gives out no session to resume.
#include "network.hpp"

#include <renderbus/farm/certificate.hpp>

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>

namespace {

const std::string answer_body =
    R"({"version":"1.0.0","result":true,"message":"success","code":200,"data":{"infoStatus":null,"accountType":null,)"
    R"("shareMainCapital":0,"subDeleteTask":0,"useMainBalance":0,"singleNodeRenderFrames":"1","maxIgnoreMapFlag":"1",)"
    R"("autoCommit":"2","separateAccountFlag":0,"mifileSwitchFlag":0,"assfileSwitchFlag":0,"manuallyStartAnalysisFlag":0,)"
    R"("downloadDisable":0,"taskOverTime":12,"taskOverTimeSec":3600},"serverTime":1535954828406})";

SSL_CTX* settings_for(const renderbus::farm::certificate_files& files, bool gives_sessions) {
    SSL_CTX* made = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(made, files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(made, files.key.c_str(), SSL_FILETYPE_PEM);
    if (!gives_sessions) SSL_CTX_set_num_tickets(made, 0), SSL_CTX_set_options(made, SSL_OP_NO_TICKET);
    return made;
}

void serve(int connection, SSL_CTX* settings, bool keeps) {
    const int at_once = 1;
    ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    SSL* tls = SSL_new(settings);
    SSL_set_fd(tls, connection);
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n" +
                               std::string(keeps ? "" : "Connection: close\r\n") +
                               "Content-Length: " + std::to_string(answer_body.size()) + "\r\n\r\n" + answer_body;
    std::string request;
    char space[16384];
    if (SSL_accept(tls) == 1) {
        while (true) {
            const int got = SSL_read(tls, space, sizeof space);
            if (got <= 0) break;
            request.append(space, static_cast<std::size_t>(got));
            const auto head_end = request.find("\r\n\r\n");
            if (head_end == std::string::npos || request.size() < head_end + 4 + std::strlen(bench::body)) continue;
            request.clear();
            SSL_write(tls, answer.data(), static_cast<int>(answer.size()));
            if (!keeps) break;
        }
        SSL_shutdown(tls);
    }
    SSL_free(tls);
    ::close(connection);
}

int listen_on(std::uint16_t& port) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    if (::bind(made, reinterpret_cast<sockaddr*>(&where), size) != 0 || ::listen(made, 64) != 0)
        bench::stop("no port to listen on");
    ::getsockname(made, reinterpret_cast<sockaddr*>(&where), &size);
    port = ntohs(where.sin_port);
    return made;
}

void accept_all(int listening, SSL_CTX* settings, bool keeps) {
    while (true) {
        const int connection = ::accept(listening, nullptr, nullptr);
        if (connection >= 0) std::thread(serve, connection, settings, keeps).detach();
    }
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) bench::stop("usage: network_server folder");
    ::signal(SIGPIPE, SIG_IGN);
    const std::string folder = arguments[1];
    const auto files = renderbus::farm::write_certificate(renderbus::farm::make_certificate().value(), folder).value();
    std::ofstream ports(folder + "/ports.new");
    for (const char* kind : {"kept", "resumed", "full"}) {
        std::uint16_t port = 0;
        const int listening = listen_on(port);
        ports << kind << ' ' << port << '\n';
        const std::string name = kind;
        std::thread(accept_all, listening, settings_for(files, name != "full"), name == "kept").detach();
    }
    ports.close();
    std::rename((folder + "/ports.new").c_str(), (folder + "/ports").c_str());
    for (char byte = 0; ::read(0, &byte, 1) > 0;) {}
    std::_Exit(0);
}
