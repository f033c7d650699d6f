// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_UPLOAD_PLACES_HPP
#define RENDERBUS_TRANSFER_UPLOAD_PLACES_HPP

#include <renderbus/detail/config.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

/// Where unfinished uploads stand at their servers, so that another process can go on with them: a folder with a file for each,
/// read and written by its owner alone. What cannot be kept is not: an upload then begins anew in the next process.
class upload_places {
public:
    /// An empty name keeps nothing.
    explicit upload_places(std::filesystem::path folder) : folder_(std::move(folder)) {}
    /// `$XDG_STATE_HOME/renderbus/uploads`, else below `~/.local/state`; empty where the environment names neither.
    static RENDERBUS_DECL std::filesystem::path usual_folder();

    /// The place kept for an upload, whatever text tells it from others.
    RENDERBUS_DECL std::optional<std::string> find(std::string_view upload) const;
    RENDERBUS_DECL void keep(std::string_view upload, std::string_view place) const;
    RENDERBUS_DECL void forget(std::string_view upload) const;

private:
    std::filesystem::path file_of(std::string_view upload) const;
    std::filesystem::path folder_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/upload_places.ipp>
#endif

#endif
