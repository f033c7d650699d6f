// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_IPP

#include <renderbus/transfer/byte_range.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/impl/storage_exchange.ipp>
#include <renderbus/transfer/piece_hasher.hpp>
#include <renderbus/transfer/storage_protocol.hpp>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace renderbus {
namespace detail {

/// Counts what is through, once however often it is sent.
class counted_progress {
public:
    explicit counted_progress(transfer_progress tell) : tell_(std::move(tell)) {}
    void reached(std::uint64_t position) {
        if (position <= furthest_) return;
        const auto more = position - std::exchange(furthest_, position);
        if (tell_) tell_(more);
    }

private:
    transfer_progress tell_;
    std::uint64_t furthest_ = 0;
};

/// What of a file the farm has not yet. A whole file is hashed on its way (if the options say so), so that the end knows whether
/// it is what the plan says.
class outgoing_file final : public http::body_source {
public:
    static result<std::shared_ptr<outgoing_file>> open(const upload_file& file, std::uint64_t from,
                                                       std::shared_ptr<counted_progress> progress,
                                                       const http_engine_options& options) {
        auto opened = open_as_planned(file);
        if (!opened) return std::move(opened).error();
        std::shared_ptr<outgoing_file> made(new outgoing_file(*std::move(opened), from, std::move(progress)));
        made->is_hashed_ = options.hashes_what_it_sends && from == 0;
        if (file.size >= options.resume_from.bytes) made->hash_ = piece_hasher(options.hashing_pool);
        return made;
    }

    std::uint64_t size() const override { return end() - from_; }
    result<std::size_t> read(std::span<char> space) override {
        progress_->reached(position_);
        const auto room = std::min<std::uint64_t>(space.size(), end() - position_);
        auto count = file_.read_at(position_, space.first(static_cast<std::size_t>(room)));
        if (!count) return count;
        if (is_hashed_) hash_.update(space.first(*count));
        position_ += *count;
        if (position_ == end())
            if (auto same = file_.unchanged(); !same) return std::move(same).error();
        return count;
    }
    result<void> rewind() override {
        position_ = from_;
        if (is_hashed_) hash_.finish();
        return {};
    }
    /// Whether all of it was read and had another digest. To be asked once.
    bool was_not(const sha256_digest& digest) { return is_hashed_ && position_ == end() && hash_.finish() != digest; }

private:
    outgoing_file(input_file file, std::uint64_t from, std::shared_ptr<counted_progress> progress)
        : file_(std::move(file)), from_(from), progress_(std::move(progress)), position_(from) {}
    std::uint64_t end() const { return file_.stamp().size; }

    input_file file_;
    std::uint64_t from_;
    std::shared_ptr<counted_progress> progress_;
    std::uint64_t position_;
    bool is_hashed_ = true;
    piece_hasher hash_;
};

inline failure changed_at_the_farm(std::string place) {
    return {data_errc::wrong_digest, std::move(place), "the file changed at the farm after it was listed",
            "list the folder and download again"};
}

/// Parts of a file to move side by side, the same in every process, each of whole pieces; one where it is not worth it.
inline std::vector<byte_range> divide(std::uint64_t size, const http_engine_options& options, std::uint64_t piece = 1) {
    constexpr std::uint64_t most_parts = 64;  // that servers join
    const auto smallest = std::max<std::uint64_t>(options.smallest_part.bytes, 1);
    const auto count = std::clamp<std::uint64_t>(size / smallest, 1, std::clamp<std::uint64_t>(options.parts, 1, most_parts));
    const auto pieces = (size + piece - 1) / piece;
    const auto part = (pieces + count - 1) / count * piece;
    std::vector<byte_range> parts;
    for (std::uint64_t from = 0; from < size; from += part) parts.push_back({from, std::min(part, size - from)});
    return parts;
}

inline bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

/// Failures of the way there name the file here too; those of the local file do so already.
inline failure about_local(const std::filesystem::path& local, failure why) {
    if (why.code.category() == scene_category() || why.place == local.string()) return why;
    if (!why.place.empty()) why.cause = why.place + ": " + (why.cause.empty() ? why.code.message() : why.cause);
    why.place = local.string();
    return why;
}

inline result<std::optional<sha256_digest>> digest_in(const http::response& answer, const std::string& place) {
    const auto* header = http::find(answer.headers, "Repr-Digest");
    if (!header) return std::optional<sha256_digest>{};
    auto digest = parse_repr_digest(*header);
    if (!digest) digest.error().place = place;
    return digest;
}

/// What is known of the folders at a server that makes none by itself.
class known_folders {
public:
    void makes_none_by_itself() {
        const std::scoped_lock lock(mutex_);
        are_made_here_ = true;
    }
    void add(const std::string& target) {
        constexpr std::size_t most = 100'000;
        const std::scoped_lock lock(mutex_);
        if (known_.size() >= most) known_.clear();
        known_.insert(target);
    }
    bool may_lack(std::string_view file_target) const {
        const std::scoped_lock lock(mutex_);
        return are_made_here_ && !known_.contains(std::string(file_target.substr(0, file_target.rfind('/') + 1)));
    }

private:
    mutable std::mutex mutex_;
    bool are_made_here_ = false;
    std::unordered_set<std::string> known_;
};

}  // namespace detail

struct http_engine::shared {
    any_transport carrier;
    http::origin farm;
    std::string user;
    secret authorization;
    http_engine_options options;
    detail::known_folders folders = {};

    std::string place(std::string_view target) const { return farm.text() + std::string(target); }

    result<http::request> request(std::string method, const std::string& target) const {
        if (!farm.tls && !detail::is_loopback(farm.host))
            return failure{transport_errc::tls_failed, farm.text(), "the transfer key would travel unencrypted",
                           "use an https:// address"};
        if (user.find_first_of(std::string_view(":\r\n\0", 4)) != user.npos)
            return failure{data_errc::invalid_value, farm.text(), "the user name has a colon, a line break or a zero byte in it",
                           "check the user name"};
        http::request made;
        made.where = farm;
        made.method = std::move(method);
        made.target = target;
        made.headers.push_back({"Authorization", std::string(authorization.reveal())});
        made.body_limit = kibibytes(64);
        made.repeatable = true;
        made.timeout = options.timeout;
        return made;
    }

    void exchange(asio::any_io_executor executor, std::stop_token stop, detail::storage_exchange::make_request make,
                  completion<http::response> done) const {
        std::make_shared<detail::storage_exchange>(std::move(executor), carrier, options, std::move(stop), std::move(make),
                                                   std::move(done))
            ->start();
    }
};

RENDERBUS_DECL http_engine::http_engine(any_transport carrier, http::origin farm, std::string user, const secret& transfer_key,
                                        http_engine_options options)
    : shared_(new shared{std::move(carrier), std::move(farm), user,
                         secret(storage_protocol::basic_authorization(user, transfer_key.reveal())), std::move(options)}) {}

RENDERBUS_DECL void http_engine::async_list(asio::any_io_executor executor, std::string folder, std::stop_token stop,
                                            completion<folder_list> done) {
    const auto target = storage_protocol::folder_target(shared_->options.prefix, folder);
    auto make = [target, shared = shared_]() -> result<http::request> {
        if (!target) return target.error();
        auto made = shared->request("GET", *target);
        if (made) made->body_limit = shared->options.list_size;
        return made;
    };
    shared_->exchange(std::move(executor), std::move(stop), std::move(make),
                      [target, shared = shared_, done = std::move(done)](result<http::response> answer) mutable {
                          if (!answer) return done(std::move(answer).error());
                          const auto place = shared->place(*target);
                          if (answer->status != 200) return done(detail::refused_by_storage(place, *answer));
                          auto files = storage_protocol::read_listing(answer->body, shared->options.list_entries);
                          if (!files) files.error().place = place + ": " + files.error().place;
                          done(std::move(files));
                      });
}

RENDERBUS_DECL void http_engine::async_has(asio::any_io_executor executor, std::string remote, std::stop_token stop,
                                           completion<std::optional<held_file>> done) {
    const auto target = storage_protocol::file_target(shared_->options.prefix, remote);
    auto make = [target, shared = shared_]() -> result<http::request> {
        if (!target) return target.error();
        return shared->request("HEAD", *target);
    };
    shared_->exchange(std::move(executor), std::move(stop), std::move(make),
                      [target, shared = shared_, done = std::move(done)](result<http::response> answer) mutable {
                          if (!answer) return done(std::move(answer).error());
                          const auto place = shared->place(*target);
                          if (answer->status == 404) return done(std::optional<held_file>{});
                          if (answer->status != 200 && answer->status != 204)
                              return done(detail::refused_by_storage(place, *answer));
                          auto digest = detail::digest_in(*answer, place);
                          if (!digest) return done(std::move(digest).error());
                          held_file held{0, *digest};
                          const auto* length = http::find(answer->headers, "Content-Length");
                          if (!length)
                              return done(failure{data_errc::missing_field, place, "the answer has no Content-Length",
                                                  "check the storage's address"});
                          const auto read = std::from_chars(length->data(), length->data() + length->size(), held.size);
                          if (read.ec != std::errc{} || read.ptr != length->data() + length->size())
                              return done(failure{data_errc::invalid_value, place, "Content-Length is no number",
                                                  "check the storage's address"});
                          done(std::optional(held));
                      });
}

}  // namespace renderbus

#endif
