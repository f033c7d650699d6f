// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_FARM_PYTHON_CLIENT_HPP
#define RENDERBUS_TESTS_FARM_PYTHON_CLIENT_HPP

#include "support.hpp"

#include <renderbus/farm/http_server.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <asio/connect.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/ssl.hpp>
#include <asio/write.hpp>

#include <cstdio>
#include <map>
#include <thread>
#include <variant>

/// A client that sends over a socket what the service's Python client sends, byte for byte where it matters: Python's JSON, its
/// headers, its signature. Nothing here is the library's but the reader of the answers' JSON.
namespace farm_tests::python {

struct value;
using sequence = std::vector<value>;
using dict = std::vector<std::pair<std::string, value>>;
struct none {};
struct value {
    value(none) {}
    value(int number) : holds(std::int64_t{number}) {}
    value(std::int64_t number) : holds(number) {}
    value(const char* text) : holds(std::string(text)) {}
    value(std::string text) : holds(std::move(text)) {}
    value(sequence list) : holds(std::move(list)) {}
    value(dict entries) : holds(std::move(entries)) {}
    std::variant<none, std::int64_t, std::string, sequence, dict> holds;
};

/// A text as json.dumps writes it: what is not ASCII becomes \uXXXX, by halves beyond the first plane.
inline std::string dumps(const std::string& text) {
    std::string made = "\"";
    const auto escape = [&](unsigned unit) {
        char digits[8];
        std::snprintf(digits, sizeof digits, "\\u%04x", unit);
        made += digits;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        const unsigned lead = byte(i);
        if (lead == '"' || lead == '\\') made += '\\', made += text[i];
        else if (lead == '\n') made += "\\n";
        else if (lead == '\t') made += "\\t";
        else if (lead < 0x20) escape(lead);
        else if (lead < 0x80) made += text[i];
        else {
            const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
            unsigned point = lead & (0x3Fu >> more);
            for (int n = 0; n < more; ++n) point = point << 6 | (byte(++i) & 0x3F);
            if (point >= 0x10000) {
                escape(0xD800 + ((point - 0x10000) >> 10));
                escape(0xDC00 + ((point - 0x10000) & 0x3FF));
            } else {
                escape(point);
            }
        }
    }
    return made + '"';
}

inline std::string dumps(const value& what) {
    if (const auto* number = std::get_if<std::int64_t>(&what.holds)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&what.holds)) return dumps(*text);
    std::string made;
    if (const auto* list = std::get_if<sequence>(&what.holds)) {
        for (const auto& one : *list) made += (made.empty() ? "" : ", ") + dumps(one);
        return '[' + made + ']';
    }
    if (const auto* entries = std::get_if<dict>(&what.holds)) {
        for (const auto& [name, one] : *entries) made += (made.empty() ? "" : ", ") + dumps(name) + ": " + dumps(one);
        return '{' + made + '}';
    }
    return "null";
}

/// What is signed, by name: dictionaries join names with a point, lists with the place alone.
inline void flatten(std::map<std::string, std::string>& into, const std::string& name, const value& what) {
    if (const auto* number = std::get_if<std::int64_t>(&what.holds)) {
        into[name] = std::to_string(*number);
    } else if (const auto* text = std::get_if<std::string>(&what.holds)) {
        into[name] = *text;
    } else if (const auto* list = std::get_if<sequence>(&what.holds)) {
        for (std::size_t i = 0; i < list->size(); ++i) flatten(into, name + std::to_string(i), (*list)[i]);
    } else if (const auto* entries = std::get_if<dict>(&what.holds)) {
        for (const auto& [inner, one] : *entries) flatten(into, name.empty() ? inner : name + '.' + inner, one);
    } else {
        into[name] = "None";
    }
}

inline std::string signature(const std::string& key, const std::string& text) {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    ::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), sum, &size);
    unsigned char made[128];
    const int length = ::EVP_EncodeBlock(made, sum, static_cast<int>(size));
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(length)};
}

/// An answer's JSON, looked at by path: `data.items[0].id`.
class answer {
public:
    explicit answer(std::string text) : text_(std::move(text)) {}

    /// The JSON at a path; empty where there is nothing.
    std::string at(std::string_view path) const {
        std::string here = text_;
        while (!path.empty() && !here.empty()) {
            if (path.front() == '[') {
                const auto end = path.find(']');
                const auto place = std::stoul(std::string(path.substr(1, end - 1)));
                const auto list = rb::from_json<std::vector<rb::raw_json>>(here);
                here = list && place < list->size() ? (*list)[place].text : "";
                path.remove_prefix(end + 1);
            } else {
                const auto name = path.substr(0, path.find_first_of(".["));
                const auto entries = rb::from_json<rb::object_map<rb::raw_json>>(here);
                const auto* found = entries ? entries->find(name) : nullptr;
                here = found != nullptr ? found->text : "";
                path.remove_prefix(name.size());
            }
            if (path.starts_with('.')) path.remove_prefix(1);
        }
        return here;
    }
    bool has(std::string_view path) const { return !at(path).empty(); }
    bool is_text(std::string_view path) const { return at(path).starts_with('"'); }
    bool is_list(std::string_view path) const { return at(path).starts_with('['); }
    bool is_number(std::string_view path) const {
        const auto found = at(path);
        return !found.empty() && found.find_first_not_of("-0123456789.") == std::string::npos;
    }
    std::int64_t number(std::string_view path) const {
        BOOST_REQUIRE_MESSAGE(is_number(path), path << " is no number in " << text_.substr(0, 2'000));
        return std::stoll(at(path));
    }
    std::string text(std::string_view path) const {
        BOOST_REQUIRE_MESSAGE(is_text(path), path << " is no text in " << text_.substr(0, 2'000));
        return rb::from_json<std::string>(at(path)).value();
    }
    std::size_t size(std::string_view path) const {
        BOOST_REQUIRE_MESSAGE(is_list(path), path << " is no list in " << text_.substr(0, 2'000));
        return rb::from_json<std::vector<rb::raw_json>>(at(path)).value().size();
    }
    const std::string& whole() const { return text_; }

private:
    std::string text_;
};

/// One kept connection, as the client's session has it.
template <class Stream>
class client {
public:
    client(Stream& stream, std::string domain, std::shared_ptr<rb::manual_time> time)
        : stream_(stream), domain_(std::move(domain)), time_(std::move(time)) {}

    std::string platform = "2";
    std::string key = artist_key;
    std::string language_flag = "0";  ///< which the client's two editions set the other way round

    answer post(const std::string& path, const dict& data = {}) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time_->now().time_since_epoch()).count();
        const dict headers{{"accessId", "artist-id"},
                           {"channel", "4"},
                           {"platform", platform},
                           {"UTCTimestamp", std::to_string(seconds)},
                           {"nonce", std::to_string(++nonce_)},
                           {"version", "2.0.0"}};
        std::map<std::string, std::string> entries;
        flatten(entries, "", headers);
        flatten(entries, "", data);  // a name of the body takes the place of a header's
        std::string text = "[POST]" + domain_ + ':' + path;
        for (const auto& [name, one] : entries) text += '&' + name + '=' + one;

        const auto body = dumps(data);
        std::string head = "POST " + path + " HTTP/1.1\r\nHost: " + domain_ +
                           "\r\nUser-Agent: python-requests/2.28.1\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n"
                           "Connection: keep-alive\r\n";
        for (const auto& [name, one] : headers) head += name + ": " + std::get<std::string>(one.holds) + "\r\n";
        head += "signature: " + signature(key, text) + "\r\nContent-Type: application/json\r\nlanguageFlag: " + language_flag +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
        asio::write(stream_, asio::buffer(head));  // http.client sends the two apart
        asio::write(stream_, asio::buffer(body));
        return answer(read_answer());
    }

private:
    std::string read_answer() {
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) head += read_some();
        const auto end = head.find("\r\n\r\n") + 4;
        BOOST_TEST(head.starts_with("HTTP/1.1 200 "));
        const auto length = head.find("Content-Length: ");
        BOOST_REQUIRE(length < end);
        std::string body = head.substr(end);
        while (body.size() < std::stoul(head.substr(length + 16))) body += read_some();
        return body;
    }
    std::string read_some() {
        char piece[16'384];
        return {piece, stream_.read_some(asio::buffer(piece))};
    }

    Stream& stream_;
    std::string domain_;
    std::shared_ptr<rb::manual_time> time_;
    int nonce_ = 100'000;
};

/// A farm that listens, over TLS where `identity` is given, on a thread of its own.
struct served : fixture {
    explicit served(std::optional<rb::farm::server_identity> identity = {}) {
        upload_assets(artist);
        rb::farm::http_server_options listening;
        listening.identity = std::move(identity);
        server.emplace(rb::farm::http_server::start(io.get_executor(), std::move(listening), farm).value());
        thread = std::thread([this] { io.run(); });
    }
    ~served() {
        server->stop();
        thread.join();
    }
    std::string domain() const { return "localhost:" + std::to_string(server->port()); }
    void connect(asio::ip::tcp::socket& socket) const {
        socket.connect({asio::ip::make_address("127.0.0.1"), server->port()});
        socket.set_option(asio::ip::tcp::no_delay(true));
    }

    asio::io_context io{1};
    std::optional<rb::farm::http_server> server;
    std::thread thread;
};

}  // namespace farm_tests::python

#endif
