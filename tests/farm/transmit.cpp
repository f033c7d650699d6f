// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/time_text.hpp>

using namespace farm_tests;
namespace api = renderbus::api;
using api::transmit::output_files;

namespace {

std::vector<std::string> names(const output_files::reply& files) {
    std::vector<std::string> all;
    for (const auto& one : files) all.push_back(one.file_name);
    return all;
}
using texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_transmit)

BOOST_FIXTURE_TEST_CASE(servers_are_where_the_call_came_to, fixture) {
    for (const int generation : {1, 2}) {
        artist.generation = generation;
        const auto known = artist.send(api::transmit::server_info{}).value();
        BOOST_TEST(*known.raysync_transfer->server_ip == "localhost");
        BOOST_TEST(*known.raysync_transfer->server_port == 8'443);
        BOOST_TEST(!known.client_version->empty());
        const auto key = artist.send(api::transmit::raysync_user_key{}).value();
        BOOST_TEST(key.id == 100001);
        BOOST_TEST(*key.channel == 4);
        BOOST_TEST(*key.login_time == 1'700'000'000'000);
    }
    artist.generation = 2;
    const auto config = artist.send(api::transmit::config{}).value();
    BOOST_TEST(config.resq_engines[0].resq_engine_accounts.is_null());
    BOOST_TEST(*config.resq_engines[0].is_default == 1);
    BOOST_TEST(config.sub_user_output_bids.is_set());
}

BOOST_FIXTURE_TEST_CASE(output_files_are_those_of_the_output_storage, fixture) {
    BOOST_TEST(artist.send(output_files{}).value().is_set());
    BOOST_TEST(artist.send(output_files{}).value().empty());
    const auto id = submitted();
    BOOST_TEST(artist.send(output_files{"/", id}).value().empty());
    time->advance(1h);
    const auto top = std::to_string(id) + "_shot";
    BOOST_TEST((names(artist.send(output_files{}).value()) == texts{top}));
    BOOST_TEST((names(artist.send(output_files{"/", id}).value()) == texts{"beauty", "matte"}));
    BOOST_TEST((names(artist.send(output_files{"/" + top + "/"}).value()) == texts{"beauty", "matte"}));
    const auto files = artist.send(output_files{top + "/beauty/camAShape"}).value();
    BOOST_REQUIRE(files.size() == 2u);
    BOOST_TEST(files[0].file_name == "shot.0001.png");
    BOOST_TEST(*files[0].file_path == "/" + top + "/beauty/camAShape/shot.0001.png");
    BOOST_TEST(*files[0].directory == false);
    BOOST_TEST(std::stoul(*files[0].file_size) ==
               fs::file_size(folder / "storage/output/20201-100001" / top / "beauty/camAShape/shot.0001.png"));
    BOOST_TEST(rb::farm::read_time(*files[0].last_modify).has_value());
    const auto folders = artist.send(output_files{"/" + top}).value();
    BOOST_TEST(*folders[0].directory == true);
    BOOST_TEST(folders[0].file_size.is_null());
    BOOST_TEST(*folders[0].is_arrears == 0);
    BOOST_TEST(other.send(output_files{}).value().empty());
    BOOST_TEST(other.code_of(output_files{"/", id}) == 404);
    BOOST_TEST(artist.send(output_files{"/", artist.create()}).value().empty());
}

BOOST_FIXTURE_TEST_CASE(no_way_leads_out_of_the_output_storage, fixture) {
    const auto id = submitted();
    time->advance(1h);
    other.send(output_files{}).value();
    for (const char* path : {"/../20201-100002", "/..", "/./x", "C:/", "/a//b", "/nul", "/\n"}) {
        BOOST_TEST(artist.code_of(output_files{path}) == 600, path);
        BOOST_TEST(artist.message().find("treePath") != std::string::npos);
    }
    BOOST_TEST(artist.code_of(output_files{"/" + std::string(2'000, 'a')}) == 600);
    BOOST_TEST(artist.code_of(output_files{"/nothing"}) == 404);
    const auto top = std::to_string(id) + "_shot";
    BOOST_TEST(artist.code_of(output_files{"/" + top + "/beauty/camAShape/shot.0001.png"}) == 404);
    fs::create_directory_symlink("/etc", folder / "storage/output/20201-100001/link");
    BOOST_TEST(artist.code_of(output_files{"/link"}) == 600);
}

BOOST_AUTO_TEST_SUITE_END()
