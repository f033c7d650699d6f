// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_HTTP_HANDLER_IPP
#define RENDERBUS_FARM_IMPL_HTTP_HANDLER_IPP

#include <renderbus/farm/http_handler.hpp>
#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <exception>

namespace renderbus::farm {
namespace detail {

/// What the wire would refuse is refused here too.
inline result<http::response> response_of(answer given, const http::request& what) {
    const auto size = given.source ? given.source->size() : given.body.size();
    if (auto head = http::write_head(given.status, given.headers, size, false); !head) return std::move(head).error();
    http::response made{given.status, std::move(given.headers), {}};
    made.headers.push_back({"Content-Length", std::to_string(size)});
    if (what.method == "HEAD" || made.status == 204 || made.status == 304) return made;
    const bool goes_to_sink = what.sink && made.status / 100 == 2;
    const auto limit = goes_to_sink ? what.sink_limit : what.body_limit;
    if (size > limit.bytes) {
        return failure{transport_errc::answer_too_large,
                       http::place_of(what),
                       "the answer's body is larger than " + std::to_string(limit.bytes) + " bytes",
                       {}};
    }
    if (!given.source) {
        made.body = std::move(given.body);
    } else {
        http::text_sink kept(limit);
        if (goes_to_sink) what.sink->begin(made);
        auto poured = http::pour(*given.source, goes_to_sink ? *what.sink : kept);
        if (!poured) return std::move(poured).error();
        made.body = std::move(kept.text());
    }
    return made;
}

inline answer answered_in_process(http_handler& handler, const http::request& what) {
    const auto refused = [](int status, std::string text) { return answer{status, {}, std::move(text), nullptr}; };
    incoming request{what.method, what.target, {{"Host", what.where.authority()}}, {}, nullptr};
    request.headers.insert(request.headers.end(), what.headers.begin(), what.headers.end());
    request.headers.push_back({"Content-Length", std::to_string(http::body_size(what))});
    auto wanted = handler.begin(request);
    if (wanted.early) return std::move(*wanted.early);
    if (http::body_size(what) > wanted.limit.bytes) return refused(413, "the body is too large\n");
    if (!wanted.sink) {
        auto body = http::body_of(what, wanted.limit);
        if (!body) return refused(400, body.error().cause);
        request.body = std::move(*body);
    } else {
        request.sink = std::move(wanted.sink);
        auto poured = what.source ? http::pour(*what.source, *request.sink) : request.sink->write(what.body);
        if (!poured) return handler.refuse(request, poured.error());
    }
    return handler.finish(std::move(request));
}

}  // namespace detail

RENDERBUS_DECL result<http::response> serve_in_process(http_handler& handler, const http::request& what) {
    if (auto head = http::write_head(what); !head) return std::move(head).error();
    answer given;
    try {
        given = detail::answered_in_process(handler, what);
    } catch (const std::exception& why) {
        given = {500, {{"Content-Type", "text/plain"}}, std::string(why.what()) + "\n", nullptr};
    }
    return detail::response_of(std::move(given), what);
}

}  // namespace renderbus::farm

#endif
