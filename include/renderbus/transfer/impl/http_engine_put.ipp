// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_PUT_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_PUT_IPP

#include <renderbus/transfer/impl/http_engine.ipp>

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace renderbus {

/// Makes the folder of a file, and those above it that are missing, at a server that does not make them by itself (MKCOL of
/// WebDAV). Tells whether it may be there by now: a server that has it and one that makes no folders at all answer alike.
class http_engine::folder_making : public std::enable_shared_from_this<http_engine::folder_making> {
public:
    folder_making(std::shared_ptr<shared> engine, asio::any_io_executor executor, std::string_view file_target,
                  std::stop_token stop, completion<bool> done)
        : engine_(std::move(engine)), executor_(std::move(executor)), stop_(std::move(stop)), done_(std::move(done)) {
        const auto behind_prefix = engine_->options.prefix.size() + 1;
        for (auto at = file_target.find('/', behind_prefix); at != file_target.npos; at = file_target.find('/', at + 1))
            folders_.emplace_back(file_target.substr(0, at + 1));
    }

    /// The lowest first: where it is missing alone, that is all.
    void start() {
        if (folders_.empty()) return detail::tell_later(executor_, std::move(done_), false);
        nth_ = folders_.size() - 1;
        make();
    }

private:
    void make() {
        engine_->exchange(
            executor_, stop_, [self = shared_from_this()] { return self->engine_->request("MKCOL", self->folders_[self->nth_]); },
            [self = shared_from_this()](result<http::response> answer) {
                if (answer) self->answered(answer->status);
                else self->end(std::move(answer).error());
            });
    }
    void answered(int status) {
        const bool is_made = status / 100 == 2;
        const bool is_there = is_made || status == 405;
        const bool lacks_one_above = status == 409 || status == 404;
        if (is_made) engine_->folders.makes_none_by_itself();
        if (lacks_one_above && !goes_down_ && nth_ > 0) return --nth_, make();
        if (is_there && nth_ + 1 < folders_.size()) return goes_down_ = true, ++nth_, make();
        if (is_there) engine_->folders.add(folders_.back());
        end(is_there);
    }
    void end(result<bool> how) {
        auto done = std::move(done_);
        done(std::move(how));
    }

    std::shared_ptr<shared> engine_;
    asio::any_io_executor executor_;
    std::stop_token stop_;
    completion<bool> done_;
    std::vector<std::string> folders_;  // the highest first
    std::size_t nth_ = 0;
    bool goes_down_ = false;
};

/// A file that goes as a whole.
class http_engine::put : public std::enable_shared_from_this<http_engine::put> {
public:
    put(std::shared_ptr<shared> engine, asio::any_io_executor executor, upload_file file,
        std::shared_ptr<detail::counted_progress> count, std::stop_token stop, completion<void> done)
        : engine_(std::move(engine)),
          executor_(std::move(executor)),
          file_(std::move(file)),
          count_(std::move(count)),
          stop_(std::move(stop)),
          done_(std::move(done)),
          target_(storage_protocol::file_target(engine_->options.prefix, file_.remote)) {}

    void start() {
        if (!target_ || !engine_->folders.may_lack(*target_)) return send();
        make_folders([self = shared_from_this()](bool) { self->send(); });
    }

private:
    void make_folders(std::function<void(bool)> then) {
        ++folder_rounds_;
        std::make_shared<folder_making>(engine_, executor_, *target_, stop_,
                                        [self = shared_from_this(), then = std::move(then)](result<bool> is_there) {
                                            if (is_there) then(*is_there);
                                            else self->end(std::move(is_there).error());
                                        })
            ->start();
    }

    void send() {
        engine_->exchange(
            executor_, stop_, [self = shared_from_this()] { return self->request(); },
            [self = shared_from_this()](result<http::response> answer) { self->answered(std::move(answer)); });
    }

    result<http::request> request() {
        if (!target_) return target_.error();
        auto source = detail::outgoing_file::open(file_, 0, count_, engine_->options);
        if (!source) return std::move(source).error();
        auto made = engine_->request("PUT", *target_);
        if (!made) return made;
        made->headers.push_back({"Content-Type", "application/octet-stream"});
        made->headers.push_back({"Repr-Digest", repr_digest(file_.digest)});
        made->source = source_ = *std::move(source);
        made->pipelined = true;
        return made;
    }

    void answered(result<http::response> answer) {
        if (!answer) return end(std::move(answer).error());
        // Not every server looks at the digest that it is told.
        if (source_ && source_->was_not(file_.digest))
            return end(detail::changed_file(file_.local, "what was sent is not what was hashed: the file changed in between"));
        if (answer->status == 200 || answer->status == 201 || answer->status == 204) return end({});
        // By WebDAV 409 says that a folder is missing; others say it so.
        const bool may_lack_a_folder = answer->status == 409 || answer->status == 404 || answer->status == 500;
        auto refused = detail::refused_by_storage(engine_->place(*target_), *answer);
        if (!may_lack_a_folder || folder_rounds_ == 2) return end(std::move(refused));
        auto make = [self = shared_from_this(), refused = std::move(refused)](const result<void>& waited) {
            if (!waited) return self->end(detail::canceled_transfer(self->file_.local.string()));
            self->make_folders([self, refused](bool is_there) {
                if (is_there) self->send();
                else self->end(refused);
            });
        };
        if (folder_rounds_ == 0) return make({});
        // Of several that make a folder at once, some servers tell all but one that it is there before it is.
        engine_->options.clock.async_wait(executor_, engine_->options.pause, stop_, std::move(make));
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
    result<std::string> target_;
    std::shared_ptr<detail::outgoing_file> source_;
    int folder_rounds_ = 0;
};

}  // namespace renderbus

#endif
