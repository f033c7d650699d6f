// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_STORAGE_CONTENTS_IPP
#define RENDERBUS_FARM_IMPL_STORAGE_CONTENTS_IPP

#include <renderbus/farm/storage_contents.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/transfer/file_body.hpp>
#include <renderbus/transport/bodies.hpp>

namespace renderbus::farm {
namespace detail {

inline answer contents_answer(int status, std::string_view text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(text) + "\n", nullptr};
}

}  // namespace detail

RENDERBUS_DECL answer storage_contents::tell() const {
    return {204,
            {{"Allow", "OPTIONS, GET, HEAD, PUT, POST, COPY"}, {"Accept-Post", std::string(storage_protocol::contents_question)}},
            {},
            nullptr};
}

RENDERBUS_DECL result<const storage_contents::paths_by_digest*> storage_contents::contents_of(
    const std::filesystem::path& storage) {
    constexpr std::size_t most_entries = 500'000;
    if (const auto found = known_.find(storage); found != known_.end()) return &found->second;
    std::error_code ignored;
    paths_by_digest contents;
    if (std::filesystem::is_directory(storage, ignored)) {
        auto entries = state_.files->list(storage, most_entries);
        if (!entries) return std::move(entries).error();
        for (auto& one : *entries) contents.try_emplace(std::move(one.digest), std::move(one.path));
    }
    return &(known_[storage] = std::move(contents));
}

RENDERBUS_DECL answer storage_contents::find(const std::filesystem::path& storage, std::string_view question) {
    const auto asked = from_json<list<std::string>>(question, {.size_limit = storage_protocol::largest_contents_question.bytes});
    if (!asked || asked->size() > storage_protocol::most_contents_in_a_question)
        return detail::contents_answer(400, "the question is not an array of at most 10000 digests");
    const auto contents = contents_of(storage);
    if (!contents) return detail::contents_answer(500, "the storage cannot be looked at");
    list<std::string> paths;
    paths.items();
    for (const auto& digest : *asked) {
        const auto found = (*contents)->find(digest);
        std::string path;
        // What was changed on the disk meanwhile is not held.
        if (found != (*contents)->end()) {
            const auto now = state_.files->digest(storage / found->second);
            if (now && to_base64(*now) == digest) path = found->second;
        }
        paths.push_back(std::move(path));
    }
    return {200, {{"Content-Type", "application/json"}}, to_json(paths), nullptr};
}

RENDERBUS_DECL answer storage_contents::copy(const std::filesystem::path& from, const std::filesystem::path& to,
                                             const sha256_digest& digest) {
    auto source = file_source::open(from);
    if (!source) return detail::contents_answer(404, "there is no such file");
    std::error_code ignored;
    if (std::filesystem::is_directory(to, ignored)) return detail::contents_answer(409, "there is a folder of this name");
    const bool is_new = !std::filesystem::exists(to, ignored);
    auto sink = file_sink::create(to);
    if (!sink) return detail::contents_answer(409, "the file cannot be made: a file may be where its folder should be");
    if (auto poured = http::pour(**source, **sink); !poured)
        return detail::contents_answer(507, "the farm cannot write the file");
    const auto kept = (*sink)->commit(digest);
    if (!kept && kept.error().code == data_errc::wrong_digest)
        return detail::contents_answer(412, "what stands there has another digest");
    if (!kept) return detail::contents_answer(507, "the farm cannot write the file");
    state_.files->remember(to, *kept);
    forget();
    return {is_new ? 201 : 204, {}, {}, nullptr};
}

}  // namespace renderbus::farm

#endif
