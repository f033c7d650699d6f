// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_RAYSYNC_LINK_IPP
#define RENDERBUS_TRANSFER_IMPL_RAYSYNC_LINK_IPP

#include <renderbus/process/left_running.hpp>
#include <renderbus/transfer/impl/listening_sockets.ipp>
#include <renderbus/transfer/impl/path_lock.ipp>
#include <renderbus/transfer/raysync_engine.hpp>
#include <renderbus/utf8.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// The agent, as far as it is known, and one question to it.
struct raysync_engine::shared : std::enable_shared_from_this<raysync_engine::shared> {
    any_transport carrier;
    raysync_options options;
    std::filesystem::path folder;
    http::origin where = {false, "127.0.0.1", 0, true};
    std::uint64_t times_up = 0;  // answers that it is up
    detail::path_lock use;       // of the folder: shared while this lives, alone for stopping the agent
    bool is_stopping = false;

    /// A start of the agent, which every operation waits for that comes meanwhile; it outlives the one that began it.
    struct beginning {
        detail::path_lock sole;  // of start.sh: no other engine starts it
        std::chrono::system_clock::time_point since;
        std::optional<failure> hindered;
    };
    std::shared_ptr<beginning> comes_up;
    std::optional<left_running> started;     // by this engine
    bool was_given_up = false;               // that start: what comes up behind it is another's
    std::vector<std::uint64_t> its_sockets;  // that what was started listens on

    shared(any_transport by, raysync_options chosen) : carrier(std::move(by)), options(std::move(chosen)) {
        std::error_code ec;
        if (auto found = options.folder.empty() ? raysync::usual_folder() : std::optional(options.folder))
            folder = std::filesystem::absolute(*found, ec);
    }
    ~shared() {
        if (may_stop()) (void)left_running::start(script("stop.sh"), use.pass_on());
    }

    /// Whether what is up, if anything is, was started here. Another may have been started after ours had ended.
    bool is_own() const {
        if (!started) return false;
        return its_sockets.empty() || detail::have_common(its_sockets, detail::listening_sockets(where.port));
    }
    /// It is this engine's to stop, and no other uses it.
    bool may_stop() { return is_own() && use.take(folder, detail::path_lock::kind::sole); }

    result<void> start(detail::path_lock sole) {
        auto begun = left_running::start(script("start.sh"));
        if (!begun) return std::move(begun).error();
        started = *std::move(begun);
        its_sockets.clear();
        was_given_up = false;
        comes_up = std::make_shared<beginning>(beginning{std::move(sole), options.clock.now(), {}});
        return {};
    }
    /// A start.sh that fails, or takes too long while nobody waits for it, is no start any more.
    void look_at_start() {
        const bool is_waited_for = comes_up && comes_up.use_count() > 1;
        if (!is_waited_for && comes_up && options.clock.now() - comes_up->since >= options.start_time) give_start_up();
        const auto ended = comes_up && started ? started->ended() : std::nullopt;
        if (!ended || ended->is_success()) return;
        std::exchange(comes_up, nullptr)->hindered =
            failure{transport_errc::connect_failed, (folder / "start.sh").string(),
                    "the Raysync agent does not start: " + ended->words(), "run start.sh by hand"};
    }
    void give_start_up() {
        comes_up.reset();
        was_given_up = true;
    }
    void is_up() {
        ++times_up;
        comes_up.reset();
        if (was_given_up && its_sockets.empty()) started.reset();
        if (!started) return;
        const auto ended = started->ended();
        if (!its_sockets.empty() ? !is_own() : ended && !ended->is_success()) started.reset();  // what is up is another's
        else if (its_sockets.empty()) its_sockets = detail::listening_sockets(where.port);
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

}  // namespace renderbus

#endif
