// SPDX-License-Identifier: BSL-1.0
#include "seeds.hpp"
#include "weather.hpp"

#include <renderbus/transfer/tus.hpp>

#include <set>

namespace {

using namespace simulation;

/// Leases that are kept elsewhere, and cannot always be reached; sometimes it is the answer that is lost.
struct distant_leases {
    std::shared_ptr<rb::memory_leases> there;
    std::function<bool()> is_out_of_reach;

    rb::result<rb::lease_grant> acquire(std::string_view storage, std::string_view path, std::chrono::milliseconds span) {
        return call([&] { return there->acquire(storage, path, span); });
    }
    rb::result<std::vector<std::string>> renew(std::string_view storage, std::span<const std::string> paths,
                                               std::chrono::milliseconds span) {
        return call([&] { return there->renew(storage, paths, span); });
    }
    rb::result<void> release(std::string_view storage, std::span<const std::string> paths) {
        return call([&] { return there->release(storage, paths); });
    }

private:
    template <class Call>
    auto call(Call made) -> decltype(made()) {
        const rb::failure unreachable{rb::transport_errc::connection_lost, "leases", "the simulation", ""};
        if (is_out_of_reach()) return unreachable;
        auto answer = made();
        if (is_out_of_reach()) return unreachable;
        return answer;
    }
};

/// Hosts that send the files of one scene together.
class studio_world : public world {
public:
    explicit studio_world(std::uint64_t seed) : world(seed) {
        sending = some_engine_options(*this);
        record_on_disk = dice.one_in(8);
        extensions = dice.one_of(std::array<const char*, 4>{"", "creation,checksum", "creation,termination", "none"});
        planning.choices.ask_first = dice.one_in(4);
        planning.choices.share_contents = !dice.one_in(3);
        planning.choices.smallest_shared = rb::byte_count{1};
        lease_span = std::chrono::seconds(5 + dice.below(26));
        const auto count = 1 + dice.below(10);
        for (std::uint64_t i = 0; i < count; ++i) {
            const auto size = dice.one_of(std::array<std::uint64_t, 5>{0, 300, 3'000, 9'000, 30'000});
            // Some have the same content.
            scene.write("tex/" + std::to_string(i) + ".png", some_bytes(static_cast<std::size_t>(size), dice.below(4)),
                        now - std::chrono::minutes(1));
        }
    }

    void live() {
        open_farm();
        for (auto rounds = dice.below(4); rounds > 0; --rounds) share();
        sky.calm_down();
        const auto confirmed_before = confirmed.size();
        const auto last = share();
        promise(last.succeeded == last.hosts, "without faults all hosts succeed");
        promise(last.sent + confirmed_before <= scene.now().size(), "the hosts send each file once");
        promise(visible_below(at_farm(input)) == scene.now(), "the farm has each file as it is here, once");
        const auto further = share();
        promise(further.succeeded == further.hosts && further.sent == 0, "further hosts send nothing");
        for (const auto& file : own_files_below(folder / "farm"))
            promise(rb::file_sink::is_kept(file.filename().string()), "nothing half written stays at the farm");
    }

private:
    struct host {
        explicit host(std::string called) : name(std::move(called)) {}
        std::string name;
        std::unique_ptr<client> process;
        std::optional<rb::result<rb::upload_report>> ended;
        std::uint64_t planned_bytes = 0;
        std::uint64_t told_bytes = 0;
        std::chrono::system_clock::time_point stands_still_until{};
        bool stood_still = false;
        std::set<std::string> asked_to_send;
    };
    struct outcome {
        std::size_t hosts = 0;
        std::size_t succeeded = 0;
        std::size_t sent = 0;
    };

    /// Some hosts, one behind the other, until the last of them has ended.
    outcome share() {
        outcome all;
        for (auto to_come = 2 + dice.below(3); to_come > 0 || !at_work.empty();) {
            if (to_come > 0 && (at_work.empty() || dice.one_in(30))) {
                --to_come;
                begin(++all.hosts);
            }
            const auto mover = move_one();
            if (mover == at_work.end()) {
                promise(wait_together(), "the hosts do not wait for ever");
                continue;
            }
            if ((*mover)->ended) {
                take_result(**mover, all);
                leave(mover);
            } else if (befall(**mover) == ending::killed) {
                if (dice.one_in(2)) ++to_come;
                for (const auto& name : (*mover)->asked_to_send) asked_by_dead.insert(name);
                kill((*mover)->process, {scene.root()});
                leave(mover);
                sky.kill_after(dice.below(600));
            }
        }
        check_what_holds_always();
        return all;
    }

    using hosts = std::vector<std::unique_ptr<host>>;

    void begin(std::size_t number) {
        auto& one = *at_work.emplace_back(std::make_unique<host>("host " + std::to_string(number)));
        events.note("--- " + one.name);
        one.process =
            start_client([this, &one](const rb::http::request& asked) { check_ask(one, asked); }, std::to_string(number));
        auto& process = *one.process;
        auto plan = planning;
        plan.clock = process.clock();
        rb::async_plan(process.context.get_executor(), *process.engine, *process.record, std::string(input),
                       {{}, {{scene.root().string(), "/"}}}, plan, process.stop.get_token(),
                       [this, &one](rb::result<rb::upload_plan> made) {
                           if (!made) return static_cast<void>(one.ended.emplace(std::move(made).error()));
                           upload(one, *std::move(made));
                       });
        sky.kill_after(dice.below(600));
    }
    void upload(host& one, rb::upload_plan plan) {
        one.planned_bytes = plan.bytes_to_send;
        for (const auto& copy : plan.to_copy) one.planned_bytes += copy.to.file.size;
        rb::upload_options options;
        options.clock = one.process->clock();
        options.concurrency = 1 + static_cast<std::size_t>(dice.below(4));
        options.leases = rb::any_lease_store(std::make_shared<distant_leases>(
            distant_leases{leases->another(), [this] { return sky.strikes(fault::leases_unreachable, 60) && noted(); }}));
        options.lease_span = lease_span;
        rb::transfer_observer observer;
        observer.on_bytes = [&one](std::uint64_t more) { one.told_bytes += more; };
        observer.on_file = [this, &one](const fs::path& local) {
            const auto name = local.lexically_relative(scene.root()).string();
            events.note(one.name + " heard that the farm has " + name);
            confirmed.insert(name);
        };
        rb::async_upload(one.process->context.get_executor(), *one.process->engine, *one.process->record, std::move(plan),
                         options, std::move(observer), one.process->stop.get_token(),
                         [&one](rb::result<rb::upload_report> how) { one.ended.emplace(std::move(how)); });
    }
    bool noted() {
        events.note(fault::leases_unreachable, "");
        return true;
    }

    /// One step of one of them; none where all wait.
    hosts::iterator move_one() {
        if (at_work.empty()) return at_work.end();
        std::rotate(at_work.begin(), at_work.begin() + static_cast<std::ptrdiff_t>(dice.below(at_work.size())), at_work.end());
        return std::find_if(at_work.begin(), at_work.end(), [this](auto& one) {
            if (now < one->stands_still_until) return false;
            one->process->context.restart();
            return one->process->context.poll_one() != 0 || one->ended;
        });
    }
    /// Until one of them goes on.
    bool wait_together() {
        std::optional<std::chrono::system_clock::time_point> next;
        for (const auto& one : at_work) {
            const auto then = now < one->stands_still_until ? one->stands_still_until : one->process->time->next();
            if (then) next = std::min(next.value_or(*then), *then);
        }
        if (next) pass_time(std::max(now, *next));
        return next.has_value();
    }
    void pass_time(std::chrono::system_clock::time_point then) {
        now = then;
        server_time->advance(std::chrono::duration_cast<std::chrono::milliseconds>(now - server_time->now()));
        for (const auto& one : at_work)
            if (now >= one->stands_still_until) one->process->time->advance_to(now);
    }
    void leave(hosts::iterator one) {
        if ((*one)->process) end((*one)->process);
        at_work.erase(one);
        pass_time(now);
    }

    std::optional<ending> befall(host& one) {
        if (sky.strikes(fault::stood_still, 300)) {
            const auto span = std::chrono::milliseconds(dice.below(3 * static_cast<std::uint64_t>(lease_span.count())));
            events.note(fault::stood_still, one.name + ", " + std::to_string(span.count()) + " ms");
            one.stands_still_until = now + span;
            one.stood_still = true;
        }
        return sky.befall(*one.process);
    }

    void take_result(const host& one, outcome& all) {
        events.note(one.name + ": " + (*one.ended ? "success" : "failure: " + one.ended->error().message()));
        if (!*one.ended) return;
        const auto& report = **one.ended;
        ++all.succeeded;
        all.sent += report.files;
        promise(report.left_out.empty(), "no file is left out");
        promise(one.told_bytes == one.planned_bytes, "each byte is told once, whoever sent it");
        promise(visible_below(at_farm(input)) == scene.now(), "a host that succeeds leaves when the farm has all");
    }

    /// What one of them heard to be there is not sent by another, nor what one that died had brought there.
    void check_ask(host& one, const rb::http::request& asked) {
        const auto name = sent_by(asked);
        if (!name || !one.asked_to_send.insert(*name).second || one.stood_still) return;
        promise(!confirmed.contains(*name), one.name + " sends what is confirmed: " + *name);
        if (asked_by_dead.contains(*name))
            promise(!fs::exists(at_farm(input) / *name), one.name + " sends what a dead one had sent: " + *name);
    }
    std::optional<std::string> sent_by(const rb::http::request& asked) const {
        const auto prefix = std::string(input) + '/';
        std::string remote;
        if (asked.method == "PUT") remote = asked.target.substr(asked.target.find(prefix));
        const auto metadata = rb::http::find(asked.headers, "Upload-Metadata");
        if (metadata) remote = rb::tus::metadata_value(*metadata, "filename").value_or("");
        if (!remote.starts_with(prefix)) return {};
        return remote.substr(prefix.size());
    }

    void check_what_holds_always() {
        const auto there = visible_below(at_farm(input));
        auto record = open_record();
        for (const auto& [name, content] : there)
            promise(scene.was(name, content), "what the farm shows is a file of ours, whole: " + name);
        for (const auto& [name, content] : scene.now()) {
            const auto claim = record.find(input, '/' + name);
            promise(claim.has_value(), "the record can be read");
            promise(!*claim || there.contains(name), "the farm has what the record says: " + name);
        }
    }

    changing_files scene{folder / "scene"};
    weather sky{*this};
    rb::plan_options planning;
    std::chrono::milliseconds lease_span{};
    std::shared_ptr<rb::manual_time> server_time = std::make_shared<rb::manual_time>(now);
    std::shared_ptr<rb::memory_leases> leases = std::make_shared<rb::memory_leases>(rb::any_clock(server_time));
    hosts at_work;
    std::set<std::string> confirmed;
    std::set<std::string> asked_by_dead;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(simulated_hosts)

BOOST_AUTO_TEST_CASE(share_an_upload_and_send_each_file_once_whatever_happens) { live_through<studio_world>("hosts", 500); }

BOOST_AUTO_TEST_SUITE_END()
