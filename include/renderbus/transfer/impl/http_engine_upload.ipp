// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_UPLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_UPLOAD_IPP

#include <renderbus/transfer/impl/http_engine.ipp>
#include <renderbus/transfer/tus.hpp>
#include <renderbus/transfer/upload_places.hpp>

#include <algorithm>

namespace renderbus {

/// One upload of a large file. Where the server offers tus, it goes on at the byte where an earlier try, or an earlier process,
/// stopped; elsewhere the file is sent as a whole.
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
          collection_(engine_->options.prefix + "/"),
          identity_(engine_->farm.text() + collection_ + '\n' + engine_->user + '\n' + file_.remote + '\n' + to_hex(file_.digest)),
          places_(engine_->options.uploads_folder),
          tries_left_(engine_->options.tries),
          pause_(engine_->options.pause) {}

    /// What the server can do is read from its answer, never assumed.
    void start() {
        exchange([this] { return engine_->request("OPTIONS", collection_); }, [this](http::response offer) {
            const auto largest = tus::bytes_in(offer.headers, "Tus-Max-Size");
            const bool takes_it = offer.status / 100 == 2 && http::lists(offer.headers, "Tus-Version", tus::version) &&
                                  http::lists(offer.headers, "Tus-Extension", "creation") && (!largest || *largest >= file_.size);
            if (!takes_it)
                return put_whole(engine_, executor_, std::move(file_), count_, stop_, std::move(done_));
            can_terminate_ = http::lists(offer.headers, "Tus-Extension", "termination");
            if (auto known = places_.find(identity_)) {
                where_ = *std::move(known);
                ask_how_far();
            } else {
                create();
            }
        });
    }

private:
    using take_answer = std::function<void(http::response)>;

    void exchange(detail::storage_exchange::make_request make, take_answer take) {
        engine_->exchange(executor_, stop_, std::move(make), to(std::move(take)));
    }
    completion<http::response> to(take_answer take) {
        return [self = shared_from_this(), take = std::move(take)](result<http::response> answer) {
            if (answer) take(*std::move(answer));
            else self->end(std::move(answer).error());
        };
    }

    result<http::request> request(std::string method, const std::string& target) const {
        auto made = engine_->request(std::move(method), target);
        if (made) made->headers.push_back({"Tus-Resumable", std::string(tus::version)});
        return made;
    }

    void create() {
        exchange(
            [this] {
                auto made = request("POST", collection_);
                if (!made) return made;
                made->headers.push_back({"Upload-Length", std::to_string(file_.size)});
                made->headers.push_back(
                    {"Upload-Metadata", tus::metadata({{"filename", file_.remote}, {"sha256", to_base64(file_.digest)}})});
                return made;
            },
            [this](http::response answer) {
                const auto* location = http::find(answer.headers, "Location");
                if (answer.status != 201 || !location)
                    return end(detail::refused_by_storage(engine_->place(collection_), answer));
                auto target = tus::target_of(*location, engine_->farm);
                if (!target) return end(std::move(target).error());
                where_ = *std::move(target);
                is_new_ = true;
                places_.keep(identity_, where_);
                send_from(0);
            });
    }

    void ask_how_far() {
        exchange([this] { return request("HEAD", where_); },
                 [this](http::response answer) {
                     const auto offset = tus::bytes_in(answer.headers, "Upload-Offset");
                     const bool is_known = answer.status / 100 == 2 && offset && *offset <= file_.size &&
                                           tus::bytes_in(answer.headers, "Upload-Length").value_or(file_.size) == file_.size;
                     if (is_known) return send_from(*offset);
                     if (is_new_) return end(detail::refused_by_storage(engine_->place(where_), answer));
                     places_.forget(identity_);  // the server has given it up
                     create();
                 });
    }

    void send_from(std::uint64_t offset) {
        count_->reached(offset);
        if (offset > std::exchange(offset_, offset)) {  // a line that breaks often is none that is broken
            tries_left_ = engine_->options.tries;
            pause_ = engine_->options.pause;
            was_elsewhere_ = false;
        }
        auto source = detail::outgoing_file::open(file_, offset, count_);
        if (!source) return end(std::move(source).error());
        source_ = *std::move(source);
        // It was here to the end, but for the end of the answer.
        if (offset == file_.size) return conclude();
        auto once = engine_->options;
        once.tries = 1;  // before each try it is asked how far the last one came
        std::make_shared<detail::storage_exchange>(
            executor_, engine_->carrier, once, stop_,
            [this] {
                auto made = request("PATCH", where_);
                if (!made) return made;
                made->headers.push_back({"Content-Type", std::string(tus::media_type)});
                made->headers.push_back({"Upload-Offset", std::to_string(offset_)});
                made->source = source_;
                made->repeatable = false;
                return made;
            },
            [self = shared_from_this()](result<http::response> answer) { self->sent(std::move(answer)); })
            ->start();
    }

    void sent(result<http::response> answer) {
        const auto reached = answer ? tus::bytes_in(answer->headers, "Upload-Offset") : std::nullopt;
        if (answer && answer->status / 100 == 2 && reached && *reached > offset_ && *reached <= file_.size)
            return *reached == file_.size ? conclude() : send_from(*reached);
        const bool is_elsewhere_by_now = answer && (answer->status == 409 || answer->status == 423);
        // No try is lost by that: the server may have it from somebody else, or from a process that told nobody.
        if (is_elsewhere_by_now && !std::exchange(was_elsewhere_, true)) return ask_how_far();
        const bool again = is_elsewhere_by_now || (answer ? detail::storage_exchange::worth_another_try(answer->status)
                                                          : detail::storage_exchange::worth_another_try(answer.error().code));
        if (again && --tries_left_ > 0 && !stop_.stop_requested()) {
            const auto span = std::exchange(pause_, pause_ * 2);
            return engine_->options.clock.async_wait(executor_, span, stop_,
                                                     [self = shared_from_this()](const result<void>&) { self->ask_how_far(); });
        }
        if (!answer) return end(std::move(answer).error());
        if (answer->status == tus::checksum_mismatch) {
            places_.forget(identity_);
            if (source_->was_not(file_.digest)) return end(is_another());
            // What went wrong may have done so in an earlier try.
            if (!std::exchange(has_begun_anew_, true)) return create();
        }
        end(detail::refused_by_storage(engine_->place(where_), *answer));
    }

    failure is_another() const {
        return detail::changed_file(file_.local, "what was sent is not what was hashed: the file changed in between");
    }

    void conclude() {
        places_.forget(identity_);
        // Not every server looks at the digest that it is told.
        if (!source_->was_not(file_.digest)) return end({});
        if (!can_terminate_) return end(is_another());
        exchange([this] { return request("DELETE", where_); }, [this](const http::response&) { end(is_another()); });
    }

    void end(result<void> how) {
        source_.reset();
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
    std::string identity_;    // of this one, to whoever sends the same file again
    upload_places places_;
    std::string where_;  // the upload at the server
    std::uint64_t offset_ = 0;
    bool is_new_ = false;
    bool can_terminate_ = false;
    bool was_elsewhere_ = false;
    bool has_begun_anew_ = false;
    int tries_left_;
    std::chrono::milliseconds pause_;
    std::shared_ptr<detail::outgoing_file> source_;
};

RENDERBUS_DECL void http_engine::async_put(asio::any_io_executor executor, upload_file file, transfer_progress progress,
                                           std::stop_token stop, completion<void> done) {
    auto count = std::make_shared<detail::counted_progress>(std::move(progress));
    if (file.size < shared_->options.resume_from.bytes)
        return put_whole(shared_, std::move(executor), std::move(file), std::move(count), std::move(stop), std::move(done));
    if (auto named = storage_protocol::file_target(shared_->options.prefix, file.remote); !named)
        return detail::tell_later(executor, std::move(done), detail::about_local(file.local, std::move(named).error()));
    std::make_shared<upload>(shared_, std::move(executor), std::move(file), std::move(count), std::move(stop), std::move(done))->start();
}

}  // namespace renderbus

#endif
