// SPDX-License-Identifier: BSL-1.0
#include "raysync_bench.hpp"

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;
using agent_says = scripted_agent;

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_raysync_orders)

BOOST_AUTO_TEST_CASE(the_agent_gets_its_limits_before_each_task) {
    raysync_bench at;
    at.use([](rb::raysync_options& options) {
        options.upload_limit = 300;
        options.download_limit = 700;
        options.proxy_host = "10.14.88.66";
        options.proxy_port = 5555;
        options.uploads_at_once = 99;
        options.downloads_at_once = 3;
    });
    BOOST_REQUIRE(at.put_one().has_value());
    BOOST_REQUIRE(at.put_one().has_value());
    std::vector<std::string> paths;
    for (const auto& one : at.agent->requests) paths.push_back(one.path);
    std::vector<std::string> due;
    for (int i = 0; i < 2; ++i)
        due.insert(due.end(), {"/check-raysync-http", "/set-transmission-parameters", "/set-proxy-manager", "/set-task-limit",
                               "/create-task", "/get-task-status"});
    BOOST_TEST(paths == due);
    for (const auto& one : at.agent->requests) BOOST_TEST(one.port == 14321);
    BOOST_TEST(at.agent->body("check-raysync-http") == R"({"sign":"render-bus"})");
    BOOST_TEST(at.agent->body("set-transmission-parameters") ==
               R"({"max-upload-speed":300,"max-download-speed":700,"mss":1200})");
    BOOST_TEST(at.agent->body("set-proxy-manager") ==
               R"({"enable-proxy-manager":true,"proxy-manager-ip":"10.14.88.66","proxy-manager-port":5555})");
    BOOST_TEST(at.agent->body("set-task-limit") == R"({"upload":10,"download":3})");
    BOOST_TEST(at.agent->body("get-task-status") == R"({"task-id":"t1"})");
    BOOST_TEST((at.pauses->spans == std::vector<std::chrono::milliseconds>{100ms, 100ms}));
    BOOST_TEST(at.progress == 14u);
    BOOST_TEST(!fs::exists(at.home() / "stopped"));
}

BOOST_AUTO_TEST_CASE(tcp_alone_has_no_segment_size_and_no_proxy_is_none) {
    raysync_bench at;
    at.use([](rb::raysync_options& options) { options.protocol = rb::raysync_protocol::tcp; });
    BOOST_REQUIRE(at.put_one().has_value());
    BOOST_TEST(at.agent->body("set-transmission-parameters") == R"({"max-upload-speed":1048576,"max-download-speed":1048576})");
    BOOST_TEST(at.agent->body("set-proxy-manager") ==
               R"({"enable-proxy-manager":false,"proxy-manager-ip":"","proxy-manager-port":0})");
    BOOST_TEST(has(at.agent->body("create-task"), R"("protocol-type":"tcp-only")"));
}

BOOST_AUTO_TEST_CASE(an_asset_goes_up_by_a_list_that_names_it) {
    raysync_bench at;
    std::string line, list;
    at.agent->move = [&](const rb::raysync::create_call& order) { line = read_file(list = order.file_list.value()); };
    const auto file = at.file_here("tex/w\xc3\xa4nd (1)'$HOME.png", "content");
    BOOST_REQUIRE(at.put(file).has_value());
    BOOST_TEST(line ==
               "local:\"" + fs::absolute(file.local).string() + "\" server:\"/input/10201-1/tex/w\xc3\xa4nd (1)'$HOME.png\"\n");
    BOOST_TEST(!fs::exists(list));
    BOOST_TEST(
        at.agent->body("create-task") ==
        R"({"task-name":"upload-list","server-ip":"line.example","server-port":10201,"server-ssl-port":10101,)"
        R"("renderbus-proxy-port":32002,"proxy-port":32011,"protocol-type":"default","delay-threshold":0,"account":"artist",)"
        R"("password":"k3y-of-the-artist&1&2&12345678","group-id":0,"enable-ssl":false,"enable-verify-hash":false,)"
        R"("task-type":"upload-list","file-list":")" +
            list + "\"}");
}

BOOST_AUTO_TEST_CASE(one_of_the_four_files_goes_into_the_cfg_folder_by_the_input_server) {
    raysync_bench at;
    auto file = at.file_here("task.json", "{}");
    file.remote = "config/12345/cfg/task.json";
    BOOST_TEST(says(at.put(file).error(), "config_storage"));
    at.use([](rb::raysync_options& options) {
        options.config_storage = "30201-1";
        options.input_bid = 10201;
    });
    BOOST_REQUIRE(at.put(file).has_value());
    const auto order = rb::from_json<rb::raysync::create_call>(at.agent->body("create-task")).value();
    BOOST_TEST(order.task_type == "upload");
    BOOST_TEST(order.source_path.value() == fs::absolute(file.local).string());
    BOOST_TEST(order.target_path.value() == "/input/30201-1/12345/cfg");
    BOOST_TEST(order.server_port == 10201u);
    BOOST_TEST(order.server_ssl_port == 10101u);
}

BOOST_AUTO_TEST_CASE(a_name_that_no_list_can_hold_goes_up_as_itself_or_not_at_all) {
    raysync_bench at;
    const auto file = at.file_here("tex/a\"b.png", "content");
    BOOST_REQUIRE(at.put(file).has_value());
    const auto order = rb::from_json<rb::raysync::create_call>(at.agent->body("create-task")).value();
    BOOST_TEST(order.task_type == "upload");
    BOOST_TEST(order.target_path.value() == "/input/10201-1/tex");
    auto other = file;
    other.remote = "10201-1/tex/other.png";
    BOOST_TEST((at.put(other).error().code == rb::data_errc::invalid_value));
    auto line = at.file_here("a", "content");
    line.remote = "10201-1/b\" server:\"/input/10201-2/x";
    BOOST_TEST((at.put(line).error().code == rb::data_errc::invalid_value));
    BOOST_TEST((at.put(at.file_here("\xff\xfe.png", "content")).error().code == rb::data_errc::malformed_utf8));
    BOOST_TEST(at.agent->count("create-task") == 1);
}

BOOST_AUTO_TEST_CASE(a_storage_without_a_number_is_refused) {
    raysync_bench at;
    for (const std::string name : {"a.png", "10201/a.png", "x-1/a.png", "100-1/a.png", "99999999999-1/a.png", "10201-1/"}) {
        auto file = at.file_here("a.png", "content");
        file.remote = name;
        BOOST_TEST((at.put(file).error().code == rb::data_errc::invalid_value), name);
    }
    BOOST_TEST(at.agent->requests.empty());
}

BOOST_AUTO_TEST_CASE(a_task_id_goes_back_as_it_came) {
    raysync_bench at;
    at.agent->then("create-task", agent_says::json(R"({"code":0,"task-id": 17})"));
    BOOST_REQUIRE(at.put_one().has_value());
    BOOST_TEST(at.agent->body("get-task-status") == R"({"task-id":17})");
}

BOOST_AUTO_TEST_CASE(whole_folders_and_lists_are_one_task) {
    raysync_bench at;
    using kind = rb::raysync_job::kind;
    BOOST_REQUIRE(
        at.transfer({.what = kind::upload, .local = at.here("tex"), .storage = "10201-1", .remote = "mnt"}).has_value());
    BOOST_REQUIRE(at.transfer({.what = kind::download, .local = at.here("frames"), .storage = "20201-1", .remote = "/12_shot/"})
                      .has_value());
    BOOST_REQUIRE(at.transfer({.what = kind::upload_list, .local = at.here("list.txt"), .storage = "input/10201-1"}).has_value());
    const auto order = [&](int i) { return rb::from_json<rb::raysync::create_call>(at.agent->body("create-task", i)).value(); };
    BOOST_TEST(order(0).source_path.value() == at.here("tex").string());
    BOOST_TEST(order(0).target_path.value() == "/input/10201-1/mnt");
    BOOST_TEST(order(1).source_path.value() == "/output/20201-1/12_shot/");
    BOOST_TEST(order(1).target_path.value() == at.here("frames").string());
    BOOST_TEST(order(1).server_port == 20201u);
    BOOST_TEST(order(2).file_list.value() == at.here("list.txt").string());
    BOOST_TEST(!order(2).source_path.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
