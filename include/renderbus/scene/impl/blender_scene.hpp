// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_SCENE_HPP
#define RENDERBUS_SCENE_IMPL_BLENDER_SCENE_HPP

#include <renderbus/scene/builder.hpp>
#include <renderbus/scene/impl/blender_file.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::blender {

/// Blender's word for the number of a format of pictures, empty where it is unknown.
std::string_view picture_format(double number);

/// The name of a datablock without the two letters of its kind.
std::string name_of(const record& datablock);

/// Tells what the scenes of a file render.
class scene_teller {
public:
    scene_teller(file& from, scene_builder& to) : from_(from), to_(to) {}
    void tell();

private:
    void tell_version(const record& globals);
    void tell_camera(const block& one);
    render_layer scene(const record& datablock);
    std::string camera_of(const record& scene);
    std::vector<render_layer> view_layers(const record& scene);
    void choose(std::uint64_t current);

    file& from_;
    scene_builder& to_;
    std::vector<std::uint64_t> addresses_;  ///< of the scenes, in the order of the layers
    std::size_t layer_count_ = 0;
};

/// Tells which files a file names, and follows the libraries that it links.
class input_teller {
public:
    input_teller(scene_builder& to) : to_(to) {}
    /// Fails where a library cannot be read; one that is missing is told as such.
    result<void> tell(file& from, const std::string& folder, const std::vector<std::string>& way);

private:
    struct place {
        file& from;
        const std::string& folder;
        std::string owner;
    };
    struct text_rule;
    void tell_block(const place& at, const block& one);
    void tell_image(const place& at, const record& image);
    void tell_library(const place& at, const record& library, std::size_t depth, std::vector<std::string>& found);
    void tell_text(const place& at, const record& text);
    void tell_strip(const place& at, const record& strip);
    void tell_fluid(const place& at, const record& domain);
    void need(const place& at, std::string stored, std::string_view attribute, input_kind kind, file_spread spread = {});
    result<void> follow(const std::string& library, const std::vector<std::string>& way);

    scene_builder& to_;
    std::set<std::string> followed_;
    std::string prefix_;        ///< before the names of nodes of a library
    std::size_t pictures_ = 0;  ///< of all strips, each as often as it is named
    std::optional<failure> too_complex_;
};

}  // namespace renderbus::blender

#endif
