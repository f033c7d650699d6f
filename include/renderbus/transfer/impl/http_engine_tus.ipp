// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_TUS_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_TUS_IPP

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/impl/outgoing_pieces.ipp>
#include <renderbus/transfer/tus.hpp>
#include <renderbus/transfer/upload_places.hpp>

#include <algorithm>
#include <functional>

namespace renderbus {

/// One upload at a server of tus, of a file or of a part of it: it goes on at the byte where an earlier try, or an earlier
/// process, stopped.
class http_engine::tus_upload : public std::enable_shared_from_this<http_engine::tus_upload> {
public:
    struct wish {
        upload_file file;
        byte_range what;
        bool is_part = false;
        tus::extensions server;
        std::shared_ptr<const detail::file_pieces> pieces;  ///< where each is compared, by the server or here
    };
    /// Given the upload's target at the server.
    tus_upload(std::shared_ptr<shared> engine, asio::any_io_executor executor, wish of,
               std::shared_ptr<detail::counted_progress> count, std::stop_token stop, completion<std::string> done)
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          it_(std::move(of)),
          count_(std::move(count)),
          stop_(std::move(stop)),
          done_(std::move(done)),
          collection_(engine_->options.prefix + "/"),
          places_(engine_->options.uploads_folder),
          tries_left_(engine_->options.tries),
          pause_(engine_->options.pause) {}

    void start() {
        const auto known = places_.find(identity());
        if (!known) return create();
        where_ = *known;
        ask_how_far();
    }

    /// What tells it from others, to whoever sends the same file again.
    static std::string identity_of(const shared& engine, const upload_file& file, const byte_range* part) {
        auto made =
            engine.farm.text() + engine.options.prefix + "/\n" + engine.user + '\n' + file.remote + '\n' + to_hex(file.digest);
        if (part) made += '\n' + std::to_string(part->from) + '+' + std::to_string(part->size);
        return made;
    }
    static std::string metadata_of(const upload_file& file, const byte_range* part) {
        if (!part) return tus::metadata({{"filename", file.remote}, {"sha256", to_base64(file.digest)}});
        return tus::metadata(
            {{"filename", file.remote}, {"sha256", to_base64(file.digest)}, {"from", std::to_string(part->from)}});
    }

private:
    using take_answer = std::function<void(http::response)>;

    std::string identity() const { return identity_of(*engine_, it_.file, part()); }
    const byte_range* part() const { return it_.is_part ? &it_.what : nullptr; }
    std::uint64_t size() const { return it_.what.size; }

    void exchange(detail::storage_exchange::make_request make, take_answer take) {
        engine_->exchange(executor_, stop_, std::move(make),
                          [self = shared_from_this(), take = std::move(take)](result<http::response> answer) {
                              if (answer) take(*std::move(answer));
                              else self->end(std::move(answer).error());
                          });
    }
    result<http::request> request(std::string method, const std::string& target) const {
        auto made = engine_->request(std::move(method), target);
        if (made) made->headers.push_back({"Tus-Resumable", std::string(tus::version)});
        return made;
    }

    /// With the first piece, where the server takes it; asked again it may have some of that, and says so.
    void create() {
        exchange(
            [this] {
                auto made = request("POST", collection_);
                if (!made) return made;
                made->headers.push_back({"Upload-Length", std::to_string(size())});
                made->headers.push_back({"Upload-Metadata", metadata_of(it_.file, part())});
                if (it_.is_part) made->headers.push_back({"Upload-Concat", std::string(tus::partial)});
                const bool brings_bytes =
                    it_.server.creation_with_upload && it_.pieces && size() != 0 && !std::exchange(has_asked_, true);
                if (!brings_bytes) return made;
                if (auto loaded = load(*made, 0); !loaded) return result<http::request>(std::move(loaded).error());
                return made;
            },
            [this](const http::response& answer) {
                const auto* location = http::find(answer.headers, "Location");
                if (answer.status == tus::checksum_mismatch) return is_damaged([this] { create(); }, answer, collection_);
                if (answer.status != 201 || !location)
                    return end(detail::refused_by_storage(engine_->place(collection_), answer));
                auto target = tus::target_of(*location, engine_->farm);
                if (!target) return end(std::move(target).error());
                where_ = *std::move(target);
                is_new_ = true;
                const auto reached = tus::bytes_in(answer.headers, "Upload-Offset").value_or(0);
                if (it_.is_part || reached != size()) places_.keep(identity(), where_);
                go_on(reached <= size() ? reached : 0);
            });
    }

    void ask_how_far() {
        exchange([this] { return request("HEAD", where_); },
                 [this](const http::response& answer) {
                     const auto offset = tus::bytes_in(answer.headers, "Upload-Offset");
                     const bool is_known = answer.status / 100 == 2 && offset && *offset <= size() &&
                                           tus::bytes_in(answer.headers, "Upload-Length").value_or(size()) == size();
                     if (is_known) return go_on(*offset);
                     if (is_new_) return end(detail::refused_by_storage(engine_->place(where_), answer));
                     places_.forget(identity());  // the server has given it up
                     create();
                 });
    }

    void go_on(std::uint64_t offset) {
        count_->reached(offset);
        if (offset > std::exchange(offset_, offset)) {  // a line that breaks often is none that is broken
            tries_left_ = engine_->options.tries;
            pause_ = engine_->options.pause;
            was_elsewhere_ = false;
        }
        if (offset != 0 && !it_.pieces && engine_->options.hashes_what_it_sends) return read_pieces();
        if (offset == size()) return conclude();
        auto once = engine_->options;
        once.tries = 1;  // before each try it is asked how far the last one came
        std::make_shared<detail::storage_exchange>(
            executor_, engine_->carrier, once, stop_,
            [self = shared_from_this()] {
                auto made = self->request("PATCH", self->where_);
                if (!made) return made;
                made->headers.push_back({"Upload-Offset", std::to_string(self->offset_)});
                made->repeatable = false;
                if (auto loaded = self->load(*made, self->offset_); !loaded)
                    return result<http::request>(std::move(loaded).error());
                return made;
            },
            [self = shared_from_this()](result<http::response> answer) { self->sent(std::move(answer)); })
            ->start();
    }

    /// What is there already was not seen by this one: what stands here is read, and compared piece by piece from there on.
    void read_pieces() {
        auto pieces = std::make_shared<detail::file_pieces>(it_.file, engine_->options.checked_piece.bytes);
        std::make_shared<detail::piece_reading>(executor_, pieces, stop_, [self = shared_from_this(), pieces](result<void> read) {
            if (!read && read.error().code == scene_errc::changed_file) return self->take_away(std::move(read).error());
            if (!read) return self->end(std::move(read).error());
            self->it_.pieces = pieces;
            self->go_on(self->offset_);
        })->start();
    }

    /// What is sent from that byte on: a piece, or all the rest, which is hashed on its way.
    result<void> load(http::request& into, std::uint64_t offset) {
        into.headers.push_back({"Content-Type", std::string(tus::media_type)});
        if (!it_.pieces) {
            auto source = detail::outgoing_file::open(it_.file, offset, count_, engine_->options);
            if (!source) return std::move(source).error();
            into.source = source_ = *std::move(source);
            return {};
        }
        const auto from = it_.what.from + offset;
        auto digest = it_.pieces->digest_from(from);
        if (!digest) return std::move(digest).error();
        auto file = it_.pieces->open();
        if (!file) return std::move(file).error();
        if (it_.server.checksum) into.headers.push_back({"Upload-Checksum", tus::checksum(*digest)});
        into.source = std::make_shared<detail::outgoing_range>(*std::move(file), it_.pieces->rest_from(from),
                                                               it_.server.checksum ? std::nullopt : std::optional(*digest),
                                                               it_.what.from, count_);
        return {};
    }
    void sent(result<http::response> answer) {
        const auto reached = answer ? tus::bytes_in(answer->headers, "Upload-Offset") : std::nullopt;
        if (answer && answer->status / 100 == 2 && reached && *reached > offset_ && *reached <= size())
            return *reached == size() ? conclude() : go_on(*reached);
        if (answer && answer->status == tus::checksum_mismatch) return is_damaged([this] { start_over(); }, *answer, where_);
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
        end(detail::refused_by_storage(engine_->place(where_), *answer));
    }

    /// Either the file is another by now, or what arrived is not what was sent, be it in an earlier try: then once more.
    void is_damaged(const std::function<void()>& again, const http::response& answer, const std::string& where) {
        const bool is_changed = it_.pieces ? !it_.pieces->is_as_hashed(it_.what.from + std::min(offset_, size() - 1))
                                           : source_->was_not(it_.file.digest);
        if (is_changed) return places_.forget(identity()), end(is_another());
        if (std::exchange(was_damaged_, true)) return end(detail::refused_by_storage(engine_->place(where), answer));
        again();
    }
    void start_over() {
        if (it_.pieces) return ask_how_far();
        places_.forget(identity());
        create();
    }

    failure is_another() const {
        return detail::changed_file(it_.file.local, "what was sent is not what was hashed: the file changed in between");
    }

    void conclude() {
        // Not every server looks at the digest that it is told.
        if (!it_.pieces && source_ && source_->was_not(it_.file.digest)) return take_away(is_another());
        if (!it_.is_part) places_.forget(identity());
        end(where_);
    }
    /// Nothing can come of what is at the server.
    void take_away(failure why) {
        places_.forget(identity());
        if (!it_.server.termination) return end(std::move(why));
        exchange([this] { return request("DELETE", where_); }, [this, why = std::move(why)](const http::response&) { end(why); });
    }

    void end(result<std::string> how) {
        source_.reset();
        if (how) count_->reached(size());
        auto done = std::move(done_);
        if (done) done(std::move(how));
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    wish it_;
    std::shared_ptr<detail::counted_progress> count_;
    std::stop_token stop_;
    completion<std::string> done_;
    std::string collection_;  // where uploads are made
    upload_places places_;
    std::string where_;  // the upload at the server
    std::uint64_t offset_ = 0;
    bool has_asked_ = false;
    bool is_new_ = false;
    bool was_elsewhere_ = false;
    bool was_damaged_ = false;
    int tries_left_;
    std::chrono::milliseconds pause_;
    std::shared_ptr<detail::outgoing_file> source_;  // where the server checks nothing
};

}  // namespace renderbus

#endif
