// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_IMPL_GATED_TRANSPORT_IPP
#define RENDERBUS_SHARING_IMPL_GATED_TRANSPORT_IPP

#include <renderbus/sharing/gated_transport.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <cstdint>
#include <memory>

namespace renderbus {
namespace detail {

class metered_source final : public http::body_source {
public:
    metered_source(std::shared_ptr<http::body_source> inner, std::shared_ptr<std::uint64_t> moved)
        : inner_(std::move(inner)), moved_(std::move(moved)) {}
    std::uint64_t size() const override { return inner_->size(); }
    result<std::size_t> read(std::span<char> space) override {
        auto count = inner_->read(space);
        if (count) *moved_ += *count;
        return count;
    }
    result<void> rewind() override { return inner_->rewind(); }

private:
    std::shared_ptr<http::body_source> inner_;
    std::shared_ptr<std::uint64_t> moved_;
};

class metered_sink final : public http::body_sink {
public:
    metered_sink(std::shared_ptr<http::body_sink> inner, std::shared_ptr<std::uint64_t> moved)
        : inner_(std::move(inner)), moved_(std::move(moved)) {}
    void begin(const http::response& head) override { inner_->begin(head); }
    result<void> write(std::span<const char> piece) override {
        *moved_ += piece.size();
        return inner_->write(piece);
    }

private:
    std::shared_ptr<http::body_sink> inner_;
    std::shared_ptr<std::uint64_t> moved_;
};

/// Has a request's bodies counted from now on. Its exchange runs on one serial executor, and so does the count.
inline std::shared_ptr<std::uint64_t> meter(http::request& what) {
    auto moved = std::make_shared<std::uint64_t>(what.source ? 0 : what.body.size());
    if (what.source) what.source = std::make_shared<metered_source>(std::move(what.source), moved);
    if (what.sink) what.sink = std::make_shared<metered_sink>(std::move(what.sink), moved);
    return moved;
}

inline std::uint64_t expected_bytes(const http::request& what) {
    const auto answer = what.sink && what.sink_limit.bytes != UINT64_MAX ? what.sink_limit.bytes : 0;
    const auto sent = http::body_size(what);
    return answer > UINT64_MAX - sent ? UINT64_MAX : answer + sent;
}

}  // namespace detail

RENDERBUS_DECL void gated_transport::async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                                    completion<http::response> done) {
    const auto kind = what.source || what.sink ? traffic::transfer : traffic::call;
    const auto bytes = detail::expected_bytes(what);
    auto go_on = [carrier = carrier_, executor, what = std::move(what), stop,
                  done = std::move(done)](result<gate_pass> turn) mutable {
        if (!turn) {
            turn.error().place = http::place_of(what);
            what = {};  // lets go of source and sink before the caller goes on
            return done(std::move(turn).error());
        }
        auto moved = detail::meter(what);
        carrier.async_exchange(
            std::move(executor), std::move(what), std::move(stop),
            [pass = *std::move(turn), moved = std::move(moved), done = std::move(done)](result<http::response> answer) mutable {
                pass.moved(*moved + (answer ? answer->body.size() : 0));
                pass.leave();
                done(std::move(answer));
            });
    };
    gate_.async_enter(std::move(executor), kind, bytes, std::move(stop), std::move(go_on));
}

}  // namespace renderbus

#endif
