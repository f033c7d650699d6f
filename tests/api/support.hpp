// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_API_SUPPORT_HPP
#define RENDERBUS_TESTS_API_SUPPORT_HPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/api/table.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace api = renderbus::api;

template <class... Request, class Use>
void for_each_endpoint(renderbus::type_list<Request...>, Use use) {
    (use.template operator()<Request>(), ...);
}

inline std::filesystem::path sample_folder(int generation) {
    return std::filesystem::path(RENDERBUS_SHARED_DIR) / "wire" / ("v" + std::to_string(generation));
}

inline bool samples_are_here() {
    if (std::filesystem::exists(sample_folder(1)) && std::filesystem::exists(sample_folder(2))) return true;
    BOOST_TEST_MESSAGE("skipped: there are no samples in " << sample_folder(1).parent_path());
    return false;
}

/// The sample file of an endpoint: named after the last part of its path.
inline std::string sample_name(const renderbus::routes& at, int generation) {
    std::string path(path_in(at, generation));
    if (path.ends_with("/v2")) path.resize(path.size() - 3);
    const auto cut = path.rfind('/');
    std::string name = path.substr(cut + 1);
    const std::string group = path.substr(path.rfind('/', cut - 1) + 1, cut - path.rfind('/', cut - 1) - 1);
    if (group == "project" || group == "hardwareConfig") name = group + "_" + name;
    return name + ".response.json";
}

inline std::optional<std::string> sample_of(const renderbus::routes& at, int generation) {
    std::ifstream file(sample_folder(generation) / sample_name(at, generation), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// A JSON text in one form: names sorted, numbers as doubles print them, no white space. Two texts are the same value exactly
/// where their forms are the same.
inline std::string normal_form(renderbus::json::reader& in) {
    switch (in.peek()) {
        case '{': {
            std::map<std::string, std::string> members;
            std::string name;
            in.begin_object();
            while (in.next_name(name)) {
                const auto own = name;
                members[own] = normal_form(in);
            }
            std::string text = "{";
            for (const auto& [key, value] : members) text += '"' + key + "\":" + value + ",";
            return text + "}";
        }
        case '[': {
            std::string text = "[";
            in.begin_array();
            while (in.next_item()) text += normal_form(in) + ",";
            return text + "]";
        }
        case '"': {
            std::string text;
            in.string(text);
            return '"' + text + '"';
        }
        default: {
            std::string_view text;
            in.raw(text);
            const bool is_number = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
            return is_number ? std::to_string(std::stod(std::string(text))) : std::string(text);
        }
    }
}
inline std::string normal_form(std::string_view text) {
    renderbus::json::reader in(text, {});
    auto made = normal_form(in);
    BOOST_TEST_REQUIRE(in.finish(), text);
    return made;
}

#endif
