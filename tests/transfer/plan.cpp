// SPDX-License-Identifier: BSL-1.0
#include "folder_farm.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/sqlite.hpp>
#include <renderbus/transfer/plan.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;

/// Counts what the planner asks of a record, and fails where told to.
class watched_record {
public:
    std::shared_ptr<rb::manual_time> time = std::make_shared<rb::manual_time>(std::chrono::system_clock::now());
    rb::memory_record inner{rb::any_clock(time)};
    int remembered = 0;
    std::size_t renewed = 0;
    bool broken = false;
    rb::failure why() const { return {rb::scene_errc::unreadable_file, "record.db", "broken", ""}; }

    rb::result<std::optional<rb::sent_file>> find(std::string_view storage, std::string_view path) {
        if (broken) return why();
        return inner.find(storage, path);
    }
    rb::result<void> put(std::string_view storage, std::string_view path, const rb::sent_file& sent) {
        return inner.put(storage, path, sent);
    }
    rb::result<rb::folder_claims> claims_in(std::string_view storage, std::string_view folder) {
        if (broken) return why();
        return inner.claims_in(storage, folder);
    }
    rb::result<void> renew(std::string_view storage, std::string_view folder, const rb::folder_claims& confirmed) {
        renewed += confirmed.size();
        return inner.renew(storage, folder, confirmed);
    }
    rb::result<std::optional<std::string>> holder_of(std::string_view storage, const rb::sha256_digest& digest) {
        return inner.holder_of(storage, digest);
    }
    rb::result<void> put_all(std::string_view storage, std::span<const rb::claim> claims) {
        return inner.put_all(storage, claims);
    }
    rb::result<void> erase(std::string_view storage, std::string_view path) { return inner.erase(storage, path); }
    rb::result<void> erase_all(std::string_view storage) { return inner.erase_all(storage); }
    rb::result<std::optional<rb::sha256_digest>> digest_of(const fs::path& local, const rb::file_stamp& stamp) {
        return inner.digest_of(local, stamp);
    }
    rb::result<void> remember_digest(const fs::path& local, const rb::file_stamp& stamp, const rb::sha256_digest& digest) {
        ++remembered;
        return inner.remember_digest(local, stamp, digest);
    }
    rb::result<void> remember_all(std::span<const rb::local_digest> digests) {
        remembered += static_cast<int>(digests.size());
        return inner.remember_all(digests);
    }
    rb::result<std::size_t> prune(std::chrono::system_clock::time_point before) { return inner.prune(before); }
};

struct bench {
    scratch folder;
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    std::shared_ptr<watched_record> watched = std::make_shared<watched_record>();
    rb::any_record_store record{watched};
    asio::io_context context;
    std::stop_source stop;

    rb::needed_file asset(const std::string& name, const std::string& content) const {
        return {write_file(folder / "scene" / name, content), "/scene/" + name};
    }
    rb::result<rb::upload_plan> plan(rb::needed_assets files, const std::string& storage = "10201-1",
                                     rb::plan_options options = {}) {
        return outcome<rb::upload_plan>(context, [&](auto done) {
            rb::async_plan(context.get_executor(), engine_at(farm), record, storage, std::move(files), options, stop.get_token(),
                           std::move(done));
        });
    }
    rb::result<rb::upload_report> send(rb::upload_plan plan) {
        return outcome<rb::upload_report>(context, [&](auto done) {
            rb::async_upload(context.get_executor(), engine_at(farm), record, std::move(plan), {}, {}, stop.get_token(),
                             std::move(done));
        });
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_plan)

BOOST_AUTO_TEST_CASE(what_was_never_sent_is_to_be_sent_and_what_is_not_there_is_told) {
    bench at;
    const auto a = at.asset("a.png", "content"), b = at.asset("tex/b.png", "other content");
    rb::plan_options leave_out;
    leave_out.policies.missing = rb::file_policy::skip();
    const auto plan =
        at.plan({{a, {at.folder / "scene/none.png", "/scene/none.png"}, b, a, {a.local, "scene/a.png"}}}, "10201-1", leave_out)
            .value();
    BOOST_TEST(plan.storage == "10201-1");
    BOOST_REQUIRE_EQUAL(plan.to_send.size(), 2u);
    BOOST_TEST(plan.to_send[0].file.local == a.local);
    BOOST_TEST(plan.to_send[0].file.remote == "10201-1/scene/a.png");
    BOOST_TEST(plan.to_send[0].server_path == "/scene/a.png");
    BOOST_TEST(plan.to_send[0].file.size == 7u);
    BOOST_TEST((plan.to_send[0].file.digest == digest_of_text("content")));
    BOOST_TEST((plan.to_send[1].file.stamp == rb::stamp_of(b.local).value()));
    BOOST_TEST(plan.already_there.empty());
    BOOST_TEST(plan.bytes_to_send == 20u);
    BOOST_TEST(plan.total_bytes == 20u);
    BOOST_REQUIRE_EQUAL(plan.left_out.size(), 1u);
    BOOST_TEST(plan.left_out[0].wanted.local == (at.folder / "scene/none.png").string());
    BOOST_TEST((plan.left_out[0].what == rb::file_trouble::missing));
    BOOST_TEST((plan.left_out[0].why.code == rb::scene_errc::missing_file));
    BOOST_TEST((at.farm->requests == std::vector<std::string>{"OPTIONS /storage/10201-1/"}));
    BOOST_TEST(at.plan({}).value().to_send.empty());
}

BOOST_AUTO_TEST_CASE(what_is_in_use_is_dated_anew_once_a_day_and_so_never_pruned) {
    using std::chrono::hours;
    bench at;
    const std::vector<rb::needed_file> files{at.asset("a", "one"), at.asset("tex/b", "two"), at.asset("tex/c", "three")};
    const auto unused = at.asset("unused", "four");
    BOOST_REQUIRE(at.send(at.plan({{files[0], files[1], files[2], unused}}).value()).has_value());
    const auto start = at.watched->time->now();
    rb::plan_options options;
    options.clock = rb::any_clock(at.watched->time);
    options.choices.checks = {0, 0};
    at.watched->time->advance(hours(20));
    BOOST_TEST(at.plan(files, "10201-1", options).value().to_send.empty());
    BOOST_TEST(at.watched->renewed == 0u);
    at.watched->time->advance(hours(20));
    for (int again = 0; again < 2; ++again) {
        BOOST_TEST(at.plan(files, "10201-1", options).value().to_send.empty());
        BOOST_TEST(at.watched->renewed == 3u);
    }
    BOOST_TEST(at.watched->inner.prune(start + hours(39)).value() == 1u + 4u);  // and what the local files hash to
    BOOST_TEST(at.plan(files, "10201-1", options).value().to_send.empty());
    BOOST_TEST(at.plan({{unused}}, "10201-1", options).value().to_send.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_not_sent_again_by_another_job_and_not_even_hashed) {
    bench at;
    const auto a = at.asset("a", "one"), b = at.asset("b", "two"), c = at.asset("c", "three");
    BOOST_REQUIRE(at.send(at.plan({{a, b}}).value()).has_value());
    BOOST_TEST(at.watched->remembered == 2);
    const auto second = at.plan({{b, c}}).value();
    BOOST_REQUIRE_EQUAL(second.already_there.size(), 1u);
    BOOST_TEST(second.already_there[0].file.local == b.local);
    BOOST_REQUIRE_EQUAL(second.to_send.size(), 1u);
    BOOST_TEST(second.bytes_to_send == 5u);
    BOOST_TEST(second.total_bytes == 8u);
    BOOST_TEST(at.watched->remembered == 3);
    // Another storage has none of them, but their digests are known.
    const auto elsewhere = at.plan({{a, b}}, "10202-1").value();
    BOOST_TEST(elsewhere.to_send.size() == 2u);
    BOOST_TEST((elsewhere.to_send[0].file.digest == digest_of_text("one")));
    BOOST_TEST(at.watched->remembered == 3);
}

BOOST_AUTO_TEST_CASE(a_changed_file_is_sent_again_and_a_touched_one_is_not) {
    bench at;
    const auto a = at.asset("a", "one"), b = at.asset("b", "two");
    BOOST_REQUIRE(at.send(at.plan({{a, b}}).value()).has_value());
    std::ofstream(a.local) << "ONE";
    fs::last_write_time(b.local, fs::last_write_time(b.local) + std::chrono::seconds(5));
    const auto plan = at.plan({{a, b}}).value();
    BOOST_REQUIRE_EQUAL(plan.to_send.size(), 1u);
    BOOST_TEST(plan.to_send[0].file.local == a.local);
    BOOST_TEST((plan.to_send[0].file.digest == digest_of_text("ONE")));
    BOOST_TEST(plan.already_there.size() == 1u);
    BOOST_TEST((at.record.find("10201-1", "/scene/b").value()->stamp == rb::stamp_of(b.local).value()));
}

BOOST_AUTO_TEST_CASE(a_file_written_just_now_is_known_by_its_content_alone) {
    bench at;
    const auto a = at.asset("a", "one");
    fs::last_write_time(a.local, fs::file_time_type::clock::now());
    const auto stamp = rb::stamp_of(a.local).value();
    BOOST_REQUIRE(at.send(at.plan({{a}}).value()).has_value());
    BOOST_TEST(!at.record.find("10201-1", "/scene/a").value()->stamp.has_value());
    BOOST_TEST(!at.record.digest_of(a.local, stamp).value().has_value());
    BOOST_TEST(at.plan({{a}}).value().already_there.size() == 1u);
    // Written again within the same tick of the clock: it looks the same, and is noticed.
    const auto time = fs::last_write_time(a.local);
    std::ofstream(a.local) << "ONE";
    fs::last_write_time(a.local, time);
    BOOST_REQUIRE((rb::stamp_of(a.local).value() == stamp));
    BOOST_TEST(at.plan({{a}}).value().to_send.size() == 1u);
    // When time has passed, its stamp counts.
    auto later = std::make_shared<rb::manual_time>(std::chrono::system_clock::now() + std::chrono::minutes(1));
    BOOST_REQUIRE(at.send(at.plan({{a}}).value()).has_value());
    rb::plan_options by_later;
    by_later.clock = rb::any_clock(later);
    BOOST_TEST(at.plan({{a}}, "10201-1", by_later).value().already_there.size() == 1u);
    BOOST_TEST((at.record.find("10201-1", "/scene/a").value()->stamp == stamp));
}

BOOST_AUTO_TEST_CASE(two_files_for_one_server_path_are_refused) {
    bench at;
    const auto a = at.asset("a", "one"), b = at.asset("b", "two");
    const auto plan = at.plan({{a, {b.local, "scene/a"}}});
    BOOST_TEST((plan.error().code == rb::data_errc::invalid_value));
    BOOST_TEST(plan.error().message().find(a.local) != std::string::npos);
    BOOST_TEST(plan.error().message().find(b.local) != std::string::npos);
    BOOST_TEST(at.plan({{a, {a.local, "/elsewhere/a"}}}).value().to_send.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_or_a_record_that_does_not_work_ends_the_planning) {
    bench at;
    const auto a = at.asset("a", "one");
    fs::create_directories(at.folder / "scene/folder.png");
    const auto unreadable = at.plan({{a, {at.folder / "scene/folder.png", "/scene/folder.png"}}});
    BOOST_TEST((unreadable.error().code == rb::scene_errc::unreadable_file));
    BOOST_TEST(unreadable.error().place == (at.folder / "scene/folder.png").string());
    at.watched->broken = true;
    BOOST_TEST(at.plan({{a}}).error().place == "record.db");
}

BOOST_AUTO_TEST_CASE(a_wrong_claim_drops_all_claims_of_that_storage_and_of_no_other) {
    for (const bool altered : {false, true}) {
        bench at;
        std::vector<rb::needed_file> files;
        for (int i = 0; i < 5; ++i) files.push_back(at.asset(std::to_string(i), "content " + std::to_string(i)));
        BOOST_REQUIRE(at.send(at.plan(files).value()).has_value());
        BOOST_REQUIRE(at.send(at.plan(files, "other").value()).has_value());
        const auto victim = at.farm->root / "10201-1/scene/3";
        if (altered) std::ofstream(victim) << "CONTENT 3";
        else fs::remove(victim);
        const auto plan = at.plan(files).value();
        BOOST_TEST(plan.to_send.size() == 5u);
        BOOST_TEST(plan.already_there.empty());
        BOOST_TEST(plan.total_bytes == plan.bytes_to_send);
        BOOST_TEST(!at.record.find("10201-1", "/scene/0").value().has_value());
        BOOST_TEST(at.plan(files, "other").value().already_there.size() == 5u);
        BOOST_REQUIRE(at.send(plan).has_value());
        BOOST_TEST(at.plan(files).value().already_there.size() == 5u);
    }
}

BOOST_AUTO_TEST_CASE(only_a_bounded_number_of_claims_is_asked_for_at_the_farm) {
    bench at;
    std::vector<rb::needed_file> files;
    for (int i = 0; i < 300; ++i) files.push_back(at.asset(std::to_string(i), "x"));
    BOOST_REQUIRE(at.send(at.plan(files).value()).has_value());
    at.farm->requests.clear();
    BOOST_TEST(at.plan(files).value().already_there.size() == 300u);
    BOOST_TEST(at.farm->count("HEAD") == 102);
    rb::plan_options unchecked;
    unchecked.choices.checks = {0, 0};
    BOOST_TEST(at.plan(files, "10201-1", unchecked).value().already_there.size() == 300u);
    BOOST_TEST(at.farm->requests.size() == 102u);
    at.farm->instead = [](auto&) { return rb::http::response{403, {}, ""}; };
    const auto refused = at.plan(files);
    BOOST_TEST((refused.error().code == rb::transport_errc::http_status));
    BOOST_TEST(at.record.find("10201-1", "/scene/0").value().has_value());  // no answer refutes nothing
}

BOOST_AUTO_TEST_CASE(other_work_gets_through_while_many_files_are_looked_at) {
    bench at;
    std::vector<rb::needed_file> files;
    for (int i = 0; i < 1000; ++i) files.push_back({at.folder / std::to_string(i), std::to_string(i)});
    rb::plan_options leave_out;
    leave_out.policies.missing = rb::file_policy::skip();
    int other_work = 0;
    bool ended = false;
    std::function<void()> again = [&] {
        ++other_work;
        if (!ended) asio::post(at.context, again);
    };
    asio::post(at.context, again);
    const auto plan = outcome<rb::upload_plan>(at.context, [&](auto done) {
        rb::async_plan(at.context.get_executor(), engine_at(at.farm), at.record, "s", files, leave_out, {},
                       [&ended, done = std::move(done)](auto result) mutable {
                           ended = true;
                           done(std::move(result));
                       });
    });
    BOOST_TEST(plan.value().left_out.size() == 1000u);
    BOOST_TEST(other_work >= 7);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_planning_wherever_it_is) {
    bench at;
    std::vector<rb::needed_file> files;
    for (int i = 0; i < 4; ++i) files.push_back(at.asset(std::to_string(i), "x"));
    at.stop.request_stop();
    BOOST_TEST((at.plan(files).error().code == rb::transport_errc::canceled));
    at.stop = {};
    BOOST_REQUIRE(at.send(at.plan(files).value()).has_value());
    for (int step = 1; step <= 4; ++step) {
        at.stop = {};
        at.farm->steps = 0;
        at.farm->on_step = [&](int now) {
            if (now == step) at.stop.request_stop();
        };
        BOOST_TEST((at.plan(files).error().code == rb::transport_errc::canceled));
    }
}

BOOST_AUTO_TEST_CASE(a_record_is_shared_by_the_jobs_of_several_processes) {
    bench at;
    const auto a = at.asset("a", "one"), b = at.asset("b", "two");
    const auto job = [&](std::vector<rb::needed_file> files, std::size_t expected) {
        return in_child([&]() -> std::string {
            at.record = rb::any_record_store(rb::sqlite_record::open(at.folder / "record/sent.db").value());
            const auto report = at.send(at.plan(files).value());
            if (!report) return report.error().message();
            return report->files == expected ? "" : "sent " + std::to_string(report->files);
        });
    };
    BOOST_TEST(job({a}, 1) == "");
    BOOST_TEST(job({a, b}, 1) == "");
    BOOST_TEST(job({a, b}, 0) == "");
    BOOST_TEST(read_file(at.farm->root / "10201-1/scene/b") == "two");
}

BOOST_AUTO_TEST_SUITE_END()
