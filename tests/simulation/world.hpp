// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_WORLD_HPP
#define RENDERBUS_TESTS_SIMULATION_WORLD_HPP

#include "disk.hpp"
#include "line.hpp"

#include <renderbus/farm/farm.hpp>
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/sqlite.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/transfer.hpp>

#include <asio/io_context.hpp>

namespace simulation {

/// Time that moves only where everybody waits, and may be put wrong, both ways.
class world_time {
public:
    explicit world_time(std::chrono::system_clock::time_point start) : inner_(std::make_unique<rb::manual_time>(start)) {}
    std::chrono::system_clock::time_point now() const { return right() + wrong_by_; }
    std::chrono::system_clock::time_point right() const { return inner_->now(); }
    std::chrono::steady_clock::time_point steady_now() const { return inner_->steady_now(); }
    void async_wait(asio::any_io_executor executor, std::chrono::milliseconds span, std::stop_token stop,
                    rb::completion<void> done) {
        inner_->async_wait(std::move(executor), span, std::move(stop), std::move(done));
    }
    bool advance_to_next() { return inner_->advance_to_next(); }
    std::optional<std::chrono::system_clock::time_point> next() const { return inner_->next(); }
    void advance_to(std::chrono::system_clock::time_point then) {
        inner_->advance(std::chrono::duration_cast<std::chrono::milliseconds>(then - right()));
    }
    void put_wrong(std::chrono::milliseconds by) { wrong_by_ += by; }
    /// Whoever waits has this clock, too.
    void forget_who_waits() { inner_.reset(); }

private:
    std::unique_ptr<rb::manual_time> inner_;
    std::chrono::milliseconds wrong_by_{0};
};

/// A farm that offers less of tus than ours.
class lesser_farm final : public rb::farm::http_handler {
public:
    lesser_farm(std::shared_ptr<rb::farm::http_handler> inner, std::string extensions)
        : inner_(std::move(inner)), extensions_(std::move(extensions)) {}
    rb::farm::reception begin(const rb::farm::incoming& head) override { return inner_->begin(head); }
    rb::farm::answer finish(rb::farm::incoming&& request) override {
        auto made = inner_->finish(std::move(request));
        for (auto& field : made.headers)
            if (field.name == "Tus-Extension") field.value = extensions_;
        return made;
    }
    rb::farm::answer refuse(const rb::farm::incoming& head, const rb::failure& why) override { return inner_->refuse(head, why); }

private:
    std::shared_ptr<rb::farm::http_handler> inner_;
    std::string extensions_;
};

/// One process that moves files, from its start to its end.
struct client {
    asio::io_context context;
    std::shared_ptr<world_time> time;
    std::optional<rb::any_transfer_engine> engine;
    std::optional<rb::any_record_store> record;
    std::filesystem::path uploads_folder;
    std::stop_source stop;

    rb::any_clock clock() const { return rb::any_clock(time); }
};

enum class ending { success, failure, killed };

/// A farm, a line to it and a disk of ours. What a farm and a client are made with is set before they are opened.
class world {
public:
    explicit world(std::uint64_t seed) : dice(seed) { way->events = &events; }

    chance dice;
    history events;
    scratch folder{fast_folder()};
    std::shared_ptr<line> way = std::make_shared<line>();
    rb::http_engine_options sending;
    bool record_on_disk = false;
    std::string extensions;  // of tus that the farm offers; all of its own where this is empty
    std::chrono::system_clock::time_point now{std::chrono::seconds(1'790'000'000)};
    /// Called between any two steps of a client, and may end it.
    std::function<std::optional<ending>(client&)> meanwhile;

    static constexpr std::string_view input = "input/10201-100001";
    static constexpr std::string_view output = "output/20201-100001";
    fs::path at_farm(std::string_view name) const { return folder / "farm" / "storage" / name; }

    void open_farm() {
        rb::farm::loopback_farm_options options;
        options.root = folder / "farm";
        options.accounts.push_back(artist());
        options.paint = [](const auto&) { return rb::result<std::string>("a picture"); };
        auto opened = rb::farm::loopback_farm::open(std::move(options));
        promise(opened.has_value(), "a farm opens what another one left");
        way->farm = *std::move(opened);
        if (!extensions.empty()) way->farm = std::make_shared<lesser_farm>(std::move(way->farm), extensions);
        way->kill_farm = [this] { restart_farm(); };
    }
    void restart_farm() {
        as_if_killed({folder / "farm"}, folder / "aside", [this] { way->reset(); });
        open_farm();
    }

    std::unique_ptr<client> start_client(std::function<void(const rb::http::request&)> asks = {}, std::string host = "") {
        auto made = std::make_unique<client>();
        made->time = std::make_shared<world_time>(now);
        auto options = sending;
        options.clock = made->clock();
        if (!options.uploads_folder.empty()) options.uploads_folder += host;
        made->uploads_folder = options.uploads_folder;
        const rb::any_transport way_there(std::make_shared<client_end>(client_end{way, made->clock(), std::move(asks)}));
        made->engine = rb::any_transfer_engine(std::make_shared<rb::http_engine>(
            way_there, rb::http::origin{false, "127.0.0.1", 80, true}, "artist", rb::farm::storage_key(artist()), options));
        made->record = open_record();
        return made;
    }
    void kill(std::unique_ptr<client>& one, const std::vector<fs::path>& folders) {
        auto all = folders;
        if (!one->uploads_folder.empty()) all.push_back(one->uploads_folder);
        as_if_killed(all, folder / "aside", [&] { end(one); });
    }
    void end(std::unique_ptr<client>& one) {
        now = std::max(now, one->time->right()) + std::chrono::seconds(1);
        one->time->forget_who_waits();
        one.reset();
    }

    /// Runs a client's work to its end; `ended` is set by it.
    template <class T>
    ending run(client& one, const std::optional<rb::result<T>>& ended) {
        constexpr int most_steps = 200'000;
        for (int steps = 0; !ended; ++steps) {
            promise(steps < most_steps, "it comes to an end");
            one.context.restart();
            if (one.context.poll_one() == 0) promise(one.time->advance_to_next(), "it does not wait for ever");
            if (ended || !meanwhile) continue;
            if (const auto how = meanwhile(one)) return *how;
        }
        one.context.restart();
        one.context.poll();
        events.note(*ended ? "success" : "failure: " + ended->error().message());
        return *ended ? ending::success : ending::failure;
    }

    rb::any_record_store open_record() {
        if (!record_on_disk) return kept_record_;
        auto opened = rb::sqlite_record::open(folder / "record.db");
        promise(opened.has_value(), "the record opens");
        return rb::any_record_store(*std::move(opened));
    }

private:
    static rb::farm::account artist() {
        rb::farm::account made;
        made.access_id = "artist-id";
        made.access_key = rb::secret("key-of-the-artist-0123456789");
        return made;
    }
    rb::any_record_store kept_record_{std::make_shared<rb::memory_record>()};  // as one of another machine is
};

}  // namespace simulation

#endif
