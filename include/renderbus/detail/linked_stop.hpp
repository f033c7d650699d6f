// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_LINKED_STOP_HPP
#define RENDERBUS_DETAIL_LINKED_STOP_HPP

#include <stop_token>

namespace renderbus::detail {

/// A stop of its own inside another: asked for from outside or from here.
class linked_stop {
public:
    explicit linked_stop(const std::stop_token& outer) : link_(outer, forward{source_}) {}
    linked_stop(const linked_stop&) = delete;
    linked_stop& operator=(const linked_stop&) = delete;

    std::stop_token token() const { return source_.get_token(); }
    void request_stop() { source_.request_stop(); }
    bool stop_requested() const { return source_.stop_requested(); }

private:
    struct forward {
        std::stop_source to;
        void operator()() { to.request_stop(); }
    };
    std::stop_source source_;
    std::stop_callback<forward> link_;
};

}  // namespace renderbus::detail

#endif
