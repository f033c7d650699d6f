// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_STORAGE_EXCHANGE_IPP
#define RENDERBUS_TRANSFER_IMPL_STORAGE_EXCHANGE_IPP

#include <renderbus/transfer/http_engine.hpp>

#include <asio/post.hpp>

#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace renderbus::detail {

/// What an HTTP status of the storage means to the person who waits for the file.
inline failure refused_by_storage(std::string place, const http::response& answer) {
    failure why{transport_errc::http_status, std::move(place), "", ""};
    const auto say = [&](std::string_view cause, std::string_view next_step) {
        why.cause = std::string(cause) + " (HTTP " + std::to_string(answer.status) + ")";
        why.next_step = next_step;
        return std::move(why);
    };
    switch (answer.status) {
        case 400:
            return say("the farm refuses the request: what it got does not agree with its digest, or it refuses the name",
                       "try again; where the file changes while it is sent, wait for that to end");
        case 401: return say("the farm does not accept user name and transfer key", "check the user name and the transfer key");
        case 403: return say("the farm does not let this user in there", "check the user name and the storage's name");
        case 404: return say("the farm has nothing under this name", "check the name, or wait until the farm has made it");
        case 405:
        case 501: return say("this server does not offer that operation", "check the storage's address");
        case 409:
            return say("the folder above is missing there, and this server does not make folders",
                       "make the folder at the server");
        case 413: return say("the file is larger than the farm accepts", "split the file, or ask the farm to raise its limit");
        case 429: return say("the farm is asked too often", "try again later, or transfer fewer files at once");
        case 507: return say("the farm's disk is full", "delete what is not needed in the farm's storage, then try again");
        default: break;
    }
    if (answer.status >= 300 && answer.status < 400) {
        why.code = transport_errc::redirect_refused;
        return say("the farm sends us elsewhere, which is refused so that the transfer key stays here",
                   "check the storage's address");
    }
    if (answer.status >= 500) return say("the farm has a fault of its own", "try again later");
    return say("the farm's answer is not one of this protocol", "check the storage's address");
}

/// One request of the storage protocol, made anew and sent again while that is worth it.
class storage_exchange : public std::enable_shared_from_this<storage_exchange> {
public:
    using make_request = unique_function<result<http::request>()>;

    storage_exchange(asio::any_io_executor executor, any_transport carrier, const http_engine_options& options,
                     std::stop_token stop, make_request make, completion<http::response> done)
        : executor_(std::move(executor)),
          carrier_(std::move(carrier)),
          tries_left_(options.tries),
          pause_(options.pause),
          clock_(options.clock),
          stop_(std::move(stop)),
          make_(std::move(make)),
          done_(std::move(done)) {}

    void start() {
        asio::post(executor_, [self = shared_from_this()] { self->attempt(); });
    }

    static bool worth_another_try(int status) {
        return status == 429 || (status >= 500 && status != 501 && status != 505 && status != 507);
    }
    static bool worth_another_try(std::error_code code) {
        return code == transport_errc::connect_failed || code == transport_errc::connection_lost ||
               code == transport_errc::timed_out;
    }

private:
    void attempt() {
        if (stop_.stop_requested()) return finish(canceled_transfer(""));
        auto made = make_();
        if (!made) return finish(std::move(made).error());
        --tries_left_;
        ++tries_made_;
        carrier_.async_exchange(executor_, std::move(*made), stop_, [self = shared_from_this()](result<http::response> answer) {
            self->answered(std::move(answer));
        });
    }

    void answered(result<http::response> answer) {
        const bool again = answer ? worth_another_try(answer->status) : worth_another_try(answer.error().code);
        if (again && tries_left_ > 0 && !stop_.stop_requested()) return pause();
        if (!answer && again && tries_made_ > 1) answer.error().cause += " (tried " + std::to_string(tries_made_) + " times)";
        finish(std::move(answer));
    }

    void pause() {
        const auto span = std::exchange(pause_, pause_ * 2);
        clock_.async_wait(executor_, span, stop_, [self = shared_from_this()](const result<void>&) { self->attempt(); });
    }

    void finish(result<http::response> answer) {
        make_ = {};  // it holds files open
        auto done = std::move(done_);
        done(std::move(answer));
    }

    asio::any_io_executor executor_;
    any_transport carrier_;
    int tries_left_;
    int tries_made_ = 0;
    std::chrono::milliseconds pause_;
    any_clock clock_;
    std::stop_token stop_;
    make_request make_;
    completion<http::response> done_;
};

}  // namespace renderbus::detail

#endif
