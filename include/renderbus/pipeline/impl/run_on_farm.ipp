// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PIPELINE_IMPL_RUN_ON_FARM_IPP
#define RENDERBUS_PIPELINE_IMPL_RUN_ON_FARM_IPP

#include <renderbus/pipeline/run_on_farm.hpp>

namespace renderbus::detail {

RENDERBUS_DECL std::shared_ptr<run_context> context_of_run(const farm_session& session, asio::any_io_executor executor,
                                                           std::stop_token stop) {
    run_context plain(std::move(executor), std::move(stop), unobserved{}, session.channel().clock());
    plain.observe = session.observe();
    plain.name = session.name();
    return std::make_shared<farm_run>(std::move(plain), session);
}

}  // namespace renderbus::detail

#endif
