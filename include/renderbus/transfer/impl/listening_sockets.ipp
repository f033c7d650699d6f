// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_LISTENING_SOCKETS_IPP
#define RENDERBUS_TRANSFER_IMPL_LISTENING_SOCKETS_IPP

#include <renderbus/detail/config.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace renderbus::detail {

/// The system's numbers of the sockets that listen on a port of this machine: a program that is started again has others. Empty
/// where nobody listens, or where the system does not tell.
inline std::vector<std::uint64_t> listening_sockets(std::uint16_t port) {
    constexpr int most_lines = 10'000;
    std::vector<std::uint64_t> found;
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream in(table);
        std::string line;
        std::getline(in, line);  // headings
        for (int i = 0; i < most_lines && std::getline(in, line); ++i) {
            std::istringstream words(line);
            std::string number, local, remote, state, skipped;
            std::uint64_t socket = 0;
            if (!(words >> number >> local >> remote >> state)) continue;
            if (state != "0A") break;  // what listens stands in front of the connections
            for (int column = 0; column < 5; ++column) words >> skipped;
            const auto colon = local.rfind(':');
            if (!(words >> socket) || colon == local.npos) continue;
            if (std::stoul("0" + local.substr(colon + 1, 4), nullptr, 16) == port) found.push_back(socket);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

inline bool have_common(const std::vector<std::uint64_t>& sorted, const std::vector<std::uint64_t>& others) {
    return std::any_of(others.begin(), others.end(),
                       [&](auto one) { return std::binary_search(sorted.begin(), sorted.end(), one); });
}

}  // namespace renderbus::detail

#endif
