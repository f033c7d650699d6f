// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_TRUTH_HPP
#define RENDERBUS_TESTS_SCENE_TRUTH_HPP

#include "support.hpp"

#include <renderbus/json/json.hpp>

#include <iterator>

#if !defined(RENDERBUS_SHARED_DIR)
#define RENDERBUS_SHARED_DIR "../shared"
#endif

namespace scene_tests {

inline std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline texts sorted(texts list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
}

template <class List, class Use>
texts each(const List& list, Use use) {
    texts found;
    for (const auto& one : list)
        if (auto text = use(one); !text.empty()) found.push_back(std::move(text));
    return sorted(std::move(found));
}

/// Calls `use(file, expected)` for every real scene of a folder, with what other tools found out about it.
template <class Expected, class Use>
void for_every_real_scene(std::string_view of, std::string_view ending, Use use) {
    const fs::path folder = fs::path(RENDERBUS_SHARED_DIR) / "scenes" / of;
    if (!fs::is_directory(folder)) {
        BOOST_TEST_MESSAGE("skipped: there is no folder " << folder);
        return;
    }
    int scenes = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ending) continue;
        BOOST_TEST_CONTEXT(entry.path().filename()) {
            const auto wanted = rb::from_json<Expected>(content_of(entry.path().string() + ".expected.json"));
            BOOST_REQUIRE_MESSAGE(wanted, (wanted ? std::string() : wanted.error().message()));
            use(entry.path(), *wanted);
            ++scenes;
        }
    }
    BOOST_TEST(scenes > 0);
}

}  // namespace scene_tests

#endif
