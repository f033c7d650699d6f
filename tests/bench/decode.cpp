// SPDX-License-Identifier: BSL-1.0
// decode time TASKS PARTS: microseconds a task of each library. decode count NAME TASKS PARTS REPEATS: for callgrind.
#include "decode.hpp"
#include "stopwatch.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

std::string text;
std::size_t seen = 0;

template <class Library>
void decode() {
    seen += Library::decode(text).data.items.size();
}

const std::vector<bench::contender> contenders = {
    {"renderbus", &decode<bench::library>},
    {"rapidjson", &decode<bench::rapidjson_dom>},
    {"nlohmann", &decode<bench::nlohmann_json>},
    {"simdjson", &decode<bench::simdjson_on_demand>},
};

template <class Library>
bool reads_all() {
    return renderbus::to_json(Library::decode(text)) == text;
}

}  // namespace

int main(int, char** arguments) {
    const bool counting = std::string_view(arguments[1]) == "count";
    char** sizes = arguments + (counting ? 3 : 2);
    const auto tasks = std::strtoul(sizes[0], nullptr, 10), parts = std::strtoul(sizes[1], nullptr, 10);
    text = bench::page_text(tasks, parts);
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    if (counting) {
        for (const auto& one : contenders)
            if (one.name == arguments[2])
                for (long n = std::strtol(sizes[2], nullptr, 10); n > 0; --n) one.work();
        return 0;
    }
    if (!reads_all<bench::library>() || !reads_all<bench::rapidjson_dom>() || !reads_all<bench::nlohmann_json>() ||
        !reads_all<bench::simdjson_on_demand>()) {
        std::puts("the libraries do not read the same");
        return 1;
    }
    const double units = static_cast<double>(tasks * (parts + 1));
    bench::compare(contenders, 9, static_cast<int>(10'000 / units) + 1, units);
}
