// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_HTTP_HANDLER_HPP
#define RENDERBUS_FARM_HTTP_HANDLER_HPP

#include <renderbus/transport/http.hpp>

#include <optional>

namespace renderbus::farm {

/// A request as it reaches a farm.
struct incoming {
    std::string method = {};
    std::string target = {};                     ///< path and query, as sent
    std::vector<http::field> headers = {};       ///< Host and Content-Length among them
    std::string body = {};                       ///< where it was kept in memory
    std::shared_ptr<http::body_sink> sink = {};  ///< where it went, if the handler chose a sink
};

/// What a farm answers. The body is `source` where that is set, else `body`; Content-Length is added.
struct answer {
    int status = 200;
    std::vector<http::field> headers = {};
    std::string body = {};
    std::shared_ptr<http::body_source> source = {};
};

/// What a handler wants done with a request whose head it has seen.
struct reception {
    std::optional<answer> early = {};            ///< this answer at once, the body unread
    std::shared_ptr<http::body_sink> sink = {};  ///< the body goes here; without a sink it is kept in memory
    byte_count limit = mebibytes(16);            ///< of the body; what is larger is answered with 413
};

/// Answers requests, over HTTP or in the same program; called on one executor, never twice at the same time.
/// An exception becomes an answer 500.
class http_handler {
public:
    virtual ~http_handler() = default;
    /// The head is complete; the body was not read yet.
    virtual reception begin(const incoming& head) { return static_cast<void>(head), reception(); }
    /// The request is complete. A request that breaks off never comes here: its sink is destroyed.
    virtual answer finish(incoming&& request) = 0;
    /// The sink refused the body.
    virtual answer refuse(const incoming& head, const failure& why) {
        static_cast<void>(head);
        return {507, {{"Content-Type", "text/plain"}}, why.cause + "\n", nullptr};
    }
};

/// Runs a handler on a request of this program's own, as a server would, without sockets. A body for a request's sink is
/// written there. Fits `in_process_transport`.
RENDERBUS_DECL result<http::response> serve_in_process(http_handler& handler, const http::request& what);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/http_handler.ipp>
#endif

#endif
