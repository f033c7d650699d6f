// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_IMPL_HTTP_READER_IPP
#define RENDERBUS_TRANSPORT_IMPL_HTTP_READER_IPP

#include <renderbus/transport/http_reader.hpp>
#include <renderbus/transport/http_rules.hpp>

#include <algorithm>

namespace renderbus::http {

RENDERBUS_DECL void reader::start(std::string_view asked_method) {
    *this = reader(side_, limits_);
    is_head_answer_ = asked_method == "HEAD";
    is_connect_answer_ = asked_method == "CONNECT";
}

RENDERBUS_DECL failure reader::malformed(std::string cause) const {
    const char* message = side_ == side::answers ? "the answer" : "the request";
    return {transport_errc::malformed_answer, std::string("line ") + std::to_string(line_number_ + 1) + " of " + message,
            std::move(cause), side_ == side::answers ? "check that a farm listens there" : ""};
}

RENDERBUS_DECL failure reader::too_large(std::string cause) const {
    auto made = malformed(std::move(cause));
    made.code = transport_errc::answer_too_large;
    return made;
}

// True where a whole line stands in `line`, without its end.
RENDERBUS_DECL result<bool> reader::take_line(std::string_view& input, std::size_t limit, std::string_view& line) {
    if (partial_line_given_out_) {
        partial_line_.clear();
        partial_line_given_out_ = false;
    }
    const auto end = input.find('\n');
    line = input.substr(0, end == std::string_view::npos ? end : end + 1);
    input.remove_prefix(line.size());
    if (partial_line_.size() + line.size() > limit) return too_large("the line or the head is too long");
    if (end == std::string_view::npos || !partial_line_.empty()) {
        partial_line_ += line;
        line = partial_line_;
        partial_line_given_out_ = end != std::string_view::npos;
    }
    // Endless bytes that are no HTTP are told at once, not when the limit is reached.
    constexpr std::string_view expected = "HTTP/1.";
    if (state_ == state::start_line && side_ == side::answers && !line.starts_with(expected.substr(0, line.size()))) {
        return malformed("it does not begin with HTTP/1.1 or HTTP/1.0");
    }
    if (end == std::string_view::npos) return false;
    line.remove_suffix(1);
    const bool may_end_with_lf = is_connect_answer_ && (state_ == state::start_line || state_ == state::fields);
    if (line.ends_with('\r')) line.remove_suffix(1);
    else if (!may_end_with_lf) return malformed("the line does not end with CR LF");
    if (line.find('\r') != std::string_view::npos) return malformed("a CR stands inside the line");
    return true;
}

RENDERBUS_DECL result<reader::step> reader::next(std::string_view input) {
    const auto size = input.size();
    if (size != 0) has_begun_ = true;
    const auto say = [&](event what, std::string_view piece = {}) { return step{what, size - input.size(), piece}; };
    while (true) {
        switch (state_) {
            case state::start_line:
            case state::fields:
            case state::trailers: {
                std::string_view line;
                auto got = take_line(input, limits_.head_bytes - section_bytes_, line);
                if (!got) return std::move(got).error();
                if (!*got) return say(event::more);
                section_bytes_ += line.size() + 2;
                if (state_ == state::start_line) {
                    if (auto read = read_start_line(line); !read) return std::move(read).error();
                    head_.fields.reserve(16);
                    state_ = state::fields;
                } else if (!line.empty()) {
                    if (auto read = read_field(line, state_ == state::trailers); !read) return std::move(read).error();
                } else if (state_ == state::trailers) {
                    state_ = state::complete;
                } else {
                    auto is_final = end_head();
                    if (!is_final) return std::move(is_final).error();
                    if (*is_final) return say(event::head);
                    break;
                }
                ++line_number_;
                break;
            }
            case state::body_start:
                if (is_chunked_) state_ = state::chunk_line;
                else if (body_size_) left_ = *body_size_, state_ = left_ == 0 ? state::complete : state::counted_body;
                else state_ = state::open_body;
                break;
            case state::counted_body:
            case state::chunk:
            case state::open_body: {
                if (input.empty()) return say(event::more);
                const auto piece =
                    state_ == state::open_body ? input : input.substr(0, std::min<std::uint64_t>(left_, input.size()));
                input.remove_prefix(piece.size());
                body_seen_ += piece.size();
                if (state_ != state::open_body && (left_ -= piece.size()) == 0) {
                    state_ = state_ == state::chunk ? state::chunk_end : state::complete;
                }
                return say(event::body, piece);
            }
            case state::chunk_line:
            case state::chunk_end: {
                std::string_view line;
                auto got = take_line(input, state_ == state::chunk_end ? 2 : limits_.chunk_line_bytes, line);
                if (!got)
                    return state_ == state::chunk_end ? malformed("the chunk is longer than it says") : std::move(got).error();
                if (!*got) return say(event::more);
                if (state_ == state::chunk_end) {
                    state_ = state::chunk_line;
                } else if (auto read = read_chunk_line(line); !read) {
                    return std::move(read).error();
                }
                ++line_number_;
                break;
            }
            case state::complete: return say(event::end);
        }
    }
}

RENDERBUS_DECL result<void> reader::read_start_line(std::string_view line) {
    return side_ == side::answers ? read_status_line(line) : read_request_line(line);
}

RENDERBUS_DECL result<void> reader::read_status_line(std::string_view line) {
    if (!line.starts_with("HTTP/1.0") && !line.starts_with("HTTP/1.1"))
        return malformed("it does not begin with HTTP/1.1 or HTTP/1.0");
    head_.is_http_1_0 = line[7] == '0';
    line.remove_prefix(8);
    const bool has_status = line.size() >= 4 && line[0] == ' ' &&
                            std::all_of(line.begin() + 1, line.begin() + 4, detail::is_digit) &&
                            (line.size() == 4 || line[4] == ' ');
    if (!has_status) return malformed("no status of three digits stands there");
    head_.status = (line[1] - '0') * 100 + (line[2] - '0') * 10 + (line[3] - '0');
    if (head_.status < 100 || head_.status > 599) return malformed("the status is not from 100 to 599");
    if (!detail::is_field_value(line.substr(4))) return malformed("a control character stands in the status line");
    return {};
}

RENDERBUS_DECL result<void> reader::read_request_line(std::string_view line) {
    const auto method_end = line.find(' ');
    const auto target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || method_end == target_end)
        return malformed("not a method, a target and a version");
    const auto method = line.substr(0, method_end);
    auto target = line.substr(method_end + 1, target_end - method_end - 1);
    const auto version = line.substr(target_end + 1);
    if (!detail::is_token(method)) return malformed("the method is no word");
    // A client that takes us for its proxy names the origin too, and a server takes that (RFC 9112, 3.2.2).
    if (constexpr std::string_view scheme = "http://"; target.starts_with(scheme))
        target.remove_prefix(std::min(target.find('/', scheme.size()), target.size()));
    if (!detail::is_target(target)) return malformed("the target is no path");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return malformed("the version is neither HTTP/1.1 nor HTTP/1.0");
    head_.method = method;
    head_.target = target;
    head_.is_http_1_0 = version == "HTTP/1.0";
    return {};
}

RENDERBUS_DECL result<void> reader::read_field(std::string_view line, bool is_trailer) {
    if (++section_fields_ > limits_.fields) return too_large("too many header fields");
    if (line[0] == ' ' || line[0] == '\t') return malformed("the line is folded");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("the header field has no colon");
    const auto name = line.substr(0, colon);
    if (name.ends_with(' ') || name.ends_with('\t')) return malformed("a space stands before the colon");
    if (!detail::is_token(name)) return malformed("the header field's name is no word");
    const auto value = detail::trimmed(line.substr(colon + 1));
    if (!detail::is_field_value(value)) return malformed("a control character stands in the header field");
    if (is_trailer) return {};  // nothing this library reads may come that late
    auto& added = head_.fields.emplace_back();
    added.name = name;
    added.value = value;
    return note_field(added);
}

RENDERBUS_DECL result<void> reader::note_field(const field& added) {
    const bool tells_length = detail::same_text(added.name, "content-length");
    const bool tells_coding = detail::same_text(added.name, "transfer-encoding");
    if (opens_tunnel() && (tells_length || tells_coding)) return {};  // RFC 9110, 9.3.6
    if (tells_length) {
        std::uint64_t length = 0;
        if (!detail::read_number(added.value, 10, length)) return malformed("Content-Length is no number");
        if (has_length_ && body_size_ != length) return malformed("two Content-Lengths differ");
        has_length_ = true;
        body_size_ = length;
    } else if (tells_coding) {
        if (is_chunked_) return malformed("Transfer-Encoding stands there twice");
        if (!detail::same_text(added.value, "chunked")) return malformed("the transfer coding is another than chunked");
        if (head_.is_http_1_0) return malformed("HTTP/1.0 knows no transfer coding");
        is_chunked_ = true;
    } else if (detail::same_text(added.name, "connection")) {
        asks_to_close_ = asks_to_close_ || detail::lists(added.value, "close");
    } else if (side_ == side::requests && detail::same_text(added.name, "host")) {
        if (has_host_) return malformed("Host stands there twice");
        has_host_ = true;
    }
    if (is_chunked_ && has_length_) return malformed("both Content-Length and Transfer-Encoding");
    return {};
}

// True where this is the head asked for; false where it was an interim answer.
RENDERBUS_DECL result<bool> reader::end_head() {
    if (side_ == side::requests && !has_host_ && !head_.is_http_1_0) return malformed("no Host field");
    const int status = head_.status;
    if (side_ == side::answers && status < 200) {
        if (status == 101) return malformed("it changes to another protocol, unasked");
        if (++interim_seen_ > limits_.interim_answers) return too_large("too many interim answers");
        const auto seen = interim_seen_;
        const bool is_head_answer = is_head_answer_, is_connect_answer = is_connect_answer_;
        start();
        has_begun_ = true;
        is_head_answer_ = is_head_answer;
        is_connect_answer_ = is_connect_answer;
        interim_seen_ = seen;
        return false;
    }
    const bool has_no_body = side_ == side::answers ? is_head_answer_ || opens_tunnel() || status == 204 || status == 304
                                                    : !is_chunked_ && !has_length_;
    if (has_no_body) {
        is_chunked_ = false;
        body_size_ = 0;
    }
    is_persistent_ = !head_.is_http_1_0 && !asks_to_close_ && (is_chunked_ || body_size_);
    section_bytes_ = 0;
    section_fields_ = 0;
    ++line_number_;
    state_ = state::body_start;
    return true;
}

RENDERBUS_DECL result<void> reader::read_chunk_line(std::string_view line) {
    const auto extensions = line.find(';');
    if (!detail::read_number(line.substr(0, extensions), 16, left_))
        return malformed("the chunk's size is no hexadecimal number");
    if (extensions != std::string_view::npos && !detail::is_field_value(line.substr(extensions))) {
        return malformed("a control character stands in the chunk's extension");
    }
    if (left_ > UINT64_MAX / 2 - body_seen_) return malformed("the body's length overflows");
    state_ = left_ == 0 ? state::trailers : state::chunk;
    return {};
}

RENDERBUS_DECL result<void> reader::peer_ended() const {
    if (state_ == state::open_body || state_ == state::complete ||
        (state_ == state::body_start && !is_chunked_ && body_size_.value_or(0) == 0)) {
        return {};
    }
    const char* whole = side_ == side::answers ? "answer" : "request";
    std::string cause = "the connection ended ";
    if (!has_begun_) cause += std::string("before the ") + whole;
    else if (state_ == state::start_line || state_ == state::fields) cause += std::string("inside the ") + whole + "'s head";
    else
        cause += "after " + std::to_string(body_seen_) + (body_size_ ? " of " + std::to_string(*body_size_) : "") +
                 " bytes of the " + whole;
    return failure{transport_errc::connection_lost, {}, std::move(cause), "try again"};
}

}  // namespace renderbus::http

#endif
