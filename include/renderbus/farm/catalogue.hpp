// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_CATALOGUE_HPP
#define RENDERBUS_FARM_CATALOGUE_HPP

#include <renderbus/api/query.hpp>
#include <renderbus/api/user.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

/// What a loopback farm says it has.
namespace renderbus::farm {

RENDERBUS_DECL api::user::hardware_config::reply machines(std::int64_t platform);
/// Null for a number that is none of theirs.
RENDERBUS_DECL const api::user::hardware_config::machine* find_machine(const api::user::hardware_config::reply& among,
                                                                       std::int64_t id);
RENDERBUS_DECL std::int64_t gigabytes_of(const api::user::hardware_config::machine& machine);

RENDERBUS_DECL api::query::supported_software::reply programs();
/// The versions and plugins of a program; empty lists for one that this farm does not know.
RENDERBUS_DECL api::query::supported_plugin::reply software(api::dcc program);
/// The plugin of that number, of any version of the program.
RENDERBUS_DECL std::optional<api::query::plugin_version> find_plugin(api::dcc program, std::int64_t plugin_id);

/// What a tip code means, in Chinese (0) or English; nothing for a code that this farm does not know.
RENDERBUS_DECL list<api::query::error_detail::detail> tip_detail(std::string_view code, api::language words);

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/catalogue.ipp>
#endif

#endif
