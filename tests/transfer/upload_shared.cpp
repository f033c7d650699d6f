// SPDX-License-Identifier: BSL-1.0
#include "folder_farm.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <boost/test/unit_test.hpp>

namespace {
using namespace transfer_tests;
using namespace std::chrono_literals;

/// An engine that cannot say what the farm has.
struct engine_without_lists : rb::any_transfer_engine {
    explicit engine_without_lists(rb::any_transfer_engine over) : any_transfer_engine(std::move(over)) {}
    void async_has(asio::any_io_executor executor, std::string remote, std::stop_token,
                   rb::completion<std::optional<rb::held_file>> done) {
        rb::detail::tell_later(executor, std::move(done),
                               rb::failure{std::make_error_code(std::errc::function_not_supported), remote, "nobody knows", ""});
    }
};

/// Hosts that send the same files to one farm, with a record and leases that all of them have, in a time that the test moves.
struct studio {
    scratch folder;
    std::shared_ptr<folder_farm> farm = std::make_shared<folder_farm>(folder / "farm");
    std::shared_ptr<rb::manual_time> time = std::make_shared<rb::manual_time>(std::chrono::system_clock::now());
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    std::shared_ptr<rb::memory_leases> leases = std::make_shared<rb::memory_leases>(rb::any_clock(time));
    rb::any_transfer_engine engine = engine_at(farm);
    asio::io_context context;

    struct host {
        std::optional<rb::result<rb::upload_report>> ended;
        std::stop_source stop;
        std::uint64_t bytes_told = 0;
    };

    rb::upload_plan plan(int count) {
        std::vector<rb::needed_file> files;
        for (int i = 0; i < count; ++i) {
            const auto name = "tex/" + std::to_string(i);
            files.push_back({write_file(folder / "scene" / name, some_bytes(2500, static_cast<unsigned>(i))), "/" + name});
        }
        return outcome<rb::upload_plan>(context,
                                        [&](auto done) {
                                            rb::async_plan(context.get_executor(), engine_at(farm), record, "s", files, {}, {},
                                                           std::move(done));
                                        })
            .value();
    }
    std::shared_ptr<host> begin(rb::upload_plan plan) {
        auto made = std::make_shared<host>();
        rb::upload_options options{
            .concurrency = 3, .clock = rb::any_clock(time), .leases = rb::any_lease_store(leases->another())};
        rb::transfer_observer observer{[made](std::uint64_t more) { made->bytes_told += more; }, {}};
        rb::async_upload(context.get_executor(), engine, record, std::move(plan), options, std::move(observer),
                         made->stop.get_token(),
                         [made](rb::result<rb::upload_report> how) { made->ended.emplace(std::move(how)); });
        return made;
    }
    /// Until all have ended; where nothing can go on, time passes.
    void run(std::initializer_list<std::shared_ptr<host>> hosts) {
        const auto is_done = [&] {
            return std::all_of(hosts.begin(), hosts.end(), [](auto& one) { return one->ended.has_value(); });
        };
        while (!is_done()) {
            context.restart();
            if (context.poll() == 0 && !time->advance_to_next()) BOOST_REQUIRE_MESSAGE(false, "it hangs");
        }
    }
    /// Some steps; false where there was nothing to do.
    bool step(int count = 1) {
        context.restart();
        bool any = false;
        for (; count > 0; --count) any = context.poll_one() != 0 || any;
        return any;
    }
    int times_sent(const std::string& name) const {
        return static_cast<int>(std::count(farm->requests.begin(), farm->requests.end(), "PUT /storage/s/" + name));
    }
    void all_is_there(int count) const {
        for (int i = 0; i < count; ++i) {
            const auto name = "tex/" + std::to_string(i);
            BOOST_TEST((read_file(farm->root / "s" / name) == read_file(folder / "scene" / name)), name);
        }
    }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(transfer_upload_shared)

BOOST_FIXTURE_TEST_CASE(each_file_is_sent_by_one_of_the_hosts, studio) {
    constexpr int count = 200;
    const auto made = plan(count);
    const auto first = begin(made), second = begin(made), third = begin(made);
    run({first, second, third});
    all_is_there(count);
    for (int i = 0; i < count; ++i) BOOST_TEST(times_sent("tex/" + std::to_string(i)) == 1, i);
    std::size_t sent = 0;
    for (const auto& one : {first, second, third}) {
        BOOST_TEST_REQUIRE(one->ended->has_value());
        const auto& report = **one->ended;
        BOOST_TEST(report.files + report.by_others == std::size_t{count});
        BOOST_TEST(report.files > 0u);
        BOOST_TEST(one->bytes_told == made.bytes_to_send);
        sent += report.files;
    }
    BOOST_TEST(sent == std::size_t{count});
    // Nothing was kept: another host finds the record, and the leases free.
    BOOST_TEST((leases->acquire("s", "/tex/0", 1h).value() == rb::lease_grant::fresh));
}

BOOST_FIXTURE_TEST_CASE(what_a_dead_host_left_is_sent_by_another_and_what_it_had_sent_is_not, studio) {
    constexpr int count = 30;
    const auto made = plan(count);
    const auto dead = std::make_shared<rb::memory_leases>(*leases->another());
    // Of a host that died: two leases; the farm has the file of one of them, and the record does not say so.
    BOOST_TEST((dead->acquire("s", "/tex/4", 20s).value() == rb::lease_grant::fresh));
    BOOST_TEST((dead->acquire("s", "/tex/7", 20s).value() == rb::lease_grant::fresh));
    write_file(farm->root / "s/tex/7", read_file(folder / "scene/tex/7"));
    const auto began = time->now();
    const auto other = begin(made);
    run({other});
    BOOST_TEST_REQUIRE(other->ended->has_value());
    all_is_there(count);
    BOOST_TEST(times_sent("tex/4") == 1);
    BOOST_TEST(times_sent("tex/7") == 0);
    BOOST_TEST((**other->ended).files == std::size_t{count - 1});
    BOOST_TEST((**other->ended).by_others == 1u);
    BOOST_TEST((time->now() - began >= 20s));
    BOOST_TEST((time->now() - began <= 25s));
    BOOST_TEST((record.find("s", "/tex/7").value().has_value()));
}

BOOST_FIXTURE_TEST_CASE(what_a_dead_host_left_is_sent_where_nobody_can_look_for_it, studio) {
    const auto made = plan(5);
    const auto dead = std::make_shared<rb::memory_leases>(*leases->another());
    BOOST_TEST((dead->acquire("s", "/tex/4", 20s).value() == rb::lease_grant::fresh));
    engine = rb::any_transfer_engine(std::make_shared<engine_without_lists>(engine));
    const auto other = begin(made);
    run({other});
    BOOST_TEST_REQUIRE(other->ended->has_value());
    all_is_there(5);
    BOOST_TEST((**other->ended).files == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_host_that_stood_still_goes_on_without_what_it_lost, studio) {
    constexpr int count = 3;
    const auto made = plan(count);
    const auto slow = begin(made);
    // It has begun with all of them when it stops to move: the others' time goes on.
    while (farm->requests.empty() || farm->open_exchanges < count || slow->bytes_told == 0) BOOST_REQUIRE(step());
    const auto sent_by_slow = farm->requests.size();
    {
        asio::io_context stopped;  // nothing of the slow host's runs in here
        asio::io_context elsewhere;
        std::optional<rb::result<rb::upload_report>> quick;
        time->advance(1h);
        rb::upload_options options{.concurrency = 3,
                                   .clock = rb::any_clock(std::make_shared<rb::system_time>()),
                                   .leases = rb::any_lease_store(leases->another())};
        rb::async_upload(elsewhere.get_executor(), engine_at(farm), record, made, options, {}, {},
                         [&](rb::result<rb::upload_report> how) { quick.emplace(std::move(how)); });
        elsewhere.run();
        BOOST_TEST_REQUIRE((quick && quick->has_value()));
        BOOST_TEST((**quick).files == std::size_t{count});
    }
    BOOST_TEST(farm->requests.size() > sent_by_slow);
    run({slow});
    BOOST_TEST_REQUIRE(slow->ended->has_value());
    BOOST_TEST((**slow->ended).files == 0u);
    BOOST_TEST((**slow->ended).by_others == std::size_t{count});
    BOOST_TEST(slow->bytes_told == made.bytes_to_send);  // what it had sent of them is not told again
    all_is_there(count);
}

BOOST_FIXTURE_TEST_CASE(a_lease_is_kept_for_as_long_as_its_file_takes, studio) {
    const auto made = plan(1);
    const auto slow = begin(made);
    while (farm->open_exchanges == 0) BOOST_REQUIRE(step());
    // Ten minutes on the way, in which the leases of thirty seconds are renewed.
    for (int i = 0; i < 60; ++i) {
        time->advance(10s);
        for (int steps = 0; steps < 2; ++steps) step();
        if (slow->ended) break;
        BOOST_TEST((leases->acquire("s", "/tex/0", 1h).value() == rb::lease_grant::taken));
    }
    run({slow});
    BOOST_TEST_REQUIRE(slow->ended->has_value());
    BOOST_TEST((**slow->ended).files == 1u);
    BOOST_TEST(times_sent("tex/0") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_host_that_is_called_off_or_fails_gives_its_leases_back, studio) {
    const auto made = plan(5);
    const auto stopped = begin(made);
    while (farm->open_exchanges == 0) BOOST_REQUIRE(step());
    stopped->stop.request_stop();
    run({stopped});
    BOOST_TEST((stopped->ended->error().code == rb::transport_errc::canceled));
    farm->instead = [](const rb::http::request&) { return rb::http::response{507, {}, "full"}; };
    const auto failed = begin(made);
    run({failed});
    BOOST_TEST(!failed->ended->has_value());
    farm->instead = nullptr;
    const auto began = time->now();
    const auto last = begin(made);
    run({last});
    BOOST_TEST_REQUIRE(last->ended->has_value());
    BOOST_TEST((time->now() == began));  // it waited for nobody
    all_is_there(5);
}

BOOST_FIXTURE_TEST_CASE(what_the_farm_did_and_a_failed_host_never_heard_is_not_sent_again, studio) {
    const auto made = plan(1);
    farm->instead = [this](const rb::http::request&) {
        write_file(farm->root / "s/tex/0", read_file(folder / "scene/tex/0"));
        return rb::http::response{502, {}, "the answer was lost"};
    };
    const auto failed = begin(made);
    run({failed});
    BOOST_TEST(!failed->ended->has_value());
    const auto sent_by_failed = times_sent("tex/0");
    BOOST_TEST(sent_by_failed > 0);
    farm->instead = nullptr;
    const auto next = begin(made);
    run({next});
    BOOST_TEST_REQUIRE(next->ended->has_value());
    BOOST_TEST((**next->ended).by_others == 1u);
    BOOST_TEST(times_sent("tex/0") == sent_by_failed);
}

BOOST_FIXTURE_TEST_CASE(what_the_farm_does_not_copy_is_sent_by_one_of_the_hosts, studio) {
    constexpr int count = 60;
    auto made = plan(count);
    for (int i = 0; i < count / 2; ++i) {  // as if a farm had said that it knows half of them
        made.to_copy.push_back({std::move(made.to_send.back()), "s/elsewhere/" + std::to_string(i)});
        made.to_send.pop_back();
    }
    const auto first = begin(made), second = begin(made), third = begin(made);
    run({first, second, third});
    all_is_there(count);
    for (int i = 0; i < count; ++i) BOOST_TEST(times_sent("tex/" + std::to_string(i)) == 1, i);
    for (const auto& one : {first, second, third}) {
        BOOST_TEST_REQUIRE(one->ended->has_value());
        BOOST_TEST((**one->ended).files + (**one->ended).by_others == std::size_t{count});
        BOOST_TEST(one->bytes_told == std::uint64_t{count * 2500});
    }
}

BOOST_AUTO_TEST_SUITE_END()
