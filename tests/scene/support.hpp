// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_SUPPORT_HPP
#define RENDERBUS_TESTS_SCENE_SUPPORT_HPP

#include <renderbus/scene/scene.hpp>

#include <boost/test/unit_test.hpp>

#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace scene_tests {

namespace rb = renderbus;
namespace fs = std::filesystem;
using texts = std::vector<std::string>;

/// A folder of the test's own, gone with it.
class scene_folder {
public:
    scene_folder() {
        std::string name = (fs::canonical(fs::temp_directory_path()) / "renderbus-scene-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::system_error(errno, std::system_category(), "mkdtemp");
        path_ = name;
    }
    ~scene_folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    scene_folder(const scene_folder&) = delete;
    scene_folder& operator=(const scene_folder&) = delete;

    /// The absolute path of a name in the folder.
    std::string path(std::string_view name = "") const { return name.empty() ? path_.string() : (path_ / name).string(); }

    /// Writes a file, and the folders that it needs; gives its absolute path.
    std::string write(std::string_view name, std::string_view content = "x") const {
        const fs::path file = path_ / name;
        fs::create_directories(file.parent_path());
        std::ofstream out(file, std::ios::binary);
        out << content;
        if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
        return file.string();
    }

private:
    fs::path path_;
};

/// A whole Maya ASCII scene around some statements.
inline std::string maya_scene(std::string_view statements, std::string_view version = "2023") {
    return "//Maya ASCII " + std::string(version) + " scene\n//Name: test.ma\n//Codeset: UTF-8\nrequires maya \"" +
           std::string(version) + "\";\ncurrentUnit -l centimeter -a degree -t film;\nfileInfo \"product\" \"Maya " +
           std::string(version) +
           "\";\ncreateNode transform -s -n \"persp\";\ncreateNode camera -s -n \"perspShape\" -p \"persp\";\n" +
           std::string(statements) + "// End of test.ma\n";
}

/// The statements that make a file node with a texture.
inline std::string file_node(std::string_view name, std::string_view path, std::string_view more = "") {
    return "createNode file -n \"" + std::string(name) + "\";\n\tsetAttr \".ftn\" -type \"string\" \"" + std::string(path) +
           "\";\n" + std::string(more);
}

/// Reads a scene that must be readable.
inline rb::scene_facts facts_of(const fs::path& file, const rb::scene_options& options = {}) {
    auto facts = rb::read_scene(file, options);
    BOOST_REQUIRE_MESSAGE(facts, (facts ? std::string() : facts.error().message()));
    return *std::move(facts);
}

/// Reads a scene of these statements, which need no files around them.
inline rb::scene_facts facts_of_statements(std::string_view statements, std::string_view version = "2023") {
    const scene_folder folder;
    return facts_of(folder.write("test.ma", maya_scene(statements, version)));
}

/// The local files of the only input of that node.
inline texts files_of(const rb::scene_facts& facts, std::string_view node) {
    texts files;
    for (const auto& input : facts.inputs)
        if (input.node == node)
            for (const auto& file : input.files) files.push_back(file.local);
    return files;
}

inline const rb::missing_input* missing_of(const rb::scene_facts& facts, std::string_view node) {
    const auto found =
        std::find_if(facts.missing.begin(), facts.missing.end(), [&](const auto& one) { return one.node == node; });
    return found == facts.missing.end() ? nullptr : &*found;
}

inline const rb::unresolved_value* unresolved_of(const rb::scene_facts& facts, std::string_view node) {
    const auto found =
        std::find_if(facts.unresolved.begin(), facts.unresolved.end(), [&](const auto& one) { return one.node == node; });
    return found == facts.unresolved.end() ? nullptr : &*found;
}

inline void check_same(const texts& got, const texts& wanted) { BOOST_TEST(got == wanted, boost::test_tools::per_element()); }

}  // namespace scene_tests

#endif
