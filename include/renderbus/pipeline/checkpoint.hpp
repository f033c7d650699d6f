// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_CHECKPOINT_HPP
#define RENDERBUS_PIPELINE_CHECKPOINT_HPP

#include <renderbus/journal/content_key.hpp>
#include <renderbus/journal/journal_store.hpp>
#include <renderbus/journal/value.hpp>
#include <renderbus/pipeline/node.hpp>
#include <renderbus/pipeline/parts.hpp>
#include <renderbus/pipeline/pipeline.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace renderbus {
namespace detail {

/// How a journal sees the two ends of what it keeps.
struct journal_form {
    result<std::string> (*content)(const box& input);
    result<journal_entry> (*keep)(const box& output);
    result<box> (*restore)(const journal_entry& entry);
    std::string (*shapes)();

    template <class In, class Out>
    static journal_form of() {
        return {[](const box& input) { return content_of(std::as_const(input.as<In>())); },
                [](const box& output) { return journaled<Out>::entry_of(output.as<Out>()); },
                [](const journal_entry& entry) -> result<box> {
                    auto value = journaled<Out>::value_of(entry);
                    if (!value) return std::move(value).error();
                    return box(new Out(*std::move(value)));
                },
                [] { return std::string(renderbus::shape_of<In>()) + " to " + std::string(renderbus::shape_of<Out>()); }};
    }
};

/// What stands in the journal's place: its key's name, itself, and what it stands behind.
struct checkpoint_at {
    std::string name;
    any_journal journal;
    std::string stages;  ///< the stages whose outcome is kept, in words
};

RENDERBUS_DECL void start_checkpoint(run_context& context, checkpoint_at at, journal_form form, const node& before, box value,
                                     completion<box> done);

}  // namespace detail

/// Stages whose outcome a journal keeps.
template <class P>
struct checkpoint_stage : composed_stage {
    static constexpr std::string_view name = "checkpoint";
    static constexpr std::size_t length = P::length;
    static constexpr bool repeatable = P::repeatable;
    static constexpr bool silent = true;  // the stages inside are told of in its place
    using context = typename P::context;
    using first_stage = typename P::first_stage;
    using input = typename P::input;
    static constexpr auto figure = detail::figure::kept;
    using parts = detail::parts_of<P>;

    template <class In>
    static constexpr bool takes = P::template takes<In>;
    template <class In>
    using gives = typename P::template gives<In>;
    template <class>
    static constexpr bool plain = false;

    template <class In>
    void start(run_context& in, detail::box value, completion<detail::box> done) {
        const detail::node before{"pipeline", P::length, std::addressof(stages), nullptr, detail::start_node<P, In>};
        detail::start_checkpoint(in, {key, journal, detail::words_of(stages)},
                                 detail::journal_form::of<std::remove_cvref_t<In>, gives<In>>(), before, std::move(value),
                                 std::move(done));
    }
    template <class F>
    void for_each_part(F&& f) const {
        f(stages);
    }

    P stages;
    std::string key;
    any_journal journal;
};

/// A place in a chain where a journal keeps what came so far. Joined to what is before it, it takes that into itself.
struct checkpoint_mark : composed_stage {
    using wraps = void;
    static constexpr std::string_view name = "checkpoint";
    template <class>
    static constexpr bool takes = true;
    template <class In>
    using gives = std::remove_cvref_t<In>;
    template <class>
    static constexpr bool plain = false;

    template <class P>
    checkpoint_stage<P> around(P before) && {
        return {{}, std::move(before), std::move(key), std::move(journal)};
    }

    std::string key;
    any_journal journal;
};

/// `a | b | checkpoint("key", journal) | c`: when `b` has given its value, the journal keeps it; when the same pipeline runs
/// again over the same input, also in another process after a crash, `a` and `b` do not run, and their value comes from the
/// journal.
///
/// "The same" are: the key, the names (and options, where a stage tells them by `identity()`) of the stages before the
/// checkpoint, the shapes of the types at both ends, and the content of the input (for a scene, that of its file). What a
/// callable does is not seen: name the key anew when it changes. What was kept is kept until `journal.forget`: to render
/// the same scene a second time, name the key anew, too.
///
/// Fails where the journal cannot be read or written, and where a value cannot be kept; then the run has failed, though the
/// stages may have done their work.
template <journal_store Journal>
checkpoint_mark checkpoint(std::string key, std::shared_ptr<Journal> journal) {
    return {{}, std::move(key), any_journal(std::move(journal))};
}
inline checkpoint_mark checkpoint(std::string key, any_journal journal) { return {{}, std::move(key), std::move(journal)}; }

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/checkpoint.ipp>
#endif

#endif
