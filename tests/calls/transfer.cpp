// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace calls_test;

namespace {

said two_lines(const scripted_farm::call& call) {
    BOOST_TEST(call.path == rb::api::transmit::config::at.generation_2);
    return R"({"inputBid":"1","outputBid":"2","configBid":"3","resqEngines":[{"engineName":"Raysyncproxy","respTaskEngineLines":[
              {"name":"telecom","server":"telecom.example","port":"30001","isDefault":0},
              {"name":"unicom","server":"unicom.example","port":"30002","isDefault":1}]}]})";
}

/// A transports.json of the user's own.
struct list_file {
    list_file() {
        std::ofstream(path)
            << R"({"renderbus_www2":{"aspera":{"server_name":"own","server_ip":"own.example","server_port":"33001"}}})";
    }
    ~list_file() { std::filesystem::remove(path); }
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("renderbus-transports-" + std::to_string(::getpid()));
};

}  // namespace

BOOST_AUTO_TEST_SUITE(the_line_of_an_engine)

BOOST_AUTO_TEST_CASE(is_what_the_farm_says) {
    scripted_farm farm{two_lines, {}};
    auto client = client_to(farm);
    BOOST_TEST(client.send(rb::calls::find_line{"raysyncproxy"}).server == "unicom.example");
    BOOST_TEST(client.send(rb::calls::find_line{"raysyncproxy", "telecom"}).port == 30001);
    const auto none = failure_of([&] { client.send(rb::calls::find_line{"raysyncproxy", "mobile"}); });
    BOOST_TEST((none.code == rb::data_errc::invalid_value));
    BOOST_TEST(none.cause == "the farm has telecom, unicom");
}

BOOST_AUTO_TEST_CASE(is_what_a_list_of_the_users_says) {
    const list_file file;
    scripted_farm farm{two_lines, {}};
    auto client = client_to(farm);
    BOOST_TEST(client.send(rb::calls::find_line{.engine = "aspera", .transports = file.path}).server == "own.example");
    BOOST_TEST(client_to<rb::generation_1>(farm).send(rb::calls::find_line{.engine = "aspera", .transports = file.path}).port ==
               33001);
    BOOST_TEST(farm.asked.empty());
}

BOOST_AUTO_TEST_CASE(needs_a_list_where_the_farm_tells_nothing) {
    scripted_farm farm{two_lines, {}};
    auto client = client_to<rb::generation_1>(farm);
    const auto why = failure_of([&] { client.send(rb::calls::find_line{"aspera"}); });
    BOOST_TEST((why.code == rb::data_errc::missing_field));
    BOOST_TEST(why.next_step == "give a transports.json");
    BOOST_TEST(farm.asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
