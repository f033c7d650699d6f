// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_UPLOAD_LIST_HPP
#define RENDERBUS_TRANSFER_UPLOAD_LIST_HPP

#include <renderbus/config/scene_files.hpp>
#include <renderbus/error.hpp>
#include <renderbus/transfer/file_policy.hpp>
#include <renderbus/transfer/needed_assets.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What is done with an upload.json before its files are sent.
namespace renderbus {

/// The files that an upload.json names: its assets, and a scene that does not stand among them.
RENDERBUS_DECL needed_assets needed_in(const config::upload_json& list);

/// Reads an upload.json from the disk; at most 1 GiB. A failure's place is the file, with line and column where it is no such
/// list.
RENDERBUS_DECL result<config::upload_json> read_upload_list(const std::filesystem::path& file);

/// Writes it, whole or not at all.
RENDERBUS_DECL result<void> write_upload_list(const std::filesystem::path& file, const config::upload_json& list);

struct appended_files {
    std::size_t added = 0;
    std::vector<troubled_file> left_out;  ///< what the policies skip
};

/// Adds files, and all files below folders, under absolute names, to the assets of an upload.json: those that `async_plan`
/// finds, which follows links, too. What stands there already is not added. What is missing, unreadable or special is the
/// policies' affair. Fails as they say, where two files want one server path (`data_errc::invalid_value`), and where a name is
/// not UTF-8, which JSON cannot hold (`data_errc::malformed_utf8`): such files go up by `async_plan`. A list that it fails for
/// is left as it was.
RENDERBUS_DECL result<appended_files> append(config::upload_json& list, std::span<const std::filesystem::path> paths,
                                             const file_policies& policies = {});

/// Splits an upload.json in parts of at most `most` assets, none of them empty, in their order; the first part has the
/// scene. A list without assets is one part. `most` is at least 1.
RENDERBUS_DECL std::vector<config::upload_json> split(config::upload_json list, std::size_t most);

/// Splits the upload.json `file` into `upload_1.json`, `upload_2.json`, ... beside it or in `folder` (made where missing), as the
/// service's tool does, and returns their paths. Where one part holds all, nothing is written and the path is `file` itself.
/// Parts that an earlier split left there, numbered on from these, are removed: whoever sends all that are there sends this list.
RENDERBUS_DECL result<std::vector<std::filesystem::path>> split_upload_list(
    const std::filesystem::path& file, std::size_t most, const std::optional<std::filesystem::path>& folder = {});

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transfer/impl/upload_list.ipp>
#endif

#endif
