// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_WORK_HPP
#define RENDERBUS_TRANSFER_WORK_HPP

#include <renderbus/transfer/planned_files.hpp>
#include <renderbus/units.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace renderbus {

/// Work for one connection: some whole files, one after the other, or a part of a large one.
struct work_unit {
    std::size_t first = 0;    ///< in the list of files
    std::size_t count = 1;    ///< of files
    std::uint64_t begin = 0;  ///< of a part in its file, bytes; 0 for whole files
    std::uint64_t bytes = 0;  ///< in all
    bool is_part = false;
};

struct work_limits {
    byte_count whole = mebibytes(16);  ///< a file that is larger goes in parts
    byte_count part = mebibytes(16);   ///< of each part but the last
    std::size_t parts = 10'000;        ///< at most of one file; its parts are larger rather than more
    byte_count pack = mebibytes(4);    ///< of small files together; one that is larger goes alone
    std::size_t pack_files = 256;      ///< at most in a pack
};

/// Divides the sending of files in their order: small ones are packed together by count and bytes, large ones go in parts. Each
/// byte of each file is in one unit, and an empty file is in one, too.
RENDERBUS_DECL std::vector<work_unit> divide(std::span<const planned_file> files, const work_limits& limits = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/work.ipp>
#endif

#endif
