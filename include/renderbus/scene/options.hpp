// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_OPTIONS_HPP
#define RENDERBUS_SCENE_OPTIONS_HPP

#include <renderbus/units.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace renderbus {

/// Where a folder of the scene's makers is found here: `Z:\` is `/mnt/z`; and what a file from there is called at the farm.
/// Of several that fit, the longest counts.
struct path_map {
    std::string from;
    std::string to;
};

/// How a scene's paths are looked up, and what a scene may ask of a reader.
struct scene_options {
    std::string project;  ///< project folder; empty: found above the scene file
    std::vector<path_map> path_maps;
    std::map<std::string, std::string> environment;  ///< for `$NAME` in paths; the process's own is never used

    byte_count file_limit = gigabytes(4);      ///< of the scene file, and of each scene it refers to
    byte_count unpacked_limit = gigabytes(8);  ///< of a scene file that is packed, when it is not
    std::size_t reference_depth = 32;          ///< scenes inside one another
    std::size_t reference_limit = 10'000;      ///< scenes in all
    std::size_t input_limit = 1'000'000;       ///< places that name a file, and files, each
};

}  // namespace renderbus

#endif
