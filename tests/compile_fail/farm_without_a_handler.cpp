// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: the loopback farm has no handler for this endpoint; add handle(session&, const E&)
// lines: 20
#include <renderbus/api/table.hpp>
#include <renderbus/farm/dispatch.hpp>

struct half_a_farm {
    renderbus::result<renderbus::api::user::profile::reply> handle(renderbus::farm::session&, const renderbus::api::user::profile&);
};

renderbus::farm::dispatch_table<half_a_farm, renderbus::type_list<renderbus::api::user::profile, renderbus::api::user::setting>> table;
