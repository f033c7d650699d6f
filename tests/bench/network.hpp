// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_BENCH_NETWORK_HPP
#define RENDERBUS_TESTS_BENCH_NETWORK_HPP

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace bench {

/// What each client is told: where the server listens, whose certificates it believes, how many requests it makes.
struct job {
    std::string peer;
    int port = 0;
    std::string authority;  // a PEM file
    int requests = 0;

    static job read(int count, char** arguments) {
        if (count != 5) std::exit((std::fprintf(stderr, "usage: %s peer port authority.pem requests\n", arguments[0]), 2));
        return {arguments[1], std::atoi(arguments[2]), arguments[3], std::atoi(arguments[4])};
    }
};

/// The head that an API call has, for all clients that write it themselves.
inline const char* const fields[] = {"accessId: 9f2a1c7e5b8d4f60a3e1",
                                     "channel: 4",
                                     "platform: 2",
                                     "UTCTimestamp: 1735689600",
                                     "nonce: 123456",
                                     "version: 1.0.0",
                                     "signature: uJ3mYvQ0Xw1n8tq5cT2f4pEYbV7s9kzR6hLdGxWoA1I=",
                                     "Content-Type: application/json",
                                     "languageFlag: 1"};
inline constexpr const char* target = "/api/render/setUp/queryUserSetting";
inline constexpr const char* body = "{}";

/// Processor time of this process, in microseconds.
inline double processor_time() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

/// Calls `one` as often as asked, after a tenth of that to warm up, and prints what one costs.
template <class One>
void measure(const job& what, One one) {
    for (int i = 0; i < what.requests / 10 + 1; ++i) one();
    const double began = processor_time();
    for (int i = 0; i < what.requests; ++i) one();
    std::printf("%.3f\n", (processor_time() - began) / what.requests);
}

[[noreturn]] inline void stop(const char* why) {
    std::fprintf(stderr, "%s\n", why);
    std::exit(1);
}

}  // namespace bench

#endif
