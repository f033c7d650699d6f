// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_API_SOFTWARE_IPP
#define RENDERBUS_FARM_IMPL_API_SOFTWARE_IPP

#include <renderbus/farm/api_service.hpp>
#include <renderbus/farm/catalogue.hpp>
#include <renderbus/farm/impl/handling.hpp>

#include <algorithm>

namespace renderbus::farm {
RENDERBUS_DECL auto api_service::handle(session&, const api::query::platforms& what) -> reply_to<api::query::platforms> {
    if (auto fine = detail::known_zone(what.zone); !fine) return std::move(fine).error();
    const auto number = state_.options.platform;
    return api::query::platforms::reply{
        api::query::platforms::platform{number, "query_platform_w" + std::to_string(number), 1, 1, "W", 1}};
}

RENDERBUS_DECL auto api_service::handle(session&, const api::query::error_detail& what) -> reply_to<api::query::error_detail> {
    const auto words = what.language.value_or(api::language::chinese);
    const auto fine = field_check()
                          .count("codes", what.codes.size(), 1'000)
                          .that(api::is_known(words), "language is neither 0 nor 1")
                          .outcome();
    if (!fine) return fine.error();
    std::vector<std::string> codes(what.codes.begin(), what.codes.end());
    if (what.code && std::find(codes.begin(), codes.end(), *what.code) == codes.end()) codes.push_back(*what.code);
    api::query::error_detail::reply made;
    made.items();
    for (const auto& code : codes) {
        for (auto& one : tip_detail(code, words)) made.push_back(std::move(one));
    }
    return made;
}

RENDERBUS_DECL auto api_service::handle(session&, const api::query::supported_software&)
    -> reply_to<api::query::supported_software> {
    return programs();
}

RENDERBUS_DECL auto api_service::handle(session&, const api::query::supported_plugin& what)
    -> reply_to<api::query::supported_plugin> {
    return software(what.cg_id);
}

RENDERBUS_DECL auto api_service::handle(session& caller, const api::query::pack_node_info&)
    -> reply_to<api::query::pack_node_info> {
    constexpr std::int64_t first_plan = 801;
    api::query::pack_node_info::reply made;
    made.items();
    for (const auto& name : caller.who->machine_plans)
        made.push_back({first_plan + static_cast<std::int64_t>(made.size()), name});
    return made;
}

}  // namespace renderbus::farm

#endif
