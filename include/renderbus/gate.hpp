// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_GATE_HPP
#define RENDERBUS_GATE_HPP

#include <renderbus/detail/asio.hpp>
#include <renderbus/detail/unique_function.hpp>
#include <renderbus/error.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <utility>

namespace renderbus {

/// What goes over a line to a farm: a call, which is short, or a file.
enum class traffic { call, transfer };

/// Leave to use the line. It ends with `leave`, or when it is destroyed.
class gate_pass {
public:
    using on_leave = detail::unique_function<void(std::uint64_t bytes)>;

    gate_pass() = default;
    /// `left` is called once, from any thread, with the bytes that were moved.
    explicit gate_pass(on_leave left) : left_(std::move(left)) {}
    gate_pass(gate_pass&& other) noexcept : left_(std::move(other.left_)), bytes_(other.bytes_) {}
    gate_pass& operator=(gate_pass&& other) noexcept {
        leave();
        left_ = std::move(other.left_);
        bytes_ = other.bytes_;
        return *this;
    }
    ~gate_pass() { leave(); }

    /// So many bytes more went over the line, in either direction.
    void moved(std::uint64_t bytes) noexcept { bytes_ += bytes; }
    void leave() {
        if (auto left = std::move(left_)) left(bytes_);
    }

private:
    on_leave left_;
    std::uint64_t bytes_ = 0;
};

/// Says when work may use the line: `async_enter(executor, kind, expected bytes, stop, done)` calls `done` once, through the
/// executor and never from inside the call, with a pass when it is the work's turn. A stop while it waits ends the wait with
/// `transport_errc::canceled`; so does a gate that is closed.
///
/// Models: `shared_line`'s shares.
template <class T>
concept gate = requires(T& at, asio::any_io_executor executor, traffic kind, std::uint64_t bytes, std::stop_token stop,
                        completion<gate_pass> done) {
    { at.async_enter(executor, kind, bytes, stop, std::move(done)) } -> std::same_as<void>;
};

/// A gate of any type, shared by its copies; a model of `gate` itself.
class any_gate {
public:
    template <gate T>
    explicit any_gate(std::shared_ptr<T> at) : body_(std::make_shared<holder<T>>(std::move(at))) {}

    void async_enter(asio::any_io_executor executor, traffic kind, std::uint64_t bytes, std::stop_token stop,
                     completion<gate_pass> done) {
        body_->enter(std::move(executor), kind, bytes, std::move(stop), std::move(done));
    }

private:
    struct base {
        virtual ~base() = default;
        virtual void enter(asio::any_io_executor, traffic, std::uint64_t, std::stop_token, completion<gate_pass>) = 0;
    };
    template <class T>
    struct holder final : base {
        explicit holder(std::shared_ptr<T> at) : at_(std::move(at)) {}
        void enter(asio::any_io_executor executor, traffic kind, std::uint64_t bytes, std::stop_token stop,
                   completion<gate_pass> done) override {
            at_->async_enter(std::move(executor), kind, bytes, std::move(stop), std::move(done));
        }
        std::shared_ptr<T> at_;
    };
    std::shared_ptr<base> body_;
};

}  // namespace renderbus

#endif
