// SPDX-License-Identifier: BSL-1.0
#include "planner.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace {
using namespace transfer_tests;

/// An engine whose farm knows the contents that it has, and copies them.
class content_farm {
public:
    std::shared_ptr<folder_farm> farm;
    rb::any_transfer_engine plain;
    bool can_copy = true, can_find = true;
    int copies = 0;
    std::vector<std::size_t> questions;  // contents in each

    explicit content_farm(std::shared_ptr<folder_farm> at) : farm(std::move(at)), plain(engine_at(farm)) {}

    void async_put(asio::any_io_executor executor, rb::upload_file file, rb::transfer_progress progress, std::stop_token stop,
                   rb::completion<void> done) {
        plain.async_put(executor, std::move(file), std::move(progress), stop, std::move(done));
    }
    void async_get(asio::any_io_executor executor, rb::remote_file file, fs::path local, rb::transfer_progress progress,
                   std::stop_token stop, rb::completion<void> done) {
        plain.async_get(executor, std::move(file), std::move(local), std::move(progress), stop, std::move(done));
    }
    void async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                    rb::completion<rb::folder_list> done) {
        plain.async_list(executor, std::move(folder), stop, std::move(done));
    }
    void async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                   rb::completion<std::optional<rb::held_file>> done) {
        plain.async_has(executor, std::move(remote), stop, std::move(done));
    }
    void async_find_contents(asio::any_io_executor executor, std::string storage, std::vector<rb::sha256_digest> contents,
                             std::stop_token, rb::completion<rb::content_answer> done) {
        questions.push_back(contents.size());
        rb::content_answer answer{can_copy, can_find};
        std::map<std::string, std::string> known;
        if (can_find)
            for (const auto& name : files_below(farm->root / storage))
                known.emplace(rb::to_hex(*rb::sha256_of_file(farm->root / storage / name)), "/" + name);
        for (const auto& one : contents) {
            const auto found = known.find(rb::to_hex(one));
            answer.holders.push_back(found == known.end() ? std::nullopt : std::optional(found->second));
        }
        asio::post(executor, [answer = std::move(answer), done = std::move(done)]() mutable { done(std::move(answer)); });
    }
    void async_copy(asio::any_io_executor executor, std::string from, rb::upload_file to, std::stop_token,
                    rb::completion<void> done) {
        asio::post(executor, [this, from, to = std::move(to), done = std::move(done)]() mutable {
            const auto digest = rb::sha256_of_file(farm->root / from);
            if (!digest || *digest != to.digest) return done(rb::failure{rb::transport_errc::http_status, from, "412", ""});
            ++copies;
            fs::create_directories((farm->root / to.remote).parent_path());
            fs::copy_file(farm->root / from, farm->root / to.remote, fs::copy_options::overwrite_existing);
            done({});
        });
    }
};
static_assert(rb::content_engine<content_farm> && rb::content_engine<rb::any_transfer_engine>);

struct sharing : planner {
    std::shared_ptr<content_farm> contents = std::make_shared<content_farm>(farm);
    sharing() {
        engine = rb::any_transfer_engine(contents);
        options.choices.smallest_shared = {1};
    }
    void everything_arrived(const rb::needed_assets& what) {
        for (const auto& one : what.files)
            BOOST_TEST((read_file(farm->root / ("s" + one.server_path)) == read_file(one.local)), one.server_path);
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(contents_that_are_shared)

BOOST_AUTO_TEST_CASE(travel_once_whatever_their_names) {
    sharing at;
    const rb::needed_assets job{{at.asset("a", "wall"), at.asset("b", "wall"), at.asset("c", "floor"), at.asset("d", "wall")}};
    auto plan = at.plan(job).value();
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/a", "/scene/c"}));
    BOOST_REQUIRE_EQUAL(plan.to_copy.size(), 2u);
    BOOST_TEST(plan.to_copy[0].from == "s/scene/a");
    BOOST_TEST(plan.bytes_to_send == 9u);
    BOOST_TEST(plan.total_bytes == 17u);
    const auto report = at.send(std::move(plan)).value();
    BOOST_TEST(report.files == 2u);
    BOOST_TEST(report.copied == 2u);
    BOOST_TEST(at.farm->count("PUT") == 2);
    at.everything_arrived(job);
    BOOST_TEST(at.plan(job).value().already_there.size() == 4u);

    // Another scene, another record: the farm knows.
    at.record = rb::any_record_store(std::make_shared<rb::memory_record>());
    const rb::needed_assets other{{at.asset("next/wall", "wall"), job.files[2], at.asset("next/new", "new")}};
    plan = at.plan(other).value();
    BOOST_TEST((names_of(plan.to_send) == names{"/scene/next/new"}));
    BOOST_TEST(plan.to_copy.size() == 1u);
    BOOST_TEST((names_of(plan.already_there) == names{"/scene/c"}));
    BOOST_REQUIRE(at.send(std::move(plan)).has_value());
    at.everything_arrived(other);
    BOOST_TEST(at.record.find("s", "/scene/c").value().has_value());
}

BOOST_AUTO_TEST_CASE(are_found_by_the_record_where_the_farm_copies_and_cannot_look_for_them) {
    sharing at;
    at.contents->can_find = false;
    BOOST_REQUIRE(at.send(at.plan({{at.asset("a", "wall"), at.asset("b", "floor")}}).value()).has_value());
    const rb::needed_assets moved{{at.asset("moved/a", "wall"), at.asset("moved/b", "floor")}};
    auto plan = at.plan(moved).value();
    BOOST_TEST(plan.to_send.empty());
    // One of them is no longer what the record says: it is sent.
    write_file(at.farm->root / "s/scene/b", "other");
    const auto report = at.send(std::move(plan)).value();
    BOOST_TEST(report.copied == 1u);
    BOOST_TEST(report.files == 1u);
    at.everything_arrived(moved);
}

BOOST_AUTO_TEST_CASE(are_sent_as_often_as_they_are_needed_where_nobody_copies) {
    sharing at;
    at.contents->can_copy = at.contents->can_find = false;
    const rb::needed_assets job{{at.asset("a", "wall"), at.asset("b", "wall")}};
    BOOST_TEST(at.plan(job).value().to_send.size() == 2u);
    at.contents->can_find = true;  // what stands there under its own name need not go all the same
    write_file(at.farm->root / "s/scene/a", "wall");
    BOOST_TEST((names_of(at.plan(job).value().to_send) == names{"/scene/b"}));
    at.options.choices.share_contents = false;
    at.contents->questions.clear();
    at.record = rb::any_record_store(std::make_shared<rb::memory_record>());
    BOOST_TEST(at.plan(job).value().to_send.size() == 2u);
    BOOST_TEST(at.contents->questions.empty());
}

BOOST_AUTO_TEST_CASE(are_asked_for_in_batches_and_small_ones_are_not_copied) {
    sharing at;
    rb::needed_assets job;
    for (int i = 0; i < 2500; ++i) job.files.push_back(at.asset(std::to_string(i), std::to_string(i % 2400)));
    at.options.choices.smallest_shared = {4};
    const auto plan = at.plan(job).value();
    BOOST_TEST((at.contents->questions == std::vector<std::size_t>{1000, 1000, 400}));
    BOOST_TEST(plan.to_send.size() == 2500u);
    BOOST_TEST(plan.to_copy.empty());
    at.options.choices.smallest_shared = {2};
    BOOST_TEST(at.plan(job).value().to_copy.size() == 90u);
}

BOOST_AUTO_TEST_SUITE_END()
