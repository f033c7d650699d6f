// SPDX-License-Identifier: BSL-1.0
#include "raysync_bench.hpp"
#include "transmitter_bench.hpp"

#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/transfer.hpp>

namespace {

using namespace transfer_tests;
using namespace std::chrono_literals;

/// Uploads of whole scenes by an engine that takes many files at once.
template <class Bench>
struct uploads : Bench {
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    rb::upload_options options = {.concurrency = 4};
    std::uint64_t bytes = 0;
    std::vector<std::string> arrived;

    std::vector<rb::needed_file> scene(int count) const {
        std::vector<rb::needed_file> files;
        for (int i = 0; i != count; ++i) {
            const auto name = "tex/" + std::to_string(i) + " (a).png";
            files.push_back({write_file(this->here(name), some_bytes(1000, static_cast<unsigned>(i))), "/" + name});
        }
        return files;
    }
    rb::upload_plan plan(const std::vector<rb::needed_file>& files) {
        rb::plan_options planning;
        planning.choices.checks = {.first = 0, .one_in = 0};
        return outcome<rb::upload_plan>(this->context,
                                        [&](auto done) {
                                            rb::async_plan(this->context.get_executor(), this->engine, record, "input/10201-1",
                                                           files, planning, {}, std::move(done));
                                        })
            .value();
    }
    rb::result<rb::upload_report> send(rb::upload_plan what) {
        return outcome<rb::upload_report>(this->context, [&](auto done) {
            rb::async_upload(this->context.get_executor(), this->engine, record, std::move(what), options,
                             {[this](std::uint64_t more) { bytes += more; },
                              [this](const fs::path& local) { arrived.push_back(local.filename()); }},
                             this->stop.get_token(), std::move(done));
        });
    }
};

struct raysync_uploads : uploads<raysync_bench> {
    raysync_uploads() {
        agent->move = [this](const auto& order) { take(order); };
    }

    /// Into the folder `farm`, as the list says.
    void take(const rb::raysync::create_call& order) const {
        std::istringstream lines(read_file(order.file_list.value()));
        for (std::string line; std::getline(lines, line);) {
            const std::string middle = "\" server:\"";
            const auto at = line.find(middle);
            BOOST_REQUIRE(line.starts_with("local:\""));
            const auto server = line.substr(at + middle.size(), line.size() - at - middle.size() - 1);
            write_file(folder / "farm" / server.substr(1), read_file(line.substr(7, at - 7)));
        }
    }
    std::vector<std::string> there() const { return files_below(folder / "farm/input/10201-1"); }
};

using transmitter_uploads = uploads<transmitter_bench>;

}  // namespace

static_assert(rb::batch_engine<rb::raysync_engine>);
static_assert(rb::batch_engine<rb::transmitter_engine>);
static_assert(rb::batch_engine<rb::any_transfer_engine>);
static_assert(!rb::batch_engine<rb::http_engine>);

BOOST_AUTO_TEST_SUITE(transfer_batches)

BOOST_AUTO_TEST_CASE(small_files_are_one_task_of_the_agent_and_large_ones_their_own) {
    raysync_uploads at;
    auto files = at.scene(40);
    fs::create_directories(at.here("cache"));
    std::ofstream(at.here("cache/large")).close();
    fs::resize_file(at.here("cache/large"), 33 << 20);
    files.insert(files.begin() + 7, {at.here("cache/large"), "/cache/large"});
    files.push_back({write_file(at.here("tex/a\"b.png"), "quoted"), "/tex/a\"b.png"});  // no list can hold it
    const auto move = at.agent->move;
    at.agent->move = [&](const auto& order) {
        if (order.file_list) move(order);
        else BOOST_TEST(order.source_path.value() == at.here("tex/a\"b.png").string());
    };
    const auto report = at.send(at.plan(files)).value();
    BOOST_TEST(report.files == 42u);
    BOOST_TEST(at.agent->count("create-task") == 3);
    BOOST_TEST(at.there().size() == 41u);
    BOOST_TEST(at.bytes == report.bytes_sent);
    BOOST_TEST(at.bytes == 40'000u + (33u << 20) + 6u);
    BOOST_TEST(at.arrived.size() == 42u);
    BOOST_TEST((at.waited() == 300ms));
    BOOST_TEST(at.plan(files).to_send.empty());
}

BOOST_AUTO_TEST_CASE(a_batch_has_a_most) {
    raysync_uploads at;
    BOOST_TEST(at.send(at.plan(at.scene(1001))).value().files == 1001u);
    BOOST_TEST(at.agent->count("create-task") == 3);
    BOOST_TEST(at.there().size() == 1001u);
}

BOOST_AUTO_TEST_CASE(a_file_of_a_batch_that_changes_is_sent_again_by_itself) {
    raysync_uploads at;
    const auto files = at.scene(10);
    auto what = at.plan(files);
    write_file(files[2].local, "changed before");
    at.agent->move = [&](const auto& order) {
        if (at.agent->count("create-task") == 1) write_file(files[5].local, "changed on the way");
        at.take(order);
    };
    const auto report = at.send(std::move(what)).value();
    BOOST_TEST(report.files == 10u);
    BOOST_TEST(report.changed == 2u);
    BOOST_TEST(at.agent->count("create-task") == 3);
    BOOST_TEST(read_file(at.folder / "farm/input/10201-1/tex/2 (a).png") == "changed before");
    BOOST_TEST(read_file(at.folder / "farm/input/10201-1/tex/5 (a).png") == "changed on the way");
    BOOST_TEST(at.plan(files).to_send.empty());
}

BOOST_AUTO_TEST_CASE(what_is_missing_in_a_batch_is_left_out_where_that_is_wished) {
    raysync_uploads at;
    const auto files = at.scene(5);
    auto what = at.plan(files);
    for (const int one : {1, 3}) fs::remove(files[static_cast<std::size_t>(one)].local);
    at.options.policies.missing = rb::file_policy::skip();
    auto report = at.send(what).value();
    BOOST_TEST(report.files == 3u);
    BOOST_TEST(report.left_out.size() == 2u);
    for (const auto& one : files) fs::remove(one.local);
    report = at.send(what).value();
    BOOST_TEST(report.left_out.size() == 5u);
    BOOST_TEST(at.agent->count("create-task") == 1);
    at.options.policies = {};
    const auto how = at.send(what);
    BOOST_TEST((how.error().code == rb::scene_errc::missing_file));
}

BOOST_AUTO_TEST_CASE(a_batch_that_failed_goes_file_by_file_unless_it_is_the_line) {
    raysync_uploads at;
    at.use([](rb::raysync_options& options) { options.restarts = 0; });
    const auto files = at.scene(6);
    const auto what = at.plan(files);
    for (const auto state : {"failed", "successful", "successful", "failed"})
        at.agent->then("get-task-status", scripted_agent::state(state));
    auto how = at.send(what);
    BOOST_TEST((how.error().code == rb::raysync_errc::failed));
    BOOST_TEST(how.error().place == fs::absolute(files[2].local).string());
    BOOST_TEST(at.agent->count("create-task") == 4);
    BOOST_TEST(at.plan(files).to_send.size() == 4u);

    for (const auto state : {"auth-failed", "proxy-closed"}) {
        const auto before = at.agent->count("create-task");
        at.agent->then("get-task-status", scripted_agent::state(state));
        how = at.send(what);
        BOOST_TEST((how.error().code ==
                    (std::string_view(state) == "auth-failed" ? rb::raysync_errc::auth_failed : rb::raysync_errc::proxy_closed)));
        BOOST_TEST(says(how.error(), "0 (a).png and 5 more"));
        BOOST_TEST(at.agent->count("create-task") == before + 1);
    }
    at.pauses->on_pause = [&] { at.stop.request_stop(); };
    BOOST_TEST((at.send(what).error().code == rb::transport_errc::canceled));
}

BOOST_AUTO_TEST_CASE(files_of_two_storages_are_no_batch) {
    raysync_uploads at;
    transmitter_bench other;
    const auto one = at.file_here("a", "a");
    auto two = at.file_here("b", "b");
    two.remote = "10202-1/b";
    for (auto* engine : {&at.engine, &other.engine}) {
        const auto how = outcome<std::vector<rb::result<void>>>(at.context, [&](auto done) {
            engine->async_put_all(at.context.get_executor(), {one, two}, {}, std::move(done));
        });
        BOOST_TEST((how.error().code == rb::data_errc::invalid_value));
        auto config = one, unstamped = one, unreadable = one;
        config.remote = "config/12/cfg/task.json";
        unstamped.stamp.reset();
        unreadable.remote = "10201-1/\xff";
        BOOST_TEST(engine->takes_in_batch(one));
        for (const auto* alone : {&config, &unstamped, &unreadable}) BOOST_TEST(!engine->takes_in_batch(*alone));
    }
    auto http = engine_at(at.farm);
    BOOST_TEST(!http.takes_in_batch(one));
    const auto how = outcome<std::vector<rb::result<void>>>(
        at.context, [&](auto done) { http.async_put_all(at.context.get_executor(), {one}, {}, std::move(done)); });
    BOOST_TEST((how.error().code == std::errc::function_not_supported));
}

BOOST_AUTO_TEST_CASE(small_files_are_one_process_of_the_transmitter) {
    transmitter_uploads at;
    at.plan_steps("exit 10\nsignal 9\npart 5\nmove\n");
    const auto report = at.send(at.plan(at.scene(12))).value();
    BOOST_TEST(report.files == 12u);
    BOOST_TEST(at.bytes == 12'000u);
    BOOST_TEST(at.run_count() == 4u);
    for (const auto& name : files_below(at.home() / "farm/10201-1"))
        BOOST_TEST((read_file(at.home() / "farm/10201-1" / name) == read_file(at.here(name))), name);
    BOOST_TEST(files_below(at.home() / "farm/10201-1").size() == 12u);
}

/// Of so many files one cannot be sent. Each way has its number of runs.
void send_all_but_one(int count, const std::string& steps, std::string_view bad, int runs_where_it_fails,
                      int runs_where_it_is_skipped) {
    for (const bool is_skipped : {false, true}) {
        transmitter_uploads at;
        at.plan_steps(steps);
        if (is_skipped) at.options.policies.unreadable = rb::file_policy::skip();
        const auto report = at.send(at.plan(at.scene(count)));
        BOOST_REQUIRE(report.has_value() == is_skipped);
        if (!is_skipped) BOOST_TEST(says(report.error(), bad), report.error().message());
        if (is_skipped) BOOST_TEST(report->files == static_cast<std::uint64_t>(count - 1));
        if (is_skipped) BOOST_TEST(report->left_out.size() == 1u);
        BOOST_TEST(at.run_count() == static_cast<std::size_t>(is_skipped ? runs_where_it_is_skipped : runs_where_it_fails));
    }
}

BOOST_AUTO_TEST_CASE(the_file_that_the_transmitter_cannot_send_is_named_or_left_out) {
    send_all_but_one(6, "exit 11\nmove\nmove\nrefuse_path\n", "2 (a).png", 4, 7);
}

// "Some files were not sent" is no word on which.
BOOST_AUTO_TEST_CASE(a_process_that_leaves_files_out_is_followed_by_one_for_each) {
    send_all_but_one(4, "exit 10\nexit 10\nexit 10\nmove\nexit 11\nmove\n", "1 (a).png", 5, 7);
}

BOOST_AUTO_TEST_SUITE_END()
