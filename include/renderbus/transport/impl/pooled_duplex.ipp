// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_POOLED_DUPLEX_IPP
#define RENDERBUS_TRANSPORT_IMPL_POOLED_DUPLEX_IPP

#include <renderbus/transport/http_writer.hpp>
#include <renderbus/transport/pooled_duplex.hpp>
#include <renderbus/transport/transport_core.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL std::chrono::steady_clock::duration bounded(std::chrono::milliseconds asked) {
    return std::clamp<std::chrono::milliseconds>(asked, std::chrono::milliseconds(1), std::chrono::hours(24 * 365));
}

RENDERBUS_DECL pooled_duplex::pooled_duplex(asio::any_io_executor executor, std::shared_ptr<transport_core> core,
                                            std::chrono::milliseconds longest_silence)
    : duplex(std::move(executor), core->pace),
      core_(std::move(core)),
      timer_(this->executor()),
      longest_silence_(bounded(longest_silence)) {}

RENDERBUS_DECL result<void> pooled_duplex::find_way(const http::origin& where) {
    auto via = core_->proxies.way_to(where);
    if (!via) return std::move(via).error();
    via_ = std::move(*via);
    return {};
}

RENDERBUS_DECL result<std::string> pooled_duplex::head_of(const http::request& what) const {
    const bool is_proxys = is_passed_on(what.where);
    auto head = http::write_head(what, is_proxys);
    if (!head || !is_proxys) return head;
    if (const secret login = basic_login(*via_); !login.empty()) {
        head->insert(head->size() - 2, "Proxy-Authorization: " + std::string(login.reveal()) + "\r\n");
    }
    return head;
}

RENDERBUS_DECL failure pooled_duplex::proxy_wants_login(const http::response& said) const {
    return login_refused(*via_, "it answered with HTTP status 407", offered_logins(said.headers));
}

RENDERBUS_DECL void pooled_duplex::acquire(const http::origin& where) {
    where_ = where;
    note_progress();
    on_time({});
    pool_ = core_->pools.of(executor());
    is_in_queue_ = !pool_->acquire(where_, std::static_pointer_cast<pooled_duplex>(shared_from_this()));
    if (!is_in_queue_) on_slot({});
}

RENDERBUS_DECL void pooled_duplex::resume() { post(to(&pooled_duplex::on_slot)); }

RENDERBUS_DECL void pooled_duplex::on_slot(std::error_code) {
    if (is_released_) return;
    is_in_queue_ = false;
    note_progress();
    if (!takes_kept()) connect();
}

RENDERBUS_DECL bool pooled_duplex::takes_kept() {
    while (auto kept = slot_.take_kept<stream>()) {
        if (!kept->is_quiet()) continue;  // the other side has closed it meanwhile
        is_kept_connection_ = true;
        attach(std::move(kept));
        on_connection();
        return true;
    }
    return false;
}

RENDERBUS_DECL void pooled_duplex::connect() {
    detach().reset();
    is_kept_connection_ = false;
    // The connector does not hold the operation: who ends the execution context ends both.
    auto on_made = [weak = weak_from_this()](result<std::unique_ptr<stream>> made) {
        const auto self = std::static_pointer_cast<pooled_duplex>(weak.lock());
        if (!self) return;
        self->connector_ = nullptr;
        self->note_progress();
        if (!made) return self->on_no_connection(std::move(made).error());
        self->attach(std::move(*made));
        self->on_connection();
    };
    const auto limit = std::min(core_->connect_timeout, longest_silence_);
    connector_ = std::make_shared<connector>(executor(), where_, via_, core_->tls, limit, std::move(on_made));
    // Held here too: the connection may stand, or fail, inside the call.
    const auto starting = connector_;
    starting->start();
}

RENDERBUS_DECL void pooled_duplex::keep_connection() { slot_.keep(detach()); }

RENDERBUS_DECL void pooled_duplex::release() {
    is_released_ = true;
    timer_.cancel();
    if (connector_) std::exchange(connector_, nullptr)->abandon();
    if (is_in_queue_) pool_->leave_queue(this);
    detach().reset();
    slot_.release();
}

RENDERBUS_DECL failure pooled_duplex::no_connection_came() const {
    return {
        transport_errc::timed_out, {}, "no connection was free for " + longest_silence(), "allow more connections or more time"};
}

RENDERBUS_DECL void pooled_duplex::on_time(std::error_code why) {
    if (why || is_released_) return;
    const auto now = clock::now();
    // The connector has its own limit.
    if (connector_ || waits_for_its_turn()) last_progress_ = now;
    if (now >= last_progress_ + longest_silence_) {
        on_silence();
        if (is_released_) return;
        last_progress_ = now;
    }
    timer_.expires_at(last_progress_ + longest_silence_);
    timer_.async_wait(to(&pooled_duplex::on_time));
}

}  // namespace renderbus::detail

#endif
