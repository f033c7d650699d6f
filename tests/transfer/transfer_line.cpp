// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/transfer/transfer_line.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
using config = rb::api::transmit::config;

config::line line(const char* name, const char* server, const char* port, bool is_default = false) {
    config::line made;
    made.name = name;
    made.server = server;
    made.port = port;
    made.is_default = is_default;
    return made;
}

config::reply farm_with_two_engines() {
    config::reply made;
    config::engine raysync;
    raysync.engine_name = "RaysyncProxy";
    raysync.resp_task_engine_lines.push_back(line("telecom", "telecom.example", "30001"));
    raysync.resp_task_engine_lines.push_back(line("unicom", "unicom.example", "30002", true));
    raysync.resp_task_engine_lines.push_back(line("broken", "nowhere.example", "70000"));
    config::engine aspera;
    aspera.engine_name = "Aspera";
    aspera.resp_task_engine_lines.push_back(line("first", "10.0.0.1", "33001"));
    aspera.resp_task_engine_lines.push_back(line("second", "10.0.0.2", "33001"));
    made.resq_engines.push_back(std::move(raysync));
    made.resq_engines.push_back(std::move(aspera));
    return made;
}

constexpr std::string_view both_forms = R"({
  "renderbus_www2": {"aspera": {"server_name": "HKCT", "server_ip": "198.51.100.7", "server_port": "10221"},
                     "raysync": {"server_name": "CTCC", "server_ip": "198.51.100.8", "server_port": 2542}},
  "foxrenderfarm_www2": {"aspera": {"server_name": "fox", "server_ip": "198.51.100.9", "server_port": "10221"}, "raysync": {}},
  "renderbus_gpu": {"engine_type": "aspera", "server_name": "old", "server_ip": "198.51.100.10", "server_port": "12800"},
  "default": {"aspera": {"server_name": "any", "server_ip": "198.51.100.11", "server_port": "10221"}}
})";

std::string refusal(const rb::result<rb::transfer_line>& line) {
    BOOST_TEST_REQUIRE(!line.has_value());
    BOOST_TEST((line.error().code == rb::data_errc::invalid_value));
    return line.error().place + ": " + line.error().cause;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_transfer_line)

BOOST_AUTO_TEST_CASE(is_the_one_named_or_the_default_or_the_first) {
    const auto farm = farm_with_two_engines();
    BOOST_TEST(
        (rb::choose_line(farm, "raysyncproxy").value() == rb::transfer_line{"raysyncproxy", "unicom", "unicom.example", 30002}));
    BOOST_TEST((rb::choose_line(farm, "raysyncPROXY", "telecom").value() ==
                rb::transfer_line{"raysyncproxy", "telecom", "telecom.example", 30001}));
    BOOST_TEST((rb::choose_line(farm, "aspera").value() == rb::transfer_line{"aspera", "first", "10.0.0.1", 33001}));
    BOOST_TEST((rb::choose_line(farm, "raysync").value() == rb::transfer_line{"raysync", "unicom", "unicom.example", 30002}));
}

BOOST_AUTO_TEST_CASE(that_there_is_not_is_told_with_those_that_there_are) {
    const auto farm = farm_with_two_engines();
    BOOST_TEST(refusal(rb::choose_line(farm, "http")) == "engine http: the farm has raysyncproxy, aspera");
    BOOST_TEST(refusal(rb::choose_line(farm, "aspera", "Second")) == "line Second of engine aspera: the farm has first, second");
    BOOST_TEST(refusal(rb::choose_line({}, "aspera")) == "engine aspera: the farm has none");
    BOOST_TEST(refusal(rb::choose_line(farm, "raysyncproxy", "broken")) ==
               "line broken of engine raysyncproxy: its address is none: nowhere.example:70000");
}

BOOST_AUTO_TEST_CASE(comes_from_a_list_by_company_and_platform) {
    const auto list = rb::transport_list::parse(both_forms).value();
    BOOST_TEST(
        (list.choose("task.renderbus.com", 2, "aspera").value() == rb::transfer_line{"aspera", "HKCT", "198.51.100.7", 10221}));
    BOOST_TEST(
        (list.choose("task.renderbus.com", 2, "raysync").value() == rb::transfer_line{"raysync", "CTCC", "198.51.100.8", 2542}));
    BOOST_TEST((list.choose("task.renderbus.com", 2, "raysyncproxy").value() ==
                rb::transfer_line{"raysyncproxy", "CTCC", "198.51.100.8", 2542}));
    BOOST_TEST(list.choose("task.foxrenderfarm.com", 2, "aspera").value().name == "fox");
    BOOST_TEST(list.choose("JOP.FoxRenderfarm.com", 2, "aspera").value().name == "fox");
    BOOST_TEST(list.choose("task.renderbus.com", 21, "Aspera").value().name == "old");
    BOOST_TEST(list.choose("task.renderbus.com", 3, "aspera").value().name == "any");
    BOOST_TEST(list.choose("task.renderbus.com", 77, "aspera").value().name == "any");
    BOOST_TEST(refusal(list.choose("task.foxrenderfarm.com", 2, "raysync")) ==
               "engine raysync for platform 2: the farm has aspera");
    BOOST_TEST(refusal(list.choose("task.renderbus.com", 21, "raysync")) ==
               "engine raysync for platform 21: the farm has aspera");
    const auto without_default = rb::transport_list::parse(R"({"renderbus_pic":{}})").value();
    BOOST_TEST(refusal(without_default.choose("task.renderbus.com", 2, "aspera")) == "platform 2: the farm has renderbus_pic");
    BOOST_TEST(refusal(without_default.choose("task.renderbus.com", 20, "aspera")) ==
               "engine aspera for platform 20: the farm has none");
}

BOOST_AUTO_TEST_CASE(of_a_list_that_is_none_is_told_with_its_place) {
    BOOST_TEST((rb::transport_list::parse("[]").error().code == rb::data_errc::wrong_type));
    BOOST_TEST((rb::transport_list::parse(R"({"renderbus_www2":7})").error().place == "renderbus_www2"));
    const auto broken =
        rb::transport_list::parse(R"({"renderbus_www2":{"aspera":[1],"raysync":{"server_ip":"x","server_port":"0"}}})").value();
    BOOST_TEST(broken.choose("h", 2, "aspera").error().place == "renderbus_www2.aspera");
    BOOST_TEST(refusal(broken.choose("h", 2, "raysync")) == "line  of engine raysync: its address is none: x:0");
    scratch folder;
    BOOST_TEST((rb::transport_list::read(folder / "none").error().code == rb::scene_errc::missing_file));
    write_file(folder / "list.json", "{\n \"default\" }");
    BOOST_TEST(rb::transport_list::read(folder / "list.json").error().place ==
               (folder / "list.json").string() + ":line 2, column 12");
    write_file(folder / "large.json", std::string((1 << 20) + 1, ' '));
    BOOST_TEST((rb::transport_list::read(folder / "large.json").error().code == rb::data_errc::too_large));
    write_file(folder / "good.json", both_forms);
    BOOST_TEST(rb::transport_list::read(folder / "good.json").value().choose("h", 2, "aspera").value().name == "HKCT");
}

BOOST_AUTO_TEST_SUITE_END()
