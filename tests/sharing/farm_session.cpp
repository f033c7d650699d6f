// SPDX-License-Identifier: BSL-1.0
#include "../farm/support.hpp"
#include "support.hpp"

#include <fstream>
#include <map>
#include <optional>

using namespace sharing_tests;
namespace fs = std::filesystem;

namespace {

template <class T>
using outcome_of = std::shared_ptr<std::optional<rb::result<T>>>;

template <class T>
outcome_of<T> no_outcome() {
    return std::make_shared<std::optional<rb::result<T>>>();
}

/// Sends a call through a session; what came of it, once it came.
template <class Request>
outcome_of<typename Request::reply> send(bench& set, const rb::farm_session& through, const Request& what,
                                         std::stop_token stop = {}) {
    auto outcome = no_outcome<typename Request::reply>();
    through.channel().async_send(set.io.get_executor(), what, stop,
                                 [outcome](auto reply) { outcome->emplace(std::move(reply)); });
    return outcome;
}

/// Holds a connection of a line until it is destroyed.
struct occupation {
    occupation(bench& set, const rb::line_share& by, rb::traffic kind = rb::traffic::call) {
        auto gate = *by.session().channel().gate();
        gate.async_enter(set.io.get_executor(), kind, 0, {}, [this](rb::result<rb::gate_pass> turn) { pass = *std::move(turn); });
        set.settle();
    }
    rb::gate_pass pass;
};

std::string stamp_of(std::chrono::system_clock::time_point at) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

/// A farm in this program behind a slow line, and files to send.
struct farm_bench {
    explicit farm_bench(rb::line_options options = {})
        : set(options, [this](const rb::http::request& what) { return rb::farm::serve_in_process(*farm, what); }),
          farm(rb::farm::loopback_farm::open(farm_tests::test_options(folder / "farm", set.time)).value()) {}

    rb::upload_file file(const std::string& name, std::size_t size) {
        const std::string content(size, name[0]);
        std::ofstream(folder / name, std::ios::binary) << content;
        rb::sha256_hasher hash;
        hash.update({content.data(), content.size()});
        return {folder / name, "input/10201-100001/" + name, size, hash.finish(), {}};
    }
    rb::any_transfer_engine engine(rb::farm_session of) {
        auto outcome = no_outcome<rb::any_transfer_engine>();
        of.async_engine(set.io.get_executor(), {}, [outcome](auto engine) { outcome->emplace(std::move(engine)); });
        set.pass(1s);
        return outcome->value().value();
    }
    outcome_of<void> put(rb::any_transfer_engine& by, rb::upload_file what) {
        auto outcome = no_outcome<void>();
        by.async_put(set.io.get_executor(), std::move(what), {}, {}, [outcome](auto done) { outcome->emplace(std::move(done)); });
        return outcome;
    }

    farm_tests::scratch folder;
    bench set;
    std::shared_ptr<rb::farm::loopback_farm> farm;
};

/// An engine of a user's own, that moves nothing and takes its time.
struct counting_engine {
    std::shared_ptr<rb::manual_time> time = {};
    int under_way = 0;
    int most_at_once = 0;
    std::vector<std::string> done_with = {};

    template <class T>
    void work(asio::any_io_executor executor, std::string name, std::uint64_t bytes, rb::transfer_progress progress,
              std::stop_token stop, rb::completion<T> done, T value) {
        most_at_once = std::max(most_at_once, ++under_way);
        time->async_wait(executor, std::chrono::milliseconds(10), stop,
                         [this, name, bytes, progress = std::move(progress), done = std::move(done),
                          value = std::move(value)](rb::result<void> waited) mutable {
                             --under_way;
                             if (!waited) return done(std::move(waited).error());
                             if (progress) progress(bytes);
                             done_with.push_back(name);
                             done(std::move(value));
                         });
    }
    void async_put(asio::any_io_executor executor, rb::upload_file file, rb::transfer_progress progress, std::stop_token stop,
                   rb::completion<void> done) {
        rb::completion<int> then = [done = std::move(done)](rb::result<int> ended) mutable {
            if (ended) done({});
            else done(std::move(ended).error());
        };
        work<int>(executor, "put " + file.remote, file.size, std::move(progress), stop, std::move(then), 0);
    }
    void async_get(asio::any_io_executor executor, rb::remote_file file, fs::path, rb::transfer_progress progress,
                   std::stop_token stop, rb::completion<void> done) {
        async_put(executor, {{}, file.remote, file.size, {}, {}}, std::move(progress), stop, std::move(done));
    }
    void async_list(asio::any_io_executor executor, std::string name, std::stop_token stop,
                    rb::completion<rb::folder_list> done) {
        work<rb::folder_list>(executor, "list " + name, 0, {}, stop, std::move(done), {});
    }
    void async_has(asio::any_io_executor executor, std::string name, std::stop_token stop,
                   rb::completion<std::optional<rb::held_file>> done) {
        work<std::optional<rb::held_file>>(executor, "has " + name, 0, {}, stop, std::move(done), {});
    }
    /// Of the files of a batch those of no bytes fail.
    bool takes_in_batch(const rb::upload_file& file) { return file.remote != "alone"; }
    void async_put_all(asio::any_io_executor executor, std::vector<rb::upload_file> files, std::stop_token stop,
                       rb::completion<std::vector<rb::result<void>>> done) {
        std::vector<rb::result<void>> outcomes(files.size());
        for (std::size_t i = 0; i < files.size(); ++i)
            if (files[i].size == 0) outcomes[i] = rb::failure{rb::scene_errc::changed_file, "", "", ""};
        work<std::vector<rb::result<void>>>(executor, "batch", 0, {}, stop, std::move(done), std::move(outcomes));
    }
};

/// An engine of a user's own, and what a share of its line gives in its place.
struct own_engine_bench {
    explicit own_engine_bench(unsigned connections) : set({.connections = connections}) {
        own->time = set.time;
        set.session.engine(own);
        share.emplace(set.line.share());
        share->session().async_engine(set.io.get_executor(), {}, [this](auto given) { engine.emplace(*std::move(given)); });
        set.settle();
        BOOST_REQUIRE(engine.has_value());
    }
    bench set;
    std::shared_ptr<counting_engine> own = std::make_shared<counting_engine>();
    std::optional<rb::line_share> share;
    std::optional<rb::any_transfer_engine> engine;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(calls_through_a_share)

BOOST_AUTO_TEST_CASE(are_signed_when_their_turn_has_come) {
    bench set({.connections = 1});
    const auto share = set.line.share({.name = "sh010"});
    std::vector<outcome_of<rb::api::query::task_info::reply>> sent;
    {
        const occupation busy(set, share);
        for (int i = 0; i < 3; ++i) sent.push_back(send(set, share.session(), rb::api::query::task_info{{5}}));
        set.settle();
        BOOST_TEST(set.carrier->exchanges.size() == 0u);
        set.time->advance(1h);
    }
    set.pass(10s);
    BOOST_REQUIRE_EQUAL(set.carrier->exchanges.size(), 3u);
    BOOST_TEST(set.carrier->most_at_once == 1);
    for (const auto& one : set.carrier->exchanges) {
        BOOST_TEST((one.at >= start + 1h));
        BOOST_TEST(one.timestamp == stamp_of(one.at));
    }
    std::uint64_t bytes = 0;
    for (const auto& one : set.carrier->exchanges) bytes += one.bytes + no_tasks.size();
    BOOST_TEST(share.bytes_moved() == bytes);
    for (const auto& one : sent) BOOST_TEST((one->has_value() && (*one)->has_value()));
}

BOOST_AUTO_TEST_CASE(leave_the_line_to_others_between_two_tries) {
    int nth = 0;
    bench set({.connections = 1}, [&nth](const rb::http::request& what) -> rb::result<rb::http::response> {
        if (nth++ == 0) return rb::failure{rb::transport_errc::connection_lost, what.target, "lost", {}};
        return rb::http::response{200, {}, no_tasks};
    });
    const auto unlucky = send(set, set.line.share().session(), rb::api::query::task_info{{5}});
    set.pass(1ms);
    const auto lucky = send(set, set.line.share().session(), rb::api::query::task_info{{5}});
    set.pass(2ms);
    BOOST_TEST(lucky->has_value());
    BOOST_TEST(!unlucky->has_value());
    set.pass(10s);
    BOOST_TEST(unlucky->value().has_value());
    BOOST_TEST(set.carrier->exchanges.size() == 3u);
    // The second try is signed anew.
    for (const auto& one : set.carrier->exchanges) BOOST_TEST(one.timestamp == stamp_of(one.at));
}

BOOST_AUTO_TEST_CASE(are_called_off_while_they_wait) {
    bench set({.connections = 1});
    const auto share = set.line.share();
    const occupation busy(set, share);
    std::stop_source stop;
    const auto sent = send(set, share.session(), rb::api::query::task_info{{5}}, stop.get_token());
    set.settle();
    BOOST_TEST(share.counts().waiting == 1u);
    stop.request_stop();
    set.settle();
    BOOST_REQUIRE(sent->has_value());
    BOOST_REQUIRE(!(*sent)->has_value());
    BOOST_TEST((**sent).error().message() ==
               "https://localhost:8443/api/render/handle/queryTaskInfo/v2: called off while waiting for its turn");
    BOOST_TEST(share.counts().waiting == 0u);
    BOOST_TEST(set.carrier->exchanges.size() == 0u);
}

BOOST_AUTO_TEST_CASE(are_refused_by_a_line_that_shuts_down) {
    bench set({.connections = 1});
    const auto share = set.line.share();
    const auto sent = send(set, share.session(), rb::api::query::task_info{{5}});
    set.settle();
    const auto waits = send(set, share.session(), rb::api::query::task_info{{5}});
    set.settle();
    bool ended = false;
    set.line.async_shut_down(set.io.get_executor(), {}, [&](rb::result<void>) { ended = true; });
    set.settle();
    BOOST_REQUIRE(waits->has_value());
    BOOST_REQUIRE(!(*waits)->has_value());
    BOOST_TEST(
        (**waits).error().message() ==
        "https://localhost:8443/api/render/handle/queryTaskInfo/v2: the line is shutting down; start it again on another line");
    BOOST_TEST(!ended);
    set.pass(1s);
    BOOST_TEST(ended);
    BOOST_TEST(sent->value().has_value());
}

BOOST_AUTO_TEST_CASE(outlive_the_share_s_handle) {
    bench set({.connections = 1});
    outcome_of<rb::api::query::task_info::reply> sent;
    {
        const occupation busy(set, set.line.share());
        sent = send(set, set.line.share().session(), rb::api::query::task_info{{5}});
        set.settle();
    }
    set.pass(1s);
    BOOST_REQUIRE(sent->has_value());
    BOOST_TEST((*sent)->has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_share_s_session)

BOOST_AUTO_TEST_CASE(has_the_share_s_name_and_all_else_of_the_line_s_session) {
    bench set;
    set.session.workspace("/somewhere").named("night");
    const auto share = rb::shared_line(set.session).share({.name = "sh010"}).session();
    BOOST_TEST(*share.name() == "sh010");
    BOOST_TEST(*set.session.name() == "night");
    BOOST_TEST(share.workspace().value() == "/somewhere");
    BOOST_TEST(share.observe() == set.session.observe());
    BOOST_TEST(!set.session.channel().gate().has_value());
    BOOST_TEST(share.channel().gate().has_value());
    BOOST_TEST(*rb::shared_line(set.session).share().session().name() == "night");
}

BOOST_AUTO_TEST_CASE(shares_its_login_with_the_others) {
    farm_bench farm;
    for (int i = 0; i < 3; ++i) {
        auto who = no_outcome<rb::account>();
        farm.set.line.share().session().async_login(farm.set.io.get_executor(), {},
                                                    [who](auto found) { who->emplace(std::move(found)); });
        farm.set.pass(1s);
        BOOST_TEST(who->value().value().user_name == "artist");
    }
    BOOST_TEST(farm.set.carrier->exchanges.size() == 2u);
    for (int i = 0; i < 3; ++i) farm.engine(farm.set.line.share().session());
    BOOST_TEST(farm.set.carrier->exchanges.size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(files_through_shares)

BOOST_AUTO_TEST_CASE(wait_for_their_turn_with_each_exchange) {
    farm_bench farm({.connections = 3});
    const auto one = farm.set.line.share({.name = "one"}), other = farm.set.line.share({.name = "other"});
    auto ones = farm.engine(one.session()), others = farm.engine(other.session());
    farm.set.carrier->most_at_once = 0;
    const auto before = std::pair(one.bytes_moved(), other.bytes_moved());
    std::vector<outcome_of<void>> sent;
    for (int i = 0; i < 6; ++i) {
        sent.push_back(farm.put(ones, farm.file("a" + std::to_string(i), 20'000)));
        sent.push_back(farm.put(others, farm.file("b" + std::to_string(i), 30'000)));
    }
    farm.set.pass(10s);
    for (const auto& each : sent) {
        BOOST_REQUIRE(each->has_value());
        BOOST_TEST((*each)->has_value());
    }
    BOOST_TEST(farm.set.carrier->most_at_once == 2);  // the third connection is kept for calls
    BOOST_TEST(one.bytes_moved() - before.first >= 120'000u);
    BOOST_TEST(one.bytes_moved() - before.first < 122'000u);
    BOOST_TEST(other.bytes_moved() - before.second >= 180'000u);

    auto got = no_outcome<void>();
    const auto local = farm.folder / "back";
    ones.async_get(farm.set.io.get_executor(), {"input/10201-100001/b0", 30'000, {}}, local, {}, {},
                   [got](auto done) { got->emplace(std::move(done)); });
    const auto sent_before = one.bytes_moved();
    farm.set.pass(10s);
    BOOST_TEST(got->value().has_value());
    BOOST_TEST(farm_tests::read_file(local) == std::string(30'000, 'b'));
    BOOST_TEST(one.bytes_moved() - sent_before == 30'000u);
}

BOOST_AUTO_TEST_CASE(are_called_off_by_a_line_that_shuts_down) {
    farm_bench farm({.connections = 2});
    const auto share = farm.set.line.share();
    auto engine = farm.engine(share.session());
    const auto moves = farm.put(engine, farm.file("a", 500'000)), waits = farm.put(engine, farm.file("b", 500'000));
    farm.set.settle();
    bool ended = false;
    farm.set.line.async_shut_down(farm.set.io.get_executor(), {}, [&](rb::result<void>) { ended = true; });
    farm.set.settle();
    BOOST_REQUIRE(waits->has_value());
    BOOST_REQUIRE(!(*waits)->has_value());
    BOOST_TEST(
        (**waits).error().message() ==
        (farm.folder / "b").string() +
            ": https://localhost:8443/storage/input/10201-100001/b: the line is shutting down; start it again on another line");
    BOOST_TEST(!ended);
    farm.set.pass(1s);
    BOOST_TEST(ended);
    BOOST_REQUIRE(moves->has_value());
    BOOST_TEST((*moves)->has_value());
}

BOOST_AUTO_TEST_CASE(wait_once_for_a_batch_and_are_charged_what_of_it_arrived) {
    own_engine_bench all(1);
    auto& [set, own, share, engine] = all;
    const rb::upload_file one{"/l1", "1", 1000, {}, {}}, two{"/l2", "2", 0, {}, {}}, alone{"/l3", "alone", 5, {}, {}};
    BOOST_TEST(engine->takes_in_batch(one));
    BOOST_TEST(!engine->takes_in_batch(alone));
    int ended = 0;
    for (int i = 0; i < 3; ++i)
        engine->async_put_all(set.io.get_executor(), {one, two, one}, {}, [&](rb::result<std::vector<rb::result<void>>> each) {
            BOOST_REQUIRE(each.has_value());
            BOOST_TEST((*each)[0].has_value());
            BOOST_TEST(!(*each)[1].has_value());
            ++ended;
        });
    set.pass(1s);
    BOOST_TEST(ended == 3);
    BOOST_TEST(own->most_at_once == 1);
    BOOST_TEST(share->bytes_moved() == 6000u);
    set.line.shut_down();
    std::string place;
    engine->async_put_all(set.io.get_executor(), {one}, {}, [&](auto each) { place = each.error().place; });
    set.settle();
    BOOST_TEST(place == "/l1");
}

BOOST_AUTO_TEST_CASE(wait_once_where_the_engine_is_the_user_s_own) {
    own_engine_bench all(2);
    auto& [set, own, share, engine] = all;
    int ended = 0;
    std::uint64_t told = 0;
    for (int i = 0; i < 3; ++i) {
        const auto name = std::to_string(i);
        engine->async_put(
            set.io.get_executor(), {"/l" + name, name, 1000, {}, {}}, [&](std::uint64_t more) { told += more; }, {},
            [&](rb::result<void> done) { ended += done.has_value(); });
        engine->async_get(set.io.get_executor(), {name, 100, {}}, "/l" + name, {}, {},
                          [&](rb::result<void> done) { ended += done.has_value(); });
        engine->async_has(set.io.get_executor(), name, {}, [&](auto done) { ended += done.has_value(); });
        engine->async_list(set.io.get_executor(), name, {}, [&](auto done) { ended += done.has_value(); });
    }
    set.pass(1s);
    BOOST_TEST(ended == 12);
    BOOST_TEST(told == 3000u);
    BOOST_TEST(share->bytes_moved() == 3300u);
    BOOST_TEST(own->most_at_once == 2);
    BOOST_TEST(own->done_with.size() == 12u);

    set.line.shut_down();
    std::map<std::string, std::string> said;
    engine->async_put(set.io.get_executor(), {"/local", "remote", 1, {}, {}}, {}, {},
                      [&](auto done) { said["put"] = done.error().place; });
    engine->async_get(set.io.get_executor(), {"remote", 1, {}}, "/local", {}, {},
                      [&](auto done) { said["get"] = done.error().place; });
    engine->async_has(set.io.get_executor(), "remote", {}, [&](auto done) { said["has"] = done.error().place; });
    engine->async_list(set.io.get_executor(), "folder", {}, [&](auto done) { said["list"] = done.error().place; });
    set.settle();
    BOOST_TEST(said["put"] == "/local");
    BOOST_TEST(said["get"] == "/local");
    BOOST_TEST(said["has"] == "remote");
    BOOST_TEST(said["list"] == "folder");
}

BOOST_AUTO_TEST_SUITE_END()
