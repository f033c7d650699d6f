// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_RAYSYNC_AGENT_FOLDER_HPP
#define RENDERBUS_FARM_RAYSYNC_AGENT_FOLDER_HPP

#include <renderbus/error.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace renderbus::farm {

/// How an agent is started in its folder.
struct raysync_agent_program {
    std::filesystem::path program;
    std::vector<std::string> arguments = {};
    std::uint16_t port = 0;  ///< where it will listen
};

/// Writes what a client looks for in a Raysync agent's folder, which is made: cluster.xml with the port, start.sh, which becomes
/// the program, stop.sh, which ends that process and no other, and the link `Raysync-sdk`, by which the service's Python
/// client knows that the agent is there. Fails with `scene_errc::unwritable_file`.
RENDERBUS_DECL result<void> write_agent_folder(const std::filesystem::path& folder, const raysync_agent_program& started);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/raysync_agent_folder.ipp>
#endif

#endif
