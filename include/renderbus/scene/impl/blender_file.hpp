// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_BLENDER_FILE_HPP
#define RENDERBUS_SCENE_IMPL_BLENDER_FILE_HPP

#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/impl/blender_dna.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renderbus::blender {

/// What a file's first bytes say.
struct heading {
    std::uint32_t version = 0;  ///< 279, 402, 500
    std::size_t pointer_size = 8;
    std::endian order = std::endian::little;
    std::uint32_t format = 0;  ///< 1: blocks have sizes of 64 bits
    std::size_t size = 12;
};

/// A block of a file that is kept in mind: where its data lies, and what it is.
struct block {
    std::uint64_t address = 0;  ///< by which pointers name it
    std::uint64_t place = 0;
    std::uint64_t size = 0;
    std::uint32_t structure = 0;
    std::uint32_t count = 0;
    std::uint32_t owner = 0;  ///< the index of the datablock that it belongs to; of itself, where it is one
    char code[4] = {};

    std::string_view kind() const noexcept { return std::string_view(code, 4).substr(0, code[2] == '\0' ? 2 : 4); }
};

/// One structure of a block, in memory.
class record {
public:
    record() = default;
    record(const catalogue& of, std::size_t structure, std::endian order, std::string bytes)
        : of_(&of), structure_(structure), order_(order), bytes_(std::move(bytes)) {}

    explicit operator bool() const noexcept { return of_ != nullptr; }
    bool has(std::string_view path) const { return of_ && of_->find(structure_, path).has_value(); }
    /// An integer or a floating-point number; `otherwise` where there is no such field.
    double number(std::string_view path, double otherwise = 0) const;
    /// The same as a whole number; what is none, as a file may have it, becomes the nearest.
    std::int32_t whole(std::string_view path, std::int32_t otherwise = 0) const;
    /// The address in a pointer; 0 where it points nowhere or there is no such field.
    std::uint64_t pointer(std::string_view path) const;
    /// The text in an array of characters, as UTF-8.
    std::string text(std::string_view path) const;

private:
    std::string_view bytes_of(const field& where) const;
    const catalogue* of_ = nullptr;
    std::size_t structure_ = 0;
    std::endian order_ = std::endian::little;
    std::string bytes_;
};

/// A Blender file: its structures, and where the blocks that matter lie. The others were passed over.
class file {
public:
    /// Walks through the headings of all blocks, up to the end mark. Fails with `scene_errc`: malformed_scene with the byte,
    /// too_complex.
    static result<file> open(byte_source& bytes, const std::string& name);

    const heading& head() const noexcept { return head_; }
    std::uint64_t block_count() const noexcept { return block_count_; }
    const std::vector<block>& blocks() const noexcept { return blocks_; }
    const block* find(std::uint64_t address) const;
    std::string_view structure_of(const block& one) const;

    /// Reads one structure of a block; none where the block is of no known structure, or where it cannot be read: then
    /// `failed()`.
    record read(const block& one, std::size_t index = 0);
    /// Reads a text that a pointer leads to.
    std::string text_at(const block& one, std::size_t most);

    bool failed() const noexcept { return in_.failed(); }
    const failure& why() const noexcept { return in_.why(); }
    bool fail(std::uint64_t place, std::string cause) { return in_.fail(place, std::move(cause)); }

private:
    file(byte_source& bytes, const std::string& name) : in_(bytes, name), name_(name) {}
    bool read_heading();
    bool walk();
    bool next_heading(block& one);
    bool keep(const block& one);

    byte_cursor in_;
    std::string name_;
    heading head_;
    catalogue catalogue_;
    std::vector<block> blocks_;
    std::unordered_map<std::uint64_t, std::uint32_t> by_address_;
    std::uint64_t block_count_ = 0;
    bool owner_matters_ = false;
    std::uint32_t owner_ = 0;
    std::optional<failure> too_complex_;
};

}  // namespace renderbus::blender

#endif
