// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_READINESS_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_READINESS_IPP

#include <renderbus/transfer/impl/raysync_link.ipp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace renderbus {

/// Sees to it that the agent is up and has its limits: asks, starts it once where nobody answers, and asks again. What is up may
/// be another agent each time, so each time it is given its limits.
class raysync_engine::readiness : public std::enable_shared_from_this<raysync_engine::readiness> {
public:
    readiness(std::shared_ptr<shared> agent, asio::any_io_executor executor, std::stop_token stop, completion<void> done)
        : agent_(std::move(agent)), executor_(std::move(executor)), stop_(std::move(stop)), done_(std::move(done)) {}

    /// Through the executor.
    void begin() {
        if (agent_->folder.empty())
            return end(failure{scene_errc::missing_file, "$HOME/renderfarm_sdk/RaysyncCmd", "the Raysync agent is not there",
                               "install it, or name its folder in raysync_options::folder"});
        check();
    }

private:
    using lock = detail::path_lock::kind;

    void check() {
        if (agent_->is_stopping || !agent_->use.take(agent_->folder, lock::shared)) return wait();  // somebody is stopping it
        // Read each time: who starts the agent may give it another port.
        const auto port = raysync::read_port(agent_->folder);
        if (!port) return end(port.error());
        agent_->where.port = *port;
        times_up_ = agent_->times_up;
        agent_->ask<raysync::plain_answer>(
            executor_, raysync::check_path, raysync::check_call{}, stop_,
            [self = shared_from_this()](result<raysync::plain_answer> answer) { self->judge(std::move(answer)); });
    }

    void judge(result<raysync::plain_answer> answer) {
        if (answer) {
            sole_.give_back();
            agent_->is_up();
            return give_parameters();
        }
        const auto& why = answer.error();
        const bool refuses = why.code.category() == raysync_category();  // it is there, and not ready
        if (!refuses && !agent_->is_lost(why)) return end(std::move(answer).error());
        if (why.code == transport_errc::timed_out) waited_ += agent_->options.timeout;
        agent_->look_at_start();
        // Another operation may have seen it since this one asked.
        if (!refuses && !is_hindered() && !agent_->comes_up && agent_->times_up == times_up_) {
            const bool knew = sole_.held() == lock::sole;
            if (auto started = start(); !started) return end(std::move(started));
            if (!knew && sole_.held() == lock::sole) return check();
        }
        if (agent_->comes_up) beginning_ = agent_->comes_up;
        if (is_hindered()) return end(*beginning_->hindered);
        wait();
    }

    bool is_hindered() const { return beginning_ && beginning_->hindered; }

    /// Takes the right to start it, or, where this one has that and has looked again since, starts it. Another engine may have
    /// started it before it gave the right away.
    result<void> start() {
        const auto script = agent_->folder / "start.sh";
        std::error_code ec;
        if (!std::filesystem::is_regular_file(script, ec))
            return failure{scene_errc::missing_file, script.string(),
                           "the Raysync agent is not up, and there is nothing to start it by",
                           "name its folder in raysync_options::folder"};
        if (sole_.held() == lock::sole) return agent_->start(std::move(sole_));
        sole_.take(script, lock::sole);
        return {};
    }

    void wait() {
        if (waited_ >= agent_->options.start_time) {
            if (beginning_ == agent_->comes_up) agent_->give_start_up();
            return end(failure{transport_errc::timed_out, agent_->where.text(),
                               "the Raysync agent did not come up in " + std::to_string(waited_.count()) + " ms",
                               "run " + (agent_->folder / "start.sh").string() + " by hand"});
        }
        const auto span = std::max(agent_->options.start_poll, std::chrono::milliseconds(1));
        waited_ += span;
        agent_->options.clock.async_wait(executor_, span, stop_, [self = shared_from_this()](result<void> waited) {
            if (!waited) return self->end(detail::canceled_transfer(self->agent_->where.text()));
            self->check();
        });
    }

    void give_parameters() {
        const auto& options = agent_->options;
        raysync::parameters_call question{options.upload_limit, options.download_limit, {}};
        if (options.protocol != raysync_protocol::tcp) question.mss = 1200;
        next(raysync::parameters_path, question, [](readiness& self) { self.give_proxy(); });
    }
    void give_proxy() {
        const auto& options = agent_->options;
        raysync::proxy_call question;
        if (!options.proxy_host.empty() && options.proxy_port != 0) question = {true, options.proxy_host, options.proxy_port};
        next(raysync::proxy_path, question, [](readiness& self) { self.give_limit(); });
    }
    void give_limit() {
        const auto& options = agent_->options;
        const raysync::limit_call question{std::clamp(options.uploads_at_once, 1, 10),
                                           std::clamp(options.downloads_at_once, 1, 10)};
        next(raysync::set_limit_path, question, [](readiness& self) { self.end({}); });
    }

    template <class Question>
    void next(std::string_view path, const Question& question, void (*go_on)(readiness&)) {
        agent_->ask<raysync::plain_answer>(executor_, path, question, stop_,
                                           [self = shared_from_this(), go_on](result<raysync::plain_answer> answer) {
                                               if (!answer) return self->end(std::move(answer).error());
                                               go_on(*self);
                                           });
    }

    void end(result<void> how) {
        sole_.give_back();
        auto done = std::move(done_);
        done(std::move(how));
    }

    std::shared_ptr<shared> agent_;
    asio::any_io_executor executor_;
    std::stop_token stop_;
    completion<void> done_;
    detail::path_lock sole_;                        // of start.sh
    std::shared_ptr<shared::beginning> beginning_;  // that this one waits for
    std::uint64_t times_up_ = 0;                    // when this one asked
    std::chrono::milliseconds waited_{0};
};

}  // namespace renderbus

#endif
