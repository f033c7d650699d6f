// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RUN_IPP
#define RENDERBUS_PIPELINE_IMPL_RUN_IPP

#include <renderbus/pipeline/run.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <optional>

namespace renderbus::detail {

/// One run: what it needs, until it is done.
class whole_run : public std::enable_shared_from_this<whole_run> {
public:
    whole_run(std::shared_ptr<run_context> context, boxed_run what, completion<box> done)
        : context_(std::move(context)), what_(std::move(what)), done_(std::move(done)) {}

    void start() {
        auto& in = *context_;
        parent_ = std::exchange(in.span, next_span());
        in.places = what_.length;
        tell(event::kind::run_started, {});
        what_.start(what_.pipe.address(), in, std::move(what_.value),
                    [self = shared_from_this()](result<box> outcome) { self->finish(std::move(outcome)); });
    }

private:
    void finish(result<box> outcome) {
        if (outcome) tell(event::kind::run_finished, {});
        else tell(event::kind::run_failed, outcome.error().message());
        // The stages hold one another until the last has given its value; the executor lets them go first.
        auto executor = context_->executor;
        asio::post(executor, [self = shared_from_this(), outcome = std::move(outcome)]() mutable {
            auto done = std::move(self->done_);
            self.reset();
            done(std::move(outcome));
        });
    }

    void tell(event::kind what, std::string_view subject) const {
        const auto& in = *context_;
        (*in.observe)(event{what, {}, subject, 0, in.places, in.span, parent_, in.run_name()});
    }

    std::shared_ptr<run_context> context_;
    boxed_run what_;
    completion<box> done_;
    std::uint64_t parent_ = 0;
};

RENDERBUS_DECL void start_run(std::shared_ptr<run_context> context, boxed_run what, completion<box> done) {
    std::make_shared<whole_run>(std::move(context), std::move(what), std::move(done))->start();
}

RENDERBUS_DECL result<box> run_here(make_context context_on, boxed_run what) {
    asio::io_context io(1);
    std::optional<result<box>> outcome;
    start_run(context_on(io.get_executor()), std::move(what), [&](result<box> given) { outcome.emplace(std::move(given)); });
    while (!outcome) io.run_one();
    return *std::move(outcome);
}

RENDERBUS_DECL result<box> run_here(std::stop_token stop, boxed_run what) {
    return run_here(
        [&](asio::any_io_executor executor) { return std::make_shared<run_context>(std::move(executor), std::move(stop)); },
        std::move(what));
}

}  // namespace renderbus::detail

#endif
