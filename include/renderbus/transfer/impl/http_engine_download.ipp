// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_DOWNLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_DOWNLOAD_IPP

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/http_engine.ipp>
#include <renderbus/transfer/impl/http_engine_parted.ipp>

namespace renderbus {
namespace detail {

/// A file's digest is made on its way only where there is one to compare it with. Of an answer that is not the part asked for,
/// nothing comes to what is here.
class incoming_file final : public http::body_sink {
public:
    incoming_file(std::shared_ptr<file_sink> inner, std::uint64_t whole, bool digest_is_known,
                  std::optional<asio::any_io_executor> hashing_pool, std::shared_ptr<counted_progress> progress)
        : inner_(std::move(inner)),
          whole_(whole),
          asked_from_(inner_->size()),
          digest_is_known_(digest_is_known),
          hashing_pool_(std::move(hashing_pool)),
          progress_(std::move(progress)) {}
    void begin(const http::response& head) override {
        fits_ = asked_from_ == 0 || is_part(head, asked_from_, whole_);
        if (digest_is_known_ || http::find(head.headers, "Repr-Digest")) inner_->hash_on(hashing_pool_);
        else inner_->do_not_hash();
    }
    result<void> write(std::span<const char> piece) override {
        if (!fits_)
            return failure{transport_errc::answer_too_large, inner_->final_name().string(), "another part came",
                           "ask for all of it"};
        auto written = inner_->write(piece);
        if (written) progress_->reached(inner_->size());
        return written;
    }

    /// Whether it is what stands from that byte on.
    static bool is_part(const http::response& head, std::uint64_t from, std::uint64_t whole) {
        const auto* told = http::find(head.headers, "Content-Range");
        const auto part = head.status == 206 && told ? part_in(*told, whole) : std::nullopt;
        return part && part->from == from;
    }

private:
    std::shared_ptr<file_sink> inner_;
    std::uint64_t whole_;
    std::uint64_t asked_from_;
    bool fits_ = true;
    bool digest_is_known_;
    std::optional<asio::any_io_executor> hashing_pool_;
    std::shared_ptr<counted_progress> progress_;
};

/// The ETag that says byte for byte which version of the file it is; empty where a part of it cannot be asked for.
inline std::string version_for_parts(const http::response& about, std::uint64_t size) {
    const auto* units = http::find(about.headers, "Accept-Ranges");
    const auto* length = http::find(about.headers, "Content-Length");
    const auto* etag = http::find(about.headers, "ETag");
    if (about.status != 200 || !units || *units != "bytes" || !length || *length != std::to_string(size)) return {};
    return etag && etag->starts_with('"') ? *etag : std::string();
}

}  // namespace detail

/// One download. A large file is asked about first; where the server can give parts, what an earlier try or an earlier
/// process brought of the same version is not fetched again.
class http_engine::download : public std::enable_shared_from_this<http_engine::download> {
public:
    download(std::shared_ptr<shared> engine, asio::any_io_executor executor, remote_file file, std::filesystem::path local,
             transfer_progress progress, std::stop_token stop, completion<void> done)
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          file_(std::move(file)),
          local_(std::move(local)),
          target_(storage_protocol::file_target(engine_->options.prefix, file_.remote)),
          place_(target_ ? engine_->place(*target_) : std::string()),
          count_(std::make_shared<detail::counted_progress>(std::move(progress))),
          stop_(std::move(stop)),
          done_(std::move(done)) {}

    void start() {
        if (is_large()) ask();
        else fetch();
    }

private:
    bool is_large() const { return file_.size >= engine_->options.resume_from.bytes; }

    void ask() {
        exchange([self = shared_from_this()] { return self->request("HEAD"); },
                 [self = shared_from_this()](http::response about) {
                     self->version_ = detail::version_for_parts(about, self->file_.size);
                     if (auto promised = detail::digest_in(about, self->place_)) self->promised_ = *promised;
                     if (self->comes_in_parts()) return self->fetch_parts();
                     if (auto opened = self->go_on_where_it_stopped(); !opened) return self->end(std::move(opened));
                     if (self->is_whole()) self->commit(self->promised_);
                     else self->fetch();
                 });
    }

    void fetch() {
        exchange([self = shared_from_this()] { return self->file_request(); },
                 [self = shared_from_this()](const http::response& answer) { self->conclude(answer); });
    }

    /// A digest must tell whether they fit; and what came in one stream goes on so.
    bool comes_in_parts() const {
        return !version_.empty() && (promised_ || file_.digest) && file_sink::kept(local_, version_) == 0 &&
               detail::divide(file_.size, engine_->options).size() > 1;
    }

    void fetch_parts() {
        if (promised_ && file_.digest && *promised_ != *file_.digest) return end(detail::changed_at_the_farm(place_));
        auto kept = detail::kept_parts::open(local_, version_, detail::divide(file_.size, engine_->options));
        if (!kept) return end(std::move(kept).error());
        if (!*kept) return begin_anew();  // beside whoever writes there
        const auto digest = promised_ ? *promised_ : *file_.digest;
        std::make_shared<parted_download>(engine_, executor_,
                                          parted_download::wish{*target_, place_, version_, digest, file_.naming},
                                          *std::move(kept), count_, stop_,
                                          [self = shared_from_this()](result<bool> came) {
                                              if (!came) return self->end(std::move(came).error());
                                              if (*came) return self->end({});
                                              self->begin_anew();
                                          })
            ->start();
    }

    void exchange(detail::storage_exchange::make_request make, std::function<void(http::response)> take) {
        engine_->exchange(executor_, stop_, std::move(make),
                          [self = shared_from_this(), take = std::move(take)](result<http::response> answer) {
                              if (answer) return take(*std::move(answer));
                              // What it sends in place of the part is more than that: it does not give parts after all.
                              if (self->asked_from_ != 0 && answer.error().code == transport_errc::answer_too_large)
                                  return self->begin_anew();
                              self->end(std::move(answer).error());
                          });
    }

    result<http::request> request(std::string method) const {
        if (!target_) return target_.error();
        return engine_->request(std::move(method), *target_);
    }

    /// With each try anew: what the one before it brought of a version stays.
    result<http::request> file_request() {
        auto made = request("GET");
        if (!made) return made;
        if (version_.empty()) {
            if (sink_) sink_->discard();
            auto sink = file_sink::create(local_);
            if (!sink) return std::move(sink).error();
            sink_ = std::move(*sink);
        }
        asked_from_ = sink_->size();
        if (asked_from_ != 0) made->headers.push_back({"Range", "bytes=" + std::to_string(asked_from_) + '-'});
        if (!version_.empty()) made->headers.push_back({"If-Match", version_});
        made->sink = std::make_shared<detail::incoming_file>(sink_, file_.size, promised_ || file_.digest,
                                                             is_large() ? engine_->options.hashing_pool : std::nullopt, count_);
        made->sink_limit = {file_.size - asked_from_};
        made->pipelined = file_.size <= kibibytes(64).bytes;  // none behind it waits for long
        return made;
    }

    result<void> go_on_where_it_stopped() {
        if (version_.empty()) return {};
        auto sink = file_sink::resume(local_, version_, file_.size);
        if (!sink) return std::move(sink).error();
        sink_ = std::move(*sink);
        count_->reached(sink_->size());
        return {};
    }

    bool is_whole() const { return sink_ && sink_->size() == file_.size; }

    void conclude(const http::response& answer) {
        const bool asked_for_part = asked_from_ != 0;
        // All of it was here, but for the end of the answer.
        if (answer.status == 416 && asked_from_ == file_.size) return commit(promised_);
        if (asked_for_part && (answer.status == 200 || answer.status == 416)) return begin_anew();
        if (answer.status == 412 && !version_.empty()) return end(detail::changed_at_the_farm(place_));
        if (answer.status != (asked_for_part ? 206 : 200)) return end(detail::refused_by_storage(place_, answer));
        if (asked_for_part && !detail::incoming_file::is_part(answer, asked_from_, file_.size)) return begin_anew();
        auto promised = detail::digest_in(answer, place_);
        if (promised) commit(*promised);
        else end(std::move(promised).error());
    }

    /// As a whole and under no version: nothing of what is here counts.
    void begin_anew() {
        version_.clear();
        fetch();
    }

    void commit(const std::optional<sha256_digest>& promised) {
        if (sink_->size() != file_.size)
            return end(
                failure{data_errc::wrong_digest, place_,
                        "gave " + std::to_string(sink_->size()) + " bytes where " + std::to_string(file_.size) + " were due",
                        "list the folder and download again"});
        if (promised && file_.digest && *promised != *file_.digest) return end(detail::changed_at_the_farm(place_));
        const auto& expected = promised ? promised : file_.digest;
        if (!expected) return end(sink_->commit_unchecked(file_.naming));
        if (!sink_->is_hashed() && sink_->is_resumable()) return hash_and_commit(*expected);
        auto committed = sink_->commit(expected, file_.naming);
        end(committed ? result<void>() : std::move(committed).error());
    }

    /// What an earlier try brought is read for its digest, with turns for others in between.
    void hash_and_commit(const sha256_digest& expected) {
        async_hash_file(executor_, sink_->temporary_name(), stop_,
                        [self = shared_from_this(), expected](result<hashed_file> hashed) {
                            if (!hashed) return self->end(std::move(hashed).error());
                            if (hashed->digest != expected)
                                return self->end(detail::another_digest(self->place_, hashed->digest, expected));
                            self->end(self->sink_->commit_unchecked(self->file_.naming));
                        });
    }

    void end(result<void> how) {
        // At once, and not when the transport lets go of the sink: the caller finds no temporary file when it hears of the end.
        const bool is_of_no_use =
            !how && (how.error().code == data_errc::wrong_digest || how.error().code == scene_errc::name_taken);
        if (sink_) is_of_no_use ? sink_->discard() : sink_->leave();
        auto done = std::move(done_);
        if (!how) return done(detail::about_local(local_, std::move(how).error()));
        count_->reached(file_.size);
        done({});
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    remote_file file_;
    std::filesystem::path local_;
    result<std::string> target_;
    std::string place_;
    std::shared_ptr<detail::counted_progress> count_;
    std::stop_token stop_;
    completion<void> done_;
    std::optional<sha256_digest> promised_;  // by the answer before the file itself
    std::string version_;                    // its ETag, where parts of it can be asked for
    std::uint64_t asked_from_ = 0;
    std::shared_ptr<file_sink> sink_;
};

RENDERBUS_DECL void http_engine::async_get(asio::any_io_executor executor, remote_file file, std::filesystem::path local,
                                           transfer_progress progress, std::stop_token stop, completion<void> done) {
    std::make_shared<download>(shared_, std::move(executor), std::move(file), std::move(local), std::move(progress),
                               std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
