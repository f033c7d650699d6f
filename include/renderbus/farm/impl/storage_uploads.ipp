// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_STORAGE_UPLOADS_IPP
#define RENDERBUS_FARM_IMPL_STORAGE_UPLOADS_IPP

#include <renderbus/farm/storage_uploads.hpp>
#include <renderbus/transfer/storage_protocol.hpp>
#include <renderbus/transfer/tus.hpp>

#include <charconv>
#include <memory>
#include <optional>

namespace renderbus::farm {
namespace detail {

inline constexpr std::string_view storage_root = "/storage/";
inline constexpr std::string_view uploads_root = "/storage/uploads/";

inline answer upload_answer(int status, std::string_view text = {}, std::optional<std::uint64_t> offset = {}) {
    answer made{status, {{"Tus-Resumable", std::string(tus::version)}, {"Cache-Control", "no-store"}}, {}, nullptr};
    if (offset) made.headers.push_back({"Upload-Offset", std::to_string(*offset)});
    if (!text.empty()) made.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
    if (!text.empty()) made.body = std::string(text) + "\n";
    return made;
}

}  // namespace detail

RENDERBUS_DECL result<upload_ticket> upload_ticket::parse(std::string_view target) {
    const failure no_upload = refuse(static_cast<service_code>(404), "there is no such upload");
    if (!target.starts_with(detail::uploads_root)) return no_upload;
    target.remove_prefix(detail::uploads_root.size());
    upload_ticket made;
    const auto read = std::from_chars(target.data(), target.data() + target.size(), made.size);
    target.remove_prefix(static_cast<std::size_t>(read.ptr - target.data()));
    constexpr std::size_t marks = 2, digits = 64;  // `-`, the digest, `/`
    if (read.ec != std::errc{} || target.size() < digits + marks || target[0] != '-' || target[digits + 1] != '/') return no_upload;
    const auto digest = sha256_from_hex(target.substr(1, digits));
    if (!digest) return no_upload;
    made.digest = *digest;
    made.name = target.substr(digits + marks);
    return made;
}

RENDERBUS_DECL std::string upload_ticket::target() const {
    return std::string(detail::uploads_root) + std::to_string(size) + '-' + to_hex(digest) + '/' + name;
}

RENDERBUS_DECL bool storage_uploads::is_meant(const incoming& call) {
    return call.target == detail::storage_root || call.target.starts_with(detail::uploads_root);
}

RENDERBUS_DECL answer storage_uploads::tell() const {
    auto made = detail::upload_answer(204);
    made.headers.push_back({"Tus-Version", std::string(tus::version)});
    made.headers.push_back({"Tus-Extension", "creation,termination"});
    made.headers.push_back({"Tus-Max-Size", std::to_string(state_.options.largest_file.bytes)});
    return made;
}

RENDERBUS_DECL result<upload_ticket> storage_uploads::asked_for(const incoming& call) const {
    const auto refused = [](int status, std::string cause) { return refuse(static_cast<service_code>(status), std::move(cause)); };
    const auto* version = http::find(call.headers, "Tus-Resumable");
    if (version == nullptr || *version != tus::version) return refused(412, "this farm speaks tus 1.0.0");
    const auto size = tus::bytes_in(call.headers, "Upload-Length");
    if (!size) return refused(400, "an upload needs its Upload-Length");
    if (*size > state_.options.largest_file.bytes) return refused(413, "the file is larger than this farm takes");
    const auto* metadata = http::find(call.headers, "Upload-Metadata");
    const auto name = metadata ? tus::metadata_value(*metadata, "filename") : std::nullopt;
    const auto digest = metadata ? tus::metadata_value(*metadata, "sha256") : std::nullopt;
    if (!name || !digest) return refused(400, "an upload needs filename and sha256 (the digest in base64) in its metadata");
    auto target = storage_protocol::file_target("", *name);
    auto known = sha256_from_base64(*digest);
    if (!target || !known) return refused(400, "the upload's filename or sha256 is refused");
    return upload_ticket{target->substr(1), *size, *known};
}

RENDERBUS_DECL answer storage_uploads::create(const upload_ticket& of) const {
    auto made = detail::upload_answer(201);
    made.headers.push_back({"Location", of.target()});
    return made;
}

/// What is here of it: all of it where the file itself has that content already, be it by another way.
RENDERBUS_DECL std::uint64_t storage_uploads::offset(const upload_ticket& of, const std::filesystem::path& place) const {
    std::error_code missing;
    if (std::filesystem::file_size(place, missing) == of.size && !missing) {
        const auto digest = state_.files->digest(place);
        if (digest && *digest == of.digest) return of.size;
    }
    return file_sink::kept(place, of.version());
}

RENDERBUS_DECL reception storage_uploads::begin(const upload_ticket& of, const std::filesystem::path& place,
                                                const incoming& head) const {
    reception wanted;
    wanted.limit = byte_count{0};
    if (head.method != "PATCH") return wanted;
    const auto* type = http::find(head.headers, "Content-Type");
    const auto from = tus::bytes_in(head.headers, "Upload-Offset");
    if (type == nullptr || *type != tus::media_type) {
        wanted.early = detail::upload_answer(415, "a PATCH of an upload has the type application/offset+octet-stream");
    } else if (!from || *from != offset(of, place)) {
        wanted.early = detail::upload_answer(409, "the upload stands at another offset", offset(of, place));
    } else if (auto sink = file_sink::resume(place, of.version(), of.size); !sink) {
        wanted.early = detail::upload_answer(409, "the file cannot be made: a file may be where its folder should be");
    } else if ((*sink)->size() != *from) {
        wanted.early = detail::upload_answer(423, "somebody else writes to this upload");
    } else {
        wanted.sink = *std::move(sink);
        wanted.limit = byte_count{of.size - *from};
    }
    return wanted;
}

RENDERBUS_DECL answer storage_uploads::finish(const upload_ticket& of, const std::filesystem::path& place,
                                              const incoming& call) const {
    if (call.method == "PATCH") return take_in(of, place, call);
    if (call.method == "DELETE") {
        file_sink::forget(place, of.version());
        return detail::upload_answer(204);
    }
    // A farm that was killed behind the last byte has not named the file yet.
    if (file_sink::kept(place, of.version()) == of.size)
        if (auto whole = file_sink::resume(place, of.version(), of.size)) static_cast<void>(take_whole(of, place, **whole));
    auto made = detail::upload_answer(200, {}, offset(of, place));
    made.headers.push_back({"Upload-Length", std::to_string(of.size)});
    return made;
}

RENDERBUS_DECL answer storage_uploads::take_in(const upload_ticket& of, const std::filesystem::path& place,
                                               const incoming& call) const {
    const auto sink = std::dynamic_pointer_cast<file_sink>(call.sink);
    if (!sink) return detail::upload_answer(400, "a PATCH needs a body");
    const auto reached = sink->size();
    if (reached != of.size) {
        sink->leave();
        return detail::upload_answer(204, {}, reached);
    }
    return take_whole(of, place, *sink);
}

RENDERBUS_DECL answer storage_uploads::take_whole(const upload_ticket& of, const std::filesystem::path& place, file_sink& sink) const {
    const auto digest = sink.commit(of.digest);
    if (!digest && digest.error().code == data_errc::wrong_digest)
        return detail::upload_answer(tus::checksum_mismatch, "what arrived has another digest");
    if (!digest) return detail::upload_answer(507, "the farm cannot write the file");
    state_.files->remember(place, *digest);
    return detail::upload_answer(204, {}, of.size);
}

}  // namespace renderbus::farm

#endif
