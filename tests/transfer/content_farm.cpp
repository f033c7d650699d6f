// SPDX-License-Identifier: BSL-1.0
#include "../farm/support.hpp"
#include "planner.hpp"

#include <renderbus/farm/in_process.hpp>

namespace {
using namespace transfer_tests;

/// Plans against a loopback farm in the same program.
struct farm_planner : planner {
    farm_tests::fixture at;
    std::string storage = "input/10201-100001";
    farm_planner() {
        const auto key = rb::farm::storage_key(farm_tests::account("artist-id", farm_tests::artist_key, 1, "artist"));
        const rb::any_transport carrier(rb::farm::in_process_carrier(at.farm));
        engine = rb::any_transfer_engine(
            std::make_shared<rb::http_engine>(carrier, rb::http::origin{true, "localhost", 8443, true}, "artist", key));
        options.choices.smallest_shared = {1};
    }
    rb::upload_plan plan_there(rb::needed_assets what) {
        return outcome<rb::upload_plan>(context,
                                        [&](auto done) {
                                            rb::async_plan(context.get_executor(), engine, record, storage, std::move(what),
                                                           options, {}, std::move(done));
                                        })
            .value();
    }
    std::string held(const std::string& server_path) const { return read_file(at.folder / ("storage/" + storage + server_path)); }
    rb::result<void> copy(const std::string& from, const std::string& to, std::string_view content) {
        const rb::upload_file file{{}, storage + to, content.size(), digest_of_text(content), {}};
        return outcome<void>(
            context, [&](auto done) { engine.async_copy(context.get_executor(), storage + from, file, {}, std::move(done)); });
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(a_farm_that_knows_contents)

BOOST_AUTO_TEST_CASE(gets_each_content_once_and_copies_it_to_its_other_names) {
    farm_planner at;
    const rb::needed_assets job{{at.asset("a", "wall"), at.asset("b", "wall"), at.asset("c d", "floor")}};
    auto plan = at.plan_there(job);
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/a", "/scene/c d"}));
    const auto report = at.send(std::move(plan)).value();
    BOOST_TEST(report.files == 2u);
    BOOST_TEST(report.copied == 1u);
    BOOST_TEST(at.held("/scene/b") == "wall");
    at.record = rb::any_record_store(std::make_shared<rb::memory_record>());
    plan = at.plan_there({{at.asset("elsewhere/w", "wall"), at.asset("c d", "floor"), at.asset("new", "new")}});
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/new"}));
    BOOST_TEST((names_of(plan.already_there) == names{"/scene/c d"}));
    BOOST_TEST(at.send(std::move(plan)).value().copied == 1u);
    BOOST_TEST(at.held("/scene/elsewhere/w") == "wall");
}

BOOST_AUTO_TEST_CASE(notices_what_was_changed_on_its_disk) {
    farm_planner at;
    BOOST_REQUIRE(at.send(at.plan_there({{at.asset("a", "wall")}})).has_value());
    at.plan_there({{at.asset("b", "wall")}});
    write_file(at.at.folder / ("storage/" + at.storage + "/scene/a"), "other");
    BOOST_TEST((names_of(at.plan_there({{at.asset("b", "wall")}}).to_send) == names{"/scene/b"}));
}

BOOST_AUTO_TEST_CASE(copies_only_what_has_the_digest_asked_for_and_only_within_what_is_the_callers) {
    farm_planner at;
    BOOST_REQUIRE(at.send(at.plan_there({{at.asset("a", "wall")}})).has_value());
    BOOST_TEST(at.copy("/scene/a", "/x/y", "wall").has_value());
    BOOST_TEST(at.held("/x/y") == "wall");
    BOOST_TEST((at.copy("/scene/a", "/z", "floor").error().code == rb::transport_errc::http_status));
    BOOST_TEST((at.copy("/scene/none", "/z", "wall").error().code == rb::transport_errc::http_status));
    BOOST_TEST(!fs::exists(at.at.folder / ("storage/" + at.storage + "/z")));
    const auto own = at.storage;
    at.storage = "input/10201-100002";
    BOOST_TEST((at.copy("/scene/a", "/z", "wall").error().code == rb::transport_errc::http_status));
    auto& artist = at.at.artist;
    auto call = artist.storage("COPY", "/storage/" + own + "/scene/a");
    call.headers.push_back({"Destination", "/storage/input/10201-100002/a"});
    call.headers.push_back({"Repr-Digest", rb::repr_digest(digest_of_text("wall"))});
    BOOST_TEST(artist.raw(call).status == 403);
    call.headers[call.headers.size() - 2].value = "http://elsewhere/a";
    BOOST_TEST(artist.raw(call).status == 400);
}

BOOST_AUTO_TEST_CASE(refuses_questions_that_are_none) {
    farm_planner at;
    auto& artist = at.at.artist;
    const auto ask = [&](const std::string& target, std::string body) {
        auto call = artist.storage("POST", target);
        call.body = std::move(body);
        return artist.raw(call);
    };
    const auto own = "/storage/" + at.storage + "/";
    BOOST_TEST(ask(own, "[\"x\"]").body == "[\"\"]");
    BOOST_TEST(ask(own, "[]").body == "[]");
    for (const char* bad : {"", "{}", "[1", "[[]]"}) BOOST_TEST(ask(own, bad).status == 400);
    BOOST_TEST(ask(own, std::string(2 << 20, ' ')).status == 413);
    BOOST_TEST(ask("/storage/" + at.storage, "[]").status == 405);
    BOOST_TEST(ask(own + "scene/", "[]").status == 405);
    BOOST_TEST(ask("/storage/input/10201-100002/", "[]").status == 403);
    BOOST_TEST(ask("/storage/output/20201-100001/", "[]").status == 405);
    const auto offer = artist.raw(artist.storage("OPTIONS", own));
    BOOST_TEST(offer.status == 204);
    BOOST_TEST(*rb::http::find(offer.headers, "Allow") == "OPTIONS, GET, HEAD, PUT, POST, COPY");
}

BOOST_AUTO_TEST_SUITE_END()
