// SPDX-License-Identifier: BSL-1.0
// What reading a scene file costs. scene read FILE: processor and wall seconds, megabytes, bytes read of the file, peak memory
// over the start in KiB, places that name a file. scene newlines FILE: seconds and megabytes of finding its line ends, which is
// the least that a reader of text does. scene answers FILE: what a Blender file renders and needs, as blend_answers.py and
// blend_walker.py do.
#include <renderbus/scene/scene.hpp>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace {

namespace rb = renderbus;

/// A number that the system knows of this process.
std::uint64_t told_by(const char* file, std::string_view key) {
    std::ifstream in(file);
    std::string word;
    std::uint64_t number = 0;
    while (in >> word)
        if (word == key) in >> number;
    return number;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

int newlines(const char* file) {
    const auto opened = rb::input_file::open(file);
    if (!opened) return 1;
    constexpr std::size_t part = 128 * 1024;
    const auto space = std::make_unique<char[]>(part);
    std::size_t lines = 0;
    std::uint64_t place = 0;
    const double began = processor_seconds();
    while (const auto count = opened->read_at(place, std::span<char>(space.get(), part)).value()) {
        const char* at = space.get();
        const char* const end = at + count;
        for (; (at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr; ++at)
            ++lines;
        place += count;
    }
    std::printf("%.6f %.3f %zu\n", processor_seconds() - began, static_cast<double>(place) / 1e6, lines);
    return 0;
}

rb::scene_facts facts_of(const char* file) {
    rb::scene_options options;
    options.file_limit = rb::gigabytes(64);
    auto facts = rb::read_scene(file, options);
    if (!facts) {
        std::fprintf(stderr, "%s\n", facts.error().message().c_str());
        std::exit(1);
    }
    return *std::move(facts);
}

int read(const char* file) {
    const auto memory = told_by("/proc/self/status", "VmHWM:"), bytes = told_by("/proc/self/io", "rchar:");
    const auto bytes_of_asking = told_by("/proc/self/io", "rchar:") - bytes;
    const auto wall = std::chrono::steady_clock::now();
    const double began = processor_seconds();
    const auto facts = facts_of(file);
    const double took = processor_seconds() - began;
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - wall;
    const auto read = told_by("/proc/self/io", "rchar:") - bytes - 2 * bytes_of_asking;
    std::printf("%.6f %.6f %.3f %llu %llu %zu\n", took, waited.count(),
                static_cast<double>(std::filesystem::file_size(file)) / 1e6, static_cast<unsigned long long>(read),
                static_cast<unsigned long long>(told_by("/proc/self/status", "VmHWM:") - memory), facts.inputs.size());
    return 0;
}

int answers(const char* file) {
    const auto facts = facts_of(file);
    std::set<std::string> lines;
    for (const auto& input : facts.inputs)
        if (input.kind == rb::input_kind::texture) lines.insert("image " + input.stored);
    for (const auto& reference : facts.references) lines.insert("library " + reference.stored);
    for (const auto& layer : facts.layers) {
        char numbers[200];
        std::snprintf(numbers, sizeof numbers, " %.0f-%.0f[%.0f] %ux%u %.3f ", layer.frame_start, layer.frame_end,
                      layer.frame_step, layer.width, layer.height, layer.fps);
        lines.insert("scene " + layer.name + numbers + (layer.cameras.empty() ? "none" : layer.cameras.front()));
    }
    for (const auto& line : lines) std::puts(line.c_str());
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    const std::string_view what = arguments[1];
    if (what == "newlines") return newlines(arguments[2]);
    if (what == "read") return read(arguments[2]);
    if (what == "answers") return answers(arguments[2]);
    return 2;
}
