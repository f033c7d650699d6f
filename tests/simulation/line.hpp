// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_LINE_HPP
#define RENDERBUS_TESTS_SIMULATION_LINE_HPP

#include "farm_end.hpp"

#include <renderbus/clock.hpp>
#include <renderbus/transport/answer_intake.hpp>
#include <renderbus/transport/transport.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>

namespace simulation {

/// What befalls a request or its answer. `at` is a byte position in it, a status, or milliseconds.
struct mishap {
    fault what = fault::count;
    std::uint64_t at = 0;
    explicit operator bool() const { return what != fault::count; }
};

/// What has gone over the line; requests are counted with their heads.
struct traffic {
    std::uint64_t request_bytes = 0;
    std::uint64_t answer_bytes = 0;
    std::uint64_t content_bytes = 0;  // of files, on their way to the farm
};

/// The connections between clients and a farm, all of which stand in this program: it carries real bytes, one exchange a
/// connection, piece by piece among the others.
class line : public std::enable_shared_from_this<line> {
public:
    std::shared_ptr<rb::farm::http_handler> farm;
    history* events = nullptr;
    std::function<mishap(const rb::http::request&, std::uint64_t head, std::uint64_t size)> on_request;
    std::function<mishap(const rb::http::request&, std::uint64_t head, std::uint64_t size)> on_answer;
    std::function<std::uint64_t()> piece_size = [] { return 64 * 1024; };
    std::function<std::uint64_t()> lateness = [] { return 1; };  // in steps of the line
    std::function<void()> kill_farm;
    traffic carried;

    void async_exchange(asio::any_io_executor executor, rb::http::request what, rb::any_clock clock, std::stop_token stop,
                        rb::completion<rb::http::response> done) {
        auto made = std::make_shared<crossing>(shared_from_this(), std::move(executor), std::move(what), std::move(clock),
                                               std::move(stop), std::move(done));
        asio::post(made->executor, [made] { made->begin(); });
    }

    std::shared_ptr<farm_end> connect(std::uint64_t room) {
        std::erase_if(ends_, [](const auto& one) { return one.expired(); });
        auto end = std::make_shared<farm_end>(farm, room);
        ends_.push_back(end);
        return end;
    }
    /// The farm's process is no more, and what was on its way to it neither.
    void reset() {
        for (const auto& one : ends_)
            if (const auto end = one.lock()) end->drop();
        ends_.clear();
        late_.clear();
        farm.reset();
    }
    /// What nobody waits for any more arrives.
    void deliver_late() {
        while (!late_.empty()) deliver_next_late();
    }
    void forget_late() { late_.clear(); }

private:
    struct late_request {
        std::uint64_t due;
        std::string bytes;
    };

    struct crossing : std::enable_shared_from_this<crossing> {
        crossing(std::shared_ptr<line> over, asio::any_io_executor on, rb::http::request asked, rb::any_clock by,
                 std::stop_token until, rb::completion<rb::http::response> then)
            : way(std::move(over)),
              executor(std::move(on)),
              request(std::move(asked)),
              clock(std::move(by)),
              stop(std::move(until)),
              done(std::move(then)) {}

        void begin() {
            auto made = rb::http::write_head(request);
            if (!made) return finish(std::move(made).error());
            head = *std::move(made);
            size = head.size() + rb::http::body_size(request);
            trouble = way->on_request ? way->on_request(request, head.size(), size) : mishap();
            if (trouble) way->events->note(trouble.what, described());
            if (trouble.what == fault::refused_before) return refuse();
            const bool is_full = trouble.what == fault::disk_full;
            end = way->connect(is_full ? trouble.at - head.size() : std::numeric_limits<std::uint64_t>::max());
            if (trouble.what == fault::farm_killed && trouble.at == size) end->die_behind_last_byte();
            next(&crossing::send);
        }

        void send() {
            std::string piece = head.substr(0, 0);
            if (sent < head.size()) {
                piece = head.substr(static_cast<std::size_t>(sent), room());
            } else if (request.source) {
                piece.resize(std::min<std::size_t>(room(), static_cast<std::size_t>(size - sent)));
                const auto got = piece.empty() ? rb::result<std::size_t>(0) : request.source->read(piece);
                if (!got) return finish(got.error());
                if (*got == 0 && sent != size) return finish(lost(rb::scene_errc::changed_file));
                piece.resize(*got);
            } else {
                piece = request.body.substr(static_cast<std::size_t>(sent - head.size()), room());
            }
            const auto before = sent;
            sent += piece.size();
            const auto is_in_piece = [&] { return trouble.at >= before && trouble.at < sent; };
            if (trouble.what == fault::request_damaged && is_in_piece())
                piece[static_cast<std::size_t>(trouble.at - before)] ^= 0x20;
            const bool is_cut = trouble.what == fault::request_cut || trouble.what == fault::farm_killed;
            if (is_cut && is_in_piece()) piece.resize(static_cast<std::size_t>(trouble.at - before));
            count(piece, before);
            if (trouble.what == fault::request_doubled || trouble.what == fault::request_late) whole += piece;
            if (trouble.what != fault::request_late) end->take(piece);
            if (is_cut && is_in_piece()) return break_off();
            if (end->has_answered()) return await_answer();
            if (sent == size && trouble.what == fault::farm_killed) return break_off();
            if (sent != size) return next(&crossing::send);
            if (trouble.what == fault::request_late) return come_too_late();
            if (trouble.what == fault::request_doubled) {
                end = way->connect(std::numeric_limits<std::uint64_t>::max());
                end->take(whole);
            }
            promise(end->has_answered(), "the farm answers a request that arrived whole: " + described());
            await_answer();
        }

        void await_answer() {
            answer = end->answer();
            trouble = way->on_answer ? way->on_answer(request, end->head_of_answer(), answer.size()) : mishap();
            if (trouble) way->events->note(trouble.what, described());
            switch (trouble.what) {
                case fault::refused_behind: return refuse();
                case fault::answer_stalled:
                    return wait(request.timeout, [](crossing& it) { it.finish(it.lost(rb::transport_errc::timed_out)); });
                case fault::answer_slow:
                    return wait(std::chrono::milliseconds(trouble.at), [](crossing& it) { it.start_receiving(); });
                case fault::answer_damaged: answer[static_cast<std::size_t>(trouble.at)] ^= 0x20; break;
                default: break;
            }
            start_receiving();
        }
        void start_receiving() {
            intake.start(request);
            next(&crossing::receive);
        }
        void receive() {
            const bool ends =
                trouble.what == fault::answer_cut || trouble.what == fault::answer_ended || trouble.what == fault::farm_killed;
            const auto last = ends ? static_cast<std::size_t>(trouble.at) : answer.size();
            auto piece = std::string_view(answer).substr(0, last).substr(received, room());
            received += piece.size();
            way->carried.answer_bytes += piece.size();
            const auto is_whole = intake.take(piece);
            if (!is_whole) return finish(is_whole.error());
            if (*is_whole) return finish(intake.take_answer());
            if (received < last) return next(&crossing::receive);
            promise(ends, "an answer that came whole is complete: " + described());
            if (trouble.what != fault::answer_ended) return break_off();
            auto ended = intake.peer_ended();
            finish(ended ? rb::result<rb::http::response>(intake.take_answer()) : std::move(ended).error());
        }

        /// By a status of something that stands before the farm.
        void refuse() {
            end.reset();
            finish(rb::http::response{static_cast<int>(trouble.at), {{"Content-Length", "0"}}, {}});
        }
        void break_off() {
            if (trouble.what == fault::farm_killed) way->kill_farm();
            finish(lost(rb::transport_errc::connection_lost));
        }
        void come_too_late() {
            way->late_.push_back({way->steps_ + way->lateness(), std::move(whole)});
            wait(request.timeout, [](crossing& it) { it.finish(it.lost(rb::transport_errc::timed_out)); });
        }

        void count(std::string_view piece, std::uint64_t before) {
            way->carried.request_bytes += piece.size();
            const auto beyond = before + piece.size();
            const bool is_content = request.source != nullptr;
            if (is_content && beyond > head.size())
                way->carried.content_bytes += beyond - std::max<std::uint64_t>(before, head.size());
        }
        void next(void (crossing::*step)()) {
            asio::post(executor, [self = shared_from_this(), step] { self->turn(step); });
        }
        void turn(void (crossing::*step)()) {
            way->step();
            if (stop.stop_requested()) return finish(lost(rb::transport_errc::canceled));
            if (end && end->is_gone()) return finish(lost(rb::transport_errc::connection_lost));
            (this->*step)();
        }
        void wait(std::chrono::milliseconds span, void (*then)(crossing&)) {
            clock.async_wait(executor, span, stop, [self = shared_from_this(), then](const rb::result<void>& waited) {
                if (!waited) return self->finish(self->lost(rb::transport_errc::canceled));
                if (self->end && self->end->is_gone()) return self->finish(self->lost(rb::transport_errc::connection_lost));
                then(*self);
            });
        }
        std::size_t room() const { return static_cast<std::size_t>(way->piece_size()); }
        std::string described() const {
            return request.method + ' ' + request.target + " at " + std::to_string(trouble.at) + " of " +
                   std::to_string(answer.empty() ? size : answer.size());
        }
        rb::failure lost(std::error_code code) const {
            return {code, rb::http::place_of(request), "the line of the simulation", ""};
        }
        void finish(rb::result<rb::http::response> how) {
            end.reset();
            request = {};
            auto tell = std::move(done);
            tell(std::move(how));
        }

        std::shared_ptr<line> way;
        asio::any_io_executor executor;
        rb::http::request request;
        rb::any_clock clock;
        std::stop_token stop;
        rb::completion<rb::http::response> done;
        std::shared_ptr<farm_end> end;
        mishap trouble;
        std::string head;
        std::uint64_t size = 0;
        std::uint64_t sent = 0;
        std::string whole;  // where it is needed once more
        std::string answer;
        std::size_t received = 0;
        rb::detail::answer_intake intake;
    };

    void step() {
        ++steps_;
        if (!late_.empty() && late_.front().due <= steps_) deliver_next_late();
    }
    void deliver_next_late() {
        const auto bytes = std::move(late_.front().bytes);
        late_.pop_front();
        connect(std::numeric_limits<std::uint64_t>::max())->take(bytes);
    }

    std::vector<std::weak_ptr<farm_end>> ends_;
    std::deque<late_request> late_;
    std::uint64_t steps_ = 0;
};

/// A client's end of the line; a model of `transport`.
struct client_end {
    std::shared_ptr<line> way;
    rb::any_clock clock;
    std::function<void(const rb::http::request&)> asks = {};

    void async_exchange(asio::any_io_executor executor, rb::http::request what, std::stop_token stop,
                        rb::completion<rb::http::response> done) {
        if (asks) asks(what);
        way->async_exchange(std::move(executor), std::move(what), clock, std::move(stop), std::move(done));
    }
};

}  // namespace simulation

#endif
