// SPDX-License-Identifier: BSL-1.0
#if __has_include(<spdlog/logger.h>)
#include "support.hpp"

#include <renderbus/observe/log_file.hpp>
#include <renderbus/observe/spdlog.hpp>

#include <boost/test/unit_test.hpp>

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <fcntl.h>

#include <regex>
#include <sstream>
#include <thread>

namespace {
using namespace observe_tests;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(observe_spdlog)

BOOST_AUTO_TEST_CASE(a_callers_logger_gets_each_event_at_its_level) {
    std::ostringstream out;
    const auto logger = std::make_shared<spdlog::logger>("mine", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
    logger->set_pattern("%l %v");
    logger->set_level(spdlog::level::trace);
    const rb::spdlog_observer observe(logger);
    const auto tell = [&](kind what, std::string_view subject = {}) {
        observe(rb::event{.what = what, .stage = "upload", .subject = subject, .done = 1, .total = 2, .run = "shot"});
    };
    tell(kind::stage_started);
    tell(kind::request_started, "get_sign");
    tell(kind::retried, "lost");
    tell(kind::file_failed, "gone {} %v");
    tell(kind::frames_done);
    tell(kind::warned, "password=hidden\nERROR forged");
    BOOST_TEST(out.str() ==
               "info shot: upload begins (1 of 2)\n"
               "debug shot: upload: request get_sign\n"
               "warning shot: upload: tried again (1): lost\n"
               "error shot: upload: file failed: gone {} %v\n"
               "trace shot: upload: 1 of 2 frames done\n"
               "warning shot: upload: password=***?ERROR forged\n");
    logger->set_level(spdlog::level::err);
    out.str("");
    tell(kind::warned, "not shown");
    BOOST_TEST(out.str().empty());
}

BOOST_AUTO_TEST_CASE(the_log_stands_where_the_environment_says_in_the_form_of_the_python_package) {
    scratch folder;
    ::setenv("RAYVISION_LOG_ROOT", folder.path().c_str(), 1);
    const auto file = rb::log_file("app", rb::this_log_system(), rb::this_log_environment()).value();
    BOOST_TEST(file.starts_with(folder.path().string()));
    {
        const auto observe = rb::open_log("app").value();
        observe(rb::event{.what = kind::run_finished, .run = "shot"});
        observe(rb::event{.what = kind::request_started, .subject = "not shown"});
        observe(rb::event{.what = kind::warned, .subject = "look"});
    }
    ::unsetenv("RAYVISION_LOG_ROOT");
    const auto lines = lines_of(read_file(file));
    BOOST_REQUIRE_EQUAL(lines.size(), 2u);
    const std::regex form(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[(INFO|WARNING)\] app: .*)");
    for (const auto& line : lines) BOOST_TEST(std::regex_match(line, form), line);
    BOOST_TEST(lines[0].ends_with("[INFO] app: shot: the run is done"), lines[0]);
    BOOST_TEST(lines[1].ends_with("[WARNING] app: look"), lines[1]);
}

BOOST_AUTO_TEST_CASE(a_log_of_four_threads_is_put_aside_when_it_is_large_and_old_ones_go) {
    scratch folder;
    const auto file = folder / "logs/host.log";
    {
        const auto observe = rb::open_log_at(file, "app", {.largest = rb::kibibytes(4), .kept = 2, .detailed = true}).value();
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([observe] {
                for (int i = 0; i < 250; ++i) observe(rb::event{.what = kind::file_finished, .subject = "/textures/a.tx"});
            });
        for (auto& one : threads) one.join();
    }
    BOOST_TEST((transfer_tests::files_below(folder.path()) ==
                std::vector<std::string>{"logs/host.1.log", "logs/host.2.log", "logs/host.log"}));
    for (const auto& name : transfer_tests::files_below(folder.path())) {
        BOOST_TEST(fs::file_size(folder / name) <= 4096u);
        for (const auto& line : lines_of(read_file(folder / name)))
            BOOST_TEST(line.ends_with("[DEBUG] app: file done: /textures/a.tx"));
    }
}

BOOST_AUTO_TEST_CASE(texts_are_bounded_and_a_place_that_cannot_be_written_is_a_failure) {
    scratch folder;
    {
        const auto observe = rb::open_log_at(folder / "a.log", "app").value();
        observe(rb::event{.what = kind::warned, .subject = std::string(1 << 20, 'x'), .run = std::string(1 << 20, 'y')});
    }
    BOOST_TEST(fs::file_size(folder / "a.log") < 2000u);
    std::ofstream(folder / "file") << "x";
    const auto refused = rb::open_log_at(folder / "file/a.log", "app");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == rb::scene_errc::unwritable_file));
    BOOST_TEST(!rb::open_log("a/b").has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_throws_nothing_and_says_nothing_on_the_standard_error) {
    scratch folder;
    fs::create_symlink("/dev/full", folder / "a.log");
    child_process child([&]() -> std::string {
        const int said = ::open((folder / "said").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        ::dup2(said, 2);
        const auto observe = rb::open_log_at(folder / "a.log", "app").value();
        for (int i = 0; i < 1000; ++i) observe(rb::event{.what = kind::warned, .subject = "look"});
        return fs::file_size(folder / "said") == 0 ? "" : read_file(folder / "said");
    });
    BOOST_TEST(child.wait() == "");
}

BOOST_AUTO_TEST_SUITE_END()
#endif
