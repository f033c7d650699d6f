// SPDX-License-Identifier: BSL-1.0
#include "transmitter_bench.hpp"

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;

}  // namespace

static_assert(rb::transfer_engine<rb::transmitter_engine>);

BOOST_AUTO_TEST_SUITE(transfer_transmitter)

BOOST_AUTO_TEST_CASE(a_file_goes_there_and_comes_back) {
    transmitter_bench at;
    for (const auto& content : {std::string(), std::string("x"), some_bytes(100'000)}) {
        at.progress = 0;
        const auto sent = at.put(at.file_here("tex/a b\xc3\xa9 (1)'\"$HOME.png", content));
        sent.value();
        BOOST_TEST(at.progress == content.size());
        BOOST_TEST(read_file(at.home() / "farm/10201-1/tex/a b\xc3\xa9 (1)'\"$HOME.png") == content);
        at.progress = 0;
        const auto got =
            at.get({"10201-1/tex/a b\xc3\xa9 (1)'\"$HOME.png", content.size(), digest_of_text(content)}, at.here("back/a.png"));
        got.value();
        BOOST_TEST(at.progress == content.size());
        BOOST_TEST(read_file(at.here("back/a.png")) == content);
    }
    BOOST_TEST(at.here_is_only({"back/a.png", "tex/a b\xc3\xa9 (1)'\"$HOME.png"}));
    BOOST_TEST(at.pauses->spans.empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_somebody_has_by_now_is_not_taken) {
    transmitter_bench at;
    at.put(at.file_here("a.png", "content")).value();
    rb::remote_file file{"10201-1/a.png", 7, {}, {.takes = rb::file_naming::place::free}};
    const auto local = write_file(at.here("b.png"), "somebody's");
    BOOST_TEST((at.get(file, local).error().code == rb::scene_errc::name_taken));
    BOOST_TEST(read_file(local) == "somebody's");
    file.naming = {.takes = rb::file_naming::place::seen, .seen = rb::stamp_of(local).value()};
    at.get(file, local).value();
    BOOST_TEST(read_file(local) == "content");
    BOOST_TEST(at.here_is_only({"a.png", "b.png"}));
}

BOOST_AUTO_TEST_CASE(the_program_is_started_as_the_service_describes_it) {
    transmitter_bench at;
    at.options.engine = "aspera";
    at.options.protocol = rb::transmitter_protocol::udp;
    at.options.upload_limit = 300;
    at.options.download_limit = 700;
    at.options.own_retries = 5;
    at.options.database = "/var/lib/sent.ini";
    at.options.log_folder = "/var/log/transfer";
    at.options.log_ini = "/etc/log.ini";
    at.use();
    const auto file = at.file_here("a.png", "content");
    BOOST_REQUIRE(at.put(file).has_value());
    BOOST_REQUIRE(at.get({"10201-1/a.png", 7, {}}, at.here("b.png")).has_value());
    const auto seen = at.runs();
    BOOST_REQUIRE_EQUAL(seen.size(), 2u);
    const std::vector<std::string> up = {"-E", "aspera",
                                         "-H", "line.example",
                                         "-P", "32011",
                                         "-S", "10201",
                                         "-U", "1",
                                         "-T", "upload_path",
                                         "-L", fs::absolute(file.local).string(),
                                         "-R", "/a.png",
                                         "-r", "5",
                                         "-K", "false",
                                         "-s", "300",
                                         "-C", "/var/lib/sent.ini",
                                         "-p", "2"};
    BOOST_TEST(std::vector<std::string>(seen[0].arguments.begin(), seen[0].arguments.end()) == up,
               boost::test_tools::per_element());
    BOOST_TEST(seen[1].arguments[11] == "download_path");
    BOOST_TEST(seen[1].arguments[21] == "700");
    BOOST_TEST(seen[0].environment.ld_library_path.starts_with(at.home().string()));
    BOOST_TEST(seen[0].environment.rayvision_log.value() == "/var/log/transfer");
    BOOST_TEST(seen[0].environment.rayvision_log_ini.value() == "/etc/log.ini");
    BOOST_TEST(seen[0].input == "y\n");
}

BOOST_AUTO_TEST_CASE(the_kind_of_a_storage_is_told_by_its_bid_alone) {
    transmitter_bench at;
    auto file = at.file_here("a", "content");
    file.remote = "input/10201-7/mnt/a";
    BOOST_REQUIRE(at.put(file).has_value());
    BOOST_REQUIRE(at.get({"output/10201-7/mnt/a", 7, {}}, at.here("b")).has_value());
    file.remote = "config/12345/cfg/task.json";
    BOOST_TEST(says(at.put(file).error(), "config_storage"));
    at.options.config_storage = "10203-9";
    at.use();
    BOOST_REQUIRE(at.put(file).has_value());
    BOOST_TEST((files_below(at.home() / "farm") == std::vector<std::string>{"10201-7/mnt/a", "10203-9/12345/cfg/task.json"}));
}

BOOST_AUTO_TEST_CASE(each_exit_code_becomes_its_error) {
    const auto file_code = [](int exit_code, bool is_upload) {
        transmitter_bench at;
        at.options.tries = 1;
        at.use();
        at.plan_steps("exit " + std::to_string(exit_code));
        const auto file = at.file_here("a", "content");
        write_file(at.home() / "farm/10201-1/a", "content");
        const auto how = is_upload ? at.put(file) : at.get({"10201-1/a", 7, {}}, at.here("b"));
        BOOST_REQUIRE(!how);
        BOOST_TEST(how.error().place == (is_upload ? fs::absolute(file.local) : at.here("b")).string());
        BOOST_TEST(says(how.error(), "exit code " + std::to_string(exit_code)));
        BOOST_TEST(at.here_is_only({"a"}));
        BOOST_TEST(at.progress == 0u);
        return how.error().code;
    };
    for (const int code : {1, 2, 3, 4, 5, 6, 7, 8}) BOOST_TEST((file_code(code, true) == rb::data_errc::invalid_value));
    BOOST_TEST((file_code(9, true) == rb::transport_errc::resolve_failed));
    BOOST_TEST((file_code(10, true) == rb::transport_errc::connection_lost));
    BOOST_TEST((file_code(11, true) == rb::scene_errc::unreadable_file));
    BOOST_TEST((file_code(11, false) == rb::transport_errc::no_such_place));
    BOOST_TEST((file_code(77, false) == rb::transport_errc::connection_lost));
    BOOST_TEST((file_code(255, false) == std::errc::protocol_error));
}

BOOST_AUTO_TEST_CASE(try_again_is_tried_again_after_growing_pauses) {
    transmitter_bench at;
    at.options.longest_pause = 30s;
    at.use();
    at.plan_steps("exit 10\nsignal 9\nexit 77\ncomplain\nmove\n");
    BOOST_REQUIRE(at.put(at.file_here("a", "content")).has_value());
    BOOST_TEST((at.pauses->spans == std::vector<std::chrono::milliseconds>{5s, 15s, 25s, 30s}));
    BOOST_TEST(at.run_count() == 5u);
    BOOST_TEST(at.progress == 7u);
}

BOOST_AUTO_TEST_CASE(it_gives_up_after_so_many_runs) {
    transmitter_bench at;
    at.options.tries = 3;
    at.use();
    at.plan_steps("exit 10\nexit 10\nexit 10\nmove\n");
    const auto how = at.put(at.file_here("a", "content"));
    BOOST_REQUIRE(!how);
    BOOST_TEST(says(how.error(), "after 3 runs"));
    BOOST_TEST(at.run_count() == 3u);
    BOOST_TEST(at.pauses->spans.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_of_no_use_is_not_tried_again) {
    for (const std::string step : {"exit 3", "exit 9", "exit 11", "exit 255", "refuse_path"}) {
        transmitter_bench at;
        at.plan_steps(step + "\nmove\n");
        BOOST_TEST(!at.put(at.file_here("a", "content")).has_value());
        BOOST_TEST(at.run_count() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(success_with_a_complaint_is_none_unless_it_mended_it) {
    transmitter_bench at;
    at.options.tries = 1;
    at.use();
    at.plan_steps("complain\nrecover\n");
    const auto file = at.file_here("a", "content");
    const auto how = at.put(file);
    BOOST_REQUIRE(!how);
    BOOST_TEST(says(how.error(), "upload file fail"));
    BOOST_TEST(at.put(file).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_meanwhile_is_noticed) {
    transmitter_bench at;
    at.plan_steps("touch\n");
    BOOST_TEST((at.put(at.file_here("a", "content")).error().code == rb::scene_errc::changed_file));
    auto file = at.file_here("b", "content");
    write_file(file.local, "changed");
    BOOST_TEST((at.put(file).error().code == rb::scene_errc::changed_file));
    BOOST_TEST(at.run_count() == 1u);  // nothing was started for it
    file.stamp.reset();
    BOOST_TEST((at.put(file).error().code == rb::scene_errc::changed_file));
    fs::remove(file.local);
    BOOST_TEST((at.put(file).error().code == rb::scene_errc::missing_file));
    BOOST_TEST(at.run_count() == 1u);
    file = at.file_here("c", "content");
    file.stamp.reset();
    BOOST_TEST(at.put(file).has_value());
}

BOOST_AUTO_TEST_CASE(a_download_is_checked_before_it_has_its_name) {
    for (const std::string step : {"shorten", "spoil", "bring_nothing"}) {
        transmitter_bench at;
        at.plan_steps(step);
        write_file(at.here("b"), "an older one");
        const auto how = at.get(at.file_there("10201-1/out/a.exr", "content"), at.here("b"));
        BOOST_REQUIRE(!how);
        BOOST_TEST((how.error().code == rb::data_errc::wrong_digest));
        BOOST_TEST(read_file(at.here("b")) == "an older one");
        BOOST_TEST(at.here_is_only({"b"}));
    }
    transmitter_bench at;
    at.plan_steps("move deep/down\n");  // as a program would that keeps the path
    BOOST_REQUIRE(at.get(at.file_there("10201-1/out/a.exr", "content"), at.here("b")).has_value());
    BOOST_TEST(read_file(at.here("b")) == "content");
    BOOST_TEST(at.here_is_only({"b"}));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_program_and_the_pause) {
    transmitter_bench at;
    at.plan_steps("hang\n");
    at.options.limits.grace = 100ms;
    at.use();
    std::thread other([&] {
        while (at.run_count() == 0) ::usleep(1000);
        at.stop.request_stop();
    });
    BOOST_TEST((at.get(at.file_there("10201-1/a", "content"), at.here("b")).error().code == rb::transport_errc::canceled));
    other.join();
    BOOST_TEST(at.here_is_only({}));
    at.stop = {};
    at.options.clock = rb::any_clock(std::make_shared<rb::system_time>());
    at.use();
    at.plan_steps("exit 10\n");
    std::thread another([&, before = at.run_count()] {
        while (at.run_count() == before) ::usleep(1000);
        ::usleep(100'000);
        at.stop.request_stop();
    });
    BOOST_TEST((at.get({"10201-1/a", 7, {}}, at.here("b")).error().code == rb::transport_errc::canceled));
    another.join();
}

BOOST_AUTO_TEST_CASE(what_it_cannot_tell_another_engine_tells_or_nobody) {
    transmitter_bench at;
    BOOST_TEST((at.list("10201-1").error().code == std::errc::function_not_supported));
    BOOST_TEST((at.has("10201-1/a").error().code == std::errc::function_not_supported));
    at.options.lists = engine_at(at.farm);
    at.use();
    at.file_there("10201-1/out/a", "content");
    BOOST_REQUIRE_EQUAL(at.list("10201-1/out").value().files.size(), 1u);
    BOOST_TEST(at.has("10201-1/out/a").value().value().size == 7u);
    BOOST_TEST(!at.has("10201-1/out/b").value().has_value());
    BOOST_TEST(!fs::exists(at.home() / "runs"));
}

BOOST_AUTO_TEST_CASE(a_name_without_a_storage_and_a_program_that_is_not_there_are_told) {
    transmitter_bench at;
    auto file = at.file_here("a", "content");
    for (const auto* name : {"a", "10201/a", "10201-1", "10201-1/", "/a-b/c", "x-1/a", "10201-/a", ""}) {
        file.remote = name;
        BOOST_TEST((at.put(file).error().code == rb::data_errc::invalid_value), "accepted " << name);
        BOOST_TEST((at.get({name, 7, {}}, at.here("b")).error().code == rb::data_errc::invalid_value));
    }
    BOOST_TEST(at.here_is_only({"a"}));
    at.options.program = at.home() / "none";
    at.use();
    BOOST_TEST((at.put(at.file_here("a", "content")).error().code == rb::scene_errc::missing_file));
    BOOST_TEST(!fs::exists(at.home() / "runs"));
}

BOOST_AUTO_TEST_SUITE_END()
