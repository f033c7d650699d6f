// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_HTTP_SERVER_IPP
#define RENDERBUS_FARM_IMPL_HTTP_SERVER_IPP

#include <renderbus/farm/http_server.hpp>
#include <renderbus/farm/http_session.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <vector>

namespace renderbus::farm {

/// Accepts connections and knows the sessions that they became.
class http_listener final : public renderbus::detail::operation {
public:
    http_listener(asio::any_io_executor executor, http_server_options options,
                  std::shared_ptr<renderbus::detail::tls_context> tls, std::shared_ptr<http_handler> handler)
        : operation(std::move(executor)),
          options_(std::move(options)),
          tls_(std::move(tls)),
          handler_(std::move(handler)),
          acceptor_(this->executor()),
          pause_(this->executor()) {}

    std::error_code listen(const asio::ip::tcp::endpoint& where) {
        std::error_code why;
        acceptor_.open(where.protocol(), why);
        if (!why) acceptor_.set_option(asio::socket_base::reuse_address(true), why);
        if (!why) acceptor_.bind(where, why);
        if (!why) acceptor_.listen(asio::socket_base::max_listen_connections, why);
        return why;
    }
    std::uint16_t port() const {
        std::error_code ignored;
        return acceptor_.local_endpoint(ignored).port();
    }
    std::size_t accepted() const noexcept { return accepted_; }
    void start() { asio::post(executor(), to(&http_listener::accept)); }
    void stop() { asio::post(executor(), to(&http_listener::on_stop)); }

private:
    void accept(std::error_code why) {
        if (why || is_accepting_ || !acceptor_.is_open() || open_ >= options_.connections) return;
        is_accepting_ = true;
        next_ = std::make_unique<renderbus::detail::stream>(executor());
        acceptor_.async_accept(next_->socket(), to(&http_listener::on_accepted));
    }

    void on_accepted(std::error_code why) {
        is_accepting_ = false;
        if (!acceptor_.is_open()) return;
        if (!why) {
            open_session();
            return accept({});
        }
        // Out of file descriptors, most likely: some end while we wait.
        pause_.expires_after(std::chrono::milliseconds(100));
        pause_.async_wait(to(&http_listener::accept));
    }

    void open_session() {
        ++accepted_;
        if (!next_->prepare() || (tls_ && !next_->use_tls_as_server(tls_))) return next_.reset();
        ++open_;
        const std::weak_ptr<operation> weak = weak_from_this();
        const auto made = std::make_shared<http_session>(executor(), std::move(next_), handler_, options_.idle_time, [weak] {
            if (const auto self = std::static_pointer_cast<http_listener>(weak.lock())) {
                --self->open_;
                self->accept({});
            }
        });
        std::erase_if(sessions_, [](const auto& each) { return each.expired(); });
        sessions_.push_back(made);
        made->start();
    }

    void on_stop(std::error_code) {
        std::error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (const auto& each : std::exchange(sessions_, {})) {
            if (const auto session = each.lock()) session->close();
        }
    }

    const http_server_options options_;
    const std::shared_ptr<renderbus::detail::tls_context> tls_;
    const std::shared_ptr<http_handler> handler_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::unique_ptr<renderbus::detail::stream> next_;
    std::vector<std::weak_ptr<http_session>> sessions_;
    std::size_t open_ = 0;
    bool is_accepting_ = false;
    std::atomic<std::size_t> accepted_ = 0;
};

RENDERBUS_DECL http_server::http_server(std::shared_ptr<http_listener> listener, http::origin where)
    : listener_(std::move(listener)), where_(std::move(where)) {}

RENDERBUS_DECL http_server& http_server::operator=(http_server&& other) noexcept {
    std::swap(listener_, other.listener_);
    std::swap(where_, other.where_);
    return *this;
}

RENDERBUS_DECL http_server::~http_server() { stop(); }

RENDERBUS_DECL void http_server::stop() {
    if (listener_) listener_->stop();
}

RENDERBUS_DECL std::size_t http_server::accepted() const noexcept { return listener_ ? listener_->accepted() : 0; }

RENDERBUS_DECL result<http_server> http_server::start(asio::any_io_executor executor, http_server_options options,
                                                      std::shared_ptr<http_handler> handler) {
    std::error_code why;
    const auto address = asio::ip::make_address(options.address, why);
    if (why || !address.is_loopback()) {
        return failure{data_errc::invalid_value, options.address, "not an address of this machine's loopback",
                       "use 127.0.0.1 or ::1"};
    }
    std::shared_ptr<renderbus::detail::tls_context> tls;
    if (options.identity) {
        auto made = renderbus::detail::tls_context::for_server(options.identity->certificate, options.identity->key.reveal());
        if (!made) return std::move(made).error();
        tls = std::move(*made);
        options.identity.reset();
    }
    http::origin where{tls != nullptr, options.address, options.port, true};
    const auto listener =
        std::make_shared<http_listener>(std::move(executor), std::move(options), std::move(tls), std::move(handler));
    if (why = listener->listen({address, where.port}); why) {
        // Asio's own category for the system's codes does not compare with std::errc.
        const std::error_code code(why.value(), std::system_category());
        return failure{code, where.text(), "cannot listen there: " + why.message(), "choose another port, or 0 for a free one"};
    }
    where.port = listener->port();
    listener->start();
    return http_server(listener, std::move(where));
}

}  // namespace renderbus::farm

#endif
