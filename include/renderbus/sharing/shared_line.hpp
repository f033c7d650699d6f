// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_SHARING_SHARED_LINE_HPP
#define RENDERBUS_SHARING_SHARED_LINE_HPP

#include <renderbus/detail/initiate.hpp>
#include <renderbus/session.hpp>
#include <renderbus/sharing/line_core.hpp>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

namespace renderbus {

/// What a shared line allows to all its shares together.
using line_options = fair_queue_limits;

struct share_options {
    std::string name = {};  ///< of the share's runs
    unsigned priority = 1;  ///< from 1 to 1000: twice the priority gets twice the bytes where both have work
};

/// One user of a shared line, usually one shot. Copies are the same share; used from any thread.
///
/// The share leaves the line when its last copy and the last copy of its session are gone. A pause ends with the last copy of
/// the share, since then nobody could end it.
class line_share {
public:
    const std::string& name() const noexcept { return handle_->member->name(); }
    /// What to give to `run` and `async_run`: the line's session, with this share's name, whose calls and transfers wait for
    /// this share's turn.
    farm_session session() const { return handle_->session; }

    /// Starts nothing more of this share; what is under way goes on to its end, and the runs wait.
    void pause() const { handle_->member->line().pause(handle_->member->share()); }
    void resume() const { handle_->member->line().resume(handle_->member->share()); }
    /// A new priority, for what starts from now on.
    void priority(unsigned value) const { handle_->member->line().weigh(handle_->member->share(), value); }
    share_counts counts() const { return handle_->member->line().counts(handle_->member->share()); }
    /// By all exchanges of this share that have ended, in both directions, without their heads.
    std::uint64_t bytes_moved() const { return counts().bytes_moved; }

private:
    friend class shared_line;
    struct handle {
        handle(std::shared_ptr<detail::line_member> of, farm_session through)
            : member(std::move(of)), session(std::move(through)) {}
        ~handle() { member->line().resume(member->share()); }
        handle(const handle&) = delete;
        handle& operator=(const handle&) = delete;
        std::shared_ptr<detail::line_member> member;
        farm_session session;
    };
    explicit line_share(std::shared_ptr<const handle> of) : handle_(std::move(of)) {}
    std::shared_ptr<const handle> handle_;
};

/// The way to one farm, shared fairly by several runs: at most so many exchanges under way at once, and bytes in proportion
/// to priorities (see `fair_queue`). Cheap to copy; used from any thread, and its shares on any executors.
///
/// An API call waits before each of its tries, and is signed after that; a file waits before each exchange of the session's
/// own engine, or once where the session was given an engine. Bytes are counted for whole exchanges: while a large file
/// moves, nothing takes its connection away, and a limit of bytes per second holds over time and not within one exchange (one
/// that does is `connection_options::upload_limit` and `download_limit`).
class shared_line {
public:
    explicit shared_line(farm_session session, line_options options = {})
        : session_(std::move(session)), core_(std::make_shared<detail::line_core>(options, session_.channel().clock())) {}

    line_share share(share_options options = {}) const {
        auto member = std::make_shared<detail::line_member>(core_, options.name, options.priority);
        auto session = session_.through(any_gate(member));
        if (!options.name.empty()) session.named(std::move(options.name));
        return line_share(std::make_shared<const line_share::handle>(std::move(member), std::move(session)));
    }

    /// Ends the line: what is under way runs to its end, what waits or comes later fails with `transport_errc::canceled`. Done
    /// when nothing is under way; the token's signature is `void(std::exception_ptr)`. A stop ends only this wait.
    template <class Token>
    auto async_shut_down(Token&& token) const {
        auto start = [core = core_](asio::any_io_executor executor, std::stop_token stop, completion<void> done) {
            core->shut_down(std::move(executor), std::move(stop), std::move(done));
        };
        return detail::initiate<void>(session_.executor(), std::move(start), std::forward<Token>(token));
    }
    void async_shut_down(asio::any_io_executor executor, std::stop_token stop, completion<void> done) const {
        core_->shut_down(std::move(executor), std::move(stop), std::move(done));
    }
    /// Waits here until the line has ended; not on a thread that its exchanges need to go on.
    void shut_down() const { core_->shut_down(); }

private:
    farm_session session_;
    std::shared_ptr<detail::line_core> core_;
};

}  // namespace renderbus

#endif
