// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_IN_PROCESS_IPP
#define RENDERBUS_TRANSPORT_IMPL_IN_PROCESS_IPP

#include <renderbus/transport/http_writer.hpp>
#include <renderbus/transport/in_process.hpp>

#include <asio/post.hpp>

#include <utility>

namespace renderbus {
namespace detail {

inline result<http::response> answer_in_process(const in_process_transport::function& answer, const http::request& what) {
    const auto refuse = [&](transport_errc code, std::string cause) {
        return failure{code, http::place_of(what), std::move(cause), {}};
    };
    if (auto head = http::write_head(what); !head) return std::move(head).error();
    auto given = answer(what);
    if (!given) return given;
    const bool goes_to_sink = what.sink && given->status / 100 == 2;
    const auto limit = goes_to_sink ? what.sink_limit : what.body_limit;
    if (given->body.size() > limit.bytes) {
        return refuse(transport_errc::answer_too_large,
                      "the answer's body is larger than " + std::to_string(limit.bytes) + " bytes");
    }
    if (goes_to_sink && !given->body.empty()) {
        const auto body = std::exchange(given->body, {});
        what.sink->begin(*given);
        if (auto written = what.sink->write(body); !written) return std::move(written).error();
    }
    return given;
}

}  // namespace detail

RENDERBUS_DECL in_process_transport::in_process_transport(function answer)
    : answer_(std::make_shared<const function>(std::move(answer))) {}

RENDERBUS_DECL void in_process_transport::async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                                                         completion<http::response> done) {
    asio::post(executor, [answer = answer_, what = std::move(what), stop = std::move(stop), done = std::move(done)]() mutable {
        const auto canceled = [&] {
            return failure{transport_errc::canceled, http::place_of(what), "the request was called off", {}};
        };
        auto given = stop.stop_requested() ? result<http::response>(canceled()) : detail::answer_in_process(*answer, what);
        if (given && stop.stop_requested()) given = canceled();
        what = {};  // lets go of source and sink before the caller goes on
        done(std::move(given));
    });
}

}  // namespace renderbus

#endif
