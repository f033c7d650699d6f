// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_OPERATION_HPP
#define RENDERBUS_TRANSPORT_OPERATION_HPP

#include <renderbus/detail/asio.hpp>

#include <asio/execution/blocking.hpp>
#include <asio/require.hpp>

#include <memory>
#include <system_error>
#include <utility>

namespace renderbus::detail {

/// A state machine on one serial executor. All that it waits for calls one of its member functions, by one handler type:
/// Asio's templates are instantiated once per kind of wait, not once per step.
class operation : public std::enable_shared_from_this<operation> {
public:
    explicit operation(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    virtual ~operation() = default;
    operation(const operation&) = delete;
    operation& operator=(const operation&) = delete;

    const asio::any_io_executor& executor() const noexcept { return executor_; }

    using step = void (operation::*)(std::error_code);

    struct wake {
        using executor_type = asio::any_io_executor;
        executor_type get_executor() const noexcept { return self->executor_; }
        void operator()(std::error_code why = {}) const { (self.get()->*next)(why); }

        std::shared_ptr<operation> self;
        step next;
    };

    /// What a stop calls, on any thread: the operation goes on, on its own executor.
    struct stopper {
        std::weak_ptr<operation> stopped;
        step next;
        void operator()() const {
            if (auto self = stopped.lock()) post({std::move(self), next});
        }
    };

    /// Goes on there, on its own executor and not inside the call.
    static void post(wake there) {
        const auto never_inside = asio::require(there.self->executor_, asio::execution::blocking.never);
        never_inside.execute(std::move(there));
    }

    /// Goes on there, at once where this is its executor.
    static void dispatch(wake there) {
        const auto executor = there.self->executor_;
        executor.execute(std::move(there));
    }

protected:
    template <class Derived>
    wake to(void (Derived::*next)(std::error_code)) {
        return {shared_from_this(), static_cast<step>(next)};
    }
    template <class Derived>
    stopper stopping_by(void (Derived::*next)(std::error_code)) {
        return {weak_from_this(), static_cast<step>(next)};
    }

private:
    asio::any_io_executor executor_;
};

}  // namespace renderbus::detail

#endif
