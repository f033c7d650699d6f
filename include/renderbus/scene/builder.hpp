// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_BUILDER_HPP
#define RENDERBUS_SCENE_BUILDER_HPP

#include <renderbus/error.hpp>
#include <renderbus/scene/facts.hpp>
#include <renderbus/scene/options.hpp>
#include <renderbus/scene/resolve.hpp>
#include <renderbus/scene/source.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace renderbus {

/// What a reader says when it meets a text that names files.
struct file_request {
    std::string stored;
    std::string node;
    std::string attribute;
    input_kind kind = input_kind::texture;
    std::string look_up;  ///< where the path is not the stored text itself
    file_spread spread;
    search_folders where;
    std::string if_missing = {};  ///< why the scene may do without it: then it is told as unresolved, not as missing
};

/// Where a reader tells what it reads. It alone looks for files: a reader hands over texts and never resolves a path.
class scene_builder {
public:
    RENDERBUS_DECL scene_builder(const scene_options& options, const scene_source& scene);

    /// The plain values, for the reader to fill in.
    scene_facts& facts() noexcept { return facts_; }
    const scene_options& options() const noexcept { return options_; }

    /// Gives a variable of paths the value that the scene stores, unless the caller gave one.
    void set_variable(const std::string& name, std::string value) { paths_.set_variable(name, std::move(value)); }

    /// Names the project folder, unless the caller did.
    RENDERBUS_DECL void guess_project(std::string folder);

    /// Records that the scene needs what a text names: found files among the inputs, others among what is missing or
    /// unresolved. The same text of the same attribute counts once. Gives the files.
    RENDERBUS_DECL std::vector<resolved_file> needs(const file_request& request);

    RENDERBUS_DECL void unresolved(std::string node, std::string attribute, std::string raw, std::string why);

    /// Opens another scene that belongs to this one, within the caller's limits.
    RENDERBUS_DECL result<scene_source> open(const std::string& local) const;

    /// A file that was found and that may name files of its own: another program's scene, a renderer's archive.
    struct guest {
        std::string local;
        std::string node;  ///< what names it
        std::string attribute;
        std::string stored;
        std::size_t depth = 1;
    };
    /// The next of them that was not asked for yet, each file once.
    RENDERBUS_DECL std::optional<guest> next_guest();
    /// Takes over what a guest needs, as its reader told it to a builder of its own.
    RENDERBUS_DECL void adopt(const guest& from, scene_builder& told);

    /// What was built, or the limit that was broken on the way.
    RENDERBUS_DECL result<scene_facts> finish();

private:
    RENDERBUS_DECL void invite(const file_request& request, const std::vector<resolved_file>& files);
    RENDERBUS_DECL bool first_time(const file_request& request);
    RENDERBUS_DECL bool within_limits(std::size_t more_files);

    scene_options options_;
    path_resolver paths_;
    scene_facts facts_;
    std::set<std::string> seen_;
    std::size_t file_count_ = 0;
    std::vector<guest> guests_;
    std::size_t next_guest_ = 0;
    std::set<std::string> invited_;
    std::optional<failure> broken_limit_;
};

/// Every file that a scene needs, each once, in the order of its inputs; the scene file itself is not among them.
RENDERBUS_DECL std::vector<resolved_file> needed_files(const scene_facts& facts);

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/builder.ipp>
#endif

#endif
