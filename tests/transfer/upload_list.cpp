// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <renderbus/config/text.hpp>
#include <renderbus/transfer/upload_list.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
namespace config = rb::config;

config::upload_json list_of(std::size_t assets) {
    config::upload_json list;
    list.scene.all.push_back({"/shot/a.ma", "/shot/a.ma", "00112233445566778899aabbccddeeff"});
    for (std::size_t i = 0; i < assets; ++i) list.asset.push_back({"/tex/" + std::to_string(i), "/tex/" + std::to_string(i)});
    return list;
}

std::vector<std::string> locals_of(const config::upload_json& list) {
    std::vector<std::string> names;
    for (const auto& one : list.asset) names.push_back(one.local);
    return names;
}

std::size_t append(config::upload_json& list, std::vector<fs::path> paths) { return rb::append(list, paths).value().added; }
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_upload_list)

BOOST_AUTO_TEST_CASE(a_list_is_split_in_parts_none_of_which_is_empty) {
    for (std::size_t assets = 0; assets <= 13; ++assets) {
        for (std::size_t most = 1; most <= 14; ++most) {
            const auto parts = rb::split(list_of(assets), most);
            BOOST_REQUIRE_EQUAL(parts.size(), assets == 0 ? 1 : (assets + most - 1) / most);
            std::vector<std::string> together;
            for (std::size_t i = 0; i < parts.size(); ++i) {
                BOOST_TEST(parts[i].scene.all.size() == (i == 0 ? 1u : 0u));
                BOOST_TEST(parts[i].asset.size() <= most);
                BOOST_TEST((assets == 0 || !parts[i].asset.empty()));
                for (auto& name : locals_of(parts[i])) together.push_back(name);
            }
            BOOST_TEST((together == locals_of(list_of(assets))));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_parts_are_written_beside_the_list_or_in_a_folder) {
    scratch folder;
    const auto file = folder / "work/upload.json";
    BOOST_REQUIRE(rb::write_upload_list(file, list_of(6)));
    using paths = std::vector<fs::path>;
    BOOST_TEST((rb::split_upload_list(file, 3).value() == paths{folder / "work/upload_1.json", folder / "work/upload_2.json"}));
    BOOST_TEST((locals_of(rb::read_upload_list(folder / "work/upload_2.json").value()) ==
                std::vector<std::string>{"/tex/3", "/tex/4", "/tex/5"}));
    BOOST_TEST((rb::split_upload_list(file, 5, folder / "made/parts").value() ==
                paths{folder / "made/parts/upload_1.json", folder / "made/parts/upload_2.json"}));
    BOOST_TEST(rb::read_upload_list(folder / "made/parts/upload_2.json").value().asset.size() == 1u);
    BOOST_TEST((files_below(folder / "made") == std::vector<std::string>{"parts/upload_1.json", "parts/upload_2.json"}));
    // What fits into one part stays the list that it is.
    BOOST_TEST((rb::split_upload_list(file, 6, folder / "none").value() == paths{file}));
    BOOST_TEST(!fs::exists(folder / "none"));
    BOOST_TEST((rb::split_upload_list(file, 0).error().code == rb::data_errc::out_of_range));
    BOOST_TEST((rb::split_upload_list(folder / "gone.json", 1).error().code == rb::scene_errc::missing_file));
    write_file(folder / "bad.json", "{\"asset\": [1]}");
    const auto bad = rb::split_upload_list(folder / "bad.json", 1);
    BOOST_TEST(bad.error().place.starts_with((folder / "bad.json").string() + ":"), bad.error().message());
}

BOOST_AUTO_TEST_CASE(parts_of_a_longer_list_are_not_left_beside_those_of_a_shorter_one) {
    scratch folder;
    const auto file = folder / "upload.json";
    BOOST_REQUIRE(rb::write_upload_list(file, list_of(6)));
    BOOST_TEST(rb::split_upload_list(file, 1).value().size() == 6u);
    // Of others: another number's form, another list, no list, and what stands behind a gap.
    for (const char* name : {"upload_04.json", "upload_4.json.bak", "other_4.json", "upload_8.json"})
        BOOST_REQUIRE(rb::write_upload_list(folder / name, list_of(1)));
    BOOST_TEST(rb::split_upload_list(file, 3).value().size() == 2u);
    using names = std::vector<std::string>;
    const names others{"other_4.json", "upload.json", "upload_04.json"}, more{"upload_4.json.bak", "upload_8.json"};
    const auto with = [&](names parts) {
        parts.insert(parts.begin(), others.begin(), others.end());
        parts.insert(parts.end(), more.begin(), more.end());
        std::ranges::sort(parts);
        return parts;
    };
    BOOST_TEST((files_below(folder.path()) == with({"upload_1.json", "upload_2.json"})));
    BOOST_TEST(rb::split_upload_list(file, 6).value().size() == 1u);
    BOOST_TEST((files_below(folder.path()) == with({})));
    write_file(folder / "upload_1.json", "a note");
    BOOST_TEST(rb::split_upload_list(file, 6).value().size() == 1u);
    BOOST_TEST(read_file(folder / "upload_1.json") == "a note");
}

BOOST_AUTO_TEST_CASE(parts_have_what_their_entries_had_beyond_the_names_known_here) {
    scratch folder;
    const auto file =
        write_file(folder / "upload.json",
                   R"({"scene":[{"local":"/s.ma","server":"/s.ma","hash":"h","note":[1]}],"asset":[)"
                   R"({"local":"/a","server":"/a","size":5},{"local":"/b","server":"/b","kind":{"k":1}}],"tool":"t"})");
    const auto parts = rb::split_upload_list(file, 1).value();
    BOOST_REQUIRE_EQUAL(parts.size(), 2u);
    const auto first = read_file(parts[0]), second = read_file(parts[1]);
    const auto has = [](const std::string& text, std::string_view name, std::string_view value) {
        const auto at = text.find('"' + std::string(name) + '"');
        return at != text.npos && text.find(value, at) != text.npos;
    };
    BOOST_TEST(has(first, "note", "1"), first);
    BOOST_TEST(has(first, "size", "5"), first);
    BOOST_TEST(has(first, "tool", "\"t\""), first);
    BOOST_TEST(has(second, "kind", "\"k\""), second);
    BOOST_TEST(has(second, "tool", "\"t\""), second);
}

BOOST_AUTO_TEST_CASE(files_and_folders_are_added_once) {
    scratch folder;
    const auto a = write_file(folder / "tex/a.png", "a"), b = write_file(folder / "tex/deep/er/b.png", "b");
    write_file(folder / "tex/c.png", "");
    fs::create_symlink(folder / "tex/a.png", folder / "tex/z-link.png");
    auto list = list_of(0);
    BOOST_TEST(append(list, {a, folder / "tex", folder / "tex/../tex/"}) == 4u);
    BOOST_TEST((locals_of(list) == std::vector<std::string>{a, folder / "tex/c.png", b, folder / "tex/z-link.png"}));
    BOOST_TEST(list.asset[0].server == a.string());
    BOOST_TEST(append(list, {folder / "tex", b}) == 0u);
    // The same file under another name of its folder, the same server path without its slash.
    list.asset[0] = {(folder / "tex/deep/../a.png").string(), a.string().substr(1)};
    BOOST_TEST(append(list, {a}) == 0u);
}

BOOST_AUTO_TEST_CASE(what_links_lead_to_is_added_as_a_plan_would_send_it) {
    planner at;
    at.asset("a.png", "a");
    write_file(at.folder / "library/b.png", "b");
    fs::create_directory_symlink(at.folder / "library", at.scene / "linked");
    auto list = list_of(0);
    const std::vector<fs::path> scene{at.scene};
    BOOST_TEST(rb::append(list, scene).value().added == 2u);
    BOOST_TEST((locals_of(list) == std::vector<std::string>{at.scene / "a.png", at.scene / "linked/b.png"}));

    fs::create_symlink("nowhere", at.scene / "dangling.png");
    fs::create_directory_symlink(".", at.scene / "round");
    auto again = list_of(0);
    BOOST_TEST((rb::append(again, scene).error().code == rb::scene_errc::missing_file));
    rb::file_policies policies;
    policies.missing = policies.special = rb::file_policy::skip();
    const auto made = rb::append(again, scene, policies).value();
    BOOST_TEST(made.added == 2u);
    BOOST_REQUIRE_EQUAL(made.left_out.size(), 2u);
    BOOST_TEST(made.left_out[0].wanted.local == (at.scene / "dangling.png").string());
    BOOST_TEST((made.left_out[1].what == rb::file_trouble::special));
    at.options.policies = policies;
    std::vector<std::string> planned;
    for (const auto& one : at.plan(at.whole_scene()).value().to_send) planned.push_back(one.file.local);
    BOOST_TEST((locals_of(again) == planned));
}

BOOST_AUTO_TEST_CASE(two_files_for_one_server_path_are_refused) {
    scratch folder;
    const auto a = write_file(folder / "a:b.png", "1"), b = write_file(folder / "ab.png", "2");
    auto list = list_of(0);
    const std::vector<fs::path> all{folder.path()};
    const auto made = rb::append(list, all);
    BOOST_REQUIRE(!made);
    BOOST_TEST((made.error().code == rb::data_errc::invalid_value));
    BOOST_TEST(made.error().message().find("a:b.png") != std::string::npos, made.error().message());
    list.asset.push_back({a, b.string()});
    const std::vector<fs::path> one{b};
    BOOST_TEST((rb::append(list, one).error().code == rb::data_errc::invalid_value));
    BOOST_TEST(list.asset.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_folder_whose_path_the_system_does_not_take_in_one_piece_is_added) {
    scratch folder;
    const fs::path deep = deep_file(folder.path(), "deep");
    auto list = list_of(0);
    const std::vector<fs::path> paths{deep.parent_path()};
    BOOST_TEST(rb::append(list, paths).value().added == 1u);
    BOOST_TEST((locals_of(list) == std::vector<std::string>{deep.string()}));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_added_leaves_the_list_as_it_was) {
    scratch folder;
    write_file(folder / "tex/a.png", "a");
    auto list = list_of(2);
    const std::vector<fs::path> gone{folder / "tex", folder / "gone"};
    BOOST_TEST((rb::append(list, gone).error().code == rb::scene_errc::missing_file));
    write_file(folder / "tex/\xff.png", "latin");
    const std::vector<fs::path> tex{folder / "tex"};
    BOOST_TEST((rb::append(list, tex).error().code == rb::data_errc::malformed_utf8));
    BOOST_TEST(list.asset.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_scene_counts_where_it_is_no_asset) {
    auto list = list_of(1);
    BOOST_TEST(rb::needed_in(list).files.size() == 2u);
    list.asset.push_back({"/shot/a.ma", "shot/a.ma"});
    BOOST_TEST(rb::needed_in(list).files.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
