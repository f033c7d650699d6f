// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSPORT_GZIP_HPP
#define RENDERBUS_TRANSPORT_GZIP_HPP

#include <renderbus/detail/gzip_inflater.hpp>
#include <renderbus/transport/http_rules.hpp>
#include <renderbus/transport/http_writer.hpp>
#include <renderbus/transport/transport.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace renderbus {
namespace detail {

/// Unpacks gzip (RFC 1952), several members one after another too, to at most `limit` bytes.
inline result<std::string> gunzip(std::string_view packed, byte_count limit) {
    const auto refuse = [](transport_errc code, std::string cause, std::string next_step) {
        return failure{code, {}, std::move(cause), std::move(next_step)};
    };
    const auto broken = [&] { return refuse(transport_errc::malformed_answer, "the body says gzip and is not", "try again"); };
    gzip_inflater inflater;
    inflater.feed(packed);
    std::string text;
    char space[16384];
    while (true) {
        const auto got = inflater.unpack(space);
        if (got > limit.bytes - text.size()) {
            return refuse(transport_errc::answer_too_large,
                          "the body, unpacked, is larger than " + std::to_string(limit.bytes) + " bytes",
                          "allow more, or check that this is the farm's answer");
        }
        text.append(space, got);
        const bool has_more = inflater.left() != 0;
        if (inflater.member_ended()) {
            if (!has_more) return text;
            inflater.next_member();
        } else if (inflater.damaged() || (!has_more && got < sizeof space)) {
            return broken();
        }
    }
}

}  // namespace detail

/// Model of `transport` that asks another one for packed answers (`Accept-Encoding: gzip`) and unpacks them; needs zlib (link
/// renderbus::gzip). Only bodies that are kept in memory: what goes to a sink is a file, and comes as it was stored. A request
/// with an `Accept-Encoding` of its own gets its answer untouched. `http::request::body_limit` holds for the packed and for the
/// unpacked body, so that a small answer cannot grow without bound.
template <transport Carrier>
class gzip_transport {
public:
    explicit gzip_transport(std::shared_ptr<Carrier> carrier) : carrier_(std::move(carrier)) {}

    /// See `transport`.
    void async_exchange(asio::any_io_executor executor, http::request what, std::stop_token stop,
                        completion<http::response> done) {
        if (!what.sink && http::find(what.headers, "Accept-Encoding") == nullptr) {
            what.headers.push_back({"Accept-Encoding", "gzip"});
            done = [place = http::place_of(what), limit = what.body_limit,
                    then = std::move(done)](result<http::response> answer) mutable {
                then(answer ? unpacked(std::move(*answer), std::move(place), limit) : std::move(answer));
            };
        }
        carrier_->async_exchange(std::move(executor), std::move(what), std::move(stop), std::move(done));
    }

private:
    static result<http::response> unpacked(http::response answer, std::string place, byte_count limit) {
        const auto* coding = http::find(answer.headers, "Content-Encoding");
        if (coding == nullptr || answer.body.empty() || http::detail::same_text(*coding, "identity")) return answer;
        if (!http::detail::same_text(*coding, "gzip") && !http::detail::same_text(*coding, "x-gzip")) {
            return failure{transport_errc::malformed_answer, std::move(place),
                           "the body is packed as " + *coding + ", asked for was gzip",
                           "check what stands between here and the farm"};
        }
        auto text = detail::gunzip(answer.body, limit);
        if (!text) {
            text.error().place = std::move(place);
            return std::move(text).error();
        }
        answer.body = std::move(*text);
        std::erase_if(answer.headers, [](const http::field& each) {
            return http::detail::same_text(each.name, "Content-Encoding") || http::detail::same_text(each.name, "Content-Length");
        });
        return answer;
    }

    std::shared_ptr<Carrier> carrier_;
};

}  // namespace renderbus

#endif
