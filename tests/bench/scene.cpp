// SPDX-License-Identifier: BSL-1.0
// How fast scenes are read. scene maya MEGABYTES: a Maya ASCII scene of meshes against memchr over the same bytes.
// scene blend MEGABYTES: how much of a Blender file of meshes is read at all.
#include "../scene/blend_scene.hpp"

#include <renderbus/scene/blender.hpp>
#include <renderbus/scene/maya_ascii.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace rb = renderbus;

/// Counts what is read of bytes in memory.
class counted_bytes final : public rb::byte_source {
public:
    counted_bytes(const std::string& bytes, std::uint64_t& read) : bytes_(bytes), read_(read) {}
    rb::result<std::size_t> read(std::uint64_t place, std::span<char> space) override {
        const auto count = bytes_.copy(space.data(), space.size(), std::min<std::size_t>(place, bytes_.size()));
        read_ += count;
        return count;
    }
    std::optional<std::uint64_t> size() const noexcept override { return bytes_.size(); }
    rb::result<void> unchanged() const override { return {}; }

private:
    const std::string& bytes_;
    std::uint64_t& read_;
};

/// Seconds of the processor, of which other programs take none.
template <class Work>
double seconds(Work work) {
    std::vector<double> all;
    for (int turn = 0; turn < 5; ++turn) {
        const auto began = std::clock();
        work();
        all.push_back(static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

template <class Reader>
std::uint64_t read(const std::string& bytes) {
    std::uint64_t count = 0;
    rb::scene_source source{"/nowhere/scene", "/nowhere", std::make_unique<counted_bytes>(bytes, count)};
    rb::scene_builder builder({}, source);
    if (auto done = Reader::read(std::move(source), builder); !done) {
        std::puts(done.error().message().c_str());
        std::exit(1);
    }
    return count;
}

std::string maya_meshes(std::size_t size) {
    std::string text = "//Maya ASCII 2023 scene\n//Codeset: UTF-8\nrequires maya \"2023\";\n";
    for (int mesh = 0; text.size() < size; ++mesh) {
        text += "createNode mesh -n \"m" + std::to_string(mesh) + "\";\n\tsetAttr -s 50000 \".vt\";\n\tsetAttr \".vt[0:49999]\"";
        for (int i = 0; i < 50'000; ++i) text += (i % 8 ? " " : "\n\t\t") + std::to_string(i * 0.001) + " -1.25 3e-05";
        text += ";\n";
    }
    return text + "// End of scene\n";
}

int maya(std::size_t size) {
    const auto text = maya_meshes(size);
    std::size_t lines = 0;
    const double floor = seconds([&] {
        const char* at = text.data();
        const char* const end = at + text.size();
        while ((at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr)
            ++at, ++lines;
    });
    const double ours = seconds([&] { read<rb::maya_ascii_reader>(text); });
    const double megabytes = static_cast<double>(text.size()) / 1e6;
    std::printf("%.0f MB: memchr %.0f MB/s, reader %.0f MB/s, %.1f times memchr (%zu lines)\n", megabytes, megabytes / floor,
                megabytes / ours, ours / floor, lines / 5);
    return 0;
}

int blend(std::size_t size) {
    const auto to = scene_tests::writer_of({});
    const auto small = scene_tests::everything({});
    const auto heading = to.heading().size();
    std::string file = small.substr(0, heading);
    const std::string mesh =
        to.raw_block("ME", 0, 1, std::string(2000, 'm')) + to.raw_block("DATA", 0, 2, std::string(1 << 20, 'v'));
    while (file.size() < size) file += mesh;
    file += small.substr(heading);
    std::uint64_t count = 0;
    const double took = seconds([&] { count = read<rb::blender_reader>(file); });
    std::printf("%.0f MB: %.2f MB of it are read (%.2f %%), %.2f ms\n", static_cast<double>(file.size()) / 1e6,
                static_cast<double>(count) / 1e6, 100.0 * static_cast<double>(count) / static_cast<double>(file.size()),
                took * 1000);
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    const auto size = std::strtoul(arguments[2], nullptr, 10) * 1'000'000;
    if (std::string_view(arguments[1]) == "maya") return maya(size);
    if (std::string_view(arguments[1]) == "blend") return blend(size);
    return 2;
}
