// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SCENE_TRUTH_HPP
#define RENDERBUS_TESTS_SCENE_TRUTH_HPP

#include "support.hpp"

#include <renderbus/json/json.hpp>

#include <boost/test/framework.hpp>
#include <boost/test/results_collector.hpp>

#include <iterator>
#include <set>

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

/// Counts what the running test compares.
struct comparison_count {
    std::uint64_t same = 0, different = 0;

    static comparison_count so_far() {
        const auto& all = boost::unit_test::results_collector.results(boost::unit_test::framework::current_test_case_id());
        return {all.p_assertions_passed.get(), all.p_assertions_failed.get()};
    }
};

/// Which keys of the truth a test has fields for, and which it leaves out.
template <class Expected>
class compared_keys {
public:
    void see(const std::string& truth) {
        const auto keys = rb::from_json<rb::object_map<rb::raw_json>>(truth);
        BOOST_REQUIRE(keys.has_value());
        for (const auto& [key, value] : *keys) (is_field(key) ? compared_ : left_out_).insert(key);
    }
    std::string told() const {
        std::string text = std::to_string(compared_.size()) + " keys of the truth are compared";
        if (!left_out_.empty()) text += ", left out:";
        for (const auto& key : left_out_) text += ' ' + key;
        return text;
    }

private:
    static bool is_field(std::string_view key) {
        const auto& fields = rb::wire_names<Expected>;
        return std::find(fields.begin(), fields.end(), key) != fields.end();
    }
    std::set<std::string> compared_, left_out_;
};

/// Calls `use(file, expected)` for every real scene of a folder, with what other tools found out about it; and tells how much
/// of that was compared.
template <class Expected, class Use>
void for_every_real_scene(std::string_view of, std::string_view ending, Use use) {
    const fs::path folder = fs::path(RENDERBUS_SHARED_DIR) / "scenes" / of;
    if (!fs::is_directory(folder)) {
        BOOST_TEST_MESSAGE("skipped: there is no folder " << folder);
        return;
    }
    int scenes = 0;
    compared_keys<Expected> keys;
    const auto before = comparison_count::so_far();
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ending) continue;
        BOOST_TEST_CONTEXT(entry.path().filename()) {
            const auto truth = content_of(entry.path().string() + ".expected.json");
            const auto wanted = rb::from_json<Expected>(truth);
            BOOST_REQUIRE_MESSAGE(wanted, (wanted ? std::string() : wanted.error().message()));
            keys.see(truth);
            use(entry.path(), *wanted);
            ++scenes;
        }
    }
    BOOST_TEST(scenes > 0);
    const auto now = comparison_count::so_far();
    BOOST_TEST_MESSAGE("real scenes: " << ending << ": " << scenes << " files, " << keys.told() << "; of "
                                       << now.same + now.different - before.same - before.different << " comparisons "
                                       << now.different - before.different << " differ");
}

}  // namespace scene_tests

#endif
