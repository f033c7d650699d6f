// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a call of class once is tried again only where it can be found out what became of it
#include <renderbus/client.hpp>
struct buy {
    std::int64_t hours = 1;
    using reply = renderbus::nothing;
    static constexpr renderbus::routes at{"shop.buy", "", "/api/shop/buy", renderbus::retry_class::once};
};
void f(renderbus::client& farm) { farm.send(buy{}, renderbus::retrying{}); }
