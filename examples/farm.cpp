// SPDX-License-Identifier: BSL-1.0
// A render farm on this machine's loopback, for trying out and for tests: it draws its frames instead of rendering them.
#include <renderbus/farm/certificate.hpp>
#include <renderbus/farm/farm.hpp>
#include <renderbus/farm/http_server.hpp>
#include <renderbus/farm/picture.hpp>
#include <renderbus/signing/signer.hpp>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>

namespace rb = renderbus;

namespace {

constexpr std::string_view usage = R"(usage: renderbus_farm --root DIR [options]
  --root DIR             where tasks, assets and frames are kept; a later run goes on there
  --port N               listen on this port of 127.0.0.1 (0: a free one, the default)
  --certificate-dir DIR  authority.pem, certificate.pem and key.pem; made there where missing (default: <root>/certificate)
  --plain                HTTP without TLS
  --pace MS              milliseconds a frame takes (150)
  --ready-file FILE      written when the farm listens: farm=ADDRESS, and ca=FILE with TLS
  --lifetime SECONDS     end by itself after this time (3600)
The account is that of RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY; where neither is set it is one for demonstrations.
)";

struct settings {
    std::filesystem::path root;
    std::filesystem::path certificate_dir;
    std::filesystem::path ready_file;
    std::uint16_t port = 0;
    std::chrono::milliseconds pace{150};
    std::chrono::seconds lifetime{3600};
    bool plain = false;
    bool help = false;
};

[[noreturn]] void refuse(std::string place, std::string cause, std::string next_step) {
    throw rb::exception({rb::data_errc::invalid_value, std::move(place), std::move(cause), std::move(next_step)});
}

std::int64_t number(std::string_view option, std::string_view text, std::int64_t lowest, std::int64_t highest) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value < lowest || value > highest) {
        refuse(std::string(option), "takes a number from " + std::to_string(lowest) + " to " + std::to_string(highest),
               "see --help");
    }
    return value;
}

settings read_arguments(int count, char** arguments) {
    settings read;
    for (int i = 1; i < count; ++i) {
        const std::string_view option = arguments[i];
        const auto value = [&]() -> std::string_view {
            if (++i == count) refuse(std::string(option), "takes a value", "see --help");
            return arguments[i];
        };
        if (option == "--help") read.help = true;
        else if (option == "--plain") read.plain = true;
        else if (option == "--root") read.root = value();
        else if (option == "--certificate-dir") read.certificate_dir = value();
        else if (option == "--ready-file") read.ready_file = value();
        else if (option == "--port") read.port = static_cast<std::uint16_t>(number(option, value(), 0, 65'535));
        else if (option == "--pace") read.pace = std::chrono::milliseconds(number(option, value(), 0, 3'600'000));
        else if (option == "--lifetime") read.lifetime = std::chrono::seconds(number(option, value(), 1, 31'536'000));
        else refuse(std::string(option), "is no option", "see --help");
    }
    if (!read.help && read.root.empty()) refuse("--root", "is missing", "name the folder where the farm keeps its files");
    if (read.certificate_dir.empty()) read.certificate_dir = read.root / "certificate";
    return read;
}

rb::farm::account account_of_environment() {
    rb::farm::account made;
    const bool is_set = std::getenv("RAYVISION_API_ACCESS_ID") != nullptr || std::getenv("RAYVISION_API_KEY") != nullptr;
    auto who = is_set ? rb::credentials::from_environment() : rb::credentials{"demo", rb::secret("demo-key")};
    made.access_id = std::move(who.access_id);
    made.access_key = std::move(who.access_key);
    return made;
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code why;
    std::filesystem::create_directories(folder, why);
    if (why)
        throw rb::exception(
            {rb::scene_errc::unwritable_file, folder.string(), "cannot be made: " + why.message(), "check the folder above"});
}

/// Whether all parts of a certificate are there, and well before its end (thirty days).
bool is_usable(const std::filesystem::path& folder) {
    for (const char* name : {"authority.pem", "certificate.pem", "key.pem"}) {
        std::error_code missing;
        const auto written = std::filesystem::last_write_time(folder / name, missing);
        if (missing || std::filesystem::file_time_type::clock::now() - written > std::chrono::hours(24 * 20)) return false;
    }
    return true;
}

/// The identity in that folder, made where there is none.
rb::farm::server_identity identity_in(const std::filesystem::path& folder) {
    if (!is_usable(folder)) {
        make_folder(folder);
        rb::farm::write_certificate(rb::farm::make_certificate().value(), folder).value();
    }
    return rb::farm::read_identity(folder / "certificate.pem", folder / "key.pem").value();
}

void write_ready_file(const std::filesystem::path& file, const std::string& text) {
    auto sink = rb::file_sink::create(file).value();
    sink->write(text).value();
    sink->commit({}).value();
}

int run(const settings& chosen) {
    asio::io_context context(1);
    rb::farm::loopback_farm_options options;
    options.root = chosen.root;
    options.accounts.push_back(account_of_environment());
    options.paint = rb::farm::draw_picture;
    options.pace = chosen.pace;
    options.hosts = {"localhost", "127.0.0.1"};
    options.executor = context.get_executor();
    const auto farm = rb::farm::loopback_farm::open(std::move(options)).value();

    rb::farm::http_server_options listening;
    listening.port = chosen.port;
    if (!chosen.plain) listening.identity = identity_in(chosen.certificate_dir);
    auto server = rb::farm::http_server::start(context.get_executor(), std::move(listening), farm).value();

    std::string ready =
        "farm=" + std::string(chosen.plain ? "http" : "https") + "://localhost:" + std::to_string(server.port()) + "\n";
    if (!chosen.plain) ready += "ca=" + std::filesystem::absolute(chosen.certificate_dir / "authority.pem").string() + "\n";
    if (!chosen.ready_file.empty()) write_ready_file(chosen.ready_file, ready);
    std::cout << ready << std::flush;

    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](std::error_code, int) { context.stop(); });
    asio::steady_timer end(context, chosen.lifetime);
    end.async_wait([&](std::error_code) { context.stop(); });
    context.run();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    try {
        const auto chosen = read_arguments(count, arguments);
        if (!chosen.help) return run(chosen);
        std::cout << usage;
        return 0;
    } catch (const std::exception& why) {
        std::cerr << why.what() << "\n";
        return 1;
    }
}
