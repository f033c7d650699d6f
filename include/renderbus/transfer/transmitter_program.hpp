// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_TRANSMITTER_PROGRAM_HPP
#define RENDERBUS_TRANSFER_TRANSMITTER_PROGRAM_HPP

#include <renderbus/error.hpp>
#include <renderbus/process/program.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// The command line of the service's transmitter program (`rayvision_transmitter`): what goes in and what comes out. One
/// process moves one file, folder or list.
namespace renderbus {

/// The descriptions of the program disagree: on numbers of protocols, and on exit codes.
enum class transmitter_edition {
    client_package,  ///< as the service's Python client uses it
    usage_text,      ///< as its own `-h` says
};

enum class transmitter_protocol { automatic, tcp, udp };  ///< the usage text knows no `automatic`: it becomes tcp, its default

enum class transmitter_type { upload_json, upload_list, upload_path, download_list, download_path };

/// One transfer, as the program's options say it. Names in any encoding.
struct transmitter_call {
    std::string engine = "raysyncproxy";  ///< `aspera`, `raysync`, `raysyncproxy`
    std::string host;                     ///< of the line
    std::uint16_t port = 0;
    std::string storage_id;  ///< the bid
    std::string user_id;
    transmitter_type type = transmitter_type::upload_path;
    std::filesystem::path local;
    std::string remote = "/";
    int retries = 2;                  ///< by the program itself
    bool keep_path = false;           ///< the local folders are made at the other end too
    std::uint64_t limit = 1'048'576;  ///< KB a second; this is the most
    std::string database = "None";    ///< an ini file of the program's own record of what was sent; `None`: no record
    transmitter_protocol protocol = transmitter_protocol::automatic;
};

/// The argument vector. `data_errc::invalid_value` where an option cannot be meant so: no host, a storage id that is no number.
RENDERBUS_DECL result<std::vector<std::string>> transmitter_arguments(const transmitter_call& call, transmitter_edition edition);

/// What a line of the program's output tells of a file.
struct transmitter_event {
    enum class kind { done, failed, unreadable };
    kind what;
    std::string path;  ///< as the program writes it
};

/// Reads one line; nothing where it tells of no file.
RENDERBUS_DECL std::optional<transmitter_event> read_transmitter_line(std::string_view line);

/// What follows from the program's end.
struct transmitter_verdict {
    enum class kind { done, try_again, given_up };
    kind what;
    failure why = {};  ///< unless it is done; without a place
};

/// What an end means. Exit code 0: done; 1 to 8: the arguments are wrong (`data_errc::invalid_value`); 9: a parameter, or the
/// host has no address (`transport_errc::resolve_failed`); 10: try again (`connection_lost`); 11: a file cannot be sent
/// (`scene_errc::unreadable_file`; of a download, `transport_errc::no_such_place`). 255 is fatal by the usage text, and 1 there
/// means "try again". A signal or any other code says nothing: it is tried again, as `connection_lost`.
RENDERBUS_DECL transmitter_verdict judge_transmitter(const program_end& end, bool is_upload, transmitter_edition edition);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/transmitter_program.ipp>
#endif

#endif
