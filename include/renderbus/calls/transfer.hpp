// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_CALLS_TRANSFER_HPP
#define RENDERBUS_CALLS_TRANSFER_HPP

#include <renderbus/calls/composed_call.hpp>
#include <renderbus/transfer/transfer_line.hpp>

#include <filesystem>
#include <string>

namespace renderbus::calls {

/// The line that an engine moves files by: one of a `transports.json` where it is given, else what the farm says (generation 2).
struct find_line {
    std::string engine;                      ///< `aspera`, `raysync`, `raysyncproxy`, `http`
    std::string line = {};                   ///< by its name at the farm, mostly an internet provider; empty: the engine's default
    std::filesystem::path transports = {};  ///< a `transports.json`; generation 1 needs it

    using reply = transfer_line;
    RENDERBUS_DECL void start(call_run in, completion<reply> done) const;
};

}  // namespace renderbus::calls

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/calls/impl/transfer.ipp>
#endif

#endif
