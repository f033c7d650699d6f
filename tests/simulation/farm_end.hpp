// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TESTS_SIMULATION_FARM_END_HPP
#define RENDERBUS_TESTS_SIMULATION_FARM_END_HPP

#include "chance.hpp"

#include <renderbus/farm/http_handler.hpp>
#include <renderbus/transport/bodies.hpp>
#include <renderbus/transport/http_reader.hpp>
#include <renderbus/transport/http_writer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace simulation {

/// The farm's side of a connection that carries one request: bytes in, the bytes of an answer out.
class farm_end {
public:
    /// The disk takes so many bytes of a request's body.
    farm_end(std::shared_ptr<rb::farm::http_handler> farm, std::uint64_t room) : farm_(std::move(farm)), room_(room) {
        reader_.start();
    }

    void take(std::string_view bytes) {
        while (farm_ && answer_.empty()) {
            const auto took = reader_.next(bytes);
            if (!took) return give({400, {}, took.error().cause, nullptr});
            bytes.remove_prefix(took->used);
            switch (took->what) {
                case rb::http::reader::event::more: return;
                case rb::http::reader::event::head: on_head(); break;
                case rb::http::reader::event::body: on_body(took->piece); break;
                case rb::http::reader::event::end:
                    if (dies_behind_last_byte_) return;
                    give(farm_->finish(std::move(request_)));
                    break;
            }
        }
    }
    /// The connection is gone, or the farm.
    void drop() {
        request_ = {};
        farm_.reset();
    }
    void die_behind_last_byte() { dies_behind_last_byte_ = true; }
    bool is_gone() const { return farm_ == nullptr; }
    bool has_answered() const { return !answer_.empty(); }
    const std::string& answer() const { return answer_; }
    std::size_t head_of_answer() const { return head_; }

private:
    void on_head() {
        auto head = reader_.take_head();
        method_ = head.method;
        request_ = {std::move(head.method), std::move(head.target), std::move(head.fields), {}, nullptr};
        auto wanted = farm_->begin(request_);
        if (wanted.early) return give(std::move(*wanted.early));
        if (reader_.body_size().value_or(0) > wanted.limit.bytes) return give({413, {}, "too large\n", nullptr});
        request_.sink = std::move(wanted.sink);
    }
    void on_body(std::string_view piece) {
        const auto fits = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room_, piece.size())));
        room_ -= fits.size();
        if (!request_.sink) {
            request_.body += fits;
        } else if (auto written = request_.sink->write(fits); !written) {
            return give(farm_->refuse(request_, written.error()));
        }
        if (fits.size() == piece.size()) return;
        give(farm_->refuse(request_, {rb::scene_errc::unwritable_file, "", "no space left on device", ""}));
    }
    void give(rb::farm::answer made) {
        request_ = {};
        const bool has_no_length = made.status == 204 || made.status == 304;
        std::string body = std::move(made.body);
        if (made.source) {
            rb::http::text_sink kept;
            promise(rb::http::pour(*made.source, kept).has_value(), "the farm can read its file");
            body = std::move(kept.text());
        }
        auto head =
            rb::http::write_head(made.status, made.headers, has_no_length ? std::optional<std::uint64_t>() : body.size(), false);
        promise(head.has_value(), "the farm's answer can be written");
        head_ = head->size();
        answer_ = *std::move(head);
        if (!has_no_length && method_ != "HEAD") answer_ += body;
    }

    std::shared_ptr<rb::farm::http_handler> farm_;
    std::uint64_t room_;
    rb::http::reader reader_{rb::http::reader::side::requests};
    rb::farm::incoming request_;
    std::string method_;
    std::string answer_;
    std::size_t head_ = 0;
    bool dies_behind_last_byte_ = false;
};

}  // namespace simulation

#endif
