// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

namespace {
using namespace transfer_tests;

template <class Test>
void with_and_without_a_pool(Test test) {
    for (const bool with : {false, true}) {
        BOOST_TEST_CONTEXT((with ? "on a pool" : "on the executor")) {
            planner at;
            if (with) at.pool.emplace(2);
            test(at);
        }
    }
}
}  // namespace

BOOST_AUTO_TEST_SUITE(plans_of_whole_folders)

BOOST_AUTO_TEST_CASE(have_all_files_at_any_depth_by_name) {
    with_and_without_a_pool([](planner& at) {
        at.asset("b.tx", "b");
        at.asset("a/deep/er/c.tx", "c");
        at.asset("a/.hidden", "");
        fs::create_directories(at.scene / "empty/folders");
        auto plan = at.plan({{at.asset("z.tx", "z")}, {{at.scene, "scene/"}}}).value();
        BOOST_TEST((names_of(plan.to_send) == names{"/scene/z.tx", "/scene/a/.hidden", "/scene/a/deep/er/c.tx", "/scene/b.tx"}));
        BOOST_TEST(plan.to_send[2].file.local == at.scene / "a/deep/er/c.tx");
        BOOST_TEST((plan.to_send[2].file.digest == digest_of_text("c")));
        BOOST_TEST(plan.bytes_to_send == 3u);
        BOOST_TEST(at.send(std::move(plan)).value().files == 4u);
        const auto again = at.plan(at.whole_scene()).value();
        BOOST_TEST(again.to_send.empty());
        BOOST_TEST((names_of(again.already_there).size() == 4u));
        BOOST_TEST(again.already_there[0].file.remote == "s/scene/" + names_of(again.already_there)[0].substr(7));
    });
}

BOOST_AUTO_TEST_CASE(count_what_is_named_twice_once_and_refuse_two_files_for_one_place) {
    with_and_without_a_pool([](planner& at) {
        const auto a = at.asset("tex/a", "a");
        at.asset("tex/b", "b");
        rb::needed_assets twice{{a, a},
                                {{at.scene, "/scene"}, {at.scene / "tex", "/scene/tex/"}, {at.scene / "../scene", "scene"}}};
        BOOST_TEST((names_of(at.plan(twice).value().to_send) == names{"/scene/tex/a", "/scene/tex/b"}));
        const auto other = at.asset("other", "o");
        const auto file_for_file = at.plan({{{other.local, "/scene/tex/a"}}, {{at.scene, "/scene"}}});
        BOOST_TEST((file_for_file.error().code == rb::data_errc::invalid_value));
        const auto folder_for_folder = at.plan({{}, {{at.scene, "/x"}, {at.scene / "tex", "/x"}}});
        BOOST_TEST((folder_for_folder.error().code == rb::data_errc::invalid_value));
    });
}

BOOST_AUTO_TEST_CASE(follow_links_unless_they_lead_round_in_a_circle) {
    with_and_without_a_pool([](planner& at) {
        at.asset("real/a", "a");
        write_file(at.folder / "elsewhere/b", "b");
        fs::create_directory_symlink(at.folder / "elsewhere", at.scene / "linked");
        fs::create_symlink("real/a", at.scene / "link-to-a");
        BOOST_TEST((names_of(at.plan(at.whole_scene()).value().to_send) ==
                    names{"/scene/link-to-a", "/scene/linked/b", "/scene/real/a"}));
        at.options.choices.follow_links = false;
        BOOST_TEST((names_of(at.plan(at.whole_scene()).value().to_send) == names{"/scene/real/a"}));
        at.options.choices.follow_links = true;

        fs::create_directory_symlink("..", at.scene / "real/up");
        const auto circle = at.plan(at.whole_scene());
        BOOST_TEST(circle.error().message().find("circle") != std::string::npos, circle.error().message());
        at.options.policies.special = rb::file_policy::skip();
        const auto plan = at.plan(at.whole_scene()).value();
        BOOST_TEST(plan.to_send.size() == 3u);
        BOOST_REQUIRE_EQUAL(plan.left_out.size(), 1u);
        BOOST_TEST((plan.left_out[0].what == rb::file_trouble::special));
        fs::create_symlink("itself", at.scene / "itself");
        fs::create_symlink("nowhere", at.scene / "dangling");
        at.options.policies.missing = rb::file_policy::skip();
        BOOST_TEST(at.plan(at.whole_scene()).value().left_out.size() == 3u);
    });
}

BOOST_AUTO_TEST_CASE(are_made_in_bounded_time_where_folders_link_to_one_another) {
    with_and_without_a_pool([](planner& at) {
        constexpr int folders = 7;
        const auto one = [&](int i) { return at.scene / std::to_string(i); };
        for (int i = 0; i < folders; ++i) fs::create_directories(one(i));
        for (int i = 0; i < folders; ++i)
            for (int j = 0; j < folders; ++j)
                if (i != j) fs::create_directory_symlink(one(j), one(i) / ("to" + std::to_string(j)));
        at.asset("0/a", "");
        at.options.policies.special = rb::file_policy::skip();
        const auto plan = at.plan(at.whole_scene()).value();
        // Itself, by one link, and by the shortest ways of more links.
        BOOST_TEST(plan.to_send.size() == 1u + (folders - 1) + 1000u);
        for (const auto& file : plan.to_send) BOOST_REQUIRE(std::ranges::count(file.server_path, '/') <= 8);
        int closed = 0;
        for (const auto& file : plan.left_out) closed += file.why.message().find("1000 ways") != std::string::npos;
        BOOST_TEST(closed == folders);
    });
}

BOOST_AUTO_TEST_CASE(follow_as_many_links_to_one_folder_as_there_are) {
    planner at;
    write_file(at.folder / "library/a", "");
    fs::create_directory_symlink(at.folder / "library", at.folder / "common");
    fs::create_directories(at.scene);
    for (int i = 0; i < 1100; ++i) fs::create_directory_symlink(at.folder / "common", at.scene / std::to_string(i));
    BOOST_TEST(at.plan(at.whole_scene()).value().to_send.size() == 1100u);
}

BOOST_AUTO_TEST_CASE(take_names_in_any_encoding_and_of_255_bytes_and_paths_beyond_4096) {
    with_and_without_a_pool([](planner& at) {
        at.asset(std::string(255, 'x'), "long");
        at.asset("\xff\xfe.tx", "latin");
        at.asset("wall\nwith \"all\" of\\it.tx", "odd");
        at.asset("\xe5\xa3\x81.png", "utf-8");
        const auto deep = deep_file(at.scene, "deep");
        BOOST_TEST(deep.size() > 5'000u);
        // A storage takes no name as long, and that is told before anything is sent.
        BOOST_TEST((at.plan(at.whole_scene()).error().code == rb::data_errc::unsafe_path));
        at.options.policies.refused_name = rb::file_policy::skip();
        auto plan = at.plan(at.whole_scene()).value();
        BOOST_TEST(plan.to_send.size() == 4u);
        BOOST_REQUIRE_EQUAL(plan.left_out.size(), 1u);
        BOOST_TEST(plan.left_out[0].wanted.local == deep);
        BOOST_TEST((plan.left_out[0].what == rb::file_trouble::refused_name));
        // Under a shorter one it goes up; where it is missing, it is.
        BOOST_TEST((at.plan({{{deep + "x", "/scene/short"}}}).error().code == rb::scene_errc::missing_file));
        BOOST_TEST(at.send(at.plan({{{deep, "/scene/short"}}}).value()).value().files == 1u);
        BOOST_TEST(at.send(std::move(plan)).value().files == 4u);
        BOOST_TEST(at.plan(at.whole_scene()).value().to_send.empty());
    });
}

BOOST_AUTO_TEST_CASE(know_empty_files_and_files_over_4_gib) {
    planner at;
    at.asset("empty", "");
    const auto large = at.asset("large", "");
    constexpr std::uint64_t size = (std::uint64_t{1} << 32) + 5;
    fs::resize_file(large.local, size);
    fs::last_write_time(large.local, fs::file_time_type::clock::now() - std::chrono::minutes(1));
    BOOST_REQUIRE(at.record.remember_digest(large.local, rb::stamp_of(large.local).value(), digest_of_text("its digest")));
    const auto plan = at.plan(at.whole_scene()).value();
    BOOST_TEST(plan.to_send.size() == 2u);
    BOOST_TEST(plan.bytes_to_send == size);
    BOOST_REQUIRE(at.record.put("s", "/scene/large", {rb::stamp_of(large.local).value(), digest_of_text("its digest")}));
    at.options.choices.checks = {0, 0};
    BOOST_TEST(at.plan(at.whole_scene()).value().already_there.bytes() == size);
}

BOOST_AUTO_TEST_CASE(tell_thousands_of_known_files_as_the_record_knows_them) {
    with_and_without_a_pool([](planner& at) {
        std::vector<rb::claim> claims;
        for (int i = 0; i < 3000; ++i) {
            const auto name =
                std::to_string(i % 7) + "/" + std::string(static_cast<std::size_t>(i % 200), 'n') + std::to_string(i);
            const auto file = at.asset(name, "");
            claims.push_back({file.server_path, {rb::stamp_of(file.local).value(), digest_of_text(name)}});
        }
        BOOST_REQUIRE(at.record.put_all("s", claims));
        at.options.choices.checks = {0, 0};
        const auto plan = at.plan(at.whole_scene()).value();
        BOOST_TEST(plan.to_send.empty());
        BOOST_REQUIRE_EQUAL(plan.already_there.size(), claims.size());
        std::map<std::string, rb::planned_file> there;
        for (const auto& one : plan.already_there) there.emplace(one.server_path, one);
        BOOST_REQUIRE_EQUAL(there.size(), claims.size());
        for (const auto& [server_path, sent] : claims) {
            const auto& file = there.at(server_path).file;
            BOOST_REQUIRE((file.stamp == sent.stamp && file.digest == sent.digest));
            BOOST_REQUIRE_EQUAL(file.local.native(), (at.folder / server_path.substr(1)).native());
            BOOST_REQUIRE_EQUAL(file.remote, "s" + server_path);
        }
    });
}

BOOST_AUTO_TEST_CASE(are_called_off_while_they_are_read) {
    with_and_without_a_pool([](planner& at) {
        for (int i = 0; i < 20; ++i) at.asset(std::to_string(i) + "/a", "a");
        at.stop.request_stop();
        BOOST_TEST((at.plan(at.whole_scene()).error().code == rb::transport_errc::canceled));
    });
}

BOOST_AUTO_TEST_CASE(are_the_same_on_one_thread_and_on_several) {
    planner at;
    for (int i = 0; i < 300; ++i)
        at.asset("f" + std::to_string(i % 17) + "/g" + std::to_string(i % 5) + "/" + std::to_string(i), std::to_string(i % 50));
    const auto alone = at.plan(at.whole_scene()).value();
    at.pool.emplace(3);
    at.options.choices.workers = 3;
    for (int i = 0; i < 5; ++i) {
        const auto together = at.plan(at.whole_scene()).value();
        BOOST_TEST((names_of(together.to_send) == names_of(alone.to_send)));
        BOOST_TEST(together.bytes_to_send == alone.bytes_to_send);
    }
}

BOOST_AUTO_TEST_SUITE_END()
