// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_PARTED_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_PARTED_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/http_engine.ipp>
#include <renderbus/transfer/impl/kept_parts.ipp>
#include <renderbus/transfer/impl/several_at_once.ipp>

#include <algorithm>

namespace renderbus {

/// One download whose parts come side by side, each over a connection of its own. Tells `false` where the server does not give
/// parts after all; then nothing of it is left.
class http_engine::parted_download : public std::enable_shared_from_this<http_engine::parted_download> {
public:
    /// What is to come: this version of the file, with that digest.
    struct wish {
        std::string target;
        std::string place;
        std::string version;
        sha256_digest digest;
        file_naming naming;
    };

    parted_download(std::shared_ptr<shared> engine, asio::any_io_executor executor, wish what,
                    std::shared_ptr<detail::kept_parts> kept, std::shared_ptr<detail::counted_progress> count,
                    std::stop_token stop, completion<bool> done)
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          wish_(std::move(what)),
          kept_(std::move(kept)),
          count_(std::move(count)),
          stop_(std::move(stop)),
          done_(std::move(done)) {}

    void start() {
        count_->reached(kept_->here());
        std::make_shared<detail::several_at_once>(
            executor_, kept_->count(), kept_->count(), stop_,
            [self = shared_from_this()](std::size_t part, std::stop_token stop, completion<void> done) {
                self->fetch(part, std::move(stop), std::move(done));
            },
            [self = shared_from_this()](result<void> fetched) { self->fetched(std::move(fetched)); })
            ->start();
    }

private:
    class part_sink final : public http::body_sink {
    public:
        part_sink(std::shared_ptr<detail::kept_parts> into, std::size_t part, std::shared_ptr<detail::counted_progress> count)
            : into_(std::move(into)), part_(part), count_(std::move(count)) {}
        result<void> write(std::span<const char> piece) override {
            auto written = into_->write(part_, piece);
            if (written) count_->reached(into_->here());
            return written;
        }

    private:
        std::shared_ptr<detail::kept_parts> into_;
        std::size_t part_;
        std::shared_ptr<detail::counted_progress> count_;
    };

    void fetch(std::size_t part, std::stop_token stop, completion<void> done) {
        if (kept_->missing(part).size == 0) return detail::tell_later(executor_, std::move(done), result<void>());
        // With each try anew: what the one before it brought stays.
        const auto asked = std::make_shared<byte_range>();
        auto make = [self = shared_from_this(), part, asked] {
            *asked = self->kept_->missing(part);
            auto made = self->engine_->request("GET", self->wish_.target);
            if (!made) return made;
            made->headers.push_back(
                {"Range", "bytes=" + std::to_string(asked->from) + '-' + std::to_string(asked->from + asked->size - 1)});
            made->headers.push_back({"If-Match", self->wish_.version});
            made->sink = std::make_shared<part_sink>(self->kept_, part, self->count_);
            made->sink_limit = {asked->size};
            return made;
        };
        engine_->exchange(executor_, std::move(stop), std::move(make),
                          [self = shared_from_this(), asked, done = std::move(done)](result<http::response> answer) mutable {
                              done(self->judge(*asked, std::move(answer)));
                          });
    }

    result<void> judge(const byte_range& asked, result<http::response> answer) {
        if (!answer) {
            gives_parts_ &= answer.error().code != transport_errc::answer_too_large;  // in place of the part it sent more
            return std::move(answer).error();
        }
        if (answer->status == 412) {
            kept_->discard();
            return detail::changed_at_the_farm(wish_.place);
        }
        const auto* told = http::find(answer->headers, "Content-Range");
        if (answer->status == 206 && told && part_in(*told, kept_size()) == asked) return {};
        gives_parts_ &= answer->status / 100 != 2 && answer->status != 416;
        return detail::refused_by_storage(wish_.place, *answer);
    }

    std::uint64_t kept_size() const {
        const auto last = kept_->missing(kept_->count() - 1);
        return last.from + last.size;
    }

    void fetched(result<void> how) {
        if (!gives_parts_) {
            kept_->discard();
            return tell(false);
        }
        if (how) how = kept_->close_up();
        if (!how) return tell(std::move(how).error());
        async_hash_file(executor_, kept_->name(), stop_, [self = shared_from_this()](result<hashed_file> hashed) {
            if (!hashed) return self->tell(std::move(hashed).error());
            if (hashed->digest != self->wish_.digest) {
                self->kept_->discard();
                return self->tell(detail::another_digest(self->wish_.place, hashed->digest, self->wish_.digest));
            }
            auto named = self->kept_->take_name(self->wish_.naming);
            if (named) return self->tell(true);
            if (named.error().code == scene_errc::name_taken) self->kept_->discard();
            self->tell(std::move(named).error());
        });
    }

    /// Nothing is open any more when the caller hears of the end.
    void tell(result<bool> how) {
        kept_->leave();
        auto done = std::move(done_);
        done(std::move(how));
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    wish wish_;
    std::shared_ptr<detail::kept_parts> kept_;
    std::shared_ptr<detail::counted_progress> count_;
    std::stop_token stop_;
    completion<bool> done_;
    bool gives_parts_ = true;
};

}  // namespace renderbus

#endif
