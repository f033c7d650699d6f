// SPDX-License-Identifier: BSL-1.0
// options: -max_len=4096
// link: -lssl -lcrypto
// What comes from the network is read by http::reader and proxy_dialogue: whatever it is, they must not overrun, must come to
// an end, stay within their limits, and read the same bytes alike in whatever pieces they come.
#include <renderbus/transport/http_reader.hpp>
#include <renderbus/transport/proxy_dialogue.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace rb = renderbus;

namespace {

void demand(bool holds) {
    if (!holds) std::abort();
}

/// All that a reader said of some bytes, in one text.
std::string read_in_pieces(rb::http::reader::side side, std::string_view method, std::string_view bytes, std::size_t piece) {
    constexpr rb::http::reader_limits limits{.head_bytes = 4096, .fields = 16, .chunk_line_bytes = 128, .interim_answers = 3};
    rb::http::reader reader(side, limits);
    reader.start(method);
    std::string said;
    for (int messages = 0; messages < 4;) {
        auto input = bytes.substr(0, piece);
        bytes.remove_prefix(input.size());
        for (bool wants_more = false; !wants_more;) {
            auto took = reader.next(input);
            if (!took) return said + "failed: " + took.error().message();
            demand(took->used <= input.size());
            input.remove_prefix(took->used);
            switch (took->what) {
                case rb::http::reader::event::more:
                    demand(input.empty());
                    wants_more = true;
                    break;
                case rb::http::reader::event::head:
                    demand(reader.head().fields.size() <= limits.fields);
                    said +=
                        "head " + reader.head().method + " " + reader.head().target + " " + std::to_string(reader.head().status);
                    for (const auto& each : reader.head().fields) {
                        demand(each.name.find_first_of("\r\n: ") == std::string::npos);
                        demand(each.value.find_first_of("\r\n") == std::string::npos);
                        said += "|" + each.name + ":" + each.value;
                    }
                    said += "\n";
                    break;
                case rb::http::reader::event::body: said += took->piece; break;
                case rb::http::reader::event::end:
                    said += "\nend\n";
                    ++messages;
                    if (!reader.is_persistent() || messages == 4) return said;
                    reader.start(method);
                    break;
            }
        }
        if (bytes.empty()) break;
    }
    const auto ended = reader.peer_ended();
    return said + (ended ? "whole" : ended.error().message());
}

/// How a dialogue ended: `open`, `waits`, or its failure.
std::string talk_in_pieces(rb::proxy::protocol speaks, bool logs_in, std::string_view bytes, std::size_t piece) {
    auto with = std::make_shared<rb::proxy>();
    with->speaks = speaks;
    with->host = "gate";
    if (logs_in) with->user = "alice", with->password = rb::secret("hunter2");
    rb::detail::proxy_dialogue dialogue(with, {true, "farm.example", 443, false});
    demand(!dialogue.to_send().empty());
    while (!bytes.empty()) {
        const auto input = bytes.substr(0, piece);
        bytes.remove_prefix(input.size());
        const auto is_open = dialogue.take(input);
        if (!is_open) {
            demand(is_open.error().message().find("hunter2") == std::string::npos);
            return is_open.error().message();
        }
        if (*is_open) return "open";
    }
    return "waits";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto choice = data[0];
    const std::size_t piece = 1 + data[1] % 64;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
    const auto side = (choice & 1) != 0 ? rb::http::reader::side::requests : rb::http::reader::side::answers;
    const std::string_view method = (choice & 2) != 0 ? "HEAD" : "GET";
    demand(read_in_pieces(side, method, bytes, piece) == read_in_pieces(side, method, bytes, bytes.size() + 1));
    const auto speaks = (choice & 4) != 0 ? rb::proxy::protocol::http : rb::proxy::protocol::socks5h;
    // A proxy that says more than it was asked is refused, and that depends on the pieces: here only that it holds.
    talk_in_pieces(speaks, (choice & 8) != 0, bytes, piece);
    static_cast<void>(rb::proxy::parse(bytes));
    return 0;
}
