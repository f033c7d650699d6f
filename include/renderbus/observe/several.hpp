// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_OBSERVE_SEVERAL_HPP
#define RENDERBUS_OBSERVE_SEVERAL_HPP

#include <renderbus/observer.hpp>

#include <tuple>
#include <utility>

namespace renderbus {

/// An observer that tells several, one after another: `several(trace, progress())`.
template <observer... Each>
class several {
public:
    explicit several(Each... each) : each_(std::move(each)...) {}

    void operator()(const event& told) {
        std::apply([&](auto&... one) { (static_cast<void>(one(told)), ...); }, each_);
    }

private:
    std::tuple<Each...> each_;
};

}  // namespace renderbus

#endif
