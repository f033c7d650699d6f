// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_CALL_CHECK_HPP
#define RENDERBUS_FARM_CALL_CHECK_HPP

#include <renderbus/farm/account.hpp>
#include <renderbus/farm/http_handler.hpp>
#include <renderbus/signing/signer.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus::farm {

/// Who calls, and how: what a checked signature proves.
struct session {
    const account* who = nullptr;
    std::string authority;      ///< host and port, as the client knows this farm
    std::int64_t platform = 0;  ///< the render platform that the client means
    int generation = 2;         ///< of the API
    std::string path = {};      ///< that was called
    std::string channel = {};
    std::string program = {};  ///< what the client calls itself
};

/// Checks what section 2 of the service's description asks of a call: a known access id, a clock within five minutes of the
/// farm's, a nonce that is new with that timestamp, and the signature of the parsed body and the headers. The service's Python
/// client draws its nonces from six digits: in a busy hour they come again, which is no replay.
class call_check {
public:
    /// `hosts`: names that a Host header may have, lower case; empty for any.
    call_check(const std::vector<account>& accounts, std::vector<std::string> hosts)
        : accounts_(&accounts), hosts_(std::move(hosts)) {}

    /// Fails with `service_code` 601 for a missing header, 600 for a body that is no JSON object, 610 and 611.
    RENDERBUS_DECL result<session> check(const incoming& call, std::string_view path, std::chrono::system_clock::time_point now);

private:
    using seen_nonces = std::set<std::pair<std::int64_t, std::string>>;  ///< with the second until which its call counts
    RENDERBUS_DECL bool knows_host(std::string_view authority) const;
    RENDERBUS_DECL result<void> take_nonce(const std::string& access_id, const std::string& nonce, std::int64_t counts_until,
                                           std::int64_t now);

    const std::vector<account>* accounts_;
    std::vector<std::string> hosts_;
    std::map<std::string, seen_nonces, std::less<>> seen_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/call_check.ipp>
#endif

#endif
