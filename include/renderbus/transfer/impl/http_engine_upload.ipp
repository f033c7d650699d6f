// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_UPLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_UPLOAD_IPP

#include <renderbus/transfer/impl/http_engine_put.ipp>
#include <renderbus/transfer/impl/http_engine_tus.ipp>
#include <renderbus/transfer/impl/several_at_once.ipp>

#include <algorithm>
#include <vector>

namespace renderbus {

/// One upload of a large file, by what the server offers: in parts side by side that are joined there, as one that goes on where
/// it stopped, or as a whole.
class http_engine::upload : public std::enable_shared_from_this<http_engine::upload> {
public:
    upload(std::shared_ptr<shared> engine, asio::any_io_executor executor, upload_file file,
           std::shared_ptr<detail::counted_progress> count, std::stop_token stop, completion<void> done)
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          file_(std::move(file)),
          count_(std::move(count)),
          stop_(std::move(stop)),
          done_(std::move(done)),
          collection_(engine_->options.prefix + "/") {}

    /// What the server can do is read from its answer, never assumed.
    void start() {
        engine_->exchange(
            executor_, stop_, [self = shared_from_this()] { return self->engine_->request("OPTIONS", self->collection_); },
            [self = shared_from_this()](result<http::response> answer) {
                if (!answer) return self->end(std::move(answer).error());
                const auto offer = tus::offered(*answer, self->file_.size);
                if (!offer)
                    return std::make_shared<put>(self->engine_, self->executor_, std::move(self->file_), self->count_,
                                                 self->stop_, std::move(self->done_))
                        ->start();
                self->server_ = *offer;
                const auto& options = self->engine_->options;
                auto pieces = std::make_shared<detail::file_pieces>(self->file_, options.checked_piece.bytes);
                if (self->server_.concatenation) self->parts_ = detail::divide(self->file_.size, options, pieces->size_of_one());
                if (self->server_.checksum || self->parts_.size() > 1) self->read(std::move(pieces));
                else self->send_as_one();
            });
    }

private:
    void read(std::shared_ptr<detail::file_pieces> pieces) {
        pieces_ = pieces;
        std::make_shared<detail::piece_reading>(executor_, std::move(pieces), stop_,
                                                [self = shared_from_this()](result<void> read) {
                                                    if (!read) return self->end(std::move(read));
                                                    if (self->parts_.size() > 1) self->send_parts();
                                                    else self->send_as_one();
                                                })
            ->start();
    }

    void send_as_one() {
        std::make_shared<tus_upload>(engine_, executor_, tus_upload::wish{file_, {0, file_.size}, false, server_, pieces_},
                                     count_, stop_,
                                     [self = shared_from_this()](result<std::string> sent) {
                                         if (!sent) return self->end(std::move(sent).error());
                                         self->end({});
                                     })
            ->start();
    }

    void send_parts() {
        through_ = 0;
        places_at_server_.assign(parts_.size(), {});
        std::make_shared<detail::several_at_once>(
            executor_, parts_.size(), parts_.size(), stop_,
            [self = shared_from_this()](std::size_t index, std::stop_token stop, completion<void> done) {
                self->send_part(index, std::move(stop), std::move(done));
            },
            [self = shared_from_this()](result<void> sent) {
                if (!sent) return self->end(std::move(sent));
                self->join();
            })
            ->start();
    }

    void send_part(std::size_t index, std::stop_token stop, completion<void> done) {
        auto count = std::make_shared<detail::counted_progress>([self = shared_from_this()](std::uint64_t more) {
            self->through_ += more;
            self->count_->reached(self->through_);
        });
        std::make_shared<tus_upload>(
            engine_, executor_, tus_upload::wish{file_, parts_[index], true, server_, pieces_}, std::move(count), std::move(stop),
            [self = shared_from_this(), index, done = std::move(done)](result<std::string> sent) mutable {
                if (!sent) return done(std::move(sent).error());
                self->places_at_server_[index] = *std::move(sent);
                done({});
            })
            ->start();
    }

    void join() {
        auto make = [self = shared_from_this()] {
            auto made = self->engine_->request("POST", self->collection_);
            if (!made) return made;
            std::string parts(tus::final_front);
            for (const auto& place : self->places_at_server_)
                parts += (parts.size() == tus::final_front.size() ? "" : " ") + place;
            made->headers.push_back({"Tus-Resumable", std::string(tus::version)});
            made->headers.push_back({"Upload-Concat", std::move(parts)});
            made->headers.push_back({"Upload-Metadata", tus_upload::metadata_of(self->file_, nullptr)});
            return made;
        };
        engine_->exchange(executor_, stop_, std::move(make), [self = shared_from_this()](result<http::response> answer) {
            if (!answer) return self->end(std::move(answer).error());
            if (answer->status == 201) return self->forget_parts(), self->end({});
            // A part is damaged, or the server has given it up meanwhile.
            const bool is_worth_it = answer->status == tus::checksum_mismatch || answer->status == 404 || answer->status == 409 ||
                                     answer->status == 410;
            if (is_worth_it) self->forget_parts();
            if (is_worth_it && !std::exchange(self->has_begun_anew_, true)) return self->send_parts();
            self->end(detail::refused_by_storage(self->engine_->place(self->collection_), *answer));
        });
    }

    void forget_parts() {
        const upload_places places(engine_->options.uploads_folder);
        for (const auto& part : parts_) places.forget(tus_upload::identity_of(*engine_, file_, &part));
    }

    void end(result<void> how) {
        auto done = std::move(done_);
        if (!how) return done(detail::about_local(file_.local, std::move(how).error()));
        count_->reached(file_.size);
        done({});
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    upload_file file_;
    std::shared_ptr<detail::counted_progress> count_;
    std::stop_token stop_;
    completion<void> done_;
    std::string collection_;  // where uploads are made
    tus::extensions server_;
    std::shared_ptr<const detail::file_pieces> pieces_;  // where each is compared, by the server or here
    std::vector<byte_range> parts_;
    std::vector<std::string> places_at_server_;
    std::uint64_t through_ = 0;
    bool has_begun_anew_ = false;
};

RENDERBUS_DECL void http_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                           std::stop_token stop, completion<void> done) {
    auto count = std::make_shared<detail::counted_progress>(std::move(progress));
    if (file.size < shared_->options.resume_from.bytes)
        return std::make_shared<put>(shared_, std::move(executor), std::move(file), std::move(count), std::move(stop),
                                     std::move(done))
            ->start();
    if (auto named = storage_protocol::file_target(shared_->options.prefix, file.remote); !named)
        return detail::tell_later(executor, std::move(done), detail::about_local(file.local, std::move(named).error()));
    std::make_shared<upload>(shared_, std::move(executor), std::move(file), std::move(count), std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
