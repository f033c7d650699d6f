// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_TRANSMITTER_RUN_IPP
#define RENDERBUS_TRANSFER_IMPL_TRANSMITTER_RUN_IPP

#include <renderbus/transfer/impl/moved_by_others.ipp>
#include <renderbus/transfer/transmitter.hpp>
#include <renderbus/utf8.hpp>

#include <asio/post.hpp>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <set>

namespace renderbus {

struct transmitter_engine::shared {
    transmitter_options options;

    /// What the program finds its libraries and its log by.
    std::vector<std::pair<std::string, std::string>> environment(const std::filesystem::path& program) const {
        auto libraries = program.parent_path().string();
        if (const char* more = std::getenv("LD_LIBRARY_PATH"); more && *more) libraries.append(":").append(more);
        std::vector<std::pair<std::string, std::string>> made = {{"LD_LIBRARY_PATH", libraries}};
        if (!options.log_folder.empty()) made.emplace_back("RAYVISION_LOG", options.log_folder.string());
        if (!options.log_ini.empty()) made.emplace_back("RAYVISION_LOG_INI", options.log_ini.string());
        return made;
    }

    /// The line's part of a call; the rest is the file's. What stands before the storage tells its kind, which the bid tells too.
    result<transmitter_call> call_for(transmitter_type type, std::string remote, bool may_be_root = false) const {
        auto named = detail::storage_name_of(std::move(remote), options.config_storage, may_be_root);
        if (!named) return std::move(named).error();
        transmitter_call call;
        call.engine = options.engine;
        call.host = options.host;
        call.port = options.port;
        call.storage_id = std::move(named->bid);
        call.user_id = std::move(named->user);
        call.remote = std::move(named->path);
        const bool is_download = type == transmitter_type::download_list || type == transmitter_type::download_path;
        call.type = type;
        call.limit = is_download ? options.download_limit : options.upload_limit;
        call.retries = options.own_retries;
        call.database = options.database;
        call.protocol = options.protocol;
        return call;
    }
};

/// One file's way: the program is run until it says that it is done, or that it is of no use. `look` has a last word before
/// each run and after the one that is done.
class transmitter_engine::run : public std::enable_shared_from_this<transmitter_engine::run> {
public:
    run(std::shared_ptr<shared> engine, asio::any_io_executor executor, transmitter_call call, std::stop_token stop,
        completion<void> done, transmitter_teller tell = {})
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          call_(std::move(call)),
          stop_(std::move(stop)),
          done_(std::move(done)),
          tell_(std::move(tell)),
          pause_(engine_->options.pause) {}

    /// So many runs that leave out some of the files.
    void give_up_after(int partial_runs) { most_partial_runs_ = partial_runs; }
    void start(std::function<result<void>()> look) {
        look_ = std::move(look);
        const auto& options = engine_->options;
        const char* search_path = std::getenv("PATH");
        auto program = find_program(options.program, search_path ? search_path : "");
        if (!program) return end(std::move(program).error());
        auto arguments = transmitter_arguments(call_, options.edition);
        if (!arguments) return end(std::move(arguments).error());
        what_ = {.program = *program,
                 .arguments = *std::move(arguments),
                 .environment = engine_->environment(*program),
                 .folder = {},
                 .input = "y\n"};  // it may ask whether to go on
        once();
    }

private:
    void once() {
        if (auto fine = look_(); !fine) return end(std::move(fine));
        ++tries_;
        failed_.clear();
        async_run_program(
            executor_, what_, engine_->options.limits, [self = shared_from_this()](const output_line& line) { self->hear(line); },
            stop_, [self = shared_from_this()](result<program_end> ended) { self->judge(std::move(ended)); });
    }

    bool is_upload() const {
        return call_.type != transmitter_type::download_list && call_.type != transmitter_type::download_path;
    }
    bool is_one_file() const { return !tell_; }

    void hear(const output_line& line) {
        const auto event = read_transmitter_line(line.text);
        if (!event) return;
        constexpr std::size_t most_failed = 10'000;
        if (event->what != transmitter_event::kind::done) {
            bad_news_ = line.text;
            if (failed_.size() < most_failed) failed_.insert(event->path);
        } else if (is_one_file()) {
            failed_.clear();  // it sent the file again by itself
        } else {
            failed_.erase(event->path);
        }
        if (tell_) tell_(*event);
    }

    void judge(result<program_end> ended) {
        if (!ended) return end(std::move(ended).error());
        auto verdict = judge_transmitter(*ended, is_upload(), engine_->options.edition);
        using kind = transmitter_verdict::kind;
        if (verdict.what == kind::done && !failed_.empty())
            verdict = {kind::try_again,
                       {transport_errc::connection_lost, "", "the transmitter says: " + printable(bad_news_, 500),
                        "look at the line and at the file"}};
        if (verdict.what == kind::done) return end(look_());
        const bool is_partial = !failed_.empty() || ended->exit_code == 10;
        if (is_partial && ++partial_runs_ >= most_partial_runs_) {
            verdict.what = kind::given_up;
            verdict.why.code = std::make_error_code(std::errc::io_error);
        }
        if (verdict.what == kind::given_up || tries_ >= engine_->options.tries) {
            if (tries_ > 1) verdict.why.cause += " (after " + std::to_string(tries_) + " runs)";
            return end(std::move(verdict.why));
        }
        const auto span = pause_;
        pause_ = std::min(pause_ + engine_->options.pause_growth, engine_->options.longest_pause);
        engine_->options.clock.async_wait(executor_, span, stop_, [self = shared_from_this()](result<void> waited) {
            if (!waited) return self->end(std::move(waited));
            self->once();
        });
    }

    void end(result<void> how) {
        look_ = {};
        tell_ = {};
        auto done = std::move(done_);
        if (!how && how.error().place.empty()) how.error().place = call_.local.string();
        done(std::move(how));
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    transmitter_call call_;
    std::stop_token stop_;
    completion<void> done_;
    transmitter_teller tell_;
    std::chrono::milliseconds pause_;
    std::function<result<void>()> look_;
    program_start what_;
    int tries_ = 0;
    int partial_runs_ = 0;
    int most_partial_runs_ = std::numeric_limits<int>::max();
    std::string bad_news_;          // the last line of it
    std::set<std::string> failed_;  // and what it was about, unless it was done after that
};

}  // namespace renderbus

#endif
