// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_TRANSFER_LINE_HPP
#define RENDERBUS_TRANSFER_TRANSFER_LINE_HPP

#include <renderbus/api/transmit.hpp>
#include <renderbus/json/json.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// Which server files move by: the farm has several engines, and each has lines, by internet provider.
namespace renderbus {

struct transfer_line {
    std::string engine;  ///< `aspera`, `raysync`, `raysyncproxy`, `http`; in small letters
    std::string name;
    std::string server;  ///< a host name or an address
    std::uint16_t port = 0;
    friend bool operator==(const transfer_line&, const transfer_line&) = default;
};

/// A line of an engine by the farm's own word (generation 2): the one of that name, without a name the engine's default, else its
/// first. An engine's name is compared without regard to case, a line's to the letter. `data_errc::invalid_value` where there is no
/// such engine or line, or its address is none; the failure names those that there are.
RENDERBUS_DECL result<transfer_line> choose_line(const api::transmit::config::reply& config, std::string_view engine,
                                                 std::string_view named = {});

/// A `transports.json`: a line of each engine for each platform of the farm. Where the farm does not tell its lines (generation 1)
/// they come from there. Both its forms are read: engines by name, and the older with one engine alone.
class transport_list {
public:
    /// At most 1 MiB; a failure's place is the file, with line and column.
    static RENDERBUS_DECL result<transport_list> read(const std::filesystem::path& file);
    static RENDERBUS_DECL result<transport_list> parse(std::string_view text);

    /// The line for a platform of the farm at that address; where the list does not name the platform, its default. Fails as
    /// `choose_line`.
    RENDERBUS_DECL result<transfer_line> choose(std::string_view farm_host, int platform, std::string_view engine) const;

private:
    struct server;
    struct entry;
    object_map<raw_json> entries_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/transfer_line.ipp>
#endif

#endif
