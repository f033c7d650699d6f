// SPDX-License-Identifier: BSL-1.0
// What the command lines of the examples have in common:
//   --farm URL --ca FILE --workspace DIR --frames DIR [others of the program's own, each with a value] SCENE...
// The account is read from RAYVISION_API_ACCESS_ID and RAYVISION_API_KEY.
#ifndef RENDERBUS_EXAMPLES_ARGUMENTS_HPP
#define RENDERBUS_EXAMPLES_ARGUMENTS_HPP

#include <renderbus/renderbus.hpp>

#include <filesystem>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace examples {

namespace rb = renderbus;

struct arguments {
    arguments(int count, char** texts, std::initializer_list<const char*> of_its_own = {}) {
        for (const char* name : of_its_own) options[name];
        for (int i = 1; i < count; ++i) {
            const std::string_view text = texts[i];
            if (!text.starts_with("--")) {
                scenes.emplace_back(text);
                continue;
            }
            const auto found = options.find(text.substr(2));
            if (found == options.end()) throw std::invalid_argument(std::string(text) + ": there is no such option");
            if (++i == count) throw std::invalid_argument(std::string(text) + ": a value is missing");
            found->second = texts[i];
        }
        if (scenes.empty()) throw std::invalid_argument("name a scene");
    }
    const std::string& operator[](std::string_view option) const { return options.find(option)->second; }

    rb::client client(rb::any_observer observe = rb::unobserved{}) const {
        rb::client_options made;
        made.farm = (*this)["farm"];
        made.connection.trusted.file = (*this)["ca"];
        made.observe = std::move(observe);
        return rb::client(rb::credentials::from_environment(), std::move(made));
    }
    rb::farm_session session(const rb::client& farm) const {
        rb::farm_session made(farm);
        if (!(*this)["workspace"].empty()) made.workspace((*this)["workspace"]);
        return made;
    }
    std::filesystem::path frames() const { return (*this)["frames"]; }

    std::map<std::string, std::string, std::less<>> options{
        {"farm", "https://task.renderbus.com"}, {"ca", ""}, {"workspace", ""}, {"frames", "frames"}};
    std::vector<std::filesystem::path> scenes;
};

}  // namespace examples

#endif
