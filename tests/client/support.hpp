// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_CLIENT_SUPPORT_HPP
#define RENDERBUS_TESTS_CLIENT_SUPPORT_HPP

#include <renderbus/client.hpp>
#include <renderbus/transport/in_process.hpp>

#include <asio/io_context.hpp>

#include <boost/test/unit_test.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace client_test {

namespace rb = renderbus;
using namespace std::chrono_literals;

inline constexpr std::string_view access_key = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
inline constexpr std::chrono::system_clock::time_point start{1535957371s};

/// A farm that answers by a list, the last answer for ever, and keeps what it was asked.
class scripted_farm {
public:
    using answer = std::function<rb::result<rb::http::response>(const rb::http::request&)>;

    explicit scripted_farm(std::vector<answer> answers) : answers_(std::move(answers)) {}

    rb::result<rb::http::response> operator()(const rb::http::request& what) {
        std::lock_guard lock(guard_);
        asked.push_back(what);
        return answers_.at(std::min(asked.size(), answers_.size()) - 1)(what);
    }
    std::string header(std::size_t request, std::string_view name) const {
        const auto* value = rb::http::find(asked.at(request).headers, name);
        return value ? *value : std::string();
    }

    std::vector<rb::http::request> asked;

private:
    std::mutex guard_;
    std::vector<answer> answers_;
};

inline scripted_farm::answer says(std::string body, int status = 200) {
    return [=](const rb::http::request&) { return rb::http::response{status, {}, body}; };
}
inline scripted_farm::answer fails(rb::transport_errc code) {
    return [=](const rb::http::request& what) { return rb::failure{code, what.where.text() + what.target, "told to", {}}; };
}

inline const std::string made_task = R"({"code":200,"data":{"taskIdList":[7]}})";
inline const std::string no_tasks = R"({"code":200,"data":{"items":[]}})";

template <class Generation = rb::generation_2, class Retry = rb::retry_with_backoff>
using manual_client = rb::basic_client<rb::in_process_transport, rb::hmac_signer, Generation, Retry, rb::manual_time>;

inline std::shared_ptr<rb::in_process_transport> transport_to(std::shared_ptr<scripted_farm> farm) {
    return std::make_shared<rb::in_process_transport>([farm](const rb::http::request& what) { return (*farm)(what); });
}
inline rb::channel_settings settings() {
    return {.farm = rb::http::parse_origin("https://farm.example:8443").value(), .platform = 62};
}
inline rb::hmac_signer signs() { return rb::hmac_signer({"someone", rb::secret(std::string(access_key))}); }

template <class Generation = rb::generation_2, class Retry = rb::retry_with_backoff>
manual_client<Generation, Retry> client_of(std::shared_ptr<scripted_farm> farm, std::shared_ptr<rb::manual_time> clock,
                                           Retry retry = {}, rb::random_source random = rb::system_random()) {
    return manual_client<Generation, Retry>(settings(), transport_to(std::move(farm)), signs(), retry, std::move(clock),
                                            rb::unobserved{}, std::move(random));
}

/// One call of an endpoint on a clock that the test moves.
template <class Request>
class one_call {
public:
    template <class Client>
        requires requires(Client& through) { through.channel(); }
    one_call(Client& through, const Request& request, rb::request_teller told = {})
        : one_call(*through.channel(), request, std::move(told)) {}
    one_call(rb::api_channel& channel, const Request& request, rb::request_teller told = {}) {
        channel.async_send(context_.get_executor(), request, stop_.get_token(),
                           [this](auto reply) { outcome_.emplace(std::move(reply)); }, std::move(told));
        run();
    }
    void run() {
        context_.restart();
        context_.poll();
    }
    void stop() {
        stop_.request_stop();
        run();
    }
    bool is_done() const { return outcome_.has_value(); }
    const rb::result<typename Request::reply>& outcome() const { return *outcome_; }
    rb::failure why() const {
        BOOST_TEST_REQUIRE(is_done());
        BOOST_TEST_REQUIRE(!outcome_->has_value());
        return outcome_->error();
    }
    /// Moves the clock from wait to wait until the call is done; gives the times that it waited.
    std::vector<std::chrono::milliseconds> finish(rb::manual_time& clock) {
        std::vector<std::chrono::milliseconds> pauses;
        while (!is_done()) {
            const auto before = clock.now();
            BOOST_TEST_REQUIRE(clock.advance_to_next());
            pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - before));
            run();
        }
        return pauses;
    }

private:
    asio::io_context context_;
    std::stop_source stop_;
    std::optional<rb::result<typename Request::reply>> outcome_;
};

template <class Through, class Request>
one_call(Through&, const Request&) -> one_call<Request>;

/// A random source whose chance is as near to one as can be: each pause is its limit.
inline rb::random_source nearly_one() {
    return [] { return ~std::uint64_t{0}; };
}

/// A request of this endpoint that may be sent.
template <class Request>
Request usual() {
    if constexpr (requires(Request made) { made.task_ids; }) {
        Request made;
        made.task_ids.push_back(5);
        return made;
    } else if constexpr (requires(Request made) { made.task_id; }) {
        Request made;
        made.task_id = 5;
        return made;
    } else {
        return {};
    }
}

/// A farm that answers by a list, a client of it, and a clock that stands still.
struct world {
    explicit world(std::vector<scripted_farm::answer> answers, rb::random_source random = rb::seeded_random(1))
        : farm(std::make_shared<scripted_farm>(std::move(answers))), client(client_of<>(farm, clock, {}, std::move(random))) {}

    template <class Request = rb::api::query::task_info>
    one_call<Request> call(const Request& request = usual<Request>()) {
        return one_call<Request>(client, request, [this](rb::event::kind what, std::string_view subject, std::uint64_t number) {
            told.push_back({what, std::string(subject), number});
        });
    }

    struct news {
        rb::event::kind what;
        std::string subject;
        std::uint64_t number;
    };
    std::vector<news> told;
    std::shared_ptr<scripted_farm> farm;
    std::shared_ptr<rb::manual_time> clock = std::make_shared<rb::manual_time>(start);
    manual_client<> client;
};


/// HMAC-SHA256 in Base64, by OpenSSL and nothing of the library.
inline std::string signature_of(std::string_view text) {
    unsigned char digest[32], encoded[64];
    unsigned size = 0;
    HMAC(EVP_sha256(), access_key.data(), static_cast<int>(access_key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
    const int length = EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
    return std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length));
}

/// What section 2 of the service's description makes of a request whose body has these entries.
inline std::string expected_signature(const rb::http::request& what, std::map<std::string, std::string> entries) {
    for (const auto& one : what.headers)
        if (one.name != "signature" && one.name != "Content-Type" && one.name != "languageFlag")
            entries.insert({one.name, one.value});
    std::string text = "[POST]farm.example:8443:" + what.target;
    for (const auto& [name, value] : entries) text += "&" + name + "=" + value;
    return signature_of(text);
}

}  // namespace client_test

#endif
