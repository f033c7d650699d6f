// SPDX-License-Identifier: BSL-1.0
// What this library needs for a request: `transport` with an asio_transport alone, `client` with what a program calls.
// `curl_transport` is the model on libcurl. With `transport_new` the server ends each connection after its answer.
#include "network.hpp"

#include <renderbus/client.hpp>
#include <renderbus/transport/curl_transport.hpp>

namespace rb = renderbus;

namespace {

rb::connection_options options_of(const bench::job& what) {
    rb::connection_options made;
    made.trusted.file = what.authority;
    made.proxies = rb::proxy_rules::none();
    return made;
}

template <class Transport>
void measure_transport(const bench::job& what) {
    Transport carrier(options_of(what));
    rb::asio::io_context io(1);
    bench::measure(what, [&] {
        rb::http::request request;
        request.where = {true, "localhost", static_cast<std::uint16_t>(what.port), true};
        request.target = bench::target;
        request.headers.reserve(std::size(bench::fields));
        for (const std::string_view each : bench::fields) {
            const auto colon = each.find(':');
            request.headers.push_back({std::string(each.substr(0, colon)), std::string(each.substr(colon + 2))});
        }
        request.body = bench::body;
        bool is_answered = false;
        carrier.async_exchange(io.get_executor(), std::move(request), {}, [&](rb::result<rb::http::response> answer) {
            is_answered = answer && answer->status == 200 && !answer->body.empty();
        });
        io.restart();
        io.run();
        if (!is_answered) bench::stop("no answer");
    });
}

void measure_client(const bench::job& what) {
    rb::client_options options;
    options.farm = "https://localhost:" + std::to_string(what.port);
    options.connection = options_of(what);
    rb::client farm(rb::credentials{"9f2a1c7e5b8d4f60a3e1", rb::secret("a key of thirty-two letters, no more")}, options);
    bench::measure(what, [&] {
        if (farm.send(rb::api::user::setting{}).task_over_time_sec != 3600) bench::stop("no answer");
    });
}

}  // namespace

int main(int count, char** arguments) {
    const auto what = bench::job::read(count, arguments);
    if (what.peer == "transport" || what.peer == "transport_new") measure_transport<rb::asio_transport>(what);
    else if (what.peer == "curl_transport") measure_transport<rb::curl_transport>(what);
    else if (what.peer == "client") measure_client(what);
    else bench::stop("no such peer");
}
