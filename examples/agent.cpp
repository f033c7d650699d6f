// SPDX-License-Identifier: BSL-1.0
// A Raysync agent for the loopback farm, for trying out and for tests: what moves files for clients that ask it over HTTP.
#include <renderbus/farm/http_server.hpp>
#include <renderbus/farm/raysync_agent.hpp>
#include <renderbus/farm/raysync_agent_folder.hpp>
#include <renderbus/transfer/raysync_folder.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace rb = renderbus;

namespace {

constexpr std::string_view usage = R"(usage: renderbus_agent --folder DIR --farm URL [options]
  --folder DIR        the agent's folder; made ready with cluster.xml, start.sh and stop.sh, and that is all
  --farm URL          the loopback farm: http://localhost:PORT, or https with --ca
  --ca FILE           the authority that the farm's certificate is trusted by
  --serve yes         serve in a folder that is ready, at the port in its cluster.xml (start.sh does this)
  --lifetime SECONDS  of a serving agent (3600)
)";

std::map<std::string_view, std::string> read_arguments(int count, char** arguments) {
    std::map<std::string_view, std::string> read = {
        {"folder", ""}, {"farm", ""}, {"ca", ""}, {"serve", "no"}, {"lifetime", "3600"}};
    for (int i = 1; i < count; ++i) {
        const std::string_view text = arguments[i];
        const auto option = read.find(text.starts_with("--") ? text.substr(2) : "");
        if (option == read.end() || i + 1 == count)
            throw rb::exception(
                {rb::data_errc::invalid_value, std::string(text), "is no option, or its value is missing", "see --help"});
        option->second = arguments[++i];
    }
    if (read["folder"].empty() || read["farm"].empty())
        throw rb::exception({rb::data_errc::invalid_value, "--folder and --farm", "are needed", "see --help"});
    return read;
}

/// A port that nobody listens at just now.
std::uint16_t free_port() {
    asio::io_context context;
    const asio::ip::tcp::acceptor held(context, {asio::ip::make_address("127.0.0.1"), 0});
    return held.local_endpoint().port();
}

void make_ready(std::map<std::string_view, std::string>& chosen) {
    rb::farm::raysync_agent_program started;
    started.program = std::filesystem::read_symlink("/proc/self/exe");
    started.port = free_port();
    const auto folder = std::filesystem::absolute(chosen["folder"]);
    started.arguments = {"--serve", "yes",          "--folder",   folder.string(),
                         "--farm",  chosen["farm"], "--lifetime", chosen["lifetime"]};
    if (!chosen["ca"].empty())
        started.arguments.insert(started.arguments.end(), {"--ca", std::filesystem::absolute(chosen["ca"]).string()});
    rb::farm::write_agent_folder(folder, started).value();
    std::cout << "agent=" << folder.string() << "\n";
}

void serve(std::map<std::string_view, std::string>& chosen) {
    asio::io_context context(1);
    rb::asio_transport_options connection;
    connection.trusted.file = chosen["ca"];
    const auto agent = std::make_shared<rb::farm::raysync_agent>(
        rb::farm::raysync_agent_options{.executor = context.get_executor(),
                                        .carrier = rb::any_transport(std::make_shared<rb::asio_transport>(connection)),
                                        .farm = rb::http::parse_origin(chosen["farm"]).value()});
    rb::farm::http_server_options listening;
    listening.port = rb::raysync::read_port(chosen["folder"]).value();
    auto server = rb::farm::http_server::start(context.get_executor(), std::move(listening), agent).value();

    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](std::error_code, int) { context.stop(); });
    asio::steady_timer end(context, std::chrono::seconds(std::stoul(chosen["lifetime"])));
    end.async_wait([&](std::error_code) { context.stop(); });
    context.run();
}

}  // namespace

int main(int count, char** arguments) {
    try {
        if (count == 2 && std::string_view(arguments[1]) == "--help") return std::cout << usage, 0;
        auto chosen = read_arguments(count, arguments);
        if (chosen["serve"] == "yes") serve(chosen);
        else make_ready(chosen);
        return 0;
    } catch (const std::exception& why) {
        std::cerr << why.what() << "\n";
        return 1;
    }
}
