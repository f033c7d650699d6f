// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_GZIP_IPP
#define RENDERBUS_SCENE_IMPL_GZIP_IPP

#include <renderbus/detail/gzip_inflater.hpp>
#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/impl/unpacked.hpp>

namespace renderbus {
namespace scene_detail {

/// Unpacks the members of a gzip file, one behind the other.
class gzip_decoder {
public:
    /// The state at some place, and the packed byte that comes next.
    struct mark {
        detail::gzip_inflater state;
        std::uint64_t place;
    };

    explicit gzip_decoder(packed_input in) : in_(std::move(in)) {}
    std::vector<std::pair<std::uint64_t, mark>> known_marks() {
        std::vector<std::pair<std::uint64_t, mark>> first;
        first.emplace_back(0, *here());
        return first;
    }

    result<std::size_t> decode(std::span<char> space) {
        while (!ended_) {
            if (inflater_.left() == 0) {
                const auto more = in_.next();
                if (!more) return more;
                if (*more == 0) return in_.broken("the packed data is cut short");
                inflater_.feed({in_.part.data(), *more});
            }
            const auto count = inflater_.unpack(space);
            if (inflater_.damaged()) return damaged();
            if (inflater_.member_ended()) {
                if (auto went = next_member(); !went) return std::move(went).error();
            }
            if (count != 0) return count;
        }
        return std::size_t{0};
    }

    std::optional<mark> here() const { return mark{inflater_, in_.place - inflater_.left()}; }
    result<void> go_to(const mark& there) {
        inflater_ = detail::gzip_inflater(there.state);
        inflater_.feed({});
        in_.place = there.place;
        ended_ = false;
        return {};
    }

private:
    failure damaged() const {
        const std::string why(inflater_.message());
        return in_.broken("the packed data is damaged" + (why.empty() ? why : ": " + why));
    }
    /// What follows a member is another one, or is ignored as other programs do.
    result<void> next_member() {
        const std::uint64_t next = in_.place - inflater_.left();
        char begin[2] = {};
        const auto count = in_.bytes->read(next, begin);
        if (!count) return count.error();
        ended_ = *count < 2 || std::string_view(begin, 2) != "\x1F\x8B";
        if (!ended_) inflater_.next_member();
        return {};
    }

    packed_input in_;
    detail::gzip_inflater inflater_;
    bool ended_ = false;
};

}  // namespace scene_detail

RENDERBUS_DECL bool gzip_packing::recognises(std::string_view head) { return head.starts_with("\x1F\x8B\x08"); }

RENDERBUS_DECL result<scene_source> gzip_packing::unpack(scene_source source, byte_count limit) {
    return scene_detail::unpacked<scene_detail::gzip_decoder>(std::move(source), limit);
}

}  // namespace renderbus

#endif
