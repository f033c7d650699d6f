// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_BINARY_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_BINARY_IPP

#include <renderbus/scene/impl/maya_binary_loader.hpp>
#include <renderbus/scene/maya_binary.hpp>
#include <renderbus/scene/maya_scene.hpp>

#include <string>
#include <utility>

namespace renderbus {

RENDERBUS_DECL bool maya_binary_reader::recognises(std::string_view head) {
    const bool wide = head.starts_with("FOR8");
    const std::size_t heading = wide ? 16 : 8;
    // Pictures may begin with FOR4 too; of a file that ends before its type the reader tells what is wrong.
    return (wide || head.starts_with("FOR4")) && (head.size() < heading + 4 || head.substr(heading, 4) == "Maya");
}

RENDERBUS_DECL result<void> maya_binary_reader::read(scene_source source, scene_builder& to) {
    auto scene = maya::load_binary(source);
    if (!scene) return std::move(scene).error();
    for (const auto& one : scene->nodes)
        if (one.type == "reference" && one.find("ed"))
            to.unresolved(one.name, "ed", "", "what this file changes in a scene that it refers to is not read from Maya binary");
    return maya::whole_scene(to).tell(*std::move(scene), source.path, source.folder);
}

RENDERBUS_DECL result<maya::document> maya::load_binary(const scene_source& source) {
    auto made = binary_loader(*source.bytes, source.path).load();
    if (!made) return made;
    if (auto same = source.bytes->unchanged(); !same) return std::move(same).error();
    return made;
}

}  // namespace renderbus

#endif
