// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

/// What the farm confirmed, recorded some at a time: one by one would cost more than sending small files does.
class confirmations {
public:
    confirmations(any_record_store record, std::string storage) : record_(std::move(record)), storage_(std::move(storage)) {}

    result<void> add(claim one, std::uint64_t size) {
        claims_.push_back(std::move(one));
        bytes_ += size;
        return claims_.size() < most_files && bytes_ < most_bytes ? result<void>() : record();
    }
    result<void> record() {
        if (claims_.empty()) return {};
        bytes_ = 0;
        return record_.put_all(storage_, std::exchange(claims_, {}));
    }

private:
    static constexpr std::size_t most_files = 64;
    static constexpr std::uint64_t most_bytes = 1 << 20;  // a large file is not sent again for want of a word
    any_record_store record_;
    std::string storage_;
    std::vector<claim> claims_;
    std::uint64_t bytes_ = 0;
};

class upload_operation : public std::enable_shared_from_this<upload_operation> {
public:
    upload_operation(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, upload_plan plan,
                     upload_options options, transfer_observer observer, completion<upload_report> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          plan_(std::move(plan)),
          confirmed_(std::move(record), plan_.storage),
          options_(std::move(options)),
          observer_(std::move(observer)),
          done_(std::move(done)) {
        report_.skipped = plan_.already_there.size();
        report_.left_out = std::move(plan_.left_out);
    }

    void start(std::stop_token stop) {
        began_ = options_.clock.now();
        several(plan_.to_send.size(), stop, &upload_operation::send_one, [self = shared_from_this(), stop](result<void> ended) {
            if (!ended) return self->finish(std::move(ended));
            self->several(self->plan_.to_copy.size(), stop, &upload_operation::copy_one,
                          [self](result<void> copied) { self->finish(std::move(copied)); });
        });
    }

private:
    /// A file on its way, until the farm has it or it is given up.
    struct delivery {
        planned_file& file;
        std::stop_token stop;
        completion<void> done;
        std::chrono::system_clock::time_point began;
        int looks = 1;
    };
    using shared_delivery = std::shared_ptr<delivery>;
    using one_of_several = void (upload_operation::*)(std::size_t, std::stop_token, completion<void>);

    void several(std::size_t count, std::stop_token stop, one_of_several one, completion<void> done) {
        std::make_shared<several_at_once>(
            executor_, count, options_.concurrency, std::move(stop),
            [self = shared_from_this(), one](std::size_t index, std::stop_token stop_one, completion<void> ended) {
                (self.get()->*one)(index, std::move(stop_one), std::move(ended));
            },
            std::move(done))
            ->start();
    }

    void send_one(std::size_t index, std::stop_token stop, completion<void> done) {
        send(start_of(plan_.to_send[index], std::move(stop), std::move(done)));
    }

    void copy_one(std::size_t index, std::stop_token stop, completion<void> done) {
        auto& copy = plan_.to_copy[index];
        auto it = start_of(copy.to, std::move(stop), std::move(done));
        engine_.async_copy(executor_, copy.from, copy.to.file, it->stop, [self = shared_from_this(), it](result<void> copied) {
            if (!copied && copied.error().code != transport_errc::canceled) return self->send(it);
            if (!copied) return it->done(std::move(copied));
            ++self->report_.copied;
            if (self->observer_.on_bytes) self->observer_.on_bytes(it->file.file.size);
            it->done(self->note(*it));
        });
    }

    shared_delivery start_of(planned_file& file, std::stop_token stop, completion<void> done) {
        if (observer_.on_start) observer_.on_start(file.file.local, file.file.size);
        return std::make_shared<delivery>(delivery{file, std::move(stop), std::move(done), options_.clock.now()});
    }

    void send(shared_delivery it) {
        it->began = options_.clock.now();
        engine_.async_put(
            executor_, it->file.file,
            [self = shared_from_this()](std::uint64_t more) {
                if (self->observer_.on_bytes) self->observer_.on_bytes(more);
            },
            it->stop,
            [self = shared_from_this(), it](result<void> confirmed) {
                if (!confirmed) return self->not_sent(it, std::move(confirmed).error());
                ++self->report_.files;
                self->report_.bytes_sent += it->file.file.size;
                it->done(self->note(*it));
            });
    }

    void not_sent(const shared_delivery& it, failure why) {
        const auto trouble = trouble_of(why.code);
        auto verdict = file_verdict::fail;
        if (trouble) {
            troubled_file file{{it->file.file.local.native(), it->file.server_path}, *trouble, why, it->looks++};
            verdict = options_.policies.decide(file);
            if (verdict == file_verdict::skip) report_.left_out.push_back(std::move(file));
        }
        if (verdict == file_verdict::again) return hash_again(it);
        if (observer_.on_failed) observer_.on_failed(it->file.file.local, why);
        it->done(verdict == file_verdict::skip ? result<void>() : result<void>(std::move(why)));
    }

    void hash_again(const shared_delivery& it) {
        async_hash_file(executor_, it->file.file.local, it->stop, [self = shared_from_this(), it](result<hashed_file> hashed) {
            if (!hashed) return self->not_sent(it, std::move(hashed).error());
            ++self->report_.changed;
            it->file.file.size = hashed->stamp.size;
            it->file.file.stamp = hashed->stamp;
            it->file.file.digest = hashed->digest;
            self->send(it);
        });
    }

    static std::optional<file_trouble> trouble_of(std::error_code code) {
        if (code == scene_errc::changed_file) return file_trouble::changed;
        if (code == scene_errc::missing_file) return file_trouble::missing;
        if (code == scene_errc::unreadable_file) return file_trouble::unreadable;
        return {};
    }

    result<void> note(const delivery& it) {
        if (observer_.on_file) observer_.on_file(it.file.file.local);
        const auto& file = it.file.file;
        const bool known_by_stamp = file.stamp && is_settled(*file.stamp, it.began);
        return confirmed_.add({it.file.server_path, {known_by_stamp ? file.stamp : std::nullopt, file.digest}}, file.size);
    }

    void finish(result<void> ended) {
        auto recorded = confirmed_.record();
        auto done = std::move(done_);
        if (!ended) return done(std::move(ended).error());
        if (!recorded) return done(std::move(recorded).error());
        report_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(options_.clock.now() - began_);
        done(std::move(report_));
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    upload_plan plan_;
    confirmations confirmed_;
    upload_options options_;
    transfer_observer observer_;
    completion<upload_report> done_;
    upload_report report_;
    std::chrono::system_clock::time_point began_;
};

}  // namespace detail

RENDERBUS_DECL void async_upload(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record,
                                 upload_plan plan, upload_options options, transfer_observer observer, std::stop_token stop,
                                 completion<upload_report> done) {
    std::make_shared<detail::upload_operation>(std::move(executor), std::move(engine), std::move(record), std::move(plan),
                                               std::move(options), std::move(observer), std::move(done))
        ->start(std::move(stop));
}

}  // namespace renderbus

#endif
