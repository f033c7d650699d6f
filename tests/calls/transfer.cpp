// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/session.hpp>

#include <asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

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

BOOST_AUTO_TEST_SUITE(the_engine_of_a_session)

namespace {

/// What a session says that was given no engine, at a farm with these ones.
rb::result<rb::any_transfer_engine> engine_at(const std::string& engines, scripted_farm& farm, const std::string& line = {}) {
    farm.data = [engines](const scripted_farm::call& call) -> said {
        if (call.path == rb::api::transmit::raysync_user_key::at.generation_2)
            return R"({"id":1,"userName":"artist","raySyncUserKey":"k3y-of-the-artist"})";
        return R"({"inputBid":"1","outputBid":"2","configBid":"3","resqEngines":)" + engines + "}";
    };
    auto client = client_to(farm);
    rb::farm_session session(client);
    if (!line.empty()) session.line(line);
    asio::io_context io;
    std::optional<rb::result<rb::any_transfer_engine>> found;
    session.async_engine(io.get_executor(), {},
                         [&](rb::result<rb::any_transfer_engine> engine) { found.emplace(std::move(engine)); });
    io.run();
    return std::move(found).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_to_be_given_where_the_farm_has_lines_and_none_speaks_http) {
    const std::string raysync = R"({"engineName":"RaySyncProxy","respTaskEngineLines":[
        {"name":"telecom","server":"telecom.example","port":"30001","isDefault":1}]})";
    const std::string aspera = R"({"engineName":"Aspera","respTaskEngineLines":[
        {"name":"any","server":"aspera.example","port":"30002","isDefault":1}]})";
    const std::string http = R"({"engineName":"HTTP","respTaskEngineLines":[
        {"name":"web","server":"web.example","port":"443","isDefault":1}]})";
    scripted_farm farm;
    for (const std::string line : {"", "telecom"}) {
        const auto none = engine_at("[" + aspera + "," + raysync + "]", farm, line);
        BOOST_REQUIRE(!none);
        BOOST_TEST((none.error().code == rb::data_errc::invalid_value));
        BOOST_TEST(none.error().cause == "the farm has no engine that speaks HTTP; its engines are aspera, raysyncproxy");
        BOOST_TEST(none.error().next_step.find("give the session one") == 0u);
        BOOST_TEST(none.error().message().find("k3y") == std::string::npos);
    }
    BOOST_TEST(engine_at("[" + raysync + "," + http + "]", farm).has_value());
    BOOST_TEST(engine_at("[]", farm).has_value());
    BOOST_TEST(engine_at(R"([{"engineName":"Aspera","respTaskEngineLines":[]}])", farm).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
