// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_RESOLVE_HPP
#define RENDERBUS_SCENE_RESOLVE_HPP

#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/file_pattern.hpp>
#include <renderbus/scene/options.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// Which files a stored text leads to here.
struct resolved_path {
    std::vector<resolved_file> files;
    std::vector<std::string> looked_for;  ///< what was tried, in order
    std::string unknown;                  ///< why the text cannot be looked up at all; empty where it could
    bool tiles = false;
    bool sequence = false;
};

/// Where a file may lie, other than under its own name.
struct search_folders {
    std::string beside;                        ///< the folder of the scene file that names it
    std::vector<std::string> project_folders;  ///< folders of the project that hold files of its kind: `sourceimages`
};

/// Turns the texts by which scenes name files into files of this machine: variables, path maps, the project folder,
/// UV tiles and frame sequences; and says how the scene's makers name files of this machine. It looks into folders, never into
/// files.
class path_resolver {
public:
    RENDERBUS_DECL explicit path_resolver(const scene_options& options);

    const std::string& project() const noexcept { return project_; }
    void set_project(std::string folder) { project_ = std::move(folder); }

    /// Gives a variable a value, unless it has one.
    void set_variable(const std::string& name, std::string value) { environment_.try_emplace(name, std::move(value)); }

    /// What a path of this machine is called by those who made the scene, by the path maps read backwards.
    RENDERBUS_DECL std::string known_as(const std::string& local) const;

    RENDERBUS_DECL resolved_path resolve(std::string_view stored, const file_spread& spread, const search_folders& where);

private:
    RENDERBUS_DECL bool expand_variables(std::string& text, std::string& unknown) const;
    RENDERBUS_DECL std::string mapped(const std::string& text) const;
    RENDERBUS_DECL std::vector<std::string> candidates(const std::string& text, const search_folders& where) const;
    RENDERBUS_DECL std::vector<std::string> files_of(const std::string& candidate, const file_spread& spread);
    RENDERBUS_DECL void descend(const std::string& folder, std::string_view rest, const file_spread& spread,
                                std::vector<std::string>& found);
    RENDERBUS_DECL const std::vector<std::string>& names_in(const std::string& folder);

    std::string project_;
    std::vector<path_map> maps_;       ///< longest `from` first
    std::vector<path_map> back_maps_;  ///< longest `to` first
    std::map<std::string, std::string> environment_;
    std::size_t file_limit_;
    std::map<std::string, std::vector<std::string>> folders_;  ///< names in the folders that were looked into
    std::size_t kept_names_ = 0;
};

/// A path as UTF-8 with slashes, and back.
RENDERBUS_DECL std::string utf8_path(const std::filesystem::path& path);
RENDERBUS_DECL std::filesystem::path native_path(std::string_view utf8);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/resolve.ipp>
#endif

#endif
