// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_RAYSYNC_FOLDER_HPP
#define RENDERBUS_TRANSFER_RAYSYNC_FOLDER_HPP

#include <renderbus/error.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

/// The folder of the Raysync agent: `start.sh`, `stop.sh` and `cluster.xml`.
namespace renderbus::raysync {

/// Where the agent usually lies: `$HOME/renderfarm_sdk/RaysyncCmd`, else in the service's Python package below
/// `$HOME/.local/lib`. Nothing where neither has a `start.sh`.
RENDERBUS_DECL std::optional<std::filesystem::path> usual_folder();

/// The port in a cluster.xml: the `value` of the first child of the root's first child. Fails with `data_errc::invalid_value`
/// on what is no such text; a document type, which could make it mean anything, is refused.
RENDERBUS_DECL result<std::uint16_t> port_in(std::string_view cluster_xml);

/// The port in `<folder>/cluster.xml`, a file of at most 64 KiB.
RENDERBUS_DECL result<std::uint16_t> read_port(const std::filesystem::path& folder);

}  // namespace renderbus::raysync

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/raysync_folder.ipp>
#endif

#endif
