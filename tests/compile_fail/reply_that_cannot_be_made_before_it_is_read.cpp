// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: a reply is made before it is read; give it a public default constructor
// lines: 60
#include <renderbus/client.hpp>

struct order {
    struct reply {
        explicit reply(int number);
    };
    static constexpr renderbus::routes at{"studio.order", "", "/api/studio/order"};
};
auto sent(renderbus::client& farm) { return farm.send(order{}); }
