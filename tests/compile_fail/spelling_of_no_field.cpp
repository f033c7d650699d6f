// SPDX-License-Identifier: BSL-1.0
// expect: renderbus: `spellings` names a field that the struct does not have
// lines: 30
#include <renderbus/json/json.hpp>

struct call {
    int utc_timestamp = 0;
    static constexpr auto spellings = renderbus::spelled({{"utc_time", "UTCTimestamp"}});
};
auto text = renderbus::to_json(call{});
