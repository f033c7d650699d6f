// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_INSTALLED_HPP
#define RENDERBUS_SCENE_INSTALLED_HPP

#include <renderbus/detail/config.hpp>
#include <renderbus/scene/facts.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace renderbus {

/// A program that is installed here, and what starts it without a window: Maya's own `maya`, Houdini's `hython`, `blender`,
/// Clarisse's `cnode`, `katana`, Cinema 4D's command line, `3dsmaxbatch`.
struct installed_dcc {
    dcc program = dcc::none;
    std::string version;  ///< as the farm writes it: `2023`, `19.5.303`, `clarisse_ifx_4.0_sp3`, `3.2v1`, `R22`
    std::filesystem::path executable;
};

/// Where makers put their programs by themselves.
enum class install_places {
    unix_like,  ///< `usr/autodesk/maya2023`, `opt/hfs19.5.303`, `opt/blender-3.6.5-linux-x64`, ...
    windows,    ///< `Program Files/Autodesk/Maya2023`, `Program Files/Side Effects Software/Houdini 19.5.303`, ...
};

/// Looks for programs in the usual places below a root (`/`, `C:\`, or a folder that a test built), newest version first for
/// each program. Nothing is started. A folder that cannot be read has nothing in it.
RENDERBUS_DECL std::vector<installed_dcc> find_installed(const std::filesystem::path& root, install_places places);

/// The one of that program and version, or where no version is asked for, the newest; nothing where there is none.
RENDERBUS_DECL const installed_dcc* choose_installed(const std::vector<installed_dcc>& found, dcc program,
                                                     std::string_view version = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/installed.ipp>
#endif

#endif
