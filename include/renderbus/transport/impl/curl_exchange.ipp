// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_CURL_EXCHANGE_IPP
#define RENDERBUS_TRANSPORT_IMPL_CURL_EXCHANGE_IPP

#include <renderbus/transport/connector.hpp>
#include <renderbus/transport/curl_exchange.hpp>
#include <renderbus/transport/http_writer.hpp>
#include <renderbus/transport/tls.hpp>

#include <algorithm>

namespace renderbus::detail {

RENDERBUS_DECL curl_core::curl_core(connection_options with)
    : options(std::move(with)),
      sessions(std::make_shared<curl_sessions>()),
      pools(pool_limits{options.connections_per_origin, options.connections, options.idle_time}),
      pace(line_pace::of(options.upload_limit, options.download_limit)) {}

RENDERBUS_DECL curl_exchange::curl_exchange(asio::any_io_executor executor, std::shared_ptr<curl_core> core, http::request what,
                                            std::stop_token stop, completion<http::response> done)
    : operation(std::move(executor)),
      core_(std::move(core)),
      request_(std::move(what)),
      done_(std::move(done)),
      curl_timer_(this->executor()),
      stop_token_(std::move(stop)),
      timer_(this->executor()),
      longest_silence_(
          std::clamp<std::chrono::milliseconds>(request_.timeout, std::chrono::milliseconds(1), std::chrono::hours(24 * 365))) {
    if (core_->pace) pace_.emplace(this->executor(), core_->pace);
}

RENDERBUS_DECL curl_exchange::~curl_exchange() { let_line_go(); }

RENDERBUS_DECL void curl_exchange::start() { post(to(&curl_exchange::begin)); }

RENDERBUS_DECL void curl_exchange::stopper::operator()() const {
    if (const auto self = stopped.lock()) post(wake{self, static_cast<step>(&curl_exchange::on_stop)});
}

RENDERBUS_DECL void curl_exchange::begin(std::error_code) {
    if (stop_token_.stop_requested()) return on_stop({});
    stop_.emplace(stop_token_, stopper{weak_from_this()});
    if (auto head = http::write_head(request_); !head) return finish(std::move(head).error());
    auto via = core_->options.proxies.way_to(request_.where);
    if (!via) return finish(http::at_request(request_, std::move(via).error()));
    via_ = std::move(*via);
    last_progress_ = clock::now();
    on_time({});
    pool_ = core_->pools.of(executor());
    is_in_queue_ = !pool_->acquire(request_.where, std::static_pointer_cast<curl_exchange>(shared_from_this()));
    if (!is_in_queue_) on_slot({});
}

RENDERBUS_DECL void curl_exchange::resume() { post(to(&curl_exchange::on_slot)); }

RENDERBUS_DECL void curl_exchange::on_slot(std::error_code) {
    if (!done_) return;
    is_in_queue_ = false;
    last_progress_ = clock::now();
    send_over(slot_.take_kept<curl_line>());
}

RENDERBUS_DECL void curl_exchange::send_over(std::unique_ptr<curl_line> line) {
    line_ = line ? std::move(line) : std::make_unique<curl_line>(core_->sessions);
    if (line_->easy() == nullptr || line_->multi() == nullptr) {
        return fail(transport_errc::connect_failed, "libcurl gives no handle", "free memory");
    }
    set_options();
    intake_.start(request_);
    head_reader_.start(request_.method);
    curl_multi_add_handle(line_->multi(), line_->easy());
    is_driven_ = true;
    drive(CURL_SOCKET_TIMEOUT, 0);
}

// Where the kept connection proved dead: once and no more, as the new line has no connection to be dead.
RENDERBUS_DECL void curl_exchange::send_again() {
    let_line_go();
    has_been_sent_ = wants_to_be_sent_again_ = is_connected_ = false;
    if (std::exchange(body_sent_, 0) != 0 && request_.source) {
        if (auto back = request_.source->rewind(); !back) return finish(std::move(back).error());
    }
    send_over(nullptr);
}

/// What libcurl calls, always inside curl_multi_socket_action or curl_multi_remove_handle: none of these may end the exchange.
struct curl_exchange::callbacks {
    static curl_exchange& of(void* self) { return *static_cast<curl_exchange*>(self); }

    static int watch(CURL*, curl_socket_t socket, int wanted, void* self, void*) {
        auto& sockets = of(self).sockets_;
        if (wanted == CURL_POLL_REMOVE) return sockets.erase(socket), 0;
        auto& watched = sockets[socket];
        if (!watched) watched = std::make_shared<watched_socket>(of(self).executor(), socket);
        watched->wanted = wanted;
        return 0;
    }
    static int set_timer(CURLM*, long milliseconds, void* self) {
        auto& timer = of(self).curl_timer_;
        timer.cancel();
        if (milliseconds < 0) return 0;
        timer.expires_after(std::chrono::milliseconds(milliseconds));
        timer.async_wait(of(self).to(&curl_exchange::on_curl_time));
        return 0;
    }
    /// The connection stands, the request goes out now. libcurl would send any request again whose kept connection proved dead.
    static int before_sending(void* self, char*, char*, int, int) {
        auto& exchange = of(self);
        exchange.is_connected_ = exchange.was_ever_sent_ = true;
        exchange.last_progress_ = clock::now();
        if (!std::exchange(exchange.has_been_sent_, true)) return CURL_PREREQFUNC_OK;
        exchange.wants_to_be_sent_again_ = exchange.request_.repeatable;
        return CURL_PREREQFUNC_ABORT;
    }
    static std::size_t give_body(char* space, std::size_t size, std::size_t count, void* self) {
        auto& exchange = of(self);
        exchange.last_progress_ = clock::now();
        const auto left = http::body_size(exchange.request_) - exchange.body_sent_;
        auto asked = static_cast<std::size_t>(std::min<std::uint64_t>(size * count, left));
        if (asked == 0) return 0;
        asked = exchange.allowed(line_direction::up, asked);
        if (asked == 0) return CURL_READFUNC_PAUSE;
        if (!exchange.request_.source) {
            exchange.note_moved(line_direction::up, asked);
            exchange.request_.body.copy(space, asked, static_cast<std::size_t>(exchange.body_sent_));
            return exchange.body_sent_ += asked, asked;
        }
        auto got = exchange.request_.source->read({space, asked});
        if (!got) return exchange.refuse(std::size_t{CURL_READFUNC_ABORT}, std::move(got).error());
        if (*got == 0 || *got > asked) {
            return exchange.refuse(std::size_t{CURL_READFUNC_ABORT},
                                   http::at_request(exchange.request_, {scene_errc::changed_file,
                                                                        {},
                                                                        "the body to send ended before its size was reached",
                                                                        "leave the file alone while it is sent"}));
        }
        exchange.note_moved(line_direction::up, *got);
        return exchange.body_sent_ += *got, *got;
    }
    static int rewind_body(void* self, curl_off_t offset, int origin) {
        auto& exchange = of(self);
        if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
        if (std::exchange(exchange.body_sent_, 0) == 0 || !exchange.request_.source) return CURL_SEEKFUNC_OK;
        auto back = exchange.request_.source->rewind();
        return back ? CURL_SEEKFUNC_OK : exchange.refuse(CURL_SEEKFUNC_FAIL, std::move(back).error());
    }
    static std::size_t take_head_line(char* line, std::size_t size, std::size_t count, void* self) {
        auto& exchange = of(self);
        exchange.last_progress_ = clock::now();
        // Trailers say nothing that this library reads; without an end they are too large.
        if (exchange.has_head_ && ++exchange.trailers_ <= http::reader_limits().fields) return size * count;
        auto took = exchange.has_head_
                        ? result<http::reader::step>({transport_errc::answer_too_large, {}, "too many trailers", {}})
                        : exchange.head_reader_.next({line, size * count});
        if (!took) return exchange.refuse(std::size_t{0}, http::at_request(exchange.request_, std::move(took).error()));
        if (took->what != http::reader::event::head) return size * count;
        exchange.has_head_ = true;
        const auto told = exchange.head_reader_.body_size();
        exchange.ends_with_connection_ = !told && http::find(exchange.head_reader_.head().fields, "Transfer-Encoding") == nullptr;
        auto fits = exchange.intake_.take_head(exchange.head_reader_.take_head(), told);
        return fits ? size * count : exchange.refuse(std::size_t{0}, std::move(fits).error());
    }
    static std::size_t take_body(char* piece, std::size_t size, std::size_t count, void* self) {
        auto& exchange = of(self);
        exchange.last_progress_ = clock::now();
        if (exchange.allowed(line_direction::down, size * count) == 0) return CURL_WRITEFUNC_PAUSE;
        exchange.note_moved(line_direction::down, size * count);  // all of it, be the turn a smaller one: the next come later
        auto taken = exchange.intake_.take_body({piece, size * count});
        return taken ? size * count : exchange.refuse(std::size_t{0}, std::move(taken).error());
    }
};

RENDERBUS_DECL void curl_exchange::set_options() {
    CURL* easy = line_->easy();
    line_->reset(core_->options);
    curl_easy_setopt(easy, CURLOPT_URL, (request_.where.text() + request_.target).c_str());
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said_);
    curl_easy_setopt(easy, CURLOPT_PROXY, via_ ? via_->text().c_str() : "");
    if (via_ && (!via_->user.empty() || !via_->password.empty())) {
        curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, via_->user.c_str());
        curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, std::string(via_->password.reveal()).c_str());
        curl_easy_setopt(easy, CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
    }
    using std::chrono::duration_cast;
    const auto limit = std::min<clock::duration>(core_->options.connect_timeout, longest_silence_);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::max<std::int64_t>(1, duration_cast<std::chrono::milliseconds>(limit).count())));
    set_headers();
    set_method();
    set_callbacks();
}

RENDERBUS_DECL void curl_exchange::set_headers() {
    const auto add = [this](const std::string& line) { headers_ = curl_slist_append(headers_, line.c_str()); };
    add("Host: " + request_.where.authority());
    // An empty name with a semicolon is sent empty; one with a colon takes away what libcurl adds by itself.
    for (const auto& each : request_.headers) add(each.value.empty() ? each.name + ";" : each.name + ": " + each.value);
    for (const char* own : {"Accept", "Expect", "Content-Type", "User-Agent"}) {
        if (http::find(request_.headers, own) == nullptr) add(std::string(own) + ":");
    }
    curl_easy_setopt(line_->easy(), CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(line_->easy(), CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
}

RENDERBUS_DECL void curl_exchange::set_method() {
    CURL* easy = line_->easy();
    const auto& method = request_.method;
    const auto size = http::body_size(request_);
    const bool tells_size = size != 0 || method == "POST" || method == "PUT" || method == "PATCH";
    if (tells_size) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size));
    } else if (method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

RENDERBUS_DECL void curl_exchange::set_callbacks() {
    CURL* easy = line_->easy();
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &callbacks::before_sending);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &callbacks::give_body);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &callbacks::rewind_body);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &callbacks::take_head_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &callbacks::take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    curl_multi_setopt(line_->multi(), CURLMOPT_SOCKETFUNCTION, &callbacks::watch);
    curl_multi_setopt(line_->multi(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(line_->multi(), CURLMOPT_TIMERFUNCTION, &callbacks::set_timer);
    curl_multi_setopt(line_->multi(), CURLMOPT_TIMERDATA, this);
}

RENDERBUS_DECL void curl_exchange::drive(curl_socket_t socket, int readiness) {
    int running = 0;
    curl_multi_socket_action(line_->multi(), socket, readiness, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(line_->multi(), &left)) {
        if (message->msg == CURLMSG_DONE) return complete(message->data.result);
    }
    wait();
}

RENDERBUS_DECL void curl_exchange::wait() {
    for (const auto& [socket, watched] : sockets_) {
        const bool wants_read = watched->wanted == CURL_POLL_IN || watched->wanted == CURL_POLL_INOUT;
        const bool wants_write = watched->wanted == CURL_POLL_OUT || watched->wanted == CURL_POLL_INOUT;
        if (wants_read && !std::exchange(watched->is_waiting_to_read, true)) wait_for(socket, watched, CURL_CSELECT_IN);
        if (wants_write && !std::exchange(watched->is_waiting_to_write, true)) wait_for(socket, watched, CURL_CSELECT_OUT);
    }
}

RENDERBUS_DECL void curl_exchange::wait_for(curl_socket_t socket, const std::shared_ptr<watched_socket>& watched, int readiness) {
    using descriptor = asio::posix::stream_descriptor;
    auto on_ready = [self = std::static_pointer_cast<curl_exchange>(shared_from_this()), waited = std::weak_ptr(watched), socket,
                     readiness](std::error_code) {
        // libcurl may have let go of the socket meanwhile, and the system may have given its number to another.
        if (auto there = waited.lock(); there && self->is_driven_) {
            (readiness == CURL_CSELECT_IN ? there->is_waiting_to_read : there->is_waiting_to_write) = false;
            // Not held while it is driven: the next exchange may watch the socket on another thread before this returns.
            there.reset();
            self->drive(socket, readiness);
        }
    };
    watched->descriptor.async_wait(readiness == CURL_CSELECT_IN ? descriptor::wait_read : descriptor::wait_write,
                                   std::move(on_ready));
}

RENDERBUS_DECL void curl_exchange::on_curl_time(std::error_code why) {
    if (!why && is_driven_ && clock::now() >= curl_timer_.expiry()) drive(CURL_SOCKET_TIMEOUT, 0);
}

RENDERBUS_DECL std::size_t curl_exchange::allowed(line_direction which, std::size_t bytes) {
    return pace_ && bytes != 0 ? pace_->allowed(which, bytes, to(&curl_exchange::on_turn)) : std::max<std::size_t>(bytes, 1);
}

RENDERBUS_DECL void curl_exchange::on_turn(std::error_code why) {
    if (why || !is_driven_) return;
    curl_easy_pause(line_->easy(), CURLPAUSE_CONT);
    drive(CURL_SOCKET_TIMEOUT, 0);
}

RENDERBUS_DECL void curl_exchange::complete(CURLcode outcome) {
    if (refusal_) return finish(std::move(*refusal_));
    if (wants_to_be_sent_again_) return send_again();
    if (outcome == CURLE_ABORTED_BY_CALLBACK) {
        return fail(transport_errc::connection_lost, "the connection ended before the answer",
                    "the request may or may not have arrived: find out, then try again");
    }
    if (outcome == CURLE_OK && !has_head_) {
        return fail(transport_errc::connection_lost, "the connection ended inside the answer's head", "try again");
    }
    if (outcome == CURLE_OK && ends_with_connection_ && request_.where.tls && !line_->had_goodbye()) {
        return fail(transport_errc::connection_lost, "the connection ended without TLS's goodbye", "try again");
    }
    if (outcome != CURLE_OK) return finish(http::at_request(request_, line_->explain(outcome, said_, via_.get(), has_head_)));
    auto answer = intake_.take_answer();
    if (answer.status == 407 && passes_requests_on(via_.get(), request_.where)) {
        return finish(
            http::at_request(request_, login_refused(*via_, "it answered with HTTP status 407", offered_logins(answer.headers))));
    }
    auto line = std::move(line_);
    line_ = nullptr;
    curl_multi_remove_handle(line->multi(), line->easy());
    is_driven_ = false;
    sockets_.clear();
    line->forget_callers();
    curl_easy_reset(line->easy());
    slot_.keep(std::move(line));
    finish(std::move(answer));
}

RENDERBUS_DECL void curl_exchange::let_line_go() noexcept {
    if (pace_) pace_->rest();
    // Before libcurl closes them: what is no socket any more can no longer be taken from the watch.
    sockets_.clear();
    if (line_) line_->forget_callers();
    if (line_ && is_driven_) curl_multi_remove_handle(line_->multi(), line_->easy());
    is_driven_ = false;
    line_ = nullptr;
    curl_slist_free_all(std::exchange(headers_, nullptr));
}

RENDERBUS_DECL void curl_exchange::on_time(std::error_code why) {
    if (why || !done_) return;
    const auto now = clock::now();
    // libcurl has the limit for connecting.
    if ((line_ && !is_connected_) || (pace_ && pace_->waits())) last_progress_ = now;
    if (now < last_progress_ + longest_silence_) {
        timer_.expires_at(last_progress_ + longest_silence_);
        return timer_.async_wait(to(&curl_exchange::on_time));
    }
    const auto limit = " for " + in_words(longest_silence_);
    if (!line_) return fail(transport_errc::timed_out, "no connection was free" + limit, "allow more connections or more time");
    fail(transport_errc::timed_out, (has_head_ ? "the answer stopped" : "no answer came") + limit,
         "try again, or allow more time");
}

RENDERBUS_DECL void curl_exchange::on_stop(std::error_code) { fail(transport_errc::canceled, "the request was called off", {}); }

RENDERBUS_DECL void curl_exchange::fail(std::error_code code, std::string cause, std::string next_step) {
    finish(http::at_request(request_, {code, {}, std::move(cause), std::move(next_step)}));
}

RENDERBUS_DECL void curl_exchange::finish(result<http::response> outcome) {
    if (!done_) return;
    auto done = std::move(done_);
    const auto self = shared_from_this();
    if (!outcome) outcome.error().never_sent = !was_ever_sent_;
    stop_.reset();
    if (is_in_queue_) pool_->leave_queue(this);
    let_line_go();
    timer_.cancel();
    curl_timer_.cancel();
    slot_.release();
    request_ = {};
    done(std::move(outcome));
}

}  // namespace renderbus::detail

#endif
