// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_GZIP_IPP
#define RENDERBUS_SCENE_IMPL_GZIP_IPP

#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/impl/unpacked.hpp>

#include <zlib.h>

#include <memory>
#include <new>

namespace renderbus {
namespace scene_detail {

struct inflate_end {
    void operator()(z_stream* stream) const noexcept {
        ::inflateEnd(stream);
        delete stream;
    }
};
using inflate_state = std::unique_ptr<z_stream, inflate_end>;

/// Unpacks the members of a gzip file, one behind the other.
class gzip_decoder {
public:
    /// The state at some place, and the packed byte that comes next.
    struct mark {
        inflate_state state;
        std::uint64_t place;
    };

    explicit gzip_decoder(packed_input in) : in_(std::move(in)), state_(new z_stream{}) {
        constexpr int gzip_alone = 16 + 15;
        if (::inflateInit2(state_.get(), gzip_alone) != Z_OK) throw std::bad_alloc();
    }
    std::vector<std::pair<std::uint64_t, mark>> known_marks() {
        std::vector<std::pair<std::uint64_t, mark>> first;
        first.emplace_back(0, *here());
        return first;
    }

    result<std::size_t> decode(std::span<char> space) {
        auto& state = *state_;
        state.next_out = reinterpret_cast<Bytef*>(space.data());
        state.avail_out = static_cast<uInt>(std::min<std::size_t>(space.size(), 1u << 30));
        const auto room = state.avail_out;
        while (state.avail_out == room && !ended_) {
            if (state.avail_in == 0) {
                const auto more = in_.next();
                if (!more) return more;
                if (*more == 0) return in_.broken("the packed data is cut short");
                state.next_in = reinterpret_cast<Bytef*>(in_.part.data());
                state.avail_in = static_cast<uInt>(*more);
            }
            const int did = ::inflate(&state, Z_NO_FLUSH);
            if (did == Z_STREAM_END) {
                if (auto went = next_member(); !went) return std::move(went).error();
            } else if (did == Z_MEM_ERROR) {
                throw std::bad_alloc();
            } else if (did != Z_OK && did != Z_BUF_ERROR) {
                return in_.broken(std::string("the packed data is damaged") + (state.msg ? std::string(": ") + state.msg : ""));
            }
        }
        return static_cast<std::size_t>(room - state.avail_out);
    }

    std::optional<mark> here() const {
        inflate_state copy(new z_stream{});
        if (::inflateCopy(copy.get(), state_.get()) != Z_OK) throw std::bad_alloc();
        return mark{std::move(copy), in_.place - state_->avail_in};
    }
    result<void> go_to(const mark& there) {
        inflate_state copy(new z_stream{});
        if (::inflateCopy(copy.get(), there.state.get()) != Z_OK) throw std::bad_alloc();
        state_ = std::move(copy);
        state_->avail_in = 0;
        in_.place = there.place;
        ended_ = false;
        return {};
    }

private:
    /// What follows a member is another one, or is ignored as other programs do.
    result<void> next_member() {
        const std::uint64_t next = in_.place - state_->avail_in;
        char begin[2] = {};
        const auto count = in_.bytes->read(next, begin);
        if (!count) return count.error();
        ended_ = *count < 2 || std::string_view(begin, 2) != "\x1F\x8B";
        if (!ended_) ::inflateReset(state_.get());
        return {};
    }

    packed_input in_;
    inflate_state state_;
    bool ended_ = false;
};

}  // namespace scene_detail

RENDERBUS_DECL bool gzip_packing::recognises(std::string_view head) { return head.starts_with("\x1F\x8B\x08"); }

RENDERBUS_DECL result<scene_source> gzip_packing::unpack(scene_source source, byte_count limit) {
    return scene_detail::unpacked<scene_detail::gzip_decoder>(std::move(source), limit);
}

}  // namespace renderbus

#endif
