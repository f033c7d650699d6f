// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_ASCII_IPP
#define RENDERBUS_SCENE_IMPL_MAYA_ASCII_IPP

#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/maya_scene.hpp>

#include <string>
#include <utility>

namespace renderbus {

RENDERBUS_DECL bool maya_ascii_reader::recognises(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    return head.starts_with("//Maya ASCII");
}

RENDERBUS_DECL result<void> maya_ascii_reader::read(scene_source source, scene_builder& to) {
    auto scene = maya::load_ascii(source);
    if (!scene) return std::move(scene).error();
    return maya::whole_scene(to).tell(*std::move(scene), source.path, source.folder);
}

}  // namespace renderbus

#endif
