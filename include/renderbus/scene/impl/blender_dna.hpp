// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_DNA_HPP
#define RENDERBUS_SCENE_IMPL_BLENDER_DNA_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/cursor.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus::blender {

/// A place in a structure.
struct field {
    std::string_view type;
    std::size_t offset = 0;
    std::size_t size = 0;   ///< of one element
    std::size_t count = 1;  ///< of an array
    bool pointer = false;
};

/// The structures that a file's data has: each file says so itself, in its block DNA1.
class catalogue {
public:
    /// Reads the block; the cursor stands at its begin and ends with it. Its failure is the cursor's.
    static std::optional<catalogue> read(byte_cursor& in, std::size_t pointer_size);

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t struct_count() const noexcept { return structs_.size(); }
    /// The number of the structure with that name, or `none`.
    std::size_t find(std::string_view name) const;
    std::string_view name(std::size_t of) const { return types_[structs_[of].type]; }
    std::size_t size(std::size_t of) const { return sizes_[structs_[of].type]; }
    /// A field by its name, or one inside: `r.im_format.imtype`, a text that lasts. None where the structure has no such field.
    const std::optional<field>& find(std::size_t in, std::string_view path) const;

private:
    struct member {
        std::uint16_t type;
        std::uint16_t name;
    };
    struct structure {
        std::uint16_t type;
        std::vector<member> members;
    };
    bool read_names(byte_cursor& in, std::string_view tag, std::vector<std::string>& into);
    bool read_sizes(byte_cursor& in);
    bool read_structs(byte_cursor& in);
    field field_of(const member& one, std::size_t offset) const;
    std::optional<field> look_up(std::size_t in, std::string_view path) const;

    std::size_t pointer_size_ = 8;
    std::vector<std::string> names_;  ///< of fields: `*next`, `name[66]`
    std::vector<std::string> types_;
    std::vector<std::uint16_t> sizes_;  ///< of types
    std::vector<structure> structs_;
    std::map<std::string_view, std::size_t> by_name_;
    mutable std::map<std::pair<std::size_t, std::string_view>, std::optional<field>> asked_;
};

}  // namespace renderbus::blender

#endif
