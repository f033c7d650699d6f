// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_NEEDED_ASSETS_HPP
#define RENDERBUS_TRANSFER_NEEDED_ASSETS_HPP

#include <string>
#include <utility>
#include <vector>

namespace renderbus {

/// One file that the farm needs: an entry of upload.json. Names are bytes, in whatever encoding the disk has them.
struct needed_file {
    std::string local;
    std::string server_path;  ///< `/mnt/textures/wall.png`; a slash at its front does not count
};

/// A folder of which the farm needs all files, at any depth.
struct needed_folder {
    std::string local;
    std::string server_path;  ///< of the folder: `/mnt/textures`
};

/// What the farm needs for a job.
struct needed_assets {
    needed_assets() = default;
    needed_assets(std::vector<needed_file> listed, std::vector<needed_folder> whole_folders = {})
        : files(std::move(listed)), folders(std::move(whole_folders)) {}

    std::vector<needed_file> files;
    std::vector<needed_folder> folders;
};

}  // namespace renderbus

#endif
