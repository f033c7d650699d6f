// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_BODIES_HPP
#define RENDERBUS_TRANSPORT_BODIES_HPP

#include <renderbus/transport/http.hpp>

namespace renderbus::http {

/// A sink that keeps what it is given in memory, up to a limit (`data_errc::too_large`).
class text_sink final : public body_sink {
public:
    explicit text_sink(byte_count limit = mebibytes(64)) : limit_(limit) {}
    RENDERBUS_DECL result<void> write(std::span<const char> piece) override;
    std::string& text() noexcept { return text_; }

private:
    byte_count limit_;
    std::string text_;
};

/// A source that reads a text.
class text_source final : public body_source {
public:
    explicit text_source(std::string text) : text_(std::move(text)) {}
    std::uint64_t size() const override { return text_.size(); }
    RENDERBUS_DECL result<std::size_t> read(std::span<char> space) override;
    result<void> rewind() override { return read_ = 0, result<void>(); }

private:
    std::string text_;
    std::size_t read_ = 0;
};

/// Fills all of `space`. A source that ends before is `scene_errc::changed_file`; its failures come through as they are.
RENDERBUS_DECL result<void> read_all(body_source& source, std::span<char> space);

/// Hands all bytes of `source`, from its first one, to `into`. A source that ends before its size is
/// `scene_errc::changed_file`; failures of both come through as they are.
RENDERBUS_DECL result<void> pour(body_source& source, body_sink& into);

/// The whole body that goes with a request, from its text or its source; `data_errc::too_large` beyond `limit`.
RENDERBUS_DECL result<std::string> body_of(const request& what, byte_count limit = mebibytes(64));

}  // namespace renderbus::http

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/transport/impl/bodies.ipp>
#endif

#endif
