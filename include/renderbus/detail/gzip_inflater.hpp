// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_DETAIL_GZIP_INFLATER_HPP
#define RENDERBUS_DETAIL_GZIP_INFLATER_HPP

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>

namespace renderbus::detail {

/// Unpacks gzip (RFC 1952), one member after another, of packed bytes that come in parts. A copy goes on from the same place.
/// Needs zlib (renderbus::gzip). Throws std::bad_alloc.
class gzip_inflater {
public:
    gzip_inflater() {
        constexpr int gzip_alone = 15 + 16;
        if (::inflateInit2(state_.get(), gzip_alone) != Z_OK) throw std::bad_alloc();
    }
    gzip_inflater(const gzip_inflater& other)
        : packed_(other.packed_), member_ended_(other.member_ended_), damaged_(other.damaged_) {
        if (::inflateCopy(state_.get(), other.state_.get()) != Z_OK) throw std::bad_alloc();
    }
    gzip_inflater(gzip_inflater&&) noexcept = default;
    gzip_inflater& operator=(gzip_inflater&&) noexcept = default;

    /// The next packed bytes, in place of those before; they stay where they are until they are unpacked.
    void feed(std::string_view packed) noexcept { packed_ = packed; }
    /// How many of them are still to be unpacked.
    std::size_t left() const noexcept { return packed_.size(); }

    /// Fills the front of `space` as far as the packed bytes go, to the end of a member at most.
    std::size_t unpack(std::span<char> space) {
        constexpr std::size_t most = 1 << 30;
        auto& state = *state_;
        const auto fed = static_cast<uInt>(std::min(packed_.size(), most));
        const auto room = static_cast<uInt>(std::min(space.size(), most));
        state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed_.data()));
        state.avail_in = fed;
        state.next_out = reinterpret_cast<Bytef*>(space.data());
        state.avail_out = room;
        const int outcome = ::inflate(&state, Z_NO_FLUSH);
        if (outcome == Z_MEM_ERROR) throw std::bad_alloc();
        packed_.remove_prefix(fed - state.avail_in);
        member_ended_ = outcome == Z_STREAM_END;
        damaged_ = !member_ended_ && outcome != Z_OK && outcome != Z_BUF_ERROR;
        return room - state.avail_out;
    }

    /// What is left belongs to another member, or to none.
    bool member_ended() const noexcept { return member_ended_; }
    void next_member() noexcept {
        ::inflateReset(state_.get());
        member_ended_ = false;
    }

    bool damaged() const noexcept { return damaged_; }
    /// What zlib says about the damage, or nothing.
    std::string_view message() const noexcept { return state_->msg ? state_->msg : ""; }

private:
    struct end {
        void operator()(z_stream* state) const noexcept {
            ::inflateEnd(state);
            delete state;
        }
    };
    std::unique_ptr<z_stream, end> state_{new z_stream{}};
    std::string_view packed_;
    bool member_ended_ = false;
    bool damaged_ = false;
};

}  // namespace renderbus::detail

#endif
