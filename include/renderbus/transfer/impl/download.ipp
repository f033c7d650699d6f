// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_DOWNLOAD_IPP
#define RENDERBUS_TRANSFER_IMPL_DOWNLOAD_IPP

#include <renderbus/transfer/file_hash.hpp>
#include <renderbus/transfer/impl/several_at_once.ipp>
#include <renderbus/transfer/transfer.hpp>

#include <chrono>
#include <memory>
#include <unordered_set>
#include <utility>

namespace renderbus {
namespace detail {

class download_operation : public std::enable_shared_from_this<download_operation> {
public:
    download_operation(asio::any_io_executor executor, any_transfer_engine engine, std::vector<std::string> folders,
                       std::filesystem::path root, download_options options, transfer_observer observer, std::stop_token stop,
                       completion<download_report> done)
        : executor_(std::move(executor)),
          engine_(std::move(engine)),
          folders_(std::move(folders)),
          root_(std::move(root)),
          options_(std::move(options)),
          observer_(std::move(observer)),
          stop_(std::move(stop)),
          done_(std::move(done)) {}

    void start() {
        asio::post(executor_, [self = shared_from_this()] { self->list_next(); });
    }

private:
    void list_next() {
        if (stop_.stop_requested()) return finish(failure{transport_errc::canceled, "", "the download was called off", ""});
        if (listed_ == folders_.size()) return fetch_all();
        engine_.async_list(executor_, folders_[listed_], stop_,
                           [self = shared_from_this()](result<std::vector<listed_file>> files) {
                               if (!files) return self->finish(std::move(files).error());
                               if (auto taken = self->take(self->folders_[self->listed_], *files); !taken)
                                   return self->finish(std::move(taken));
                               ++self->listed_;
                               self->list_next();
                           });
    }

    result<void> take(const std::string& folder, const std::vector<listed_file>& files) {
        for (const auto& file : files) {
            if (!names_.insert(file.path.text()).second)
                return failure{data_errc::invalid_value, folder + "/" + file.path.text(),
                               "another folder has a file of this name too", "download each folder into one of its own"};
            report_.locations.push_back(file.path.under(root_));
            wanted_.push_back({folder + (folder.ends_with('/') ? "" : "/") + file.path.text(), file.size, file.digest});
        }
        return {};
    }

    void fetch_all() {
        names_.clear();
        std::make_shared<several_at_once>(
            executor_, wanted_.size(), options_.concurrency, stop_,
            [self = shared_from_this()](std::size_t index, std::stop_token stop, completion<void> here) {
                self->look_here(index, std::move(stop), std::move(here));
            },
            [self = shared_from_this()](result<void> ended) { self->finish(std::move(ended)); })
            ->start();
    }

    void look_here(std::size_t index, std::stop_token stop, completion<void> here) {
        const auto& local = report_.locations[index];
        const auto& wanted = wanted_[index];
        const auto stamp = stamp_of(local);
        if (!stamp || stamp->size != wanted.size || !wanted.digest) return fetch(index, std::move(stop), std::move(here));
        if (options_.record) {
            auto known = options_.record->digest_of(local, *stamp);
            if (!known) return later(std::move(known).error(), std::move(here));
            if (*known && **known == *wanted.digest) return later(skip(), std::move(here));
            if (*known) return fetch(index, std::move(stop), std::move(here));
        }
        async_hash_file(executor_, local, stop,
                        [self = shared_from_this(), index, stop, began = options_.clock.now(),
                         here = std::move(here)](result<hashed_file> hashed) mutable {
                            if (!hashed || hashed->digest != *self->wanted_[index].digest)
                                return self->fetch(index, std::move(stop), std::move(here));
                            auto kept = self->remember(self->report_.locations[index], *hashed, began);
                            here(kept ? self->skip() : std::move(kept));
                        });
    }

    void fetch(std::size_t index, std::stop_token stop, completion<void> here) {
        engine_.async_get(
            executor_, wanted_[index], report_.locations[index],
            [self = shared_from_this()](std::uint64_t more) {
                if (self->observer_.on_bytes) self->observer_.on_bytes(more);
            },
            std::move(stop),
            [self = shared_from_this(), index, here = std::move(here)](result<void> fetched) mutable {
                if (fetched) {
                    ++self->report_.files;
                    self->report_.bytes += self->wanted_[index].size;
                    if (self->observer_.on_file) self->observer_.on_file(self->report_.locations[index]);
                }
                here(std::move(fetched));
            });
    }

    result<void> remember(const std::filesystem::path& local, const hashed_file& hashed,
                          std::chrono::system_clock::time_point began) {
        if (!options_.record || !is_settled(hashed.stamp, began)) return {};
        return options_.record->remember_digest(local, hashed.stamp, hashed.digest);
    }

    result<void> skip() {
        ++report_.skipped;
        return {};
    }

    void later(result<void> ended, completion<void> here) {
        asio::post(executor_, [ended = std::move(ended), here = std::move(here)]() mutable { here(std::move(ended)); });
    }

    void finish(result<void> ended) {
        auto done = std::move(done_);
        if (!ended) return done(std::move(ended).error());
        done(std::move(report_));
    }

    asio::any_io_executor executor_;
    any_transfer_engine engine_;
    std::vector<std::string> folders_;
    std::filesystem::path root_;
    download_options options_;
    transfer_observer observer_;
    std::stop_token stop_;
    completion<download_report> done_;
    std::size_t listed_ = 0;
    std::unordered_set<std::string> names_;
    std::vector<remote_file> wanted_;
    download_report report_;
};

}  // namespace detail

RENDERBUS_DECL void async_download(asio::any_io_executor executor, any_transfer_engine engine, std::vector<std::string> folders,
                                   std::filesystem::path root, download_options options, transfer_observer observer,
                                   std::stop_token stop, completion<download_report> done) {
    std::make_shared<detail::download_operation>(std::move(executor), std::move(engine), std::move(folders), std::move(root),
                                                 std::move(options), std::move(observer), std::move(stop), std::move(done))
        ->start();
}

}  // namespace renderbus

#endif
