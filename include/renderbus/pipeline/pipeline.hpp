// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_PIPELINE_HPP
#define RENDERBUS_PIPELINE_PIPELINE_HPP

#include <renderbus/pipeline/stage.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace renderbus {

/// Stages one after another, each fed with what the one before gives. A value: copied, kept and run as often as wanted.
template <class... Stages>
class pipeline {
public:
    static constexpr std::size_t size = sizeof...(Stages);
    template <std::size_t I>
    using stage_at = std::tuple_element_t<I, std::tuple<Stages...>>;
    using input = typename detail::stage_types<stage_at<0>>::input;
    using output = typename detail::stage_types<stage_at<size - 1>>::output;
    static constexpr std::string_view name = "pipeline";

    explicit pipeline(std::tuple<Stages...> stages) : stages_(std::move(stages)) {}

    const std::tuple<Stages...>& stages() const noexcept { return stages_; }

    /// Runs all stages; `context` must outlive the run. The first failure ends it and says in which stage it was.
    template <class Context>
    void start(Context& context, const input& value, completion<output> done) {
        auto run = std::make_shared<running<Context>>(context, stages_, std::move(done));
        running<Context>::template step<0>(std::move(run), value);
    }

private:
    template <class Context>
    struct running {
        running(Context& in, const std::tuple<Stages...>& what, completion<output> then)
            : context(in), stages(what), done(std::move(then)) {}

        template <std::size_t I>
        static void step(std::shared_ptr<running> self, const typename detail::stage_types<stage_at<I>>::input& value) {
            using stage = stage_at<I>;
            using out = typename detail::stage_types<stage>::output;
            if (self->context.stop.stop_requested())
                return self->done(failure{transport_errc::canceled, std::string(detail::stage_name<stage>()), "called off", {}});
            self->tell(event::kind::stage_started, detail::stage_name<stage>(), {}, I + 1);
            auto& current = std::get<I>(self->stages);
            auto& context = self->context;
            completion<out> next = [self](result<out> given) {
                if (!given) {
                    self->tell(event::kind::stage_failed, detail::stage_name<stage>(), given.error().message(), I + 1);
                    return self->done(std::move(given).error());
                }
                self->tell(event::kind::stage_finished, detail::stage_name<stage>(), {}, I + 1);
                if constexpr (I + 1 == size) self->done(std::move(given));
                else step<I + 1>(self, *given);
            };
            if constexpr (started_stage<stage>) current.start(context, value, std::move(next));
            else detail::call_stage(current, value, next);
        }

        void tell(event::kind what, std::string_view stage, std::string_view subject, std::size_t place) {
            context.observe(event{what, stage, subject, place, size});
        }

        Context& context;
        std::tuple<Stages...> stages;
        completion<output> done;
    };

    std::tuple<Stages...> stages_;
};

namespace detail {

template <class T>
inline constexpr bool is_pipeline = false;
template <class... S>
inline constexpr bool is_pipeline<pipeline<S...>> = true;

template <class S>
auto as_tuple_of_stages(S stage) {
    if constexpr (is_pipeline<S>) return stage.stages();
    else return std::tuple<S>(std::move(stage));
}

template <class... S>
pipeline<S...> joined(std::tuple<S...> stages) {
    return pipeline<S...>(std::move(stages));
}

template <class S>
consteval std::size_t length_of() {
    if constexpr (is_pipeline<S>) return S::size;
    else return 1;
}

template <class S>
struct last_stage {
    using type = S;
};
template <class... S>
struct last_stage<pipeline<S...>> {
    using type = typename pipeline<S...>::template stage_at<sizeof...(S) - 1>;
};
template <class S>
struct first_stage {
    using type = S;
};
template <class... S>
struct first_stage<pipeline<S...>> {
    using type = typename pipeline<S...>::template stage_at<0>;
};

template <class A, class B>
struct joint {
    using before = typename last_stage<A>::type;
    using stage = typename first_stage<B>::type;
    using given = typename stage_types<before>::output;
    using taken = typename stage_types<stage>::input;
    static constexpr std::size_t place = length_of<A>() + 1;
    static constexpr bool fits = std::is_convertible_v<const given&, const taken&>;};

}  // namespace detail

/// What a wrong connection gives after its message: it takes every further stage, so that there is one message only.
struct broken_pipeline {
    using input = broken_pipeline;
    using output = broken_pipeline;
    static constexpr std::string_view name = "broken";
};

/// Joins two stages, or pipelines; at least one of them names its types (`started_stage`). They must fit:
/// what the first gives is what the second takes.
template <class A, class B>
    requires(started_stage<std::remove_cvref_t<A>> || started_stage<std::remove_cvref_t<B>>)
auto operator|(A&& a, B&& b) {
    using first = std::remove_cvref_t<A>;
    using second = std::remove_cvref_t<B>;
    if constexpr (std::is_same_v<first, broken_pipeline> || std::is_same_v<second, broken_pipeline>) {
        return broken_pipeline();
    } else if constexpr (!detail::is_stage<first> || !detail::is_stage<second>) {
        constexpr bool both_are_stages = detail::is_stage<first> && detail::is_stage<second>;
        static_assert(both_are_stages,
                      "renderbus: one side of this `|` is no stage; give a callable with one parameter of a definite type (no `auto`), or a "
                      "struct with `name`, `input`, `output` and `start`");
        return broken_pipeline();
    } else if constexpr (!detail::joint<first, second>::fits) {
        // Named here in full, and not through a helper, so that the compiler's first line is the sentence and nothing else.
        using joint = detail::joint<first, second>;
        static_cast<void>(sizeof(typename at_place<joint::place>::template stage<typename joint::stage>::template takes<
                                 typename joint::taken>::template but_stage<typename joint::before>::template before_it_gives<
                                 typename joint::given>));
        return broken_pipeline();
    } else {
        return detail::joined(std::tuple_cat(detail::as_tuple_of_stages<first>(std::forward<A>(a)),
                                             detail::as_tuple_of_stages<second>(std::forward<B>(b))));
    }
}

/// A pipeline of one stage: the begin of a chain whose first stage is a callable or a struct of another namespace.
template <class S>
pipeline<S> stage(S one) {
    static_assert(detail::is_stage<S>, "renderbus: this is no stage; give a callable with one parameter of a definite type (no `auto`), or "
                                       "a struct with `name`, `input`, `output` and `start`");
    return pipeline<S>(std::tuple<S>(std::move(one)));
}

}  // namespace renderbus

#endif
