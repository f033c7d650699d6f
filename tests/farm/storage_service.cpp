// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/in_process.hpp>
#include <renderbus/transfer/http_engine.hpp>

#include <asio/io_context.hpp>

using namespace farm_tests;

namespace {

const std::string mine = "/storage/input/10201-100001";

std::size_t files_below(const fs::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) count += entry.is_regular_file() ? 1 : 0;
    return count;
}

/// Runs one operation of an engine to its end.
template <class T, class Start>
rb::result<T> run(asio::io_context& context, Start start) {
    std::optional<rb::result<T>> outcome;
    start(rb::completion<T>([&](rb::result<T> how) { outcome.emplace(std::move(how)); }));
    context.restart();
    context.run();
    BOOST_REQUIRE(outcome.has_value());
    return *std::move(outcome);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_storage_service)

BOOST_FIXTURE_TEST_CASE(what_is_put_is_there_with_size_and_digest, fixture) {
    BOOST_TEST(artist.put(mine + "/a/b.txt", "one") == 201);
    BOOST_TEST(artist.put(mine + "/a/b.txt", "two") == 204);
    const auto head = artist.raw(artist.storage("HEAD", mine + "/a/b.txt"));
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.body.empty());
    BOOST_TEST(*rb::http::find(head.headers, "Content-Length") == "3");
    const auto file = artist.raw(artist.storage("GET", mine + "/a/b.txt"));
    BOOST_TEST(file.body == "two");
    BOOST_TEST(*rb::http::find(file.headers, "Repr-Digest") ==
               rb::repr_digest(*rb::sha256_of_file(folder / "storage/input/10201-100001/a/b.txt")));
    BOOST_TEST(artist.put(mine + "/empty", "") == 201);
    BOOST_TEST(artist.get(mine + "/empty") == 200);
    BOOST_TEST(artist.get(mine + "/nothing") == 404);
    BOOST_TEST(artist.get(mine + "/a") == 404);
    BOOST_TEST(artist.raw(artist.storage("HEAD", mine + "/nothing")).status == 404);
}

BOOST_FIXTURE_TEST_CASE(a_part_of_a_version_is_given, fixture) {
    artist.put(mine + "/a", "0123456789");
    const auto ask = [&](std::vector<rb::http::field> about, const char* method = "GET") {
        auto request = artist.storage(method, mine + "/a");
        request.headers.insert(request.headers.end(), about.begin(), about.end());
        return artist.raw(std::move(request));
    };
    const auto whole = ask({});
    BOOST_TEST(*rb::http::find(whole.headers, "Accept-Ranges") == "bytes");
    const auto version = *rb::http::find(whole.headers, "ETag");
    const auto rest = ask({{"Range", "bytes=4-"}, {"If-Match", version}});
    BOOST_TEST(rest.status == 206);
    BOOST_TEST(rest.body == "456789");
    BOOST_TEST(*rb::http::find(rest.headers, "Content-Range") == "bytes 4-9/10");
    BOOST_TEST(*rb::http::find(rest.headers, "Repr-Digest") == *rb::http::find(whole.headers, "Repr-Digest"));
    BOOST_TEST(ask({{"Range", "bytes=2-3"}}).body == "23");
    BOOST_TEST(ask({{"Range", "bytes=-1"}}).body == "9");
    const auto beyond = ask({{"Range", "bytes=10-"}});
    BOOST_TEST(beyond.status == 416);
    BOOST_TEST(*rb::http::find(beyond.headers, "Content-Range") == "bytes */10");
    BOOST_TEST(ask({{"Range", "bytes=0-1,3-4"}}).status == 200);
    BOOST_TEST(ask({{"Range", "bytes=4-"}}, "HEAD").status == 200);
    artist.put(mine + "/a", "another one");
    BOOST_TEST(ask({{"Range", "bytes=4-"}, {"If-Match", version}}).status == 412);
    BOOST_TEST(ask({{"If-Match", version}}, "HEAD").status == 412);
}

BOOST_FIXTURE_TEST_CASE(a_file_changed_on_the_disk_has_its_new_digest, fixture) {
    artist.put(mine + "/a", "one");
    const auto place = folder / "storage/input/10201-100001/a";
    std::ofstream(place) << "more";
    const auto head = artist.raw(artist.storage("HEAD", mine + "/a"));
    BOOST_TEST(*rb::http::find(head.headers, "Repr-Digest") == rb::repr_digest(*rb::sha256_of_file(place)));
}

BOOST_FIXTURE_TEST_CASE(a_folder_lists_every_file_below_it, fixture) {
    artist.put(mine + "/a/b.txt", "one");
    artist.put(mine + "/a/c/%C3%A9%20%25.txt", "three");
    std::ofstream(folder / "storage/input/10201-100001/a/.renderbus-1.part") << "half";
    fs::create_symlink("/etc/passwd", folder / "storage/input/10201-100001/a/link");
    const auto list = artist.raw(artist.storage("GET", mine + "/a/"));
    BOOST_TEST(list.status == 200);
    const auto files = rb::storage_protocol::read_listing(list.body, 10).value().files;
    BOOST_REQUIRE(files.size() == 2u);
    BOOST_TEST(files[0].path.text() == "b.txt");
    BOOST_TEST(files[1].path.text() == "c/\xC3\xA9 %.txt");
    BOOST_TEST(files[1].size == 5u);
    BOOST_TEST(artist.get(mine + "/none/") == 404);
    BOOST_TEST(artist.get(mine + "/a/b.txt/") == 404);
}

BOOST_FIXTURE_TEST_CASE(another_digest_leaves_nothing, fixture) {
    auto call = artist.storage("PUT", mine + "/a", "what was sent");
    call.body = "what arrived";
    BOOST_TEST(artist.raw(call).status == 400);
    BOOST_TEST(files_below(folder / "storage/input") == 0u);
    artist.put(mine + "/a", "old");
    BOOST_TEST(artist.raw(call).status == 400);
    BOOST_TEST(artist.raw(artist.storage("GET", mine + "/a")).body == "old");
    BOOST_TEST(files_below(folder / "storage/input") == 1u);
    for (const char* header : {"", "sha-256=:AAAA:", "md5=:XrY7u+Ae7tCTyyK7j1rNww==:"}) {
        call.headers[1].value = header;
        BOOST_TEST(artist.raw(call).status == 400);
    }
    call.headers.pop_back();
    BOOST_TEST(artist.raw(call).status == 400);
}

BOOST_FIXTURE_TEST_CASE(half_a_file_leaves_nothing, fixture) {
    const auto call = artist.storage("PUT", mine + "/a", "whole");
    {
        rb::farm::incoming head{"PUT", call.target, call.headers, {}, nullptr};
        auto wanted = farm->begin(head);
        BOOST_REQUIRE(wanted.sink);
        const std::string_view half = "wh";
        BOOST_TEST(wanted.sink->write({half.data(), half.size()}).has_value());
    }
    BOOST_TEST(artist.get(mine + "/a") == 404);
    BOOST_TEST(files_below(folder / "storage/input") == 0u);
}

BOOST_FIXTURE_TEST_CASE(without_the_right_key_nothing_is_reached, fixture) {
    artist.put(mine + "/a", "one");
    for (const char* method : {"GET", "HEAD", "PUT"}) {
        auto call = artist.storage(method, mine + "/a", "two");
        call.headers[0].value = rb::storage_protocol::basic_authorization("artist", "wrong");
        const auto answer = artist.raw(call);
        BOOST_TEST(answer.status == 401);
        BOOST_TEST(rb::http::find(answer.headers, "WWW-Authenticate") != nullptr);
        call.headers[0].value = rb::storage_protocol::basic_authorization("artist", artist_key);
        BOOST_TEST(artist.raw(call).status == 401);
        call.headers[0].value = "Basic !!!";
        BOOST_TEST(artist.raw(call).status == 401);
        call.headers.erase(call.headers.begin());
        BOOST_TEST(artist.raw(call).status == 401);
    }
    BOOST_TEST(artist.raw(artist.storage("GET", mine + "/a")).body == "one");
}

BOOST_FIXTURE_TEST_CASE(each_user_reaches_his_own_storages_alone, fixture) {
    artist.put(mine + "/a", "one");
    BOOST_TEST(other.get(mine + "/a") == 403);
    BOOST_TEST(other.get(mine + "/") == 403);
    BOOST_TEST(other.put(mine + "/a", "two") == 403);
    BOOST_TEST(other.get("/storage/input/") == 403);
    BOOST_TEST(other.get("/storage/input/10201-100002/../10201-100001/a") == 400);
    BOOST_TEST(other.get("/storage/input/10201-1000010/a") == 403);
    BOOST_TEST(other.get("/storage/state/tasks/") == 404);
    BOOST_TEST(other.get("/storage/output/20201-100001/") == 403);
    BOOST_TEST(artist.put("/storage/output/20201-100001/x", "x") == 403);
    const auto id = std::to_string(artist.create());
    BOOST_TEST(artist.put("/storage/config/" + id + "/cfg/task.json", "{}") == 201);
    BOOST_TEST(artist.get("/storage/config/" + id + "/cfg/task.json") == 200);
    BOOST_TEST(other.get("/storage/config/" + id + "/cfg/task.json") == 403);
    BOOST_TEST(other.put("/storage/config/" + id + "/cfg/task.json", "{}") == 403);
    BOOST_TEST(artist.put("/storage/config/" + id + "/cfg/other.json", "{}") == 403);
    BOOST_TEST(artist.put("/storage/config/" + id + "/task.json", "{}") == 403);
    BOOST_TEST(artist.put("/storage/config/0" + id + "/cfg/task.json", "{}") == 403);
    BOOST_TEST(artist.put("/storage/config/4711/cfg/task.json", "{}") == 403);
    BOOST_TEST(artist.get("/storage/config/") == 403);
}

BOOST_FIXTURE_TEST_CASE(a_path_that_leads_elsewhere_is_refused, fixture) {
    const std::string names[] = {"/..",
                                 "/../x",
                                 "/a/../../x",
                                 "/%2e%2e/x",
                                 "/%2E%2E/%2e%2e/x",
                                 "/..%2fx",
                                 "/a%2Fb",
                                 "//etc/passwd",
                                 "/a//b",
                                 "/./a",
                                 "/a\\b",
                                 "/..\\x",
                                 "/%5c..%5cx",
                                 "/C:/x",
                                 "/C%3A/x",
                                 "/a%00b",
                                 "/a%0Ab",
                                 "/NUL",
                                 "/aux.png",
                                 "/com1",
                                 "/a./b",
                                 "/a%20",
                                 "/%",
                                 "/%4",
                                 "/%zz",
                                 "/%4x",
                                 "",
                                 "/.renderbus-1.part",
                                 "/" + std::string(300, 'n'),
                                 "/a?b=../../x"};
    for (const auto& name : names) {
        for (const std::string method : {"GET", "PUT"}) {
            const auto status = artist.raw(artist.storage(method, mine + name, method == "PUT" ? "x" : "")).status;
            BOOST_TEST((status == 400 || status == 403 || (status == 404 && method == "GET")),
                       method << " " << name << " gives " << status);
        }
    }
    std::string deep = mine;
    for (int i = 0; i < 3000; ++i) deep += "/a";
    BOOST_TEST(artist.put(deep, "x") == 400);
    BOOST_TEST(files_below(folder / "storage") == 0u);
    // Encoded twice is a strange name, and no way out.
    BOOST_TEST(artist.put(mine + "/%252e%252e", "x") == 201);
    BOOST_TEST(fs::exists(folder / "storage/input/10201-100001/%2e%2e"));
}

BOOST_FIXTURE_TEST_CASE(symbolic_links_are_not_followed, fixture) {
    scratch outside;
    std::ofstream(outside / "secret.txt") << "secret";
    artist.put(mine + "/a/b", "one");
    fs::create_directory_symlink(outside.path(), folder / "storage/input/10201-100001/away");
    fs::create_symlink(outside / "secret.txt", folder / "storage/input/10201-100001/a/link");
    BOOST_TEST(artist.get(mine + "/away/secret.txt") == 403);
    BOOST_TEST(artist.get(mine + "/away/") == 403);
    BOOST_TEST(artist.get(mine + "/a/link") == 403);
    BOOST_TEST(artist.put(mine + "/away/new.txt", "x") == 403);
    BOOST_TEST(artist.put(mine + "/a/link", "x") == 403);
    BOOST_TEST(!fs::exists(outside / "new.txt"));
    BOOST_TEST(read_file(outside / "secret.txt") == "secret");
}

BOOST_FIXTURE_TEST_CASE(a_file_and_a_folder_do_not_take_each_others_place, fixture) {
    BOOST_TEST(artist.put(mine + "/a", "file") == 201);
    BOOST_TEST(artist.put(mine + "/a/b", "below a file") == 409);
    BOOST_TEST(artist.put(mine + "/c/d", "file") == 201);
    BOOST_TEST(artist.put(mine + "/c", "in place of a folder") == 409);
    BOOST_TEST(artist.raw(artist.storage("GET", mine + "/a")).body == "file");
}

BOOST_FIXTURE_TEST_CASE(only_three_methods_are_offered, fixture) {
    artist.put(mine + "/a", "one");
    for (const char* method : {"DELETE", "POST", "MOVE", "PROPFIND"}) {
        const auto answer = artist.raw(artist.storage(method, mine + "/a"));
        BOOST_TEST(answer.status == 405);
        BOOST_TEST(rb::http::find(answer.headers, "Allow") != nullptr);
    }
    BOOST_TEST(artist.get(mine + "/a") == 200);
}

BOOST_AUTO_TEST_CASE(a_file_beyond_the_limit_is_refused) {
    scratch folder;
    auto time = test_time();
    auto options = test_options(folder.path(), time);
    options.largest_file = {10};
    caller artist(rb::farm::loopback_farm::open(std::move(options)).value(), time);
    BOOST_TEST(artist.put(mine + "/a", "0123456789") == 201);
    BOOST_TEST(artist.put(mine + "/b", "0123456789+") == 413);
    BOOST_TEST(files_below(folder / "storage/input") == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_librarys_own_engine_speaks_with_it, fixture) {
    asio::io_context context;
    const auto key = rb::farm::storage_key(account("artist-id", artist_key, 1, "artist"));
    rb::http_engine engine(rb::any_transport(rb::farm::in_process_carrier(farm)), {true, "localhost", 8443, true}, "artist", key);
    const auto local = folder / "local.bin";
    std::ofstream(local) << std::string(200'000, 'x');
    const rb::upload_file file{local, "input/10201-100001/tex/\xE5\xA2\x99 1.bin", 200'000, *rb::sha256_of_file(local), {}};
    BOOST_TEST(run<void>(context, [&](auto done) {
                   engine.async_put(context.get_executor(), file, {}, {}, std::move(done));
               }).has_value());
    const auto held = run<std::optional<rb::held_file>>(context, [&](auto done) {
                          engine.async_has(context.get_executor(), file.remote, {}, std::move(done));
                      }).value();
    BOOST_REQUIRE(held.has_value());
    BOOST_TEST(held->size == 200'000u);
    BOOST_TEST((held->digest == file.digest));
    const auto list =
        run<rb::folder_list>(
            context, [&](auto done) { engine.async_list(context.get_executor(), "input/10201-100001/tex", {}, std::move(done)); })
            .value()
            .files;
    BOOST_REQUIRE(list.size() == 1u);
    const auto back = folder / "back.bin";
    BOOST_TEST(
        run<void>(context, [&](auto done) {
            engine.async_get(context.get_executor(), {file.remote, list[0].size, list[0].digest}, back, {}, {}, std::move(done));
        }).has_value());
    BOOST_TEST((*rb::sha256_of_file(back) == file.digest));
}

BOOST_AUTO_TEST_SUITE_END()
