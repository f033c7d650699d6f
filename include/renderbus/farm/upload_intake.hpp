// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_UPLOAD_INTAKE_HPP
#define RENDERBUS_FARM_UPLOAD_INTAKE_HPP

#include <renderbus/digest.hpp>
#include <renderbus/transfer/file_body.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace renderbus::farm {

/// `Upload-Checksum` of tus: the digest that one request's body is to have.
class upload_checksum {
public:
    static constexpr std::string_view algorithms = "sha1,sha256";

    /// Nothing where the algorithm is another, or what stands behind it is no digest of it.
    static RENDERBUS_DECL std::optional<upload_checksum> parse(std::string_view header);

    RENDERBUS_DECL void update(std::span<const char> piece);
    /// Whether the bytes had that digest. To be asked once.
    RENDERBUS_DECL bool is_right();

private:
    using hasher = std::variant<sha1_hasher, sha256_hasher>;
    upload_checksum(std::string expected, hasher by) : expected_(std::move(expected)), by_(std::move(by)) {}
    std::string expected_;  // in base64
    hasher by_;
};

/// The body of a request that adds to an upload, on its way to what is here of that.
class upload_intake final : public http::body_sink {
public:
    upload_intake(std::shared_ptr<file_sink> into, std::optional<upload_checksum> checksum)
        : into_(std::move(into)), began_at_(into_->size()), checksum_(std::move(checksum)) {}

    result<void> write(std::span<const char> piece) override {
        if (checksum_) checksum_->update(piece);
        return into_->write(piece);
    }
    file_sink& file() { return *into_; }
    /// Whether the body is what its checksum says; where not, nothing of it stays.
    bool is_right() {
        if (!checksum_ || checksum_->is_right()) return true;
        into_->leave_at(began_at_);
        return false;
    }

private:
    std::shared_ptr<file_sink> into_;
    std::uint64_t began_at_;
    std::optional<upload_checksum> checksum_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/upload_intake.ipp>
#endif

#endif
