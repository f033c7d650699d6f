// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_STATES_IPP
#define RENDERBUS_PIPELINE_IMPL_STATES_IPP

#include <renderbus/pipeline/states.hpp>

namespace renderbus {

RENDERBUS_DECL farm_run::farm_run(run_context in, farm_session with) : run_context(std::move(in)), session(std::move(with)) {
    copy = detail::copy_as<farm_run>;
}
RENDERBUS_DECL farm_run::farm_run(const farm_run&) = default;
RENDERBUS_DECL farm_run::~farm_run() = default;

RENDERBUS_DECL request_teller farm_run::requests(std::string_view stage) const {
    return tell_requests(observe, {.stage = stage, .parent = span}, name);
}

}  // namespace renderbus

#endif
