// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_CALLS_SUPPORT_HPP
#define RENDERBUS_TESTS_CALLS_SUPPORT_HPP

#include <renderbus/calls.hpp>
#include <renderbus/client.hpp>
#include <renderbus/transport/in_process.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace calls_test {

namespace rb = renderbus;

/// What a farm is to answer: data, or a failure.
struct said : rb::result<std::string> {
    said(const char* data) : result(std::string(data)) {}
    said(std::string data) : result(std::move(data)) {}
    said(rb::failure why) : result(std::move(why)) {}
};

/// A farm that answers each path by a function of the body, which gives the data; it keeps what it was asked.
struct scripted_farm {
    struct call {
        std::string path;
        std::string body;
    };
    std::function<said(const call&)> data;
    std::vector<call> asked;

    rb::result<rb::http::response> answer(const rb::http::request& what) {
        asked.push_back({what.target, what.body});
        auto given = data(asked.back());
        if (!given) {
            if (given.error().code.category() != rb::service_category()) return std::move(given).error();
            return rb::http::response{200, {}, "{\"code\":" + std::to_string(given.error().code.value()) + ",\"message\":\"no\"}"};
        }
        return rb::http::response{200, {}, "{\"code\":200,\"data\":" + *given + "}"};
    }
};

template <class Generation>
using client_of = rb::basic_client<rb::in_process_transport, rb::no_signer, Generation>;

template <class Generation = rb::generation_2>
client_of<Generation> client_to(scripted_farm& farm) {
    rb::channel_settings settings{.farm = rb::http::parse_origin("https://farm.example").value()};
    return {settings, std::make_shared<rb::in_process_transport>([&farm](const auto& what) { return farm.answer(what); }),
            rb::no_signer("me")};
}

/// What a call throws.
template <class Call>
rb::failure failure_of(Call call) {
    try {
        call();
    } catch (const rb::exception& thrown) {
        return thrown.why();
    }
    BOOST_FAIL("nothing was thrown");
    return {};
}

template <class Request>
Request read(const scripted_farm::call& call) {
    return rb::from_json<Request>(call.body).value();
}

}  // namespace calls_test

#endif
