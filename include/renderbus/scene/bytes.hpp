// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_BYTES_HPP
#define RENDERBUS_SCENE_BYTES_HPP

#include <renderbus/error.hpp>
#include <renderbus/input_file.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace renderbus {

/// Bytes that are read at any place, in parts: a file, a text in memory, what is unpacked on the way.
class byte_source {
public:
    byte_source() = default;
    byte_source(const byte_source&) = delete;
    byte_source& operator=(const byte_source&) = delete;
    virtual ~byte_source() = default;

    /// Fills `space` from that byte on; gives fewer bytes only where they end, and none beyond.
    virtual result<std::size_t> read(std::uint64_t place, std::span<char> space) = 0;
    /// How many there are; unknown of what is unpacked on the way.
    virtual std::optional<std::uint64_t> size() const noexcept = 0;
    /// Fails with `scene_errc::changed_file` where they are no more what they were when they were opened.
    virtual result<void> unchanged() const = 0;
};

/// The bytes of a file, never more of them in memory than are asked for.
class file_bytes final : public byte_source {
public:
    explicit file_bytes(input_file file) : file_(std::move(file)) {}
    result<std::size_t> read(std::uint64_t place, std::span<char> space) override { return file_.read_at(place, space); }
    std::optional<std::uint64_t> size() const noexcept override { return file_.stamp().size; }
    result<void> unchanged() const override { return file_.unchanged(); }

private:
    input_file file_;
};

/// Bytes in memory.
class memory_bytes final : public byte_source {
public:
    explicit memory_bytes(std::string bytes) : bytes_(std::move(bytes)) {}
    RENDERBUS_DECL result<std::size_t> read(std::uint64_t place, std::span<char> space) override;
    std::optional<std::uint64_t> size() const noexcept override { return bytes_.size(); }
    result<void> unchanged() const override { return {}; }

private:
    std::string bytes_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/scene/impl/bytes.ipp>
#endif

#endif
