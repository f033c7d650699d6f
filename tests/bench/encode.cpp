// SPDX-License-Identifier: BSL-1.0
// encode time ENTRIES: microseconds an entry of an upload.json. encode count NAME ENTRIES REPEATS: for callgrind.
// With `_again` the text's room is used again, as RapidJSON's buffer can be too; else most of the time goes into the system's
// giving new pages.
#include "stopwatch.hpp"

#include <renderbus/config/wire_forms.hpp>
#include <renderbus/json/json.hpp>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

renderbus::config::upload_json upload;
std::size_t seen = 0;

std::string text_used_again;
rapidjson::StringBuffer buffer_used_again;

std::string by_library() { return renderbus::to_json(upload); }
void by_library_again() {
    text_used_again.clear();
    renderbus::append_json(text_used_again, upload);
}

template <class Writer>
void put(Writer& out, std::string_view name, const std::string& value) {
    out.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    out.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void by_rapidjson(rapidjson::StringBuffer& text) {
    rapidjson::Writer<rapidjson::StringBuffer> out(text);  // without a look at the encoding: its quickest way
    out.StartObject();
    out.Key("scene");
    out.StartArray();
    for (const auto& scene : upload.scene.all) {
        out.StartObject();
        put(out, "local", scene.local);
        put(out, "server", scene.server);
        put(out, "hash", scene.hash);
        out.EndObject();
    }
    out.EndArray();
    out.Key("asset");
    out.StartArray();
    for (const auto& asset : upload.asset) {
        out.StartObject();
        put(out, "local", asset.local);
        put(out, "server", asset.server);
        out.EndObject();
    }
    out.EndArray();
    out.EndObject();
}
rapidjson::StringBuffer by_rapidjson() {
    rapidjson::StringBuffer text;
    by_rapidjson(text);
    return text;
}
void by_rapidjson_again() {
    buffer_used_again.Clear();
    by_rapidjson(buffer_used_again);
}

const std::vector<bench::contender> contenders = {
    {"renderbus", [] { seen += by_library().size(); }},
    {"rapidjson", [] { seen += by_rapidjson().GetSize(); }},
    {"renderbus_again", &by_library_again},
    {"rapidjson_again", &by_rapidjson_again},
};

}  // namespace

int main(int, char** arguments) {
    const bool counting = std::string_view(arguments[1]) == "count";
    char** sizes = arguments + (counting ? 3 : 2);
    const auto entries = std::strtoul(sizes[0], nullptr, 10);
    upload.scene.all.push_back({"D:/shots/010/lighting_v003.ma", "/D/shots/010/lighting_v003.ma",
                                "d41d8cd98f00b204e9800998ecf8427e"});
    for (std::size_t i = 0; i < entries; ++i) {
        const auto name = "sequences/sq010/sh0420/textures/char_hero_diffuse." + std::to_string(1001 + i) + ".tx";
        upload.asset.push_back({"D:/projects/show/" + name, "/D/projects/show/" + name});
    }
    if (counting) {
        for (const auto& one : contenders)
            if (one.name == arguments[2])
                for (long n = std::strtol(sizes[1], nullptr, 10); n > 0; --n) one.work();
        return 0;
    }
    const auto text = by_rapidjson();
    if (by_library() != std::string_view(text.GetString(), text.GetSize())) {
        std::puts("the libraries do not write the same");
        return 1;
    }
    bench::compare(contenders, 15, 1, static_cast<double>(entries));
    std::printf("bytes %.2f\n", static_cast<double>(text.GetSize()) / static_cast<double>(entries));
}
