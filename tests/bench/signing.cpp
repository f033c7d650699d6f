// SPDX-License-Identifier: BSL-1.0
// signing: microseconds of a canonical string and its signature, and the signature, for a request of 4 entries and one of 200.
#include "stopwatch.hpp"

#include <renderbus/signing/signer.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace {

namespace rb = renderbus;
namespace signing = renderbus::signing;

struct page_request {
    std::int64_t page_num = 1;
    std::int64_t page_size = 100;
    std::string search_keyword = "lighting";
    std::int64_t recycle_flag = 0;
};
struct tasks_request {
    std::vector<std::int64_t> task_ids;
    std::int64_t over_time = 43200;
};

const rb::hmac_signer signer(rb::credentials{"AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
                                             rb::secret("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE")});
const page_request four;
const tasks_request many = [] {
    tasks_request made;
    for (std::int64_t i = 0; i < 199; ++i) made.task_ids.push_back(18278 + i);
    return made;
}();

/// All that a call does to be signed.
template <class Request>
std::string signature_of(const Request& request) {
    const auto body = signing::flatten(request, 2);
    const auto headers = signing::flatten(signing::call_headers{signer.access_id(), 4, 62, 1535957371, 118863, "2.0.0"});
    const auto text = signing::string_to_sign("task.renderbus.com", "/api/x", signing::joined(headers, body));
    return signer.signature(text);
}

std::string made;

}  // namespace

int main() {
    bench::compare({{"renderbus_4", [] { made = signature_of(four); }}}, 15, 2000, 1);
    std::printf("signature_4 %s\n", made.c_str());
    bench::compare({{"renderbus_200", [] { made = signature_of(many); }}}, 15, 200, 1);
    std::printf("signature_200 %s\n", made.c_str());
}
