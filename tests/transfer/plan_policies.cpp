// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <renderbus/transfer/local_engine.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

namespace {
using namespace transfer_tests;
using policy = rb::file_policy;

struct troubled : planner {
    std::vector<rb::needed_file> files;
    troubled() {
        files.push_back(asset("good", "good"));
        files.push_back({scene / "none/missing", "/scene/none/missing"});
        fs::create_directories(scene / "folder");
        files.push_back({scene / "folder", "/scene/folder"});
        BOOST_REQUIRE_EQUAL(::mkfifo((scene / "pipe").c_str(), 0600), 0);
        files.push_back({scene / "pipe", "/scene/pipe"});
        files.push_back({scene / "good/below", "/scene/good/below"});
        files.push_back({(scene / std::string(300, 'x')).string(), "/scene/too-long"});
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(policies_of_a_plan)

BOOST_AUTO_TEST_CASE(fail_with_the_first_file_in_the_order_of_the_list_and_count_the_others) {
    troubled at;
    const auto failed = at.plan(at.files);
    BOOST_TEST((failed.error().code == rb::scene_errc::missing_file));
    BOOST_TEST(failed.error().place == (at.scene / "none/missing").string());
    BOOST_TEST(failed.error().cause.find("4 more files") != std::string::npos, failed.error().cause);
    at.options.policies.missing = policy::skip();
    BOOST_TEST(at.plan(at.files).error().place == (at.scene / "folder").string());
    at.options.policies.special = policy::skip();
    BOOST_TEST(at.plan(at.files).error().place == (at.scene / std::string(300, 'x')).string());
}

BOOST_AUTO_TEST_CASE(leave_out_and_tell_what_is_left_out) {
    troubled at;
    for (auto* one : {&at.options.policies.missing, &at.options.policies.special, &at.options.policies.unreadable})
        *one = policy::skip();
    auto plan = at.plan(at.files).value();
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/good"}));
    std::vector<rb::file_trouble> what;
    for (const auto& one : plan.left_out) what.push_back(one.what);
    using enum rb::file_trouble;
    BOOST_TEST((what == std::vector{missing, special, special, missing, unreadable}));
    const auto report = at.send(std::move(plan)).value();
    BOOST_TEST(report.files == 1u);
    BOOST_TEST(report.left_out.size() == 5u);
    // The same of a whole folder.
    const auto whole = at.plan(at.whole_scene()).value();
    BOOST_TEST(whole.already_there.size() == 1u);
    BOOST_REQUIRE_EQUAL(whole.left_out.size(), 1u);
    BOOST_TEST(whole.left_out[0].wanted.server_path == "/scene/pipe");
}

BOOST_AUTO_TEST_CASE(tell_of_a_whole_folder_that_is_not_there_or_is_a_file) {
    planner at;
    at.asset("file", "x");
    BOOST_TEST((at.plan({{}, {{at.scene / "none", "/x"}}}).error().code == rb::scene_errc::missing_file));
    BOOST_TEST((at.plan({{}, {{at.scene / "file", "/x"}}}).error().code == rb::scene_errc::missing_file));
    at.options.policies.missing = policy::skip();
    BOOST_TEST(at.plan({{}, {{at.scene / "none", "/x"}, {at.scene, "/y"}}}).value().to_send.size() == 1u);
    if (::geteuid() == 0) return;  // who may read everything
    fs::permissions(at.scene, fs::perms::none);
    BOOST_TEST((at.plan({{}, {{at.scene, "/x"}}}).error().code == rb::scene_errc::unreadable_file));
    fs::permissions(at.scene, fs::perms::owner_all);
}

BOOST_AUTO_TEST_CASE(ask_about_each_file_and_look_again_where_told_to) {
    planner at;
    const auto good = at.asset("good", "good");
    const rb::needed_file late{at.scene / "late", "/scene/late"}, never{at.scene / "never", "/scene/never"};
    std::vector<std::string> asked;
    at.options.policies.missing = policy::ask([&](const rb::troubled_file& file) {
        asked.push_back(file.wanted.server_path + " " + std::to_string(file.looks));
        if (file.wanted.server_path == "/scene/never") return rb::file_verdict::skip;
        if (file.looks == 2) write_file(late.local, "late");
        return rb::file_verdict::again;
    });
    const auto plan = at.plan({{late, never, good}}).value();
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/late", "/scene/good"}));
    BOOST_TEST(plan.left_out.size() == 1u);
    BOOST_TEST((asked == names{"/scene/late 1", "/scene/never 1", "/scene/late 2"}));

    at.options.policies.missing = policy::again(2);
    BOOST_TEST((at.plan({{never, good}}).error().code == rb::scene_errc::missing_file));
    // A whole folder that appears.
    at.options.policies.missing = policy::ask([&](const rb::troubled_file& file) {
        write_file(file.wanted.local + "a", "a");
        return rb::file_verdict::again;
    });
    BOOST_TEST((names_of(at.plan({{}, {{at.scene / "made", "/made"}}}).value().to_send) == names{"/made/a"}));
}

BOOST_AUTO_TEST_CASE(hash_a_file_again_that_changed_while_it_was_hashed) {
    planner at;
    const auto big = at.asset("big", some_bytes(10'000'000));
    int writes = 0, most = 2, noticed = 0;
    at.options.policies.changed = policy::ask([&](const rb::troubled_file& file) {
        ++noticed;
        BOOST_TEST((file.what == rb::file_trouble::changed));
        return rb::file_verdict::again;
    });
    // While the file is read in slices, other work on the executor writes to it.
    std::function<void()> write = [&] {
        if (writes == most) return;
        ++writes;
        std::ofstream(big.local, std::ios::app) << "more";
        asio::post(at.context, [&] { asio::post(at.context, [&] { asio::post(at.context, write); }); });
    };
    asio::post(at.context, [&] { asio::post(at.context, [&] { asio::post(at.context, write); }); });
    const auto plan = at.plan({{big}}).value();
    BOOST_TEST((plan.to_send[0].file.digest == rb::sha256_of_file(big.local).value()));
    BOOST_TEST(noticed >= 1);
    BOOST_TEST(plan.to_send[0].file.size == 10'000'000u + 4u * static_cast<unsigned>(writes));

    writes = 0;
    most = 1'000'000;
    at.options.policies.changed = policy::again(1);
    asio::post(at.context, [&] { asio::post(at.context, [&] { asio::post(at.context, write); }); });
    const auto never_still = at.plan({{big}});
    most = 0;
    BOOST_TEST((never_still.error().code == rb::scene_errc::changed_file));
}

BOOST_AUTO_TEST_CASE(hold_for_what_is_no_file_any_more_when_it_is_to_be_sent) {
    for (const bool as_pipe : {false, true}) {
        planner at;
        const auto gone = at.asset("gone", "gone"), good = at.asset("good", "good");
        const auto plan = at.plan({{gone, good}}).value();
        fs::remove(gone.local);
        if (as_pipe) BOOST_REQUIRE_EQUAL(::mkfifo(gone.local.c_str(), 0600), 0);
        else fs::create_directories(gone.local);
        at.sending.policies.unreadable = at.sending.policies.missing = policy::skip();
        BOOST_TEST(!at.send(plan));
        at.sending.policies = {};
        at.sending.policies.special = policy::skip();
        const auto report = at.send(plan).value();
        BOOST_TEST(report.files + report.skipped >= 1u);
        BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
        BOOST_TEST((report.left_out[0].what == rb::file_trouble::special));
        BOOST_TEST(report.left_out[0].wanted.local == gone.local);
    }
}

BOOST_AUTO_TEST_CASE(hold_for_names_that_the_farm_refuses) {
    planner at;
    at.engine = rb::any_transfer_engine(std::make_shared<rb::local_engine>(at.folder / "disk"));
    fs::create_directories(at.folder / "disk");
    const auto odd = at.asset("odd", "odd"), good = at.asset("good", "good");
    at.options.choices.ask_first = true;
    const auto plan = at.plan({{{odd.local, "/scene/aux.tx"}, good}}).value();
    BOOST_TEST(plan.to_send.size() == 2u);
    BOOST_TEST((at.send(plan).error().code == rb::data_errc::unsafe_path));
    at.sending.policies.refused_name = policy::skip();
    const auto report = at.send(plan).value();
    BOOST_TEST(report.files == 1u);
    BOOST_REQUIRE_EQUAL(report.left_out.size(), 1u);
    BOOST_TEST((report.left_out[0].what == rb::file_trouble::refused_name));
}

BOOST_AUTO_TEST_SUITE_END()
