// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_WEATHER_HPP
#define RENDERBUS_TESTS_SIMULATION_WEATHER_HPP

#include "world.hpp"

#include <bitset>

namespace simulation {

/// What goes wrong in a world, by its dice: each world has some kinds of faults, often or seldom, until it is calm.
class weather {
public:
    explicit weather(world& in) : in_(in) {
        for (std::size_t i = 0; i < kinds_.size(); ++i) kinds_[i] = in_.dice.one_in(2);
        // Late contents of an older version would win over newer ones; no storage of this protocol can tell them apart.
        if (kinds_[static_cast<std::size_t>(fault::file_changed)]) kinds_[static_cast<std::size_t>(fault::request_late)] = false;
        seldom_ = in_.dice.one_of(std::array<std::uint64_t, 4>{3, 6, 12, 40});
        piece_ = in_.dice.one_of(std::array<std::uint64_t, 3>{100, 1'500, 40'000});
        in_.way->piece_size = [this] { return 1 + in_.dice.below(piece_); };
        in_.way->lateness = [this] { return 1 + in_.dice.below(300); };
        in_.way->on_request = [this](const auto& asked, auto head, auto size) { return on_request(asked, head, size); };
        in_.way->on_answer = [this](const auto&, auto head, auto size) { return on_answer(head, size); };
    }

    bool has(fault what) const { return !is_calm_ && kinds_[static_cast<std::size_t>(what)]; }
    bool strikes(fault what, std::uint64_t seldom) { return has(what) && in_.dice.one_in(seldom); }
    /// The client is killed behind so many of its steps, in a world that has that.
    void kill_after(std::uint64_t steps) { steps_left_ = steps; }
    /// What happens to a client between two of its steps.
    std::optional<ending> befall(client& one) {
        if (strikes(fault::clock_jumped, 150)) {
            const auto by = std::chrono::seconds(static_cast<std::int64_t>(in_.dice.below(200'000)) - 100'000);
            in_.events.note(fault::clock_jumped, std::to_string(by.count()) + " s");
            one.time->put_wrong(by);
        }
        if (strikes(fault::called_off, 400)) {
            in_.events.note(fault::called_off, "by the user");
            one.stop.request_stop();
        }
        if (steps_left_-- == 0 && has(fault::client_killed)) {
            in_.events.note(fault::client_killed, "");
            return ending::killed;
        }
        return {};
    }
    void calm_down() {
        is_calm_ = true;
        in_.way->deliver_late();
        in_.events.note("no more faults");
    }

private:
    mishap on_request(const rb::http::request& asked, std::uint64_t head, std::uint64_t size) {
        in_.events.note(asked.method + ' ' + asked.target + ", " + std::to_string(size - head) + " bytes");
        if (is_calm_ || !in_.dice.one_in(seldom_)) return {};
        auto& dice = in_.dice;
        const auto what = one_of(std::array{fault::request_cut, fault::request_late, fault::request_doubled,
                                            fault::request_damaged, fault::refused_before, fault::disk_full, fault::farm_killed});
        switch (what) {
            case fault::count: return {};
            case fault::refused_before: return {what, status()};
            case fault::request_damaged:
            case fault::disk_full:
                if (size == head || !asked.source) return {};
                return {what, head + dice.below(size - head)};
            case fault::farm_killed: return {what, dice.below(size + 1)};
            default: return {what, dice.below(size)};
        }
    }
    mishap on_answer(std::uint64_t head, std::uint64_t size) {
        if (is_calm_ || !in_.dice.one_in(seldom_)) return {};
        auto& dice = in_.dice;
        const auto what = one_of(std::array{fault::answer_cut, fault::answer_ended, fault::answer_stalled, fault::answer_damaged,
                                            fault::answer_slow, fault::refused_behind, fault::farm_killed});
        switch (what) {
            case fault::count: return {};
            case fault::refused_behind: return {what, status()};
            case fault::answer_slow: return {what, 1 + dice.below(20'000)};
            case fault::answer_damaged:
                if (size == head) return {};
                return {what, head + dice.below(size - head)};
            default: return {what, dice.below(size)};
        }
    }
    template <std::size_t Count>
    fault one_of(const std::array<fault, Count>& all) {
        std::vector<fault> here;
        for (const auto one : all)
            if (has(one)) here.push_back(one);
        return here.empty() ? fault::count : here[static_cast<std::size_t>(in_.dice.below(here.size()))];
    }
    std::uint64_t status() { return in_.dice.one_of(std::array<std::uint64_t, 4>{429, 500, 503, 507}); }

    world& in_;
    std::bitset<static_cast<std::size_t>(fault::count)> kinds_;
    std::uint64_t seldom_;
    std::uint64_t piece_;
    std::uint64_t steps_left_ = 0;
    bool is_calm_ = false;
};

/// The engine's options, as different users have them.
inline rb::http_engine_options some_engine_options(world& in) {
    rb::http_engine_options options;
    options.tries = 1 + static_cast<int>(in.dice.below(4));
    options.pause = std::chrono::milliseconds(in.dice.below(500));
    options.resume_from = rb::byte_count{in.dice.one_of(std::array<std::uint64_t, 3>{1, 2'000, 1'000'000})};
    options.checked_piece = rb::byte_count{in.dice.one_of(std::array<std::uint64_t, 3>{700, 5'000, 1'000'000})};
    options.parts = 1 + static_cast<std::size_t>(in.dice.below(4));
    options.smallest_part = rb::byte_count{in.dice.one_of(std::array<std::uint64_t, 3>{1, 2'000, 1'000'000})};
    options.uploads_folder = in.dice.one_in(4) ? fs::path() : in.folder / "uploads";
    return options;
}

}  // namespace simulation

#endif
