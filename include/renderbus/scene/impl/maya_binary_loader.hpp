// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_MAYA_BINARY_LOADER_HPP
#define RENDERBUS_SCENE_IMPL_MAYA_BINARY_LOADER_HPP

#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/maya_document.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace renderbus::maya {
namespace binary_detail {

/// A part of an IFF file: four letters, and so many bytes.
struct chunk {
    std::string tag;
    std::uint64_t begin = 0;  ///< of what is inside
    std::uint64_t size = 0;
    std::uint64_t end() const noexcept { return begin + size; }
    bool group() const noexcept { return tag == "FOR4" || tag == "FOR8" || tag == "LIS4" || tag == "LIS8"; }
};

}  // namespace binary_detail

/// Turns the chunks of one file into a document. The file is a group `Maya` of groups: `HEAD`, one for each node, `SLCT` for
/// each default node that is changed, `CONS` with the connections.
class binary_loader {
public:
    binary_loader(byte_source& bytes, const std::string& file) : in_(bytes, file) { in_.order(std::endian::big); }

    result<document> load();

private:
    using chunk = binary_detail::chunk;

    /// Calls `use(chunk)` for each chunk between two bytes; it may read the chunk, and need not.
    template <class Use>
    void each_chunk(std::uint64_t begin, std::uint64_t end, Use use);
    chunk next_chunk();
    bool whole_file(chunk& top);

    void part(const chunk& group);
    void header(const chunk& group);
    void file_info();
    void plugin(const chunk& one);
    void node_of_type(const chunk& group, const std::string& id);
    node created(const chunk& one, std::string type);
    node selected(const chunk& one);
    void attribute(const chunk& one, node& to);
    std::string number_text(const chunk& one);
    void references(const chunk& group);
    void connections(const chunk& group);
    void connection();
    void keep(node made);

    std::string text() { return in_.text_before('\0', text_limit); }
    value here(std::string text) const { return {std::move(text), 0}; }

    static constexpr std::size_t text_limit = 1 << 20;
    byte_cursor in_;
    document made_;
    bool wide_ = false;                         ///< sizes of 64 bits
    std::map<std::string, std::string> types_;  ///< names of the types of plugins, by their ids
    std::string ticks_per_second_;
};

}  // namespace renderbus::maya

#endif
