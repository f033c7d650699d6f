// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_FILE_HASH_IPP
#define RENDERBUS_TRANSFER_IMPL_FILE_HASH_IPP

#include <renderbus/detail/aligned_buffer.hpp>
#include <renderbus/transfer/file_hash.hpp>

#include <asio/post.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace renderbus {
namespace detail {

class hash_operation : public std::enable_shared_from_this<hash_operation> {
public:
    hash_operation(asio::any_io_executor executor, std::filesystem::path file, std::stop_token stop, completion<hashed_file> done)
        : executor_(std::move(executor)), name_(std::move(file)), stop_(std::move(stop)), done_(std::move(done)) {}

    void start() {
        asio::post(executor_, [self = shared_from_this()] { self->open(); });
    }

private:
    static constexpr int pieces_in_a_slice = 32;

    void open() {
        auto opened = input_file::open(name_);
        if (!opened) return finish(std::move(opened).error());
        file_.emplace(std::move(*opened));
        space_.emplace(hashed_piece_size);
        slice();
    }

    void slice() {
        if (stop_.stop_requested())
            return finish(failure{transport_errc::canceled, name_.string(), "the hashing was called off", ""});
        for (int i = 0; i < pieces_in_a_slice; ++i) {
            const auto count = file_->read(space_->span());
            if (!count) return finish(count.error());
            if (*count == 0) return finish(hashed_file{file_->stamp(), hash_.finish()});
            hash_.update(space_->span().first(*count));
        }
        asio::post(executor_, [self = shared_from_this()] { self->slice(); });
    }

    void finish(result<hashed_file> ended) {
        file_.reset();
        auto done = std::move(done_);
        done(std::move(ended));
    }

    asio::any_io_executor executor_;
    std::filesystem::path name_;
    std::stop_token stop_;
    completion<hashed_file> done_;
    std::optional<input_file> file_;
    std::optional<aligned_buffer> space_;
    sha256_hasher hash_;
};

}  // namespace detail

RENDERBUS_DECL void async_hash_file(asio::any_io_executor executor, std::filesystem::path file, std::stop_token stop,
                                    completion<hashed_file> done) {
    std::make_shared<detail::hash_operation>(std::move(executor), std::move(file), std::move(stop), std::move(done))->start();
}

RENDERBUS_DECL bool is_settled(const file_stamp& stamp, std::chrono::system_clock::time_point now) noexcept {
    const auto now_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    return stamp.mtime_ns < now_ns - 2'000'000'000;
}

}  // namespace renderbus

#endif
