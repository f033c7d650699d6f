// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_LINE_SPEED_IPP
#define RENDERBUS_TRANSFER_IMPL_LINE_SPEED_IPP

#include <renderbus/transfer/line_speed.hpp>

namespace renderbus {
namespace detail {

inline constexpr double one_mebibyte = 1 << 20;
inline constexpr double kept_of_older = 0.8;

}  // namespace detail

RENDERBUS_DECL void line_speed::add(std::size_t files, std::uint64_t bytes, std::chrono::milliseconds took) {
    if (files == 0) return;
    const double count = static_cast<double>(files), size = static_cast<double>(bytes) / detail::one_mebibyte;
    const double seconds = std::chrono::duration<double>(took).count();
    for (double* sum : {&files_files, &files_bytes, &bytes_bytes, &files_seconds, &bytes_seconds}) *sum *= detail::kept_of_older;
    files_files += count * count;
    files_bytes += count * size;
    bytes_bytes += size * size;
    files_seconds += count * seconds;
    bytes_seconds += size * seconds;
}

/// Least squares of `seconds = files * a + mebibytes * b`, where neither a file nor a byte takes less than no time.
RENDERBUS_DECL std::optional<std::chrono::milliseconds> line_speed::time_for(std::size_t files, std::uint64_t bytes) const {
    if (files_files == 0) return {};
    const double count = static_cast<double>(files), size = static_cast<double>(bytes) / detail::one_mebibyte;
    const double determinant = files_files * bytes_bytes - files_bytes * files_bytes;
    double per_file = 0, per_size = 0;
    // Uploads of one kind only do not tell the one from the other.
    const bool is_told_apart = determinant > 1e-9 * files_files * bytes_bytes;
    if (is_told_apart) {
        per_file = (files_seconds * bytes_bytes - bytes_seconds * files_bytes) / determinant;
        per_size = (bytes_seconds * files_files - files_seconds * files_bytes) / determinant;
    }
    if (!is_told_apart || per_file < 0 || per_size < 0) {
        const bool by_size = bytes_bytes > 0 && (per_file < 0 || !is_told_apart);
        per_size = by_size ? bytes_seconds / bytes_bytes : 0;
        per_file = by_size ? 0 : files_seconds / files_files;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double>(count * per_file + size * per_size));
}

RENDERBUS_DECL upload_forecast forecast(const upload_plan& plan, const line_speed& line) {
    return {plan.to_send.size(),       plan.bytes_to_send,   plan.to_copy.size(),
            plan.already_there.size(), plan.left_out.size(), line.time_for(plan.to_send.size(), plan.bytes_to_send)};
}

}  // namespace renderbus

#endif
