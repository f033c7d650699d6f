// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_CURL_LINE_HPP
#define RENDERBUS_TRANSPORT_CURL_LINE_HPP

#include <renderbus/transport/connection_options.hpp>
#include <renderbus/transport/connection_pool.hpp>

#include <curl/curl.h>

#include <array>
#include <memory>
#include <mutex>

namespace renderbus::detail {

/// The TLS sessions of one transport, which all its lines resume.
class curl_sessions {
public:
    RENDERBUS_DECL curl_sessions();
    RENDERBUS_DECL ~curl_sessions();
    curl_sessions(const curl_sessions&) = delete;
    curl_sessions& operator=(const curl_sessions&) = delete;
    CURLSH* native() const noexcept { return native_; }

private:
    CURLSH* native_;
    std::array<std::mutex, CURL_LOCK_DATA_LAST> mutexes_;
};

/// One easy handle with a multi handle of its own, and with the one connection that they keep between exchanges. So lines need
/// no lock, and the pool's limits are the connections' limits.
class curl_line final : public kept_connection {
public:
    RENDERBUS_DECL explicit curl_line(std::shared_ptr<curl_sessions> sessions);
    RENDERBUS_DECL ~curl_line() override;
    curl_line(const curl_line&) = delete;
    curl_line& operator=(const curl_line&) = delete;

    CURL* easy() const noexcept { return easy_; }
    CURLM* multi() const noexcept { return multi_; }
    /// Sets what is the same for all requests of a transport; forgets what was set before.
    RENDERBUS_DECL void reset(const connection_options& options);
    /// From now on libcurl calls nobody about sockets and time.
    RENDERBUS_DECL void forget_callers() noexcept;

    /// Whether the other side ended its newest TLS connection in order.
    bool had_goodbye() const noexcept { return had_goodbye_; }
    /// What libcurl says of an exchange that failed, as this library says it. `said` is what it wrote into its error buffer.
    RENDERBUS_DECL failure explain(CURLcode why, std::string_view said, const proxy* via, bool has_begun) const;

private:
    RENDERBUS_DECL void listen_to_tls(void* settings) noexcept;
    RENDERBUS_DECL transport_errc code_of(CURLcode why, bool has_begun) const noexcept;

    bool had_goodbye_ = false;
    bool was_cut_in_handshake_ = false;
    std::shared_ptr<curl_sessions> sessions_;
    CURL* easy_;
    CURLM* multi_;
};

}  // namespace renderbus::detail

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/curl_line.ipp>
#endif

#endif
