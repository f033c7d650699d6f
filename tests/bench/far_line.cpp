// SPDX-License-Identifier: BSL-1.0
// A line to a place far away: far_line FROM_PORT TO_PORT MILLISECONDS. Passes each connection on to another port of this machine,
// and each byte half of that time later, both ways. Ends when its standard input does.
#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/read.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <memory>
#include <vector>

namespace {

using asio::ip::tcp;
using clock_type = std::chrono::steady_clock;

/// One direction of a connection.
class half : public std::enable_shared_from_this<half> {
public:
    half(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to, clock_type::duration delay)
        : from_(std::move(from)), to_(std::move(to)), delay_(delay), timer_(from_->get_executor()), space_(256 * 1024) {}

    void read() {
        from_->async_read_some(asio::buffer(space_), [self = shared_from_this()](std::error_code why, std::size_t bytes) {
            // An empty piece is the end.
            self->pieces_.push_back(
                {clock_type::now() + self->delay_, {self->space_.begin(), self->space_.begin() + (why ? 0 : bytes)}});
            if (self->pieces_.size() == 1) self->wait();
            if (!why) self->read();
        });
    }

private:
    struct piece {
        clock_type::time_point due;
        std::vector<char> bytes;
    };
    void wait() {
        timer_.expires_at(pieces_.front().due);
        timer_.async_wait([self = shared_from_this()](std::error_code) { self->write(); });
    }
    void write() {
        std::error_code ignored;
        if (pieces_.front().bytes.empty()) {
            to_->shutdown(tcp::socket::shutdown_send, ignored);
            return;
        }
        asio::async_write(*to_, asio::buffer(pieces_.front().bytes),
                          [self = shared_from_this()](std::error_code why, std::size_t) {
                              self->pieces_.pop_front();
                              if (!why && !self->pieces_.empty()) self->wait();
                          });
    }

    std::shared_ptr<tcp::socket> from_, to_;
    clock_type::duration delay_;
    asio::steady_timer timer_;
    std::vector<char> space_;
    std::deque<piece> pieces_;
};

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const auto port = [&](int nth) { return static_cast<std::uint16_t>(std::atoi(arguments[nth])); };
    const clock_type::duration delay = std::chrono::microseconds(std::atoi(arguments[3]) * 500);
    asio::io_context io;
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), port(1)});
    const auto accept = [&](auto& self) -> void {
        acceptor.async_accept([&](std::error_code why, tcp::socket made) {
            if (why) return;
            const auto near = std::make_shared<tcp::socket>(std::move(made));
            const auto far = std::make_shared<tcp::socket>(io);
            far->connect({asio::ip::address_v4::loopback(), port(2)}, why);
            if (!why) {
                for (const auto& each : {near, far}) each->set_option(tcp::no_delay(true));
                std::make_shared<half>(near, far, delay)->read();
                std::make_shared<half>(far, near, delay)->read();
            }
            self(self);
        });
    };
    accept(accept);
    asio::posix::stream_descriptor parent(io, ::dup(STDIN_FILENO));
    char byte;
    parent.async_read_some(asio::buffer(&byte, 1), [&](std::error_code, std::size_t) { io.stop(); });
    io.run();
    return 0;
}
