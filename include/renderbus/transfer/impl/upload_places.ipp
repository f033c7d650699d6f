// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_PLACES_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_PLACES_IPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/upload_places.hpp>

#include <chrono>
#include <cstdlib>
#include <system_error>

namespace renderbus {
namespace detail {

inline constexpr std::size_t longest_place = 4096;

/// Uploads that nobody went on with: servers do not keep them for ever either.
inline void remove_old_places(const std::filesystem::path& folder) {
    constexpr auto kept_for = std::chrono::hours(24 * 30);
    const auto oldest = std::filesystem::file_time_type::clock::now() - kept_for;
    std::error_code why;
    for (std::filesystem::directory_iterator at(folder, why), end; !why && at != end; at.increment(why)) {
        std::error_code ignored;
        const auto written = at->last_write_time(ignored);
        if (!ignored && at->path().extension() == ".upload" && written < oldest) std::filesystem::remove(at->path(), ignored);
    }
}

}  // namespace detail

RENDERBUS_DECL std::filesystem::path upload_places::usual_folder() {
    const auto below = [](const char* variable, const char* rest) {
        const char* value = std::getenv(variable);
        const std::filesystem::path folder = value ? value : "";
        return folder.is_absolute() ? folder / rest : std::filesystem::path();
    };
    const auto state = below("XDG_STATE_HOME", "renderbus/uploads");
    return state.empty() ? below("HOME", ".local/state/renderbus/uploads") : state;
}

RENDERBUS_DECL std::filesystem::path upload_places::file_of(std::string_view upload) const {
    sha256_hasher hash;
    hash.update(upload);
    return folder_ / (to_hex(hash.finish()).substr(0, 32) + ".upload");
}

RENDERBUS_DECL std::optional<std::string> upload_places::find(std::string_view upload) const {
    if (folder_.empty()) return std::nullopt;
    auto place = read_whole_file(file_of(upload), detail::longest_place);
    if (!place || place->empty()) return std::nullopt;
    return *std::move(place);
}

RENDERBUS_DECL void upload_places::keep(std::string_view upload, std::string_view place) const {
    if (folder_.empty() || place.size() > detail::longest_place) return;
    std::error_code why;
    if (std::filesystem::create_directories(folder_, why))
        std::filesystem::permissions(folder_, std::filesystem::perms::owner_all,
                                     why);  // an address may be all that a server asks for
    if (why) return;
    detail::remove_old_places(folder_);
    static_cast<void>(write_whole_file(file_of(upload), place));
}

RENDERBUS_DECL void upload_places::forget(std::string_view upload) const {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove(file_of(upload), ignored);
}

}  // namespace renderbus

#endif
