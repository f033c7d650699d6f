// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SCENE_IMPL_KATANA_ARCHIVE_IPP
#define RENDERBUS_SCENE_IMPL_KATANA_ARCHIVE_IPP

#include <renderbus/scene/cursor.hpp>
#include <renderbus/scene/gzip.hpp>
#include <renderbus/scene/impl/katana_archive.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace renderbus::katana {
namespace archive_detail {

/// A part of other bytes.
class part_bytes final : public byte_source {
public:
    part_bytes(std::unique_ptr<byte_source> whole, std::uint64_t begin, std::optional<std::uint64_t> size)
        : whole_(std::move(whole)), begin_(begin), size_(size) {}
    result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        if (size_) {
            const auto left = *size_ - std::min(place, *size_);
            space = space.first(static_cast<std::size_t>(std::min<std::uint64_t>(space.size(), left)));
        }
        return space.empty() ? result<std::size_t>(0) : whole_->read(begin_ + place, space);
    }
    std::optional<std::uint64_t> size() const noexcept override { return size_; }
    result<void> unchanged() const override { return whole_->unchanged(); }

private:
    std::unique_ptr<byte_source> whole_;
    std::uint64_t begin_;
    std::optional<std::uint64_t> size_;
};

inline constexpr std::string_view member = "scene/scene.katana";
inline constexpr std::uint64_t tar_block = 512;

struct found_member {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
};

/// Where the project lies in the archive.
inline result<found_member> find_member(byte_source& tar, const std::string& path) {
    byte_cursor in(tar, path);
    for (;;) {
        const auto begin = in.place();
        const auto block = in.text(tar_block, tar_block);
        if (in.failed()) return in.why();
        if (block.find_first_not_of('\0') == std::string::npos) break;
        std::uint64_t size = 0;
        const auto digits = block.find_first_not_of(' ', 124);
        const auto [end, code] = std::from_chars(block.data() + std::min<std::size_t>(digits, 136), block.data() + 136, size, 8);
        if (code != std::errc() || size > (std::uint64_t{1} << 40))
            return in.fail(begin, "this is no header of an archive"), in.why();
        const auto name = std::string_view(block).substr(0, std::min<std::size_t>(block.find('\0'), 100));
        if (name == member) return found_member{in.place(), size};
        if (!in.skip((size + tar_block - 1) / tar_block * tar_block)) return in.why();
    }
    return in.fail("the archive has no " + std::string(member)), in.why();
}

inline std::string without_entities(std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&#10;", '\n'}, {"&#9;", '\t'}};
    std::string made;
    while (!text.empty()) {
        const auto known =
            std::find_if(std::begin(entities), std::end(entities), [&](const auto& one) { return text.starts_with(one.first); });
        made += known == std::end(entities) ? text[0] : known->second;
        text.remove_prefix(known == std::end(entities) ? 1 : known->first.size());
    }
    return made;
}

}  // namespace archive_detail

inline attributes attributes_of(std::string_view text) {
    attributes found;
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
        const auto equals = text.find('=');
        if (equals == std::string_view::npos || equals + 1 >= text.size()) return found;
        const char quote = text[equals + 1];
        const auto end = text.find(quote, equals + 2);
        if ((quote != '"' && quote != '\'') || end == std::string_view::npos) return found;
        found.emplace(text.substr(0, equals), archive_detail::without_entities(text.substr(equals + 2, end - equals - 2)));
        text.remove_prefix(end + 1);
    }
}

inline result<project> open_project(scene_source source, byte_count limit) {
    const auto head = read_head(source, 4096);
    if (!head) return head.error();
    const auto end = head->find('>');
    if (!head->starts_with("<katana") || end == std::string::npos)
        return failure{scene_errc::malformed_scene, source.path + ", byte 0",
                       "this is no Katana project: it does not begin like one", ""};
    project made;
    made.header = attributes_of(std::string_view(*head).substr(7, end - 7));
    made.xml.path = source.path;
    made.xml.folder = source.folder;
    const auto archive = made.header.find("archive");
    if (archive == made.header.end()) {
        made.xml.bytes = std::move(source.bytes);
        return made;
    }
    const auto begin = head->find('\n', end);
    if (archive->second != "tar" || begin == std::string::npos)
        return failure{scene_errc::malformed_scene, source.path + ", byte 0",
                       "its archive is none that is known: " + archive->second, ""};
    const auto size = source.bytes->size();
    source.bytes = std::make_unique<archive_detail::part_bytes>(std::move(source.bytes), begin + 1,
                                                                size ? std::optional(*size - begin - 1) : std::nullopt);
    auto tar = gzip_packing::unpack(std::move(source), limit);
    if (!tar) return std::move(tar).error();
    const auto member = archive_detail::find_member(*tar->bytes, made.xml.path + ", its archive");
    if (!member) return member.error();
    made.xml.path += ", its " + std::string(archive_detail::member);
    made.xml.bytes = std::make_unique<archive_detail::part_bytes>(std::move(tar->bytes), member->begin, member->size);
    return made;
}

}  // namespace renderbus::katana

#endif
