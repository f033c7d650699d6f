// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CREDENTIALS_HPP
#define RENDERBUS_CREDENTIALS_HPP

#include <renderbus/error.hpp>
#include <renderbus/secret.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus {

/// Who calls: the account's access id and its access key.
struct credentials {
    std::string access_id;
    secret access_key;

    /// From `RAYVISION_API_ACCESS_ID` and `RAYVISION_API_KEY`; throws `exception` naming the one that is not set.
    RENDERBUS_DECL static credentials from_environment();
    /// Of a profile in the user's own file (see `profile::find`); throws `exception`.
    RENDERBUS_DECL static credentials from_profile(std::string_view name = {});
    /// From the environment where it has one of the two variables, else of a profile; throws `exception`.
    RENDERBUS_DECL static credentials find();
};

/// What a file of profiles says under one name. The file is the user's own, and nobody else may read it:
///
///     [default]
///     access_id = AKID...
///     access_key = ...
///     farm = https://jop.foxrenderfarm.com
///     platform = 62
///
/// `farm` and `platform` may be left out. Blank lines and lines that begin with `#` or `;` do not count.
struct profile {
    credentials who;
    std::optional<std::string> farm;       ///< the farm's address
    std::optional<std::int64_t> platform;  ///< the service's number of the render platform

    /// `credentials` in the folder `renderbus` of the user's configuration: `XDG_CONFIG_HOME`, or `.config` in `HOME`. Fails
    /// where the environment names neither.
    RENDERBUS_DECL static result<std::filesystem::path> file();
    /// The profile of that name in `file()`. Without a name the one that `RENDERBUS_PROFILE` names, else `default`.
    RENDERBUS_DECL static result<profile> find(std::string_view name = {});
    /// The profile of that name in a file of at most 64 KiB. Refused where the file is not the caller's own, is no regular
    /// file, or can be read or written by others; failures name the line and never show what stands there.
    RENDERBUS_DECL static result<profile> read(const std::filesystem::path& file, std::string_view name);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/impl/credentials.ipp>
#endif

#endif
