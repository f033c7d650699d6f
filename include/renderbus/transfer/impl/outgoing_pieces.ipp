// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_OUTGOING_PIECES_IPP
#define RENDERBUS_TRANSFER_IMPL_OUTGOING_PIECES_IPP

#include <renderbus/detail/aligned_buffer.hpp>
#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/impl/http_engine.ipp>

#include <asio/post.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace renderbus::detail {

/// A part of a file as it stands on the disk. Where nobody who takes it compares it with its digest, that is given here.
class outgoing_range final : public http::body_source {
public:
    outgoing_range(input_file file, byte_range what, std::optional<sha256_digest> digest, std::uint64_t counted_from,
                   std::shared_ptr<counted_progress> progress)
        : file_(std::move(file)), what_(what), digest_(digest), counted_from_(counted_from), progress_(std::move(progress)) {}

    std::uint64_t size() const override { return what_.size; }
    result<std::size_t> read(std::span<char> space) override {
        progress_->reached(what_.from + position_ - counted_from_);
        const auto room = std::min<std::uint64_t>(space.size(), what_.size - position_);
        auto count = file_.read_at(what_.from + position_, space.first(static_cast<std::size_t>(room)));
        if (!count) return count;
        position_ += *count;
        if (digest_) hash_.update(space.first(*count));
        if (position_ != what_.size) return count;
        if (auto same = file_.unchanged(); !same) return std::move(same).error();
        if (digest_ && hash_.finish() != *digest_)
            return changed_file(file_.name(), "what is to be sent is not what was hashed: the file changed in between");
        return count;
    }
    result<void> rewind() override {
        position_ = 0;
        hash_ = {};
        return {};
    }

private:
    input_file file_;
    byte_range what_;
    std::optional<sha256_digest> digest_;
    sha256_hasher hash_;
    std::uint64_t counted_from_;
    std::shared_ptr<counted_progress> progress_;
    std::uint64_t position_ = 0;
};

/// The digests of a file's pieces, which together are what the plan says.
class file_pieces {
public:
    file_pieces(upload_file file, std::uint64_t piece) : file_(std::move(file)), piece_(std::max<std::uint64_t>(piece, 1)) {}

    std::uint64_t size_of_one() const { return piece_; }
    /// The rest of the piece that a byte stands in.
    byte_range rest_from(std::uint64_t at) const { return {at, std::min(file_.size, (at / piece_ + 1) * piece_) - at}; }
    result<input_file> open() const { return open_as_planned(file_); }
    /// The digest of the rest of a piece. `scene_errc::changed_file` where the piece is another by now.
    result<sha256_digest> digest_from(std::uint64_t at) const {
        const auto begin = at / piece_ * piece_;
        const auto& whole = digests_[static_cast<std::size_t>(at / piece_)];
        if (at == begin) return whole;
        sha256_hasher all, rest;
        auto read = hash(at, rest, rest_from(at));
        if (read) read = hash(begin, all, {begin, rest_from(begin).size});
        if (!read) return std::move(read).error();
        if (all.finish() != whole) return changed_file(file_.local, "what is to be sent is not what was hashed");
        return rest.finish();
    }
    bool is_as_hashed(std::uint64_t at) const {
        const auto begin = at / piece_ * piece_;
        sha256_hasher all;
        return hash(begin, all, rest_from(begin)) && all.finish() == digests_[static_cast<std::size_t>(at / piece_)];
    }

    const upload_file& file() const { return file_; }
    bool is_end_of_one(std::uint64_t at) const { return at == file_.size || at % piece_ == 0; }
    void add(const sha256_digest& digest) { digests_.push_back(digest); }

private:
    result<void> hash(std::uint64_t from, sha256_hasher& into, byte_range what) const {
        auto file = open();
        if (!file) return std::move(file).error();
        aligned_buffer space(hashed_piece_size);
        for (const auto end = what.from + what.size; from < end;) {
            const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(space.span().size(), end - from));
            auto count = file->read_at(from, space.span().first(room));
            if (!count) return std::move(count).error();
            if (*count == 0) return changed_file(file_.local, "the file became shorter");
            into.update(space.span().first(*count));
            from += *count;
        }
        return {};
    }

    upload_file file_;
    std::uint64_t piece_;
    std::vector<sha256_digest> digests_;
};

/// Reads all pieces, in slices on the executor. `scene_errc::changed_file` where they are not what the plan says.
class piece_reading : public std::enable_shared_from_this<piece_reading> {
public:
    piece_reading(asio::any_io_executor executor, std::shared_ptr<file_pieces> pieces, std::stop_token stop,
                  completion<void> done)
        : executor_(std::move(executor)), pieces_(std::move(pieces)), stop_(std::move(stop)), done_(std::move(done)) {}

    void start() {
        asio::post(executor_, [self = shared_from_this()] { self->open(); });
    }

private:
    void open() {
        auto opened = pieces_->open();
        if (!opened) return end(std::move(opened).error());
        file_.emplace(*std::move(opened));
        slice();
    }
    void slice() {
        constexpr int steps_in_a_slice = 16;
        const auto& about = pieces_->file();
        if (stop_.stop_requested()) return end(canceled_transfer(about.local.string()));
        for (int i = 0; i < steps_in_a_slice && position_ != about.size; ++i)
            if (auto stepped = step(); !stepped) return end(std::move(stepped));
        if (position_ != about.size) return asio::post(executor_, [self = shared_from_this()] { self->slice(); });
        auto same = file_->unchanged();
        if (same && whole_.finish() != about.digest)
            same = changed_file(about.local, "what is to be sent is not what was hashed: the file changed in between");
        end(std::move(same));
    }
    result<void> step() {
        const auto room = std::min<std::uint64_t>(space_.span().size(), pieces_->rest_from(position_).size);
        const auto bytes = space_.span().first(static_cast<std::size_t>(room));
        const auto count = file_->read_at(position_, bytes);
        if (!count) return count.error();
        whole_.update(bytes.first(*count));
        piece_.update(bytes.first(*count));
        position_ += *count;
        if (pieces_->is_end_of_one(position_)) pieces_->add(piece_.finish());
        return {};
    }
    void end(result<void> how) {
        file_.reset();
        auto tell = std::move(done_);
        tell(std::move(how));
    }

    asio::any_io_executor executor_;
    std::shared_ptr<file_pieces> pieces_;
    std::stop_token stop_;
    completion<void> done_;
    std::optional<input_file> file_;
    aligned_buffer space_{hashed_piece_size};
    sha256_hasher whole_;
    sha256_hasher piece_;
    std::uint64_t position_ = 0;
};

}  // namespace renderbus::detail

#endif
