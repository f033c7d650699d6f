// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_BODIES_IPP
#define RENDERBUS_TRANSPORT_IMPL_BODIES_IPP

#include <renderbus/transport/bodies.hpp>

#include <algorithm>

namespace renderbus::http {

RENDERBUS_DECL result<void> text_sink::write(std::span<const char> piece) {
    if (piece.size() > limit_.bytes - text_.size()) {
        return failure{data_errc::too_large, {}, "the body is larger than " + std::to_string(limit_.bytes) + " bytes", {}};
    }
    text_.append(piece.data(), piece.size());
    return {};
}

RENDERBUS_DECL result<std::size_t> text_source::read(std::span<char> space) {
    const auto taken = std::min(space.size(), text_.size() - read_);
    std::copy_n(text_.data() + read_, taken, space.data());
    read_ += taken;
    return taken;
}

RENDERBUS_DECL result<void> read_all(body_source& source, std::span<char> space) {
    while (!space.empty()) {
        const auto got = source.read(space);
        if (!got) return got.error();
        if (*got == 0 || *got > space.size()) {
            return failure{scene_errc::changed_file,
                           {},
                           "the body to send ended before its size was reached",
                           "leave the file alone while it is sent"};
        }
        space = space.subspan(*got);
    }
    return {};
}

RENDERBUS_DECL result<void> pour(body_source& source, body_sink& into) {
    if (auto back = source.rewind(); !back) return back;
    constexpr std::uint64_t largest_piece = 64 * 1024;
    const auto space = std::make_unique_for_overwrite<char[]>(largest_piece);
    for (auto left = source.size(); left != 0;) {
        const std::span piece(space.get(), static_cast<std::size_t>(std::min(left, largest_piece)));
        if (auto filled = read_all(source, piece); !filled) return filled;
        if (auto written = into.write(piece); !written) return written;
        left -= piece.size();
    }
    return {};
}

RENDERBUS_DECL result<std::string> body_of(const request& what, byte_count limit) {
    text_sink kept(limit);
    auto read = what.source ? pour(*what.source, kept) : kept.write(what.body);
    if (!read) return std::move(read).error();
    return std::move(kept.text());
}

}  // namespace renderbus::http

#endif
