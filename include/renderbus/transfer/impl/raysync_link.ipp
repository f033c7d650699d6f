// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_LINK_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_LINK_IPP

#include <renderbus/process/left_running.hpp>
#include <renderbus/transfer/raysync_engine.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace renderbus {

/// The agent, as far as it is known, and one question to it.
struct raysync_engine::shared : std::enable_shared_from_this<raysync_engine::shared> {
    any_transport carrier;
    raysync_options options;
    std::filesystem::path folder;
    http::origin where = {false, "127.0.0.1", 0, true};
    bool is_ready = false;     // it answered, and has its limits
    bool is_starting = false;  // an operation has started it and waits for it
    std::optional<left_running> started;

    shared(any_transport by, raysync_options chosen) : carrier(std::move(by)), options(std::move(chosen)) {
        std::error_code ec;
        if (auto found = options.folder.empty() ? raysync::usual_folder() : std::optional(options.folder))
            folder = std::filesystem::absolute(*found, ec);
    }
    ~shared() {
        if (started) (void)left_running::start(script("stop.sh"));
    }

    program_start script(const char* name) const {
        return {.program = "sh", .arguments = {(folder / name).string()}, .environment = {}, .folder = folder, .input = {}};
    }

    /// Asks, and reads the answer. An answer with another code than 0 is a failure of that code.
    template <class Answer, class Question>
    void ask(const asio::any_io_executor& executor, std::string_view path, const Question& question, std::stop_token stop,
             completion<Answer> done) {
        http::request what;
        what.where = where;
        what.target = path;
        what.headers = {{"Content-Type", "application/json"}};
        what.body = to_json(question, {.reveal_secrets = true});
        what.body_limit = mebibytes(4);
        what.timeout = options.timeout;
        carrier.async_exchange(executor, std::move(what), std::move(stop),
                               [self = shared_from_this(), path, done = std::move(done)](result<http::response> answer) mutable {
                                   done(self->template read<Answer>(path, std::move(answer)));
                               });
    }

    bool is_lost(const failure& why) const {
        return why.code == transport_errc::connect_failed || why.code == transport_errc::connection_lost ||
               why.code == transport_errc::timed_out;
    }

    /// What the agent says, without the key.
    std::string own_words(const std::optional<std::string>& message) const {
        auto text = message.value_or("");
        if (const auto key = options.key.reveal(); !key.empty())
            for (std::size_t at = 0; (at = text.find(key, at)) != text.npos; at += 3) text.replace(at, key.size(), "***");
        return text.empty() ? "nothing more" : printable(text, 500);
    }

private:
    template <class Answer>
    result<Answer> read(std::string_view path, result<http::response> answer) const {
        const auto place = where.text() + std::string(path);
        if (!answer) return std::move(answer).error();
        if (answer->status != 200)
            return failure{transport_errc::http_status, place, "the agent answers with HTTP " + std::to_string(answer->status),
                           "check that the port in cluster.xml is the Raysync agent's"};
        auto read = from_json<Answer>(answer->body, {.size_limit = mebibytes(4).bytes, .depth_limit = 16});
        if (!read || !read->code)
            return failure{
                transport_errc::malformed_answer, place,
                "the answer is not the Raysync agent's: " + (read ? "it has no code" : printable(read.error().cause, 200)),
                "check that the port in cluster.xml is the Raysync agent's"};
        if (*read->code != 0)
            return failure{
                std::error_code(static_cast<int>(std::clamp<std::int64_t>(*read->code, INT32_MIN, INT32_MAX)),
                                raysync_category()),
                place, "the agent refuses with code " + std::to_string(*read->code) + " and says: " + own_words(read->message),
                "look into the agent's log"};
        return read;
    }
};

/// Sees to it that the agent is up and has its limits: asks, starts it once where nobody answers, and asks again.
class raysync_engine::readiness : public std::enable_shared_from_this<raysync_engine::readiness> {
public:
    readiness(std::shared_ptr<shared> agent, asio::any_io_executor executor, std::stop_token stop, completion<void> done)
        : agent_(std::move(agent)), executor_(std::move(executor)), stop_(std::move(stop)), done_(std::move(done)) {}

    /// Through the executor.
    void begin() {
        if (agent_->is_ready) return end({});
        if (agent_->folder.empty())
            return end(failure{scene_errc::missing_file, "$HOME/renderfarm_sdk/RaysyncCmd", "the Raysync agent is not there",
                               "install it, or name its folder in raysync_options::folder"});
        check();
    }

private:
    void check() {
        // Read each time: who starts the agent may give it another port.
        const auto port = raysync::read_port(agent_->folder);
        if (!port) return end(port.error());
        agent_->where.port = *port;
        another_starts_ = agent_->is_starting && !has_started_;
        agent_->ask<raysync::plain_answer>(
            executor_, raysync::check_path, raysync::check_call{}, stop_,
            [self = shared_from_this()](result<raysync::plain_answer> answer) { self->judge(std::move(answer)); });
    }

    void judge(result<raysync::plain_answer> answer) {
        if (answer) {
            if (!has_started_ && !agent_->is_starting && was_lost()) agent_->started.reset();  // what is up is another's
            return give_parameters();
        }
        const bool refuses = answer.error().code.category() == raysync_category();  // it is there, and not ready
        if (!refuses && !agent_->is_lost(answer.error())) return end(std::move(answer).error());
        // Another operation may have brought it up since this one asked.
        const bool is_anothers = another_starts_ || agent_->is_starting || agent_->is_ready;
        if (!refuses && !is_anothers && !has_started_) {
            auto started = start();
            if (!started) return end(std::move(started));
        }
        if (has_started_ && agent_->started)
            if (const auto ended = agent_->started->ended(); ended && !ended->is_success())
                return end(failure{transport_errc::connect_failed, (agent_->folder / "start.sh").string(),
                                   "the Raysync agent does not start: " + ended->words(), "run start.sh by hand"});
        if (answer.error().code == transport_errc::timed_out) waited_ += agent_->options.timeout;
        if (waited_ >= agent_->options.start_time)
            return end(failure{transport_errc::timed_out, agent_->where.text(),
                               "the Raysync agent did not come up in " + std::to_string(waited_.count()) + " ms",
                               "run " + (agent_->folder / "start.sh").string() + " by hand"});
        const auto span = std::max(agent_->options.start_poll, std::chrono::milliseconds(1));
        waited_ += span;
        agent_->options.clock.async_wait(executor_, span, stop_, [self = shared_from_this()](result<void> waited) {
            if (!waited) return self->end(detail::canceled_transfer(self->agent_->where.text()));
            self->check();
        });
    }

    bool was_lost() const { return agent_->started && agent_->started->ended() && !agent_->started->ended()->is_success(); }

    result<void> start() {
        std::error_code ec;
        if (!std::filesystem::is_regular_file(agent_->folder / "start.sh", ec))
            return failure{scene_errc::missing_file, (agent_->folder / "start.sh").string(),
                           "the Raysync agent is not up, and there is nothing to start it by",
                           "name its folder in raysync_options::folder"};
        auto started = left_running::start(agent_->script("start.sh"));
        if (!started) return std::move(started).error();
        agent_->started = *std::move(started);
        has_started_ = agent_->is_starting = true;
        return {};
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
        next(raysync::set_limit_path, question, [](readiness& self) {
            self.agent_->is_ready = true;
            self.end({});
        });
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
        if (has_started_) agent_->is_starting = false;
        auto done = std::move(done_);
        done(std::move(how));
    }

    std::shared_ptr<shared> agent_;
    asio::any_io_executor executor_;
    std::stop_token stop_;
    completion<void> done_;
    bool has_started_ = false;
    bool another_starts_ = false;  // when this one asked
    std::chrono::milliseconds waited_{0};
};

}  // namespace renderbus

#endif
