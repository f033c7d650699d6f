// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_UPLOAD_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace renderbus {
namespace detail {

class upload_operation : public std::enable_shared_from_this<upload_operation> {
public:
    upload_operation(asio::any_io_executor executor, any_transfer_engine engine, any_record_store record, upload_plan plan,
                     upload_options options, transfer_observer observer, completion<upload_report> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          record_(std::move(record)),
          plan_(std::move(plan)),
          options_(std::move(options)),
          observer_(std::move(observer)),
          done_(std::move(done)) {}

    void start(std::stop_token stop) {
        std::make_shared<several_at_once>(
            executor_, plan_.to_send.size(), options_.concurrency, std::move(stop),
            [self = shared_from_this()](std::size_t index, std::stop_token stop_one, completion<void> sent) {
                self->send(index, std::move(stop_one), std::move(sent));
            },
            [self = shared_from_this()](result<void> ended) { self->finish(std::move(ended)); })
            ->start();
    }

private:
    void send(std::size_t index, std::stop_token stop, completion<void> sent) {
        const auto& file = plan_.to_send[index].file;
        if (observer_.on_start) observer_.on_start(file.local, file.size);
        engine_.async_put(
            executor_, file,
            [self = shared_from_this()](std::uint64_t more) {
                if (self->observer_.on_bytes) self->observer_.on_bytes(more);
            },
            std::move(stop),
            [self = shared_from_this(), index, began = options_.clock.now(),
             sent = std::move(sent)](result<void> confirmed) mutable {
                if (confirmed) confirmed = self->note(self->plan_.to_send[index], began);
                else if (self->observer_.on_failed)
                    self->observer_.on_failed(self->plan_.to_send[index].file.local, confirmed.error());
                sent(std::move(confirmed));
            });
    }

    result<void> note(const planned_file& sent, std::chrono::system_clock::time_point began) {
        ++report_.files;
        report_.bytes_sent += sent.file.size;
        if (observer_.on_file) observer_.on_file(sent.file.local);
        const auto& stamp = sent.file.stamp;
        const bool known_by_stamp = stamp && is_settled(*stamp, began);
        return record_.put(plan_.storage, sent.server_path, {known_by_stamp ? stamp : std::nullopt, sent.file.digest});
    }

    void finish(result<void> ended) {
        auto done = std::move(done_);
        if (!ended) return done(std::move(ended).error());
        report_.skipped = plan_.already_there.size();
        done(report_);
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    any_record_store record_;
    upload_plan plan_;
    upload_options options_;
    transfer_observer observer_;
    completion<upload_report> done_;
    upload_report report_;
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
