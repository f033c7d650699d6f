// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_ANALYZE_HPP
#define RENDERBUS_PIPELINE_ANALYZE_HPP

#include <renderbus/pipeline/states.hpp>
#include <renderbus/scene/format.hpp>
#include <renderbus/scene/options.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

namespace renderbus {

/// Reads a scene file: what it renders, every file it needs. Writes the four files into a new folder of the workspace, named
/// by the time, and report.json beside them: what is missing or not known, which no tip code can say. Fails with `scene_errc`
/// where the scene is missing, broken or of a format nobody here reads. Files that the scene names and that are missing do not
/// fail it: the check decides.
///
/// The scene's content decides which reader does it. A reader of one's own, or a part that needs another library, joins by its
/// type: `analyze(my_reader{}, zstd_packing{})`.
struct analyze {
    using input = scene_file;
    using output = analyzed;
    static constexpr std::string_view name = "analyze";

    explicit analyze(scene_options how = {}) : options(std::move(how)) {}
    template <scene_part... More>
    requires(sizeof...(More) > 0) explicit analyze(scene_options how, More...)
        : options(std::move(how)), more_formats{format_of<More>()...} {}
    template <scene_part First, scene_part... More>
    explicit analyze(First first, More... more) : analyze(scene_options{}, first, more...) {}

    RENDERBUS_DECL void start(farm_run& run, const scene_file& scene, completion<analyzed> done);
    /// The options that say where files are found, and the readers that joined, as one text.
    RENDERBUS_DECL std::string identity() const;

    /// The same analysis with other render settings; all else stays as it was read. Writes task.json anew.
    RENDERBUS_DECL static result<analyzed> edited(const analyzed& before, const config::render_settings& settings);

    /// An analysis that was made elsewhere, as it is. Writes the four files into its folder; where it has none, into a new
    /// one of the workspace.
    RENDERBUS_DECL static result<analyzed> taken(facts::analyzed fact, const farm_session& session);

    scene_options options;
    std::vector<scene_format> more_formats;
};

/// Changes what a user may change, between analyze and check: software, version, plugins, project and the fields of
/// `config::task_choices`. `f` takes a `config::render_settings&`.
template <class F>
struct edit {
    using input = analyzed;
    using output = analyzed;
    static constexpr std::string_view name = "edit";

    static_assert(std::invocable<F&, config::render_settings&>,
                  "renderbus: edit takes a function of rb::config::render_settings&, which it changes");
    explicit edit(F change) : f(std::move(change)) {}

    void start(farm_run&, const analyzed& before, completion<analyzed> done) {
        config::render_settings settings = config::changeable(before->task);
        try {
            f(settings);
        } catch (const exception& e) {
            return done(e.why());
        } catch (const std::exception& e) {
            return done(failure{data_errc::invalid_value, "edit", e.what(), {}});
        }
        done(analyze::edited(before, settings));
    }

    F f;
};

/// What a journal's key takes of a scene: where it lies, and the SHA-256 of the file. Fails where the file cannot be read.
/// Textures and references are not looked at.
template <class T>
struct journal_content;
template <>
struct journal_content<scene_file> {
    static RENDERBUS_DECL result<std::string> of(const scene_file& scene);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/analyze.ipp>
#endif

#endif
