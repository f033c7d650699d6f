// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAX_ASSETS_HPP
#define RENDERBUS_SCENE_IMPL_MAX_ASSETS_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/facts.hpp>

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::max_3ds {

/// A file that a scene of 3ds Max keeps in its list of assets.
struct asset {
    std::string type;      ///< the program's word: `Bitmap`, `XRef`, `RenderOutput`
    std::string path;      ///< as the artist gave it
    std::string resolved;  ///< where the program found it, in files from 2013 on; may be empty

    bool is_output() const { return type == "RenderOutput" || type == "BatchRender"; }
};

/// Reads a stream FileAssetMetaData2 or, with a third text for each asset, FileAssetMetaData3. Fails with
/// `scene_errc::malformed_scene` and the byte of the stream, which `stream` names.
result<std::vector<asset>> read_assets(std::string bytes, bool with_resolved, const std::string& stream);

/// What an asset is used for, by its type, and where that says nothing by the ending of its path.
input_kind kind_of(const asset& one);

/// The pictures that a text of lines `NAME [COUNT]` lists (.ifl), each once.
std::vector<std::string> pictures_listed(std::string_view text);

/// Paths of the makers' system, where the case of letters does not count. A path without a folder is the same as any that ends
/// with its name.
class path_set {
public:
    void add(std::string_view path);
    bool has(std::string_view path) const;

private:
    std::set<std::string, std::less<>> whole_, names_, bare_names_;
};

}  // namespace renderbus::max_3ds

#endif
