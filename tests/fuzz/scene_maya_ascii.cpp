// SPDX-License-Identifier: BSL-1.0
// seeds: scenes/ma
// options: -max_len=16384
// link: -lcrypto
#include "scene.hpp"

#include <renderbus/scene/maya_ascii.hpp>
#include <renderbus/scene/maya_scanner.hpp>

#include <vector>

namespace {

namespace maya = renderbus::maya;

/// The commands with their lines; their arguments are read, or skipped. None where the text is broken.
std::vector<std::string> commands(maya::scanner in, bool skip, std::uint32_t lines_before) {
    std::vector<std::string> found;
    while (in.next_statement()) {
        found.push_back(in.command() + ' ' + std::to_string(in.line() - lines_before));
        for (maya::argument one; !skip && in.next(one);) {}
    }
    if (in.failed()) found.clear();
    return found;
}

/// What is skipped ends where it would if it were read, and where a file is cut into parts makes no difference.
void skip_and_cut(const std::string& text) {
    const auto read = commands({text, "a.ma"}, false, 0);
    const auto skipped = commands({text, "a.ma"}, true, 0);
    fuzz::require(read.empty() || read == skipped, "a statement ends in one place");
    constexpr auto edge = renderbus::text_window::part_size;
    const std::size_t inside = text.size() < 8 ? text.size() : text.size() / 2;
    renderbus::memory_bytes bytes("//" + std::string(edge - inside - 3, '.') + '\n' + text);
    const auto cut = [&](bool skip) {
        return commands({renderbus::text_window(bytes, renderbus::utf8_decoder("UTF-8"), "a.ma"), "a.ma"}, skip, 1);
    };
    if (renderbus::to_utf8(text, "UTF-8") != text || text.starts_with("\xEF\xBB\xBF")) return;
    fuzz::require(cut(false) == read && cut(true) == skipped, "parts make no difference");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    skip_and_cut(std::string(reinterpret_cast<const char*>(data), size));
    return fuzz::read_scene<renderbus::maya_ascii_reader>(data, size);
}
