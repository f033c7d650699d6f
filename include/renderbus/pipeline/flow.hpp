// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_FLOW_HPP
#define RENDERBUS_PIPELINE_FLOW_HPP

#include <renderbus/detail/linked_stop.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace renderbus {

/// Where a flow's items come from. One `async_next` at a time; `done` is called once, through the executor. Nothing instead of
/// an item means that there are no more; then `last` tells what they amount to. After a failure nothing is asked any more.
template <class Item, class Last>
class flow_source {
public:
    virtual ~flow_source() = default;
    virtual void async_next(completion<std::optional<Item>> done) = 0;
    virtual result<Last> last() = 0;
};

/// Items as they come, and at their end what they amount to: frames as the farm finishes them, then the finished task.
///
/// A stage whose output is a flow is done at once; the stage right behind it takes the items one by one while more are being
/// made, if it can (`flow_input`, `each`). For every other stage, and at a pipeline's end, the flow runs out first and its last
/// value is what is handed on.
template <class Item, class Last>
class flow {
public:
    using item_type = Item;
    using last_type = Last;
    using ended = detail::unique_function<void(const failure* why)>;

    explicit flow(std::shared_ptr<flow_source<Item, Last>> source) : body_(std::make_shared<body>(std::move(source))) {}

    void async_next(completion<std::optional<Item>> done) {
        body_->source->async_next([body = body_, done = std::move(done)](result<std::optional<Item>> next) mutable {
            if (!next) body->end(&next.error());
            else if (!*next) body->end(nullptr);
            done(std::move(next));
        });
    }
    result<Last> last() { return body_->source->last(); }

    /// Whoever takes the items wants no more of them: what waits for the next ends as called off.
    void call_off() {
        if (body_->stop) body_->stop->request_stop();
    }

    /// For who runs the stage that gave it: `then` is called when the flow has run out or failed, or is dropped before; `stop` is
    /// what its source listens to.
    void held_by(ended then, std::shared_ptr<detail::linked_stop> stop) {
        body_->then = std::move(then);
        body_->stop = std::move(stop);
    }

private:
    struct body {
        explicit body(std::shared_ptr<flow_source<Item, Last>> from) : source(std::move(from)) {}
        body(const body&) = delete;
        body& operator=(const body&) = delete;
        ~body() {
            if (!then) return;
            const failure dropped{transport_errc::canceled, "flow", "nobody took the rest", {}};
            end(&dropped);
        }
        void end(const failure* why) {
            if (auto once = std::exchange(then, {})) once(why);
        }
        std::shared_ptr<flow_source<Item, Last>> source;
        ended then;
        std::shared_ptr<detail::linked_stop> stop;
    };
    std::shared_ptr<body> body_;
};

namespace detail {

template <class T>
inline constexpr bool is_flow = false;
template <class Item, class Last>
inline constexpr bool is_flow<flow<Item, Last>> = true;

template <class T>
struct settled {
    using type = T;
};
template <class Item, class Last>
struct settled<flow<Item, Last>> {
    using type = Last;
};
/// What is left of a value when it has stopped flowing.
template <class T>
using settled_t = typename settled<T>::type;

/// Takes all items of a flow and gives its last value.
template <class Item, class Last>
class flow_drain : public std::enable_shared_from_this<flow_drain<Item, Last>> {
public:
    flow_drain(flow<Item, Last> of, completion<Last> then) : of_(std::move(of)), done_(std::move(then)) {}

    void proceed() {
        // An item that is there at once must not make the stack grow.
        if (std::exchange(asking_, true)) return;
        for (bool again = true; again;) {
            again = false;
            answered_ = false;
            of_.async_next([self = this->shared_from_this()](result<std::optional<Item>> next) { self->take(std::move(next)); });
            again = answered_ && !ended_;
        }
        asking_ = false;
    }

private:
    void take(result<std::optional<Item>> next) {
        if (!next || !*next) {
            ended_ = true;
            auto done = std::move(done_);
            if (!next) return done(std::move(next).error());
            return done(of_.last());
        }
        answered_ = true;
        proceed();
    }

    flow<Item, Last> of_;
    completion<Last> done_;
    bool asking_ = false;
    bool answered_ = false;
    bool ended_ = false;
};

/// A value that has stopped flowing: itself, or the last of a flow.
template <class T>
void settle(T value, completion<T> done) {
    done(std::move(value));
}
template <class Item, class Last>
void settle(flow<Item, Last> value, completion<Last> done) {
    std::make_shared<flow_drain<Item, Last>>(std::move(value), std::move(done))->proceed();
}

}  // namespace detail
}  // namespace renderbus

#endif
