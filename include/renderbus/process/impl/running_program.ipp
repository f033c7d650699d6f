// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_PROCESS_IMPL_RUNNING_PROGRAM_IPP
#define RENDERBUS_PROCESS_IMPL_RUNNING_PROGRAM_IPP

#include <renderbus/process/impl/spawn.ipp>
#include <renderbus/process/line_splitter.hpp>
#include <renderbus/process/program.hpp>

#include <asio/buffer.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <array>
#include <functional>

#include <sys/wait.h>

namespace renderbus::detail {

/// A program from its start to its end. Its end is looked for and not waited for: signal handlers are the host program's
/// affair. It stays unreaped until its group is gone, so that its number cannot be anybody else's meanwhile.
class running_program : public std::enable_shared_from_this<running_program> {
public:
    running_program(asio::any_io_executor executor, program_start start, program_limits limits, line_taker take_line,
                    std::stop_token stop, completion<program_end> done)
        : executor_(executor),
          limits_(std::move(limits)),
          take_line_(std::move(take_line)),
          outer_(std::move(stop)),
          done_(std::move(done)),
          start_(std::move(start)),
          place_(start_.program.string()),
          streams_{stream(executor, output_stream::standard, limits_.line_size),
                   stream(executor, output_stream::error, limits_.line_size)},
          look_(executor) {}

    ~running_program() {
        if (id_ > 0) kill_and_reap();
    }

    void begin() {
        if (outer_.stop_requested()) return fail({transport_errc::canceled, place_, "the program was called off", ""});
        auto made = spawn(start_);
        if (!made) return fail(std::move(made).error());
        id_ = made->id;
        const std::array<owned_descriptor*, 2> ends = {&made->standard, &made->error};
        for (std::size_t i = 0; i != streams_.size(); ++i) {
            std::error_code ec;
            if (streams_[i].from.assign(ends[i]->get(), ec))
                return fail({ec, place_, "its output cannot be read: " + ec.message(), ""});
            ends[i]->release();
            ++open_streams_;
            read(streams_[i]);
        }
        watch_.emplace(outer_, [self = weak_from_this(), executor = executor_] {
            asio::post(executor, [self] {
                if (auto it = self.lock()) it->call_off({transport_errc::canceled, it->place_, "the program was called off", ""});
            });
        });
        if (limits_.time > std::chrono::milliseconds::zero())
            after(limits_.time, [](running_program& self) {
                self.call_off({transport_errc::timed_out, self.place_,
                               "the program ran for longer than " + std::to_string(self.limits_.time.count()) + " ms",
                               "give it more time, or look at what it waits for"});
            });
        look_for_end();
    }

private:
    struct stream {
        stream(asio::any_io_executor executor, output_stream kind, byte_count line_size)
            : from(executor), lines(static_cast<std::size_t>(line_size.bytes)), which(kind) {}
        asio::posix::stream_descriptor from;
        line_splitter lines;
        output_stream which;
        std::array<char, 8192> space;
    };

    void read(stream& one) {
        one.from.async_read_some(
            asio::buffer(one.space), [self = shared_from_this(), &one](std::error_code ec, std::size_t count) {
                if (self->ended_) return;
                const auto take = [&](std::string_view line, bool is_cut) { self->take(one.which, line, is_cut); };
                if (ec) {
                    one.lines.finish(take);
                    std::error_code ignored;
                    one.from.close(ignored);
                    if (--self->open_streams_ == 0) self->look_soon();
                    return;
                }
                self->seen_ += count;
                if (!self->called_off_) one.lines.feed({one.space.data(), count}, take);
                if (self->seen_ > self->limits_.output_size.bytes)
                    self->call_off(
                        {data_errc::too_large, self->place_,
                         "the program wrote more than " + std::to_string(self->limits_.output_size.bytes) + " bytes of output",
                         "look at its last output: " + self->last_line()});
                self->read(one);
            });
    }

    void take(output_stream which, std::string_view line, bool is_cut) {
        const auto most = static_cast<std::size_t>(limits_.kept_output.bytes);
        kept_.append(line).push_back('\n');
        // Twice the size before it is shortened: else each line would move all of it.
        if (kept_.size() > 2 * most) kept_.erase(0, kept_.size() - most);
        if (take_line_) take_line_({which, line, is_cut});
    }

    std::string last_line() { return program_end{0, 0, kept_}.words(); }

    /// Asks the group to end, and kills it later. What was called off for one reason stays so.
    void call_off(failure why) {
        if (ended_ || called_off_) return;
        called_off_ = std::move(why);
        ::kill(-id_, SIGTERM);
        after(limits_.grace, [](running_program& self) { ::kill(-self.id_, SIGKILL); });
    }

    void after(std::chrono::milliseconds span, void (*act)(running_program&)) {
        limits_.clock.async_wait(executor_, span, waits_.get_token(), [self = weak_from_this(), act](result<void> waited) {
            if (auto it = self.lock(); it && waited && !it->ended_) act(*it);
        });
    }

    /// Its output has ended, so it will have ended too.
    void look_soon() {
        pause_ = std::chrono::milliseconds(1);
        look_.cancel();
    }

    void look_for_end() {
        ::siginfo_t seen = {};
        const bool is_told = ::waitid(P_PID, static_cast<::id_t>(id_), &seen, WEXITED | WNOHANG | WNOWAIT) == 0;
        if (!is_told && errno == ECHILD) return end_was_taken();
        if (is_told && seen.si_pid == id_) {
            // What it wrote last may not be read yet; what it left running may hold the pipe open for ever.
            if (open_streams_ == 0 || ++looks_after_end_ > looks_for_rest) return conclude();
            pause_ = std::chrono::milliseconds(10);
        }
        look_.expires_after(pause_);
        pause_ = std::min(2 * pause_, longest_pause);
        look_.async_wait([self = shared_from_this()](std::error_code) {
            if (!self->ended_) self->look_for_end();
        });
    }

    void conclude() {
        for (auto& one : streams_) one.lines.finish([&](std::string_view line, bool is_cut) { take(one.which, line, is_cut); });
        const auto most = static_cast<std::size_t>(limits_.kept_output.bytes);
        if (kept_.size() > most) kept_.erase(0, kept_.size() - most);
        program_end end;
        const int status = kill_and_reap();
        if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
        else end.exit_code = WEXITSTATUS(status);
        end.last_output = std::move(kept_);
        if (called_off_) return fail(std::move(*called_off_));
        finish(std::move(end));
    }

    /// Its number may be anybody's by now.
    void end_was_taken() {
        id_ = -1;
        if (called_off_) return fail(std::move(*called_off_));
        fail({std::error_code(ECHILD, std::system_category()), place_,
              "the program has ended, and how is not known: this process ignores the ends of its children, or waits for all of "
              "them",
              "leave SIGCHLD at its default and wait for no children but your own"});
    }

    int kill_and_reap() {
        ::kill(-id_, SIGKILL);
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {}
        id_ = -1;
        return status;
    }

    void fail(failure why) { finish(std::move(why)); }
    void finish(result<program_end> how) {
        ended_ = true;
        watch_.reset();
        waits_.request_stop();
        std::error_code ignored;
        for (auto& one : streams_) one.from.close(ignored);
        take_line_ = {};
        auto done = std::move(done_);
        done(std::move(how));
    }

    static constexpr std::chrono::milliseconds longest_pause{100};
    static constexpr int looks_for_rest = 30;  // 10 ms and then up to 100 ms apart

    asio::any_io_executor executor_;
    program_limits limits_;
    line_taker take_line_;
    std::stop_token outer_;
    completion<program_end> done_;
    program_start start_;
    std::string place_;
    std::array<stream, 2> streams_;
    asio::steady_timer look_;
    std::stop_source waits_;  // its own, and not the caller's: the grace comes after that
    std::optional<std::stop_callback<std::function<void()>>> watch_;
    ::pid_t id_ = -1;
    std::chrono::milliseconds pause_{2};
    int open_streams_ = 0;
    int looks_after_end_ = 0;
    std::uint64_t seen_ = 0;
    std::string kept_;
    std::optional<failure> called_off_;
    bool ended_ = false;
};

}  // namespace renderbus::detail

namespace renderbus {

RENDERBUS_DECL void async_run_program(asio::any_io_executor executor, program_start start, program_limits limits,
                                      line_taker take_line, std::stop_token stop, completion<program_end> done) {
    auto it = std::make_shared<detail::running_program>(executor, std::move(start), std::move(limits), std::move(take_line),
                                                        std::move(stop), std::move(done));
    asio::post(executor, [it = std::move(it)] { it->begin(); });
}

}  // namespace renderbus

#endif
