// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_CONTEXT_HPP
#define RENDERBUS_PIPELINE_CONTEXT_HPP

#include <renderbus/clock.hpp>
#include <renderbus/detail/asio.hpp>
#include <renderbus/observer.hpp>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {

struct run_context;
namespace detail {
template <class Context>
std::shared_ptr<run_context> copy_as(const run_context& context);
}

/// What a stage runs in: where it runs, whether it is to stop, what time it is, who is told, and where in the run it stands.
/// Contexts of a kind of stages derive from it. Each stage that was started has a copy of its own, so that stages which run
/// side by side are told apart and stopped apart.
struct run_context {
    RENDERBUS_DECL explicit run_context(asio::any_io_executor on, std::stop_token until = {});
    RENDERBUS_DECL run_context(asio::any_io_executor on, std::stop_token until, any_observer told);
    RENDERBUS_DECL run_context(asio::any_io_executor on, std::stop_token until, any_observer told, any_clock time);
    RENDERBUS_DECL run_context(const run_context&);
    RENDERBUS_DECL virtual ~run_context();

    asio::any_io_executor executor;  ///< runs one handler at a time
    std::stop_token stop;
    any_clock clock;
    std::shared_ptr<const any_observer> observe;
    std::shared_ptr<const std::string> name;  ///< of the run; may be none

    /// Makes a copy of the context's own kind; whoever starts a run with a derived context sets it.
    std::shared_ptr<run_context> (*copy)(const run_context&);

    std::uint64_t span = 0;        ///< of the stage, or of the run
    std::uint64_t place = 0;       ///< how many stages of the pipeline came before this one
    std::uint64_t places = 0;      ///< how many stages the pipeline has
    std::string journal_key = {};  ///< of the checkpoint that will keep what comes of this; empty: none will
    bool begun_before = false;     ///< an earlier run began this under the same key, and nobody knows how far it came

    /// Tells what happens in this stage.
    void tell(event::kind what, std::string_view stage, std::string_view subject = {}, std::uint64_t done = 0,
              std::uint64_t total = 0) const {
        tell_of(0, what, stage, subject, done, total);
    }
    /// Tells of a span that lies in this stage.
    void tell_of(std::uint64_t inner, event::kind what, std::string_view stage, std::string_view subject = {},
                 std::uint64_t done = 0, std::uint64_t total = 0) const {
        (*observe)(event{what, stage, subject, done, total, inner, span, run_name()});
    }
    std::string_view run_name() const noexcept { return name ? std::string_view(*name) : std::string_view(); }
};

namespace detail {

template <class Context>
std::shared_ptr<run_context> copy_as(const run_context& context) {
    return std::make_shared<Context>(static_cast<const Context&>(context));
}

}  // namespace detail
}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/pipeline/impl/context.ipp>
#endif

#endif
