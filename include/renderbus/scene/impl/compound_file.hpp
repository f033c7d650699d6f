// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_COMPOUND_FILE_HPP
#define RENDERBUS_SCENE_IMPL_COMPOUND_FILE_HPP

#include <renderbus/scene/cursor.hpp>
#include <renderbus/units.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus::compound {

/// A stream that stands directly in the root of a compound file.
struct stream {
    std::string name;  ///< UTF-8; some begin with a control character
    std::uint64_t size = 0;
    std::uint32_t first = 0;  ///< sector
};

/// A compound file (OLE structured storage): a directory of streams, which lie in sectors that a table chains together.
///
/// Opening walks every chain to its end and notes whose each sector is: a file that is cut short anywhere, a cycle and a sector
/// of two owners are found before anything is read. It holds the table, 1/128 of the file or less, and the directory.
class file {
public:
    /// Fails with `scene_errc`: malformed_scene with the byte, too_complex.
    static result<file> open(byte_source& bytes, const std::string& name);
    static bool recognises(std::string_view head);

    const stream* find(std::string_view name) const;
    const std::vector<stream>& streams() const noexcept { return streams_; }

    /// All bytes of a stream; `scene_errc::too_complex` where they are more than `most`.
    result<std::string> read(const stream& one, byte_count most);

private:
    file(byte_source& bytes, const std::string& name) : in_(bytes, name), name_(name) {}

    bool read_header();
    bool read_table();
    bool read_directory();
    bool read_small_table();
    bool check_streams();

    struct entry {
        std::string name;
        std::uint8_t kind = 0;
        std::uint32_t left = 0, right = 0, child = 0, first = 0;
        std::uint64_t size = 0;
    };
    entry entry_in(std::string_view bytes) const;
    bool name_of(std::string_view bytes, std::uint64_t place, std::string& name);
    bool walk_tree();

    std::uint64_t place_of(std::uint32_t sector) const { return (std::uint64_t{sector} + 1) << shift_; }
    std::uint64_t sector_size() const { return std::uint64_t{1} << shift_; }
    std::uint64_t numbers_in_sector() const { return sector_size() / 4; }
    bool claim(std::uint32_t sector, std::uint64_t named_at, const char* what);
    bool lies_in_file(std::uint32_t sector, std::uint64_t& left);
    bool claim_small(std::uint32_t sector, std::uint64_t named_at);
    std::uint32_t next(std::uint32_t sector);
    std::uint32_t next_small(std::uint32_t sector);
    std::vector<std::uint32_t> numbers(std::uint32_t sector);
    template <class Use>
    bool walk(std::uint32_t first, std::uint64_t count, std::uint64_t named_at, Use use);
    template <class Use>
    bool walk_small(std::uint32_t first, std::uint64_t count, std::uint64_t named_at, Use use);

    byte_cursor in_;
    std::string name_;
    std::uint64_t size_ = 0;
    unsigned shift_ = 9;
    std::uint64_t sector_count_ = 0;
    bool large_sizes_ = false;
    std::uint32_t table_sectors_ = 0, first_directory_ = 0, first_small_table_ = 0, first_more_ = 0;
    std::vector<std::uint32_t> table_places_;  ///< which sectors the table lies in
    std::vector<std::uint32_t> table_;         ///< of each sector the next one
    std::vector<std::uint32_t> small_table_;
    std::vector<std::uint32_t> small_sectors_;  ///< the large sectors that hold the small ones
    std::vector<bool> taken_, small_taken_;
    std::vector<entry> entries_;
    std::vector<std::uint64_t> entry_places_;
    std::vector<stream> streams_;
    std::vector<std::pair<stream, std::uint64_t>> all_;  ///< those in storages too, each with the byte that tells of it
};

}  // namespace renderbus::compound

#endif
