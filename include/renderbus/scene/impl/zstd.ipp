// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_ZSTD_IPP
#define RENDERBUS_SCENE_IMPL_ZSTD_IPP

#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/impl/unpacked.hpp>
#include <renderbus/scene/zstd.hpp>

#include <zstd.h>

#include <memory>
#include <new>

namespace renderbus {
namespace scene_detail {

struct zstd_free {
    void operator()(ZSTD_DStream* stream) const noexcept { ::ZSTD_freeDStream(stream); }
};

/// Unpacks the frames of a zstd file, one behind the other. Files that Blender writes list where each frame begins.
class zstd_decoder {
public:
    /// The packed byte that a frame begins with.
    using mark = std::uint64_t;

    explicit zstd_decoder(packed_input in) : in_(std::move(in)), state_(::ZSTD_createDStream()) {
        if (!state_) throw std::bad_alloc();
    }
    std::vector<std::pair<std::uint64_t, mark>> known_marks() {
        auto marks = seek_table();
        if (marks.empty()) marks.emplace_back(0, 0);
        return marks;
    }

    result<std::size_t> decode(std::span<char> space) {
        ZSTD_outBuffer out{space.data(), space.size(), 0};
        while (out.pos == 0 && space.size() != 0) {
            if (taken_.pos == taken_.size) {
                const auto more = in_.next();
                if (!more) return more;
                if (*more == 0) {
                    if (between_frames_) return std::size_t{0};
                    return in_.broken("the packed data is cut short");
                }
                taken_ = {in_.part.data(), *more, 0};
            }
            const auto did = ::ZSTD_decompressStream(state_.get(), &out, &taken_);
            if (::ZSTD_isError(did)) return in_.broken(std::string("the packed data is damaged: ") + ::ZSTD_getErrorName(did));
            between_frames_ = did == 0;
        }
        return out.pos;
    }

    std::optional<mark> here() const {
        if (!between_frames_) return std::nullopt;
        return in_.place - (taken_.size - taken_.pos);
    }
    result<void> go_to(mark frame) {
        ::ZSTD_DCtx_reset(state_.get(), ZSTD_reset_session_only);
        in_.place = frame;
        taken_ = {in_.part.data(), 0, 0};
        between_frames_ = true;
        return {};
    }

private:
    /// The list at the end of the file, in a frame of its own that decoders pass over: the packed and the unpacked size of each
    /// frame, their number, a byte of flags, and the number that tells such a list. Empty where there is none that fits the file.
    std::vector<std::pair<std::uint64_t, mark>> seek_table() const {
        constexpr std::uint32_t tells_frame = 0x184D2A5E, tells_list = 0x8F92EAB1, most_frames = 1 << 22;
        constexpr std::uint64_t foot_size = 9, head_size = 8;
        std::vector<std::pair<std::uint64_t, mark>> marks;
        byte_cursor in(*in_.bytes, in_.path);
        if (in.end() == byte_cursor::no_end || in.end() < foot_size + head_size) return marks;
        in.seek(in.end() - foot_size);
        const auto frames = in.number<std::uint32_t>();
        const auto flags = in.number<std::uint8_t>();
        if (in.number<std::uint32_t>() != tells_list || frames > most_frames) return marks;
        const bool with_sums = (flags & 0x80) != 0;
        const std::uint64_t size = head_size + frames * std::uint64_t{with_sums ? 12u : 8u} + foot_size;
        if (size > in.end()) return marks;
        const auto list = in.end() - size;
        in.seek(list);
        if (in.number<std::uint32_t>() != tells_frame || in.number<std::uint32_t>() != size - head_size) return marks;
        std::uint64_t packed = 0, unpacked = 0;
        for (std::uint32_t i = 0; i < frames; ++i) {
            marks.emplace_back(unpacked, packed);
            packed += in.number<std::uint32_t>();
            unpacked += in.number<std::uint32_t>();
            if (with_sums) in.skip(4);
        }
        if (in.failed() || packed != list) marks.clear();
        return marks;
    }

    packed_input in_;
    std::unique_ptr<ZSTD_DStream, zstd_free> state_;
    ZSTD_inBuffer taken_{nullptr, 0, 0};
    bool between_frames_ = true;
};

}  // namespace scene_detail

RENDERBUS_DECL bool zstd_packing::recognises(std::string_view head) { return head.starts_with("\x28\xB5\x2F\xFD"); }

RENDERBUS_DECL result<scene_source> zstd_packing::unpack(scene_source source, byte_count limit) {
    return scene_detail::unpacked<scene_detail::zstd_decoder>(std::move(source), limit);
}

}  // namespace renderbus

#endif
