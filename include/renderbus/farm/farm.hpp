// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_FARM_HPP
#define RENDERBUS_FARM_FARM_HPP

#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>

#include <memory>

namespace renderbus::farm {

/// A render farm on this machine: both generations of the API, the storages, and frames that are drawn instead of rendered.
/// Serve it with `http_server`, or in the same program over `in_process_carrier`. Its state is in a folder, and a farm opened
/// there again goes on where the last one ended.
///
/// Calls may come from any thread, one at a time is answered. It lives as long as somebody holds it.
class loopback_farm final : public http_handler, public std::enable_shared_from_this<loopback_farm> {
public:
    /// Fails with `data_errc::invalid_value` for accounts that are missing or alike, a missing painter, or a damaged state, and
    /// with `scene_errc::unwritable_file` for a root that is not to be written.
    static RENDERBUS_DECL result<std::shared_ptr<loopback_farm>> open(loopback_farm_options options);
    RENDERBUS_DECL ~loopback_farm() override;

    RENDERBUS_DECL reception begin(const incoming& head) override;
    RENDERBUS_DECL answer finish(incoming&& request) override;

    /// Renders what is due by the farm's clock. Every call does so first; the farm's executor does it by itself.
    RENDERBUS_DECL void tick();

private:
    struct parts;
    explicit loopback_farm(std::unique_ptr<parts> made);
    RENDERBUS_DECL void advance();
    RENDERBUS_DECL void wait_for_next();
    std::unique_ptr<parts> parts_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/farm.ipp>
#endif

#endif
