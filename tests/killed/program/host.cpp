// SPDX-License-Identifier: BSL-1.0
// One of several hosts that send the files of one list together, to be killed at any moment: killed_host FARM LIST SOCKET. SOCKET is
// a Redis server's, which has the record and the leases. Says how many files it sent.
#include <renderbus/renderbus.hpp>
#include <renderbus/storage/redis_leases.hpp>

#include <chrono>
#include <cstdio>
#include <exception>

namespace rb = renderbus;

namespace {

void run(const char* farm, const char* list, const char* socket) {
    const auto server = [&] {
        rb::redis_options made;
        made.socket = socket;
        return made;
    };
    rb::client_options options;
    options.farm = farm;
    const rb::client client{rb::credentials::from_environment(), std::move(options)};
    rb::farm_session session{client};
    session.record(rb::redis_record::open(server()).value());
    rb::upload_options how{.concurrency = 3};
    how.leases.emplace(rb::redis_leases::open(server()).value());
    how.lease_span = std::chrono::milliseconds(1500);
    const auto sent = rb::run(session, rb::upload_assets(how), rb::upload_list_file(list));
    std::printf("sent=%llu skipped=%llu\n", static_cast<unsigned long long>(sent.files_sent),
                static_cast<unsigned long long>(sent.files_skipped));
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    try {
        run(arguments[1], arguments[2], arguments[3]);
        return 0;
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "%s\n", failed.what());
        return 1;
    }
}
