// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/api_service.hpp>

using namespace farm_tests;
namespace api = renderbus::api;

namespace {

/// Every path of the table, in each generation that has it.
template <class... E>
std::vector<std::pair<int, std::string_view>> all_paths(rb::type_list<E...>) {
    std::vector<std::pair<int, std::string_view>> paths;
    const auto add = [&](const rb::routes& at) {
        if (!at.generation_1.empty()) paths.emplace_back(1, at.generation_1);
        if (!at.generation_2.empty()) paths.emplace_back(2, at.generation_2);
        if (!at.generation_2_alias.empty()) paths.emplace_back(2, at.generation_2_alias);
    };
    (add(E::at), ...);
    return paths;
}

std::string message_of(const caller& who) { return *rb::from_json<api::envelope<rb::raw_json>>(who.last_body).value().message; }

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_api_service)

BOOST_FIXTURE_TEST_CASE(every_path_of_the_table_answers_with_an_envelope_and_asks_for_a_signature, fixture) {
    caller forger(farm, time, "artist-id", "not-the-key");
    for (const auto& [generation, path] : all_paths(api::table{})) {
        artist.generation = forger.generation = generation;
        const auto code = artist.code_of(path, "{}");
        BOOST_TEST_CONTEXT(path) {
            BOOST_TEST((code == 200 || code == 404 || code == 600 || code == 601));
            BOOST_TEST(forger.code_of(path, "{}") == 611);
        }
    }
}

BOOST_FIXTURE_TEST_CASE(other_paths_and_other_methods_are_refused_with_an_envelope, fixture) {
    for (const char* path : {"/", "/api", "/api/render/task/nothing", "/API/render/setUp/queryUserProfile", "/storage"}) {
        auto call = artist.request(path, "{}");
        BOOST_TEST(artist.raw(call).status == 404);
        BOOST_TEST(artist.code_of(call) == 404);
    }
    auto call = artist.request("/api/render/setUp/queryUserProfile", "");
    for (const char* method : {"GET", "PUT", "DELETE"}) {
        call.method = method;
        BOOST_TEST(artist.raw(call).status == 405);
        BOOST_TEST(artist.code_of(call) == 405);
    }
}

BOOST_FIXTURE_TEST_CASE(the_account_is_told_as_it_is, fixture) {
    const auto profile = artist.send(api::user::profile{}).value();
    BOOST_TEST(profile.user_id == 100001);
    BOOST_TEST(profile.user_name.value() == "artist");
    BOOST_TEST(*profile.main_user_id == 0);
    BOOST_TEST(*profile.share_main_capital == 0);
    BOOST_TEST(*artist.send(api::user::setting{}).value().share_main_capital == 0);
    const auto bids = artist.send(api::user::transfer_bid{}).value();
    BOOST_TEST(bids.config_bid == "30201");
    BOOST_TEST(bids.input_bid == "10201");
    BOOST_TEST(bids.output_bid == "20201");
    const auto machines = artist.send(api::user::hardware_config{}).value();
    BOOST_TEST(machines.size() >= 3u);
    BOOST_TEST(machines[0].model.value() == "Default");
    BOOST_TEST(machines[0].ram.value() == "64GB");
    BOOST_TEST(*machines[0].platform == 2);
    for (const auto& one : machines) BOOST_TEST(one.status.value() == 1);
}

BOOST_FIXTURE_TEST_CASE(the_storage_is_where_the_call_came_to_and_its_key_stays_the_same, fixture) {
    const auto config = artist.send(api::transmit::config{}).value();
    BOOST_REQUIRE(config.resq_engines.size() == 2u);
    BOOST_TEST(config.resq_engines[0].engine_name.value() == "http");
    BOOST_TEST(config.resq_engines[1].engine_name.value() == "raysyncproxy");
    BOOST_TEST(*config.resq_engines[1].is_default == 0);
    const auto& line = config.resq_engines[0].resp_task_engine_lines[0];
    BOOST_TEST(line.server.value() == "localhost");
    BOOST_TEST(line.port.value() == "8443");
    BOOST_TEST(line.is_default.value() == 1);
    const auto key = artist.send(api::transmit::raysync_user_key{}).value();
    BOOST_TEST(key.user_name.value() == "artist");
    const auto key_of = [](auto& who) {
        return std::string(who.send(api::transmit::raysync_user_key{}).value().ray_sync_user_key.reveal());
    };
    BOOST_TEST(key.ray_sync_user_key.reveal() == key_of(artist));
    BOOST_TEST(key.ray_sync_user_key.reveal() != key_of(other));
    artist.generation = 1;
    BOOST_TEST(key_of(artist) == key.ray_sync_user_key.reveal());
}

BOOST_FIXTURE_TEST_CASE(software_and_tips_are_known_by_number, fixture) {
    const auto maya = artist.send(api::query::supported_plugin{api::dcc::maya, "windows"}).value();
    std::vector<std::string> versions;
    for (const auto& one : maya.cg_version) {
        BOOST_TEST(one.id != 0);
        versions.push_back(one.cg_version.value());
    }
    for (const char* due : {"2018", "2022", "2023", "2025"})
        BOOST_TEST((std::find(versions.begin(), versions.end(), due) != versions.end()));
    BOOST_TEST(!maya.cg_plugin.empty());
    BOOST_TEST(artist.send(api::query::supported_plugin{static_cast<api::dcc>(4711)}).value().cg_version.empty());

    const auto one = artist.send(api::query::error_detail{"15013", api::language::english}).value();
    BOOST_REQUIRE(one.size() == 1u);
    BOOST_TEST((one[0].type == api::tip_type::warning));
    BOOST_TEST(one[0].des_description_cn->find("version") != std::string::npos);
    BOOST_TEST((artist.send(api::query::error_detail{"50001", api::language::english}).value()[0].type == api::tip_type::error));
    BOOST_TEST((artist.send(api::query::error_detail{"25009"}).value()[0].language_flag == api::language::chinese));
    const auto unknown = artist.send(api::query::error_detail{"4711"}).value();
    BOOST_TEST(unknown.is_set());
    BOOST_TEST(unknown.empty());
    BOOST_TEST(artist.send(api::query::error_detail{{}, api::language::english, {"15013", "50001", "x"}}).value().size() == 2u);
    BOOST_TEST(artist.send(api::query::error_detail{""}).error().code.value() == 601);
}

BOOST_FIXTURE_TEST_CASE(projects_are_the_users_own_and_have_a_name_once, fixture) {
    artist.send(api::tag::add{"night", api::project_status::on}).value();
    BOOST_TEST(artist.send(api::tag::add{"night", api::project_status::on}).error().code.value() == 503);
    BOOST_TEST(artist.send(api::tag::add{""}).error().code.value() == 601);
    artist.send(api::tag::add{"r\xC3\xAAve"}).value();
    const auto mine = artist.send(api::tag::project_list{api::project_scope::all_of_main}).value();
    BOOST_REQUIRE(mine.project_name_list.size() == 2u);
    BOOST_TEST(mine.project_name_list[1].project_name == "r\xC3\xAAve");
    BOOST_TEST(mine.project_name_list[0].project_id != mine.project_name_list[1].project_id);
    BOOST_TEST(other.send(api::tag::names{}).value().project_name_list.empty());
    BOOST_TEST(artist.send(api::tag::project_list{static_cast<api::project_scope>(3)}).error().code.value() == 600);
}

BOOST_FIXTURE_TEST_CASE(task_numbers_are_new_each_time, fixture) {
    api::task::create three;
    three.count = 3;
    const auto made = artist.send(three).value();
    BOOST_TEST(made.task_id_list.size() == 3u);
    BOOST_TEST(made.task_id_list[1] == made.task_id_list[0] + 1);
    BOOST_TEST(made.alias_task_id_list[0] == "2W" + std::to_string(made.task_id_list[0]));
    BOOST_TEST(artist.create() == made.task_id_list[2] + 1);
    for (const std::int64_t count : {-1, 101}) {
        three.count = count;
        BOOST_TEST(artist.code_of(three) == 600);
        BOOST_TEST(artist.message().find("count") != std::string::npos);
    }
    three.count = 0;
    BOOST_TEST(artist.code_of(three) == 601);
}

BOOST_FIXTURE_TEST_CASE(a_task_without_its_four_files_is_refused_and_they_are_named, fixture) {
    const auto id = artist.create();
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 601);
    for (const char* name : {"task.json", "asset.json", "upload.json", "tips.json"})
        BOOST_TEST(message_of(artist).find(name) != std::string::npos);
    upload_assets(artist);
    upload_configs(artist, id);
    fs::remove(folder / "storage/config" / std::to_string(id) / "cfg/tips.json");
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 601);
    BOOST_TEST(message_of(artist).find("tips.json") != std::string::npos);
    BOOST_TEST(message_of(artist).find("upload.json") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_task_whose_assets_are_not_there_is_refused_and_they_are_named, fixture) {
    const auto id = artist.create();
    upload_configs(artist, id);
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 601);
    BOOST_TEST(message_of(artist).find("/D/shots/a.png") != std::string::npos);
    BOOST_TEST(message_of(artist).find("/D/shots/shot.ma") != std::string::npos);
    BOOST_TEST(artist.put("/storage/input/10201-100001/D/shots/shot.ma", "scene") == 201);
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 601);
    BOOST_TEST(message_of(artist).find("shot.ma") == std::string::npos);
    // Another user's storage does not count.
    BOOST_TEST(other.put("/storage/input/10201-100002/D/shots/a.png", "texture") == 201);
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 601);
    BOOST_TEST(artist.put("/storage/input/10201-100001/D/shots/a.png", "texture") == 201);
    artist.send(api::task::submit{id}).value();
    BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 600);
}

BOOST_FIXTURE_TEST_CASE(files_that_cannot_be_read_or_rendered_are_refused_with_the_place, fixture) {
    const auto refused = [&](const std::string& name, const std::string& content) {
        const auto id = artist.create();
        upload_configs(artist, id);
        artist.send(api::transmit::upload_json{id, name, content}).value();
        BOOST_TEST(artist.send(api::task::submit{id}).error().code.value() == 600);
        return message_of(artist);
    };
    upload_assets(artist);
    BOOST_TEST(refused("task.json", "{\n  \"task_info\": oops").find("task.json (line 2") != std::string::npos);
    BOOST_TEST(refused("upload.json", "[]").find("upload.json") != std::string::npos);
    BOOST_TEST(refused("tips.json", "no").find("tips.json") != std::string::npos);
    BOOST_TEST(refused("asset.json", "{\"asset\":3}").find("asset.json") != std::string::npos);
    BOOST_TEST(refused("upload.json", "{\"scene\":[],\"asset\":[]}").find("no scene") != std::string::npos);
    BOOST_TEST(refused("task.json", "{}").find("input_cg_file") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(assets_may_be_isolated_below_a_number, fixture) {
    artist.generation = 1;
    const auto id = artist.create();
    upload_configs(artist, id);
    api::task::submit isolated{id};
    isolated.asset_isolation_model = "TASK_ID_MODEL";
    upload_assets(artist);
    BOOST_TEST(artist.send(isolated).error().code.value() == 601);
    const std::string root = "/storage/input/10201-100001/" + rb::isolation_path(static_cast<std::uint64_t>(id));
    BOOST_TEST(artist.put(root + "/D/shots/shot.ma", "scene") == 201);
    BOOST_TEST(artist.put(root + "/D/shots/a.png", "texture") == 201);
    isolated.asset_isolation_model = "OUT_USER_MODEL";
    BOOST_TEST(artist.send(isolated).error().code.value() == 601);
    isolated.asset_isolation_model = "TASK_ID_MODEL";
    artist.send(isolated).value();
}

BOOST_FIXTURE_TEST_CASE(only_the_four_names_are_taken_as_files_of_a_task, fixture) {
    const auto id = artist.create();
    for (const std::string name : {"", "other.json", "../task.json", "..", "cfg/task.json", "/etc/passwd", "task.json/../../x",
                                   "TASK.JSON", "C:\\task.json", "NUL", "task.json\n", "%2e%2e/task.json"}) {
        BOOST_TEST(artist.send(api::transmit::upload_json{id, name, "{}"}).error().code.value() == 600);
    }
    BOOST_TEST(artist.send(api::transmit::upload_json{id, std::string("task.json\0", 10), "{}"}).error().code.value() == 600);
    BOOST_TEST(!fs::exists(folder / "storage/config" / std::to_string(id)));
    BOOST_TEST(artist.send(api::transmit::upload_json{id + 1, "task.json", "{}"}).error().code.value() == 404);
    BOOST_TEST(artist.send(api::transmit::upload_json{-1, "task.json", "{}"}).error().code.value() == 404);
    artist.send(api::transmit::upload_json{id, "task.json", "\xC3\xA9 any text"}).value();
    BOOST_TEST(read_file(folder / "storage/config" / std::to_string(id) / "cfg/task.json") == "\xC3\xA9 any text");
}

BOOST_FIXTURE_TEST_CASE(the_four_files_stay_as_they_are_once_a_task_was_submitted, fixture) {
    const auto id = submitted();
    BOOST_TEST(artist.send(api::transmit::upload_json{id, "task.json", "{}"}).error().code.value() == 600);
    BOOST_TEST(artist.put("/storage/config/" + std::to_string(id) + "/cfg/task.json", "{}") == 403);
}

BOOST_FIXTURE_TEST_CASE(a_task_is_known_to_its_own_user_alone, fixture) {
    const auto id = submitted();
    BOOST_TEST(other.send(api::query::task_info{{id}}).error().code.value() == 404);
    BOOST_TEST(other.send(api::query::task_frames{id}).error().code.value() == 404);
    BOOST_TEST(other.send(api::task::stop{{id}}).error().code.value() == 404);
    BOOST_TEST(other.send(api::task::abort{{id}}).error().code.value() == 404);
    BOOST_TEST(other.send(api::task::submit{id}).error().code.value() == 404);
    BOOST_TEST(other.send(api::transmit::upload_json{id, "task.json", "{}"}).error().code.value() == 404);
    BOOST_TEST(artist.send(api::query::task_info{{id, 4711}}).error().code.value() == 404);
    BOOST_TEST(message_of(artist).find("4711") != std::string::npos);
    BOOST_TEST(artist.send(api::query::task_info{{}}).error().code.value() == 601);
    BOOST_TEST(artist.send(api::task::stop{{artist.create()}}).error().code.value() == 600);
}

BOOST_AUTO_TEST_CASE(a_sub_account_that_shares_has_its_assets_in_the_main_accounts_storage) {
    scratch folder;
    auto time = test_time();
    auto options = test_options(folder.path(), time);
    options.accounts.push_back(account("sub-id", "key-of-the-sub", 100003, "sub"));
    options.accounts.back().main_user_id = 100001;
    options.accounts.back().share_main_capital = 1;
    caller sub(rb::farm::loopback_farm::open(std::move(options)).value(), time, "sub-id", "key-of-the-sub", "sub");
    BOOST_TEST(*sub.send(api::user::profile{}).value().main_user_id == 100001);
    BOOST_TEST(*sub.send(api::user::transfer_bid{}).value().parent_input_bid == "10202");
    const auto id = sub.create();
    upload_configs(sub, id);
    BOOST_TEST(sub.put("/storage/input/10202-100001/D/shots/shot.ma", "scene") == 201);
    BOOST_TEST(sub.put("/storage/input/10202-100001/D/shots/a.png", "texture") == 201);
    sub.send(api::task::submit{id}).value();
    BOOST_TEST(sub.put("/storage/input/10201-100001/a.png", "texture") == 403);
}

BOOST_FIXTURE_TEST_CASE(no_key_is_in_any_answer_or_file_but_for_the_storage_key_where_it_is_asked_for, fixture) {
    const auto storage_key = std::string(rb::farm::storage_key(account("artist-id", artist_key, 1, "artist")).reveal());
    std::string all;
    const auto id = submitted();
    time->advance(1h);
    artist.info(id);
    for (const auto& [generation, path] : all_paths(api::table{})) {
        artist.generation = generation;
        artist.code_of(path, R"({"taskIds":[10001],"taskId":10001,"pageNum":1,"pageSize":10,"code":"50001"})");
        if (path.find("getRaySyncUserKey") == path.npos) all += artist.last_body;
        else BOOST_TEST(artist.last_body.find(storage_key) != std::string::npos);
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
        if (entry.is_regular_file()) all += read_file(entry.path());
    for (const auto& key : {artist_key, other_key, storage_key}) BOOST_TEST(all.find(key) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
