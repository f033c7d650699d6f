// SPDX-License-Identifier: BSL-1.0
#include "support.hpp"

#include <renderbus/farm/http_server.hpp>
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/transfer.hpp>
#include <renderbus/transport/asio_transport.hpp>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <random>

using namespace farm_tests;

namespace {

/// A farm over HTTP in a process of its own: killed, it comes again over the same folder, on the same port.
class mortal_farm {
public:
    explicit mortal_farm(fs::path root) : root_(std::move(root)) { start(); }
    ~mortal_farm() { kill(); }
    mortal_farm(const mortal_farm&) = delete;
    mortal_farm& operator=(const mortal_farm&) = delete;

    std::uint16_t port() const { return port_; }
    bool lives() const { return process_ > 0; }
    void start() {
        int ends[2];
        BOOST_REQUIRE(::pipe(ends) == 0);
        process_ = ::fork();
        BOOST_REQUIRE(process_ >= 0);
        if (process_ == 0) serve(ends[1]);
        ::close(ends[1]);
        const auto told = ::read(ends[0], &port_, sizeof port_);
        ::close(ends[0]);
        BOOST_REQUIRE(told == sizeof port_);
    }
    void kill() {
        if (!lives()) return;
        ::kill(process_, SIGKILL);
        int status = 0;
        ::waitpid(std::exchange(process_, 0), &status, 0);
        BOOST_TEST(WIFSIGNALED(status));
    }

private:
    [[noreturn]] void serve(int report) const {
        // The client's own connections are to end when it ends them.
        ::dup2(report, 3);
        ::close_range(4, ~0U, 0);
        try {
            asio::io_context context(1);
            rb::farm::http_server_options listening;
            listening.port = port_;
            const auto farm = rb::farm::loopback_farm::open(test_options(root_, test_time())).value();
            const auto server = rb::farm::http_server::start(context.get_executor(), std::move(listening), farm).value();
            const auto port = server.port();
            if (::write(3, &port, sizeof port) == sizeof port) ::close(3), context.run();
        } catch (...) {}
        ::_exit(2);
    }

    const fs::path root_;
    std::uint16_t port_ = 0;
    ::pid_t process_ = 0;
};

/// An artist's files, large ones among many small ones, and a farm that is killed while they move.
struct moving_files {
    static constexpr std::size_t small_files = 160, middle_files = 20, large_files = 4, large_size = 6 << 20;
    static constexpr std::uint64_t weight = 100'000;  ///< a file's end counts as much as so many bytes that moved

    moving_files() {
        for (std::size_t i = 0; i < small_files; ++i) add("tex/" + std::to_string(i), 1 + dice() % 20'000);
        for (std::size_t i = 0; i < middle_files; ++i) add("maps/" + std::to_string(i), 500'000 + dice() % 500'000);
        for (std::size_t i = 0; i < large_files; ++i) add("cache/" + std::to_string(i), large_size + dice() % 100'000);
        std::shuffle(needed.begin(), needed.end(), dice);
    }
    void add(const std::string& name, std::size_t size) {
        std::string content;
        while (content.size() < size) {
            const std::array words{dice(), dice(), dice(), dice()};
            content.append(reinterpret_cast<const char*>(words.data()), sizeof words);
        }
        const auto local = folder / "here" / name;
        fs::create_directories(local.parent_path());
        std::ofstream(local, std::ios::binary) << content;
        bytes += content.size();
        digests.emplace(name, rb::sha256_of_file(local).value());
        needed.push_back({local, "/" + name});
    }

    /// So many times, each at a random point of what is to move.
    void kill_later(int times) {
        const auto all = bytes + weight * digests.size();
        moved = 0;
        for (int i = 0; i < times; ++i) moments.push_back(dice() % (all / 5 * 4));
        std::sort(moments.begin(), moments.end(), std::greater<>());
    }
    void has_moved(std::uint64_t more) {
        moved += more;
        if (!farm.lives() || moments.empty() || moments.back() > moved) return;
        moments.pop_back();
        farm.kill();
        ++kills;
        left_by_the_killed += unfinished().size();
        if (stays_dead) return;
        rest.expires_after(std::chrono::milliseconds(dice() % 100));  // some are shorter than the engine's own tries
        rest.async_wait([this](std::error_code) {
            farm.start();
            list();
        });
    }
    /// What has its final name is whole, here and at the farm. Gives the others: what is under way, or was left by the killed.
    std::vector<fs::path> unfinished() const {
        std::vector<fs::path> found;
        for (const auto& place : {there, back}) {
            if (!fs::exists(place)) continue;
            for (const auto& one : fs::recursive_directory_iterator(place)) {
                if (!one.is_regular_file()) continue;
                if (rb::file_sink::is_temporary(one.path().filename().string())) found.push_back(one.path());
                else is_whole(one.path().lexically_relative(place).generic_string(), rb::sha256_of_file(one.path()).value());
            }
        }
        return found;
    }
    void is_whole(std::string_view name, const std::optional<rb::sha256_digest>& digest) const {
        const auto known = digests.find(name);
        BOOST_TEST_REQUIRE((known != digests.end()), name);
        BOOST_TEST((digest == known->second), name << " is damaged");
    }
    /// Every file of the artist's, once, and nothing else.
    void all_is_in(const fs::path& place) const {
        std::size_t files = 0;
        for (const auto& one : fs::recursive_directory_iterator(place)) files += one.is_regular_file() ? 1 : 0;
        BOOST_TEST(files == digests.size());
        BOOST_TEST(unfinished().empty());
    }
    void list() {
        engine()->async_list(context.get_executor(), "input/10201-100001/", {}, [this](rb::result<rb::folder_list> listed) {
            if (!listed) return;  // killed again
            ++lists;
            for (const auto& one : listed->files) is_whole(one.path.text(), one.digest);
        });
    }

    std::shared_ptr<rb::http_engine> engine() const {
        rb::asio_transport_options connection;
        connection.proxies = rb::proxy_rules::none();
        rb::http_engine_options options;
        options.pause = 10ms;
        options.resume_from = rb::mebibytes(1);
        options.checked_piece = rb::kibibytes(512);
        options.smallest_part = rb::mebibytes(2);
        options.uploads_folder = folder / "uploads";
        return std::make_shared<rb::http_engine>(rb::any_transport(std::make_shared<rb::asio_transport>(connection)),
                                                 rb::http::origin{false, "127.0.0.1", farm.port(), true}, "artist",
                                                 rb::farm::storage_key(account("artist-id", artist_key, 1, "artist")), options);
    }
    rb::transfer_observer observer() {
        return {[this](std::uint64_t more) { has_moved(more); }, [this](const fs::path&) { has_moved(weight); }};
    }
    /// Runs an operation, and what is still to be done of a kill.
    template <class T, class Start>
    rb::result<T> outcome(Start begin) {
        std::optional<rb::result<T>> ended;
        begin([&](rb::result<T> how) { ended.emplace(std::move(how)); });
        context.restart();
        context.run();
        return *std::move(ended);
    }
    /// As often as it takes; nothing but the farm's death is a reason.
    template <class T, class Try>
    T until_done(Try once) {
        for (;;) {
            auto how = once();
            if (how) return *std::move(how);
            const auto why = how.error().code;
            BOOST_TEST_REQUIRE((why == rb::transport_errc::connection_lost || why == rb::transport_errc::connect_failed),
                               how.error().message());
            BOOST_TEST_REQUIRE(++failures <= kills);
        }
    }
    rb::result<rb::upload_report> upload() {
        auto plan = outcome<rb::upload_plan>([&](auto done) {
            rb::async_plan(context.get_executor(), rb::any_transfer_engine(engine()), record, "input/10201-100001", needed, {},
                           {}, std::move(done));
        });
        if (!plan) return std::move(plan).error();
        return outcome<rb::upload_report>([&](auto done) {
            rb::async_upload(context.get_executor(), rb::any_transfer_engine(engine()), record, *std::move(plan),
                             {.concurrency = 8}, observer(), {}, std::move(done));
        });
    }
    rb::result<rb::download_report> download() {
        return outcome<rb::download_report>([&](auto done) {
            rb::async_download(context.get_executor(), rb::any_transfer_engine(engine()), {"input/10201-100001"}, back,
                               {.concurrency = 8, .record = record}, observer(), {}, std::move(done));
        });
    }

    const unsigned seed = std::random_device()();
    std::mt19937_64 dice{seed};
    scratch folder;
    const fs::path there = folder / "farm/storage/input/10201-100001";
    const fs::path back = folder / "back";
    std::map<std::string, rb::sha256_digest, std::less<>> digests;
    std::vector<rb::needed_file> needed;
    std::uint64_t bytes = 0;
    rb::any_record_store record{std::make_shared<rb::memory_record>()};
    asio::io_context context{1};
    mortal_farm farm{folder / "farm"};
    asio::steady_timer rest{context};
    std::vector<std::uint64_t> moments;  // the last is the next
    std::uint64_t moved = 0;
    bool stays_dead = false;
    std::size_t left_by_the_killed = 0;
    int kills = 0, failures = 0, lists = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(farm_killed_while_files_move)

BOOST_AUTO_TEST_CASE(they_go_there_and_back_whole_and_leave_nothing_behind) {
    moving_files at;
    BOOST_TEST_MESSAGE("seed " << at.seed);
    BOOST_TEST_CONTEXT("seed " << at.seed) {
        at.kill_later(6);
        at.until_done<rb::upload_report>([&] { return at.upload(); });
        BOOST_TEST(at.kills == 6);
        BOOST_TEST(at.left_by_the_killed > 0u);
        at.all_is_in(at.there);

        at.kill_later(6);
        at.until_done<rb::download_report>([&] { return at.download(); });
        BOOST_TEST(at.kills == 12);
        at.all_is_in(at.back);
        at.all_is_in(at.there);
        BOOST_TEST((!fs::exists(at.folder / "uploads") || fs::is_empty(at.folder / "uploads")));
        BOOST_TEST(at.lists > 0);
        BOOST_TEST_MESSAGE(at.kills << " kills, " << at.failures << " transfers begun anew, " << at.lists << " lists");
    }
}

BOOST_AUTO_TEST_CASE(what_nobody_goes_on_with_is_gone_a_week_later) {
    moving_files at;
    BOOST_TEST_MESSAGE("seed " << at.seed);
    BOOST_TEST_CONTEXT("seed " << at.seed) {
        std::erase_if(at.needed, [](const auto& one) { return fs::file_size(one.local) < moving_files::large_size; });
        at.stays_dead = true;
        at.moments.push_back(2 * at.large_size + at.dice() % (at.large_size / 2));  // when each part has a piece there
        BOOST_TEST(!at.upload().has_value());
        BOOST_TEST(at.kills == 1);

        at.farm.start();
        const auto kept = at.unfinished();
        BOOST_TEST(!kept.empty());
        for (const auto& one : kept) {
            BOOST_TEST(rb::file_sink::is_kept(one.filename().string()), one);
            fs::last_write_time(one, fs::file_time_type::clock::now() - std::chrono::days(8));
        }
        at.farm.kill();
        at.farm.start();
        BOOST_TEST(at.unfinished().empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
