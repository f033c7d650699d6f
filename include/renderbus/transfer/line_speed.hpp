// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_LINE_SPEED_HPP
#define RENDERBUS_TRANSFER_LINE_SPEED_HPP

#include <renderbus/transfer/transfer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace renderbus {

/// What a line was measured to do: so much time for each file, and so much for each byte. A plain struct, to be kept as JSON
/// between two programs: the sums over all uploads, of which older ones count less and less.
struct line_speed {
    double files_files = 0, files_bytes = 0, bytes_bytes = 0;  ///< products, of files and mebibytes
    double files_seconds = 0, bytes_seconds = 0;

    /// Adds what an upload took. One that sent nothing tells nothing.
    void add(const upload_report& done) { add(done.files, done.bytes_sent, done.elapsed); }
    RENDERBUS_DECL void add(std::size_t files, std::uint64_t bytes, std::chrono::milliseconds took);

    /// How long it will take to send so much; nothing before the first measurement.
    RENDERBUS_DECL std::optional<std::chrono::milliseconds> time_for(std::size_t files, std::uint64_t bytes) const;
};

/// What a plan would do, told without doing it.
struct upload_forecast {
    std::size_t files_to_send = 0;
    std::uint64_t bytes_to_send = 0;
    std::size_t files_to_copy = 0;  ///< at the farm
    std::size_t files_there = 0;
    std::size_t files_left_out = 0;
    std::optional<std::chrono::milliseconds> time;  ///< where the line was measured
};

/// A dry run: `async_plan` and this, and no upload.
RENDERBUS_DECL upload_forecast forecast(const upload_plan& plan, const line_speed& line = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/line_speed.ipp>
#endif

#endif
