// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CONFIG_SCENE_FILES_HPP
#define RENDERBUS_CONFIG_SCENE_FILES_HPP

#include <renderbus/json/values.hpp>
#include <renderbus/reflect/names.hpp>

#include <string>
#include <vector>

namespace renderbus::config {

/// A file that a scene needs, in asset.json.
struct asset_entry {
    std::string path;
    std::string note = {};  ///< what stands in parentheses after the path: its time

    friend bool operator==(const asset_entry&, const asset_entry&) = default;
};

/// The files of an asset.json, on the wire `path  (mtime...)` each; older tools write objects with lists of paths.
struct asset_entries {
    std::vector<asset_entry> all;
};

/// asset.json: what the scene needs.
struct asset_json {
    asset_entries asset;
    other_fields others = {};
};

/// A file to send: where it lies here and where it goes there.
struct upload_entry {
    std::string local;
    std::string server;
    other_fields others = {};

    friend bool operator==(const upload_entry&, const upload_entry&) = default;
};

struct scene_entry {
    std::string local;
    std::string server;
    std::string hash;  ///< MD5 of the file, lower case hexadecimal
    other_fields others = {};

    friend bool operator==(const scene_entry&, const scene_entry&) = default;
};

/// The scenes of an upload.json: a list, or one object as some tools write it. It is written as a list.
struct scene_entries {
    std::vector<scene_entry> all;
};

/// upload.json: what is sent. The scene stands among the assets too.
struct upload_json {
    scene_entries scene;
    list<upload_entry> asset;
    other_fields others = {};
};

/// What there is to say to one tip code. Tools write a list of texts or one text; it is written as a list.
struct tip_texts {
    std::vector<std::string> all;
};

/// tips.json: what the analysis has to say, by tip code.
using tips_json = object_map<tip_texts>;

}  // namespace renderbus::config

#endif
