// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_CONTENTS_IPP
#define RENDERBUS_TRANSFER_IMPL_HTTP_ENGINE_CONTENTS_IPP

#include <renderbus/json/json.hpp>
#include <renderbus/transfer/http_engine.hpp>
#include <renderbus/transfer/impl/http_engine.ipp>

#include <utility>

namespace renderbus {
namespace detail {

inline std::string question_of(const std::vector<sha256_digest>& contents) {
    list<std::string> digests;
    for (const auto& one : contents) digests.push_back(to_base64(one));
    return to_json(digests);
}

inline result<std::vector<std::optional<std::string>>> read_holders(std::string_view text, std::size_t due) {
    auto paths = from_json<list<std::string>>(text);
    if (!paths) return std::move(paths).error();
    if (paths->size() != due)
        return failure{data_errc::invalid_value, "", "another number of answers than of questions",
                       "check the storage's address"};
    std::vector<std::optional<std::string>> holders;
    for (const auto& path : *paths) {
        if (path.empty()) {
            holders.emplace_back();
            continue;
        }
        auto safe = relative_path::parse(path);
        if (!safe) return std::move(safe).error();
        holders.push_back("/" + safe->text());
    }
    return holders;
}

}  // namespace detail

RENDERBUS_DECL void http_engine::async_find_contents(asio::any_io_executor executor, std::string storage,
                                                     std::vector<sha256_digest> contents, std::stop_token stop,
                                                     completion<content_answer> done) {
    const auto target = storage_protocol::folder_target(shared_->options.prefix, storage);
    const auto digests = std::make_shared<const std::vector<sha256_digest>>(std::move(contents));
    auto ask = [target, shared = shared_]() -> result<http::request> {
        if (!target) return target.error();
        return shared->request("OPTIONS", *target);
    };
    auto question = [target, digests, shared = shared_]() -> result<http::request> {
        auto made = shared->request("POST", *target);
        if (!made) return made;
        made->headers.push_back({"Content-Type", std::string(storage_protocol::contents_question)});
        made->body = detail::question_of(*digests);
        made->body_limit = shared->options.list_size;
        return made;
    };
    shared_->exchange(executor, stop, std::move(ask),
                      [target, digests, question = std::move(question), executor, stop, shared = shared_,
                       done = std::move(done)](result<http::response> offer) mutable {
                          if (!offer) return done(std::move(offer).error());
                          const bool can_find = offer->status / 100 == 2 && http::lists(offer->headers, "Allow", "POST") &&
                                                http::lists(offer->headers, "Accept-Post", storage_protocol::contents_question);
                          if (!can_find) return done(content_answer{});  // a copy would not be checked either
                          const bool can_copy = http::lists(offer->headers, "Allow", "COPY");
                          shared->exchange(
                              executor, stop, std::move(question),
                              [target, digests, can_copy, shared, done = std::move(done)](result<http::response> answer) mutable {
                                  if (!answer) return done(std::move(answer).error());
                                  const auto place = shared->place(*target);
                                  if (answer->status != 200) return done(detail::refused_by_storage(place, *answer));
                                  auto holders = detail::read_holders(answer->body, digests->size());
                                  if (!holders) {
                                      holders.error().place = place;
                                      return done(std::move(holders).error());
                                  }
                                  done(content_answer{can_copy, true, std::move(*holders)});
                              });
                      });
}

RENDERBUS_DECL void http_engine::async_copy(asio::any_io_executor executor, std::string from, upload_file to,
                                            std::stop_token stop, completion<void> done) {
    const auto source = storage_protocol::file_target(shared_->options.prefix, from);
    const auto target = storage_protocol::file_target(shared_->options.prefix, to.remote);
    auto make = [source, target, digest = to.digest, shared = shared_]() -> result<http::request> {
        if (!source) return source.error();
        if (!target) return target.error();
        auto made = shared->request("COPY", *source);
        if (!made) return made;
        made->headers.push_back({"Destination", *target});
        made->headers.push_back({"Repr-Digest", repr_digest(digest)});
        return made;
    };
    shared_->exchange(std::move(executor), std::move(stop), std::move(make),
                      [source, shared = shared_, done = std::move(done)](result<http::response> answer) mutable {
                          if (!answer) return done(std::move(answer).error());
                          if (answer->status == 201 || answer->status == 204) return done({});
                          done(detail::refused_by_storage(shared->place(*source), *answer));
                      });
}

}  // namespace renderbus

#endif
