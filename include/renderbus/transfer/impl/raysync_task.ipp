// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_TASK_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_TASK_IPP

#include <renderbus/transfer/impl/moved_by_others.ipp>
#include <renderbus/transfer/impl/raysync_readiness.ipp>

#include <algorithm>
#include <utility>
#include <vector>

namespace renderbus {

/// One task of the agent: made, asked for, started again where it failed, made again where the agent was lost. `look` has a
/// last word before it is made and after it is done.
class raysync_engine::task : public std::enable_shared_from_this<raysync_engine::task> {
public:
    task(std::shared_ptr<shared> agent, asio::any_io_executor executor, raysync::create_call order, std::string place,
         std::stop_token stop, completion<void> done, raysync_teller tell = {})
        : agent_(std::move(agent)),
          executor_(std::move(executor)),
          order_(std::move(order)),
          place_(std::move(place)),
          stop_(std::move(stop)),
          done_(std::move(done)),
          tell_(std::move(tell)) {}

    /// Through the executor.
    void start(detail::look_at_file look) {
        look_ = std::move(look);
        make();
    }

private:
    template <class Answer, class Question>
    void ask(std::string_view path, const Question& question, void (task::*then)(Answer)) {
        agent_->ask<Answer>(executor_, path, question, stop_, [self = shared_from_this(), then](result<Answer> answer) {
            if (answer) return (self.get()->*then)(*std::move(answer));
            if (self->agent_->is_lost(answer.error())) return self->make_again(std::move(answer).error());
            self->end(std::move(answer).error());
        });
    }

    void make() {
        if (auto fine = look_(); !fine) return end(std::move(fine));
        std::make_shared<readiness>(agent_, executor_, stop_, [self = shared_from_this()](result<void> ready) {
            if (!ready && self->agent_->is_lost(ready.error()) && ready.error().code != transport_errc::timed_out)
                return self->make_again(std::move(ready).error());
            if (!ready) return self->end(std::move(ready));
            self->ask(raysync::create_path, self->order_, &task::made);
        })->begin();
    }

    void make_again(failure why) {
        if (restarts_ >= agent_->options.restarts) return end(std::move(why));
        ++restarts_;
        pause_ = agent_->options.poll;
        wait([](task& self) { self.make(); });
    }

    void made(raysync::created_answer answer) {
        constexpr std::size_t longest_id = 200;
        const auto& id = answer.task_id.text;
        const bool is_id =
            id.size() <= longest_id && (id.front() == '"' || (id.front() >= '0' && id.front() <= '9')) && id != "\"\"";
        if (!is_id) return end(not_its_protocol("the agent made a task and gave no id of it"));
        id_ = std::move(answer.task_id);
        pause_ = first_pause;
        wait([](task& self) { self.ask_state(); });
    }

    void ask_state() { ask(raysync::status_path, raysync::task_call{id_}, &task::judge); }

    void judge(raysync::tasks_answer answer) {
        if (answer.task_list.empty()) return end(not_its_protocol("the agent does not know the task that it made"));
        const auto& name = answer.task_list.front().task_state;
        const auto state = raysync::read_state(name);
        if (!state) return end(not_its_protocol("the agent has a state of its own: " + printable(name, 100)));
        if (raysync::is_under_way(*state)) return wait([](task& self) { self.ask_state(); });
        switch (*state) {
            case raysync::task_state::successful: return end(look_());
            case raysync::task_state::failed: return start_again();
            default: return end(failure{static_cast<raysync_errc>(*state), place_, words(*state), next_step(*state)});
        }
    }

    void start_again() {
        if (restarts_ >= agent_->options.restarts) return ask_errors();
        ++restarts_;
        ask(raysync::start_path, raysync::task_call{id_}, &task::started_again);
    }
    void started_again(raysync::plain_answer) {
        pause_ = agent_->options.poll;  // what hindered it may take its time
        wait([](task& self) { self.ask_state(); });
    }

    /// The list is for the failure's words: without it the task has failed all the same.
    void ask_errors() {
        const raysync::files_call question{id_, "error", page_size, static_cast<std::uint32_t>(pages_ + 1)};
        agent_->ask<raysync::files_answer>(executor_, raysync::files_path, question, stop_,
                                           [self = shared_from_this()](result<raysync::files_answer> page) {
                                               if (page) return self->take_errors(*std::move(page));
                                               if (page.error().code == transport_errc::canceled)
                                                   return self->end(std::move(page).error());
                                               self->fail(" (the list of files cannot be had: " + page.error().cause + ")");
                                           });
    }

    void take_errors(raysync::files_answer page) {
        for (const auto& one : page.file_list) errors_.push_back({one.local_path, one.error_code});
        if (page.file_list.size() == page_size && ++pages_ < most_pages) return ask_errors();
        fail("");
    }

    void fail(const std::string& more) {
        if (tell_)
            for (const auto& one : errors_) tell_(one);
        end(failure{raysync_errc::failed, place_, words_of_errors() + more,
                    "look at these files and at the line, then try again"});
    }

    /// A small file is through at once, so the first question comes soon; pauses grow up to `poll`.
    void wait(void (*then)(task&)) {
        const auto longest = std::max(agent_->options.poll, std::chrono::milliseconds(1));
        const auto left = agent_->options.longest_task - waited_;
        const auto span = std::min({std::exchange(pause_, std::min(pause_ * 2, longest)), longest, left});
        if (waited_ >= agent_->options.longest_task)
            return end(failure{transport_errc::timed_out, place_,
                               "the agent's task did not end in " + std::to_string(waited_.count() / 1000) + " s",
                               "look at the line, or raise raysync_options::longest_task"});
        waited_ += span;
        agent_->options.clock.async_wait(executor_, span, stop_, [self = shared_from_this(), then](result<void> waited) {
            if (!waited) return self->end(detail::canceled_transfer(self->place_));
            then(*self);
        });
    }

    std::string words_of_errors() const {
        constexpr std::size_t most_named = 3;
        if (errors_.empty()) return "the agent's task failed, and it names no file";
        auto text = "the agent could not move " + std::to_string(errors_.size()) + (errors_.size() == 1 ? " file: " : " files: ");
        for (std::size_t i = 0; i < errors_.size() && i < most_named; ++i)
            text += (i ? ", " : "") + printable(errors_[i].local_path, 300) + " (code " + std::to_string(errors_[i].code) + ")";
        if (errors_.size() > most_named) text += ", ...";
        if (restarts_ != 0) text += "; it was started again " + std::to_string(restarts_) + (restarts_ == 1 ? " time" : " times");
        return text;
    }
    static std::string words(raysync::task_state state) {
        return make_error_code(static_cast<raysync_errc>(state)).message() + " (" + std::string(raysync::name_of(state)) + ")";
    }
    static std::string next_step(raysync::task_state state) {
        switch (state) {
            case raysync::task_state::auth_failed: return "check the user's name and ask the farm for the transfer key again";
            case raysync::task_state::no_permission: return "check the storage's name and whose it is";
            case raysync::task_state::ip_locked:
            case raysync::task_state::account_locked: return "ask the service to unlock it";
            default: return "try again";
        }
    }
    failure not_its_protocol(std::string cause) const {
        return {std::make_error_code(std::errc::protocol_error), place_, std::move(cause), "look into the agent's log"};
    }

    void end(result<void> how) {
        look_ = {};
        tell_ = {};
        if (!how && how.error().place.empty()) how.error().place = place_;
        auto done = std::move(done_);
        done(std::move(how));
    }

    static constexpr std::chrono::milliseconds first_pause{100};
    static constexpr std::uint32_t page_size = 100;
    static constexpr int most_pages = 100;

    std::shared_ptr<shared> agent_;
    asio::any_io_executor executor_;
    raysync::create_call order_;
    std::string place_;
    std::stop_token stop_;
    completion<void> done_;
    raysync_teller tell_;
    detail::look_at_file look_;
    raw_json id_;
    int restarts_ = 0;
    int pages_ = 0;
    std::vector<raysync_file_error> errors_;
    std::chrono::milliseconds pause_ = first_pause;
    std::chrono::milliseconds waited_{0};
};

}  // namespace renderbus

#endif
