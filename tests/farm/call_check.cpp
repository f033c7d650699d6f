// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

constexpr std::string_view profile_path = "/api/render/setUp/queryUserProfile";

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_call_check)

BOOST_FIXTURE_TEST_CASE(a_rightly_signed_call_is_answered_in_both_generations, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        BOOST_TEST(artist.send(api::user::profile{}).value().user_id == 100001);
        const auto answer = rb::from_json<api::envelope<rb::raw_json>>(artist.last_body).value();
        BOOST_TEST(*answer.version == (generation == 1 ? "1.0.0" : "2.0.0"));
        BOOST_TEST(*answer.server_time == 1'700'000'000'000);
        BOOST_TEST(!answer.request_id->empty());
        BOOST_TEST(*answer.result);
    }
}

BOOST_FIXTURE_TEST_CASE(a_wrong_key_an_unknown_id_and_a_changed_call_get_611, fixture) {
    caller forger(farm, time, "artist-id", "not-the-key");
    BOOST_TEST(forger.code_of(profile_path, "{}") == 611);
    caller stranger(farm, time, "stranger", artist_key);
    BOOST_TEST(stranger.code_of(profile_path, "{}") == 611);

    auto changed_body = artist.request("/api/render/handle/queryTaskFrames", R"({"taskId":1,"pageNum":1,"pageSize":10})");
    changed_body.body = R"({"taskId":2,"pageNum":1,"pageSize":10})";
    BOOST_TEST(artist.code_of(changed_body) == 611);
    auto changed_path = artist.request(profile_path, "{}");
    changed_path.target = "/api/render/setUp/queryUserSetting";
    BOOST_TEST(artist.code_of(changed_path) == 611);
    auto changed_platform = artist.request(profile_path, "{}");
    changed_platform.headers[2].value = "62";
    BOOST_TEST(artist.code_of(changed_platform) == 611);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_more_than_five_minutes_off_gets_610, fixture) {
    for (const std::int64_t error : {-301, 301, -1'700'000'000}) {
        artist.clock_error = error;
        BOOST_TEST(artist.code_of(profile_path, "{}") == 610);
    }
    for (const std::int64_t error : {-300, 300}) {
        artist.clock_error = error;
        BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    }
}

BOOST_FIXTURE_TEST_CASE(a_nonce_counts_once_for_each_access_id_and_second, fixture) {
    const auto call = artist.request(profile_path, "{}");
    BOOST_TEST(artist.code_of(call) == 200);
    BOOST_TEST(artist.code_of(call) == 611);
    BOOST_TEST(artist.last_body.find("nonce") != std::string::npos);
    artist.nonce = other.nonce = "123456";
    BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    BOOST_TEST(artist.code_of(profile_path, "{}") == 611);
    BOOST_TEST(other.code_of(profile_path, "{}") == 200);
    // Six digits come again in a busy hour: with another timestamp it is another call.
    time->advance(1s);
    BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    BOOST_TEST(artist.code_of(profile_path, "{}") == 611);
    BOOST_TEST(artist.code_of(call) == 611);
    time->advance(300s);
    BOOST_TEST(artist.code_of(call) == 610);
}

BOOST_FIXTURE_TEST_CASE(a_nonce_from_a_clock_that_is_ahead_counts_as_long_as_its_call_does, fixture) {
    artist.clock_error = 300;
    const auto call = artist.request(profile_path, "{}");
    BOOST_TEST(artist.code_of(call) == 200);
    time->advance(599s);
    BOOST_TEST(artist.code_of(call) == 611);
}

BOOST_FIXTURE_TEST_CASE(a_forged_call_does_not_use_up_a_nonce, fixture) {
    auto forged = artist.request(profile_path, "{}");
    const auto honest = forged;
    forged.headers[6].value = "bm90IHRoZSBzaWduYXR1cmU=";
    BOOST_TEST(artist.code_of(forged) == 611);
    BOOST_TEST(artist.code_of(honest) == 200);
}

BOOST_FIXTURE_TEST_CASE(every_header_that_is_signed_has_to_be_there, fixture) {
    const auto whole = artist.request(profile_path, "{}");
    for (std::size_t i = 0; i < 7; ++i) {
        auto call = whole;
        const auto name = call.headers[i].name;
        call.headers.erase(call.headers.begin() + static_cast<std::ptrdiff_t>(i));
        BOOST_TEST(artist.code_of(call) == 601);
        BOOST_TEST(artist.last_body.find(name) != std::string::npos);
    }
    auto call = whole;
    call.headers[3].value = "yesterday";
    BOOST_TEST(artist.code_of(call) == 600);
}

BOOST_FIXTURE_TEST_CASE(the_domain_may_be_signed_with_a_default_port_or_capital_letters, fixture) {
    artist.where = {true, "farm.example", 443, false};
    for (const char* domain : {"farm.example", "farm.example:443", "farm.example:80"}) {
        artist.signed_domain = domain;
        BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    }
    artist.signed_domain = "elsewhere.example";
    BOOST_TEST(artist.code_of(profile_path, "{}") == 611);
    artist.where = {true, "Farm.Example", 443, true};
    for (const char* domain : {"farm.example", "Farm.Example", "Farm.Example:443"}) {
        artist.signed_domain = domain;
        BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    }
    artist.where = {true, "farm.example", 8443, true};
    artist.signed_domain = "farm.example";
    BOOST_TEST(artist.code_of(profile_path, "{}") == 611);
}

BOOST_AUTO_TEST_CASE(a_host_name_that_is_not_the_farms_gets_611) {
    scratch folder;
    auto time = test_time();
    auto options = test_options(folder.path(), time);
    options.hosts = {"localhost"};
    caller artist(rb::farm::loopback_farm::open(std::move(options)).value(), time);
    BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
    artist.where = {true, "rebound.example", 8443, true};
    artist.signed_domain = "rebound.example:8443";
    BOOST_TEST(artist.code_of(profile_path, "{}") == 611);
}

BOOST_FIXTURE_TEST_CASE(the_parsed_body_is_signed_and_not_its_text, fixture) {
    auto call =
        artist.request("/api/render/submit/queryAnalyseErrorDetail", R"({"code":"50001","codes":["15013"],"language":1})");
    call.body = R"({ "language" : 1, "codes" : [ "15013" ], "code" : "500\u0030\u0031" })";
    BOOST_TEST(artist.code_of(call) == 200);
    // Fields that this farm does not know are signed too.
    BOOST_TEST(artist.code_of(profile_path, R"({"later":{"a":[1,{"b":null}]},"t":true})") == 200);
}

BOOST_FIXTURE_TEST_CASE(garbage_is_no_body, fixture) {
    for (const std::string& body : std::vector<std::string>{"{", "[]", "null", "{\"a\":1,}", "{\"a\":\"\xff\"}",
                                                            std::string("\0\1", 2), "{} {}", "\"text\""})
        BOOST_TEST(artist.code_of(profile_path, body) == 600);
    std::string deep;
    for (int i = 0; i < 10'000; ++i) deep += "{\"a\":";
    BOOST_TEST(artist.code_of(profile_path, deep) == 600);
    // Under one long name each of many values would be signed with it: gigabytes out of two megabytes.
    std::string wide = "{\"" + std::string(1'000'000, 'n') + "\":[0";
    for (int i = 0; i < 500'000; ++i) wide += ",0";
    auto call = artist.request(profile_path, "{}");
    call.body = wide + "]}";
    BOOST_TEST(artist.code_of(call) == 600);
    // The farm still works.
    BOOST_TEST(artist.code_of(profile_path, "{}") == 200);
}

BOOST_AUTO_TEST_SUITE_END()
