// SPDX-License-Identifier: BSL-1.0
// The same callables as a pipeline and nested by hand: `nested pipe|hand int|text|owned`. Counted by callgrind, not timed.
#include <renderbus/pipeline/combinators.hpp>

#include <cstring>
#include <memory>
#include <string>

namespace rb = renderbus;

namespace {

struct scene {
    std::string name;
    int frames;
};

constexpr auto add = [](int n) { return n + 3; };
constexpr auto scale = [](int n) { return n * 7; };
constexpr auto mix = [](int n) { return n ^ (n >> 3); };
constexpr auto open_scene = [](int n) { return scene{"a_scene_whose_name_is_long_" + std::to_string(n), n}; };
constexpr auto relight = [](scene s) {
    s.name += "_lighting";
    s.frames *= 2;
    return s;
};
constexpr auto weigh = [](const scene& s) { return static_cast<int>(s.name.size()) + s.frames; };
constexpr auto make = [](int n) { return std::make_unique<int>(n); };
constexpr auto grow = [](std::unique_ptr<int> held) {
    *held += 5;
    return held;
};
constexpr auto take = [](std::unique_ptr<int> held) { return *held; };

volatile int seen;

template <class Work>
void often(Work work) {
    for (int n = 0; n < 20'000; ++n) seen = seen + work(n);
}

}  // namespace

int main(int, char** arguments) {
    const bool pipe = std::strcmp(arguments[1], "pipe") == 0;
    if (std::strcmp(arguments[2], "int") == 0) {
        const auto row = rb::stage(add) | scale | mix | add | scale | mix | add | scale;
        if (pipe) often([&](int n) { return rb::run(row, n); });
        else often([](int n) { return scale(add(mix(scale(add(mix(scale(add(n)))))))); });
    } else if (std::strcmp(arguments[2], "text") == 0) {
        const auto row = rb::stage(open_scene) | relight | relight | relight | weigh;
        if (pipe) often([&](int n) { return rb::run(row, n); });
        else often([](int n) { return weigh(relight(relight(relight(open_scene(n))))); });
    } else {
        const auto row = rb::stage(make) | grow | grow | grow | take;
        if (pipe) often([&](int n) { return rb::run(row, n); });
        else often([](int n) { return take(grow(grow(grow(make(n))))); });
    }
}
