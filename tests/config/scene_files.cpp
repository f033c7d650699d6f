// SPDX-License-Identifier: BSL-1.0
#include <renderbus/config/text.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

namespace config = renderbus::config;
using renderbus::data_errc;

template <class T>
std::string refusal(const renderbus::result<T>& outcome) {
    BOOST_TEST_REQUIRE(!outcome.has_value());
    return outcome.error().message();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(asset_json)

BOOST_AUTO_TEST_CASE(has_paths_with_their_times) {
    const auto file =
        config::read_asset_json(R"j({"asset":["/a b  (2020-01-01 10:00:00)","/plain","/odd (1)","/two  (x)  (y)"]})j").value();
    BOOST_TEST_REQUIRE(file.asset.all.size() == 4u);
    BOOST_TEST((file.asset.all[0] == config::asset_entry{"/a b", "2020-01-01 10:00:00"}));
    BOOST_TEST((file.asset.all[1] == config::asset_entry{"/plain", ""}));
    BOOST_TEST((file.asset.all[2] == config::asset_entry{"/odd (1)", ""}));
    BOOST_TEST((file.asset.all[3] == config::asset_entry{"/two  (x)", "y"}));
    BOOST_TEST(renderbus::to_json(file) == R"j({"asset":["/a b  (2020-01-01 10:00:00)","/plain","/odd (1)","/two  (x)  (y)"]})j");
}

BOOST_AUTO_TEST_CASE(is_read_in_its_older_form) {
    const auto file =
        config::read_asset_json(R"j({"asset":["/a b  (2020)",{"path":["q","w"]},{"node":"f","path":["é"]},{"path":[]}]})j")
            .value();
    BOOST_TEST_REQUIRE(file.asset.all.size() == 4u);
    BOOST_TEST((file.asset.all[0] == config::asset_entry{"/a b", "2020"}));
    BOOST_TEST((file.asset.all[1] == config::asset_entry{"q", ""}));
    BOOST_TEST((file.asset.all[2] == config::asset_entry{"w", ""}));
    BOOST_TEST((file.asset.all[3] == config::asset_entry{"é", ""}));
}

BOOST_AUTO_TEST_CASE(keeps_what_it_does_not_know) {
    const auto file = config::read_asset_json(R"({"scene":[{"x":1}],"asset":["a"],"missing":[]})").value();
    BOOST_TEST(renderbus::to_json(file) == R"({"asset":["a"],"scene":[{"x":1}],"missing":[]})");
}

BOOST_AUTO_TEST_CASE(is_written_two_spaces_a_level_in_utf8) {
    config::asset_json file;
    file.asset.all = {{"/名/é.png", "2020"}};
    BOOST_TEST(config::text_of(file) == "{\n  \"asset\": [\n    \"/名/é.png  (2020)\"\n  ]\n}\n");
    BOOST_TEST(config::text_of(config::asset_json{}) == "{\n  \"asset\": []\n}\n");
}

BOOST_AUTO_TEST_CASE(that_is_broken_says_where) {
    BOOST_TEST(refusal(config::read_asset_json("{\"asset\":\n[\"a\",[1]]}")) ==
               "line 2, column 1: asset: item 2: expected a string, got a list");
    BOOST_TEST(refusal(config::read_asset_json(R"({"asset":[{"path":"a"}]})")) ==
               "line 1, column 10: asset: item 1: path: expected a list, got \"a\"");
    BOOST_TEST(refusal(config::read_asset_json(R"({"asset":{}})")) == "line 1, column 10: asset: expected a list, got an object");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(upload_json)

BOOST_AUTO_TEST_CASE(is_read_as_it_is_published) {
    const auto file = config::read_upload_json(R"({
    "scene": [{"local": "E:\\work\\x.project", "server": "/E/work/x.project"}],
    "asset": [{"local": "E:\\work\\a.png", "server": "/E/work/a.png"}, {"server": "/b", "local": "b", "hash": "?"}]})").value();
    BOOST_TEST_REQUIRE(file.scene.all.size() == 1u);
    BOOST_TEST((file.scene.all[0] == config::scene_entry{"E:\\work\\x.project", "/E/work/x.project", ""}));
    BOOST_TEST_REQUIRE(file.asset.size() == 2u);
    BOOST_TEST(file.asset[1].local == "b");
    BOOST_TEST(file.asset[1].server == "/b");
    BOOST_TEST(file.asset[1].others.fields.size() == 1u);  // kept for whoever reads it next
    BOOST_TEST(config::read_upload_json(R"({"asset":[]})").value().scene.all.empty());
}

BOOST_AUTO_TEST_CASE(may_have_its_scene_as_one_object) {
    const auto file = config::read_upload_json(R"({"scene":{"local":"a","server":"/a","hash":"0f"},"asset":[]})").value();
    BOOST_TEST_REQUIRE(file.scene.all.size() == 1u);
    BOOST_TEST(file.scene.all[0].hash == "0f");
    BOOST_TEST(renderbus::to_json(file) == R"({"scene":[{"local":"a","server":"/a","hash":"0f"}],"asset":[]})");
}

BOOST_AUTO_TEST_CASE(is_written_as_the_service_s_tools_do) {
    config::upload_json file;
    file.scene.all = {{"/s.ma", "/s.ma", "0f"}};
    file.asset.push_back({"/é.png", "/é.png"});
    BOOST_TEST(config::text_of(file) == R"({
  "scene": [
    {
      "local": "/s.ma",
      "server": "/s.ma",
      "hash": "0f"
    }
  ],
  "asset": [
    {
      "local": "/é.png",
      "server": "/é.png"
    }
  ]
}
)");
}

BOOST_AUTO_TEST_CASE(keeps_what_it_does_not_know) {
    const auto file = config::read_upload_json(R"({"scene":[],"asset":[],"symbol_links":{"a":"b"}})").value();
    BOOST_TEST(renderbus::to_json(file) == R"({"scene":[],"asset":[],"symbol_links":{"a":"b"}})");
}

BOOST_AUTO_TEST_CASE(that_is_broken_says_where) {
    BOOST_TEST(refusal(config::read_upload_json(R"({"asset":[{},{"local":5,"server":[]}]})")) ==
               "line 1, column 34: asset[1].server: expected a string, got a list");
    BOOST_TEST(refusal(config::read_upload_json("{\"scene\":\n [{\"local\":{}}]}")) ==
               "line 2, column 2: scene: [0].local: expected a string, got an object");
    BOOST_TEST(refusal(config::read_upload_json("{\"scene\": 5}")) == "line 1, column 11: scene: expected a list, got 5");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tips_json)

BOOST_AUTO_TEST_CASE(has_texts_by_code) {
    const auto tips =
        config::read_tips_json(R"({"10001":["a","b"],"10002":"c","10003":[],"10004":[{"x":1},2],"10005":{"y":[]}})").value();
    BOOST_TEST_REQUIRE(tips.size() == 5u);
    BOOST_TEST(tips.find("10001")->all.size() == 2u);
    BOOST_TEST(tips.find("10002")->all[0] == "c");
    BOOST_TEST(tips.find("10003")->all.empty());
    BOOST_TEST(tips.find("10004")->all[0] == R"({"x":1})");
    BOOST_TEST(tips.find("10004")->all[1] == "2");
    BOOST_TEST(tips.find("10005")->all[0] == R"({"y":[]})");
    BOOST_TEST(config::read_tips_json("{}").value().empty());
}

BOOST_AUTO_TEST_CASE(is_written_with_lists_of_texts) {
    config::tips_json tips;
    tips["10001"].all = {"no file: é"};
    BOOST_TEST(config::text_of(tips) == "{\n  \"10001\": [\n    \"no file: é\"\n  ]\n}\n");
    BOOST_TEST(config::text_of(config::tips_json{}) == "{}\n");
}

BOOST_AUTO_TEST_CASE(that_is_broken_is_refused) {
    BOOST_TEST(!config::read_tips_json("[]").has_value());
    BOOST_TEST(!config::read_tips_json(R"({"1":})").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
