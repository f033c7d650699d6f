// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_STORAGE_UPLOADS_IPP
#define RENDERBUS_FARM_IMPL_STORAGE_UPLOADS_IPP

#include <renderbus/farm/impl/upload_ticket.ipp>
#include <renderbus/farm/storage_uploads.hpp>
#include <renderbus/farm/upload_intake.hpp>
#include <renderbus/transfer/storage_protocol.hpp>
#include <renderbus/transfer/tus.hpp>
#include <renderbus/transport/bodies.hpp>

#include <memory>
#include <optional>

namespace renderbus::farm {
namespace detail {

inline constexpr std::string_view storage_root = "/storage/";

inline answer upload_answer(int status, std::string_view text = {}, std::optional<std::uint64_t> offset = {}) {
    answer made{status, {{"Tus-Resumable", std::string(tus::version)}, {"Cache-Control", "no-store"}}, {}, nullptr};
    if (offset) made.headers.push_back({"Upload-Offset", std::to_string(*offset)});
    if (!text.empty()) made.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
    if (!text.empty()) made.body = std::string(text) + "\n";
    return made;
}

}  // namespace detail

RENDERBUS_DECL bool storage_uploads::is_meant(const incoming& call) {
    return call.target == detail::storage_root || call.target.starts_with(detail::uploads_root);
}

RENDERBUS_DECL bool storage_uploads::has_bytes(const incoming& head) {
    if (head.method == "PATCH") return true;
    const auto* type = http::find(head.headers, "Content-Type");
    return is_creation(head) && type != nullptr && *type == tus::media_type;
}

RENDERBUS_DECL answer storage_uploads::tell() const {
    auto made = detail::upload_answer(204);
    made.headers.push_back({"Tus-Version", std::string(tus::version)});
    made.headers.push_back({"Tus-Extension", "creation,creation-with-upload,checksum,concatenation,termination"});
    made.headers.push_back({"Tus-Checksum-Algorithm", std::string(upload_checksum::algorithms)});
    made.headers.push_back({"Tus-Max-Size", std::to_string(state_.options.largest_file.bytes)});
    return made;
}

RENDERBUS_DECL result<upload_ticket> storage_uploads::asked_for(const incoming& call) const {
    const auto* version = http::find(call.headers, "Tus-Resumable");
    if (version == nullptr || *version != tus::version) return detail::refuse_storage(412, "this farm speaks tus 1.0.0");
    const auto* metadata = http::find(call.headers, "Upload-Metadata");
    const auto name = metadata ? tus::metadata_value(*metadata, "filename") : std::nullopt;
    const auto digest = metadata ? tus::metadata_value(*metadata, "sha256") : std::nullopt;
    if (!name || !digest)
        return detail::refuse_storage(400, "an upload needs filename and sha256 (the digest in base64) in its metadata");
    const auto target = storage_protocol::file_target("", *name);
    const auto known = sha256_from_base64(*digest);
    if (!target || !known) return detail::refuse_storage(400, "the upload's filename or sha256 is refused");
    upload_ticket made{target->substr(1), 0, *known};
    const auto size = tus::bytes_in(call.headers, "Upload-Length");
    const auto* concat = http::find(call.headers, "Upload-Concat");
    if (concat != nullptr && concat->starts_with(tus::final_front)) {
        if (size || has_bytes(call))
            return detail::refuse_storage(400, "what joins parts has no Upload-Length and no bytes of its own");
        auto joined = upload_ticket::joining(std::string_view(*concat).substr(tus::final_front.size()));
        if (joined && (joined->name != made.name || joined->digest != made.digest))
            return detail::refuse_storage(400, "the parts are of another file");
        if (!joined) return std::move(joined).error();
        made = *std::move(joined);
    } else if (concat != nullptr) {
        std::uint64_t from = 0;
        const auto text = tus::metadata_value(*metadata, "from");
        const bool is_part = *concat == tus::partial && text && http::detail::read_number(*text, 10, from);
        if (!is_part) return detail::refuse_storage(400, "a part needs the byte where it begins (from) in its metadata");
        made.part_at = from;
    }
    if (made.parts.empty() && !size) return detail::refuse_storage(400, "an upload needs its Upload-Length");
    if (size) made.size = *size;
    const auto largest = state_.options.largest_file.bytes;
    if (made.size > largest || made.part_at.value_or(0) > largest - made.size)
        return detail::refuse_storage(413, "the file is larger than this farm takes");
    return made;
}

/// What is here of it: all of it where the file itself has that content already, be it by another way.
RENDERBUS_DECL std::uint64_t storage_uploads::offset(const upload_ticket& of, const std::filesystem::path& place) const {
    std::error_code missing;
    const auto size = std::filesystem::file_size(place, missing);
    if (!missing && (of.part_at ? size >= of.size : size == of.size)) {
        const auto digest = state_.files->digest(place);
        if (digest && *digest == of.digest) return of.size;
    }
    return file_sink::kept(place, of.version());
}

RENDERBUS_DECL answer storage_uploads::created(const upload_ticket& of, std::uint64_t offset) const {
    auto made = detail::upload_answer(201, {}, offset);
    made.headers.push_back({"Location", of.target()});
    return made;
}

RENDERBUS_DECL reception storage_uploads::begin(const upload_ticket& of, const std::filesystem::path& place,
                                                const incoming& head) const {
    reception wanted;
    wanted.limit = byte_count{0};
    if (!has_bytes(head)) return wanted;
    const auto* type = http::find(head.headers, "Content-Type");
    const auto from = is_creation(head) ? std::optional<std::uint64_t>(0) : tus::bytes_in(head.headers, "Upload-Offset");
    const auto* told = http::find(head.headers, "Upload-Checksum");
    auto checksum = told != nullptr ? upload_checksum::parse(*told) : std::nullopt;
    if (is_creation(head)) name_what_is_whole(of, place);
    const auto here = offset(of, place);
    if (type == nullptr || *type != tus::media_type) {
        wanted.early = detail::upload_answer(415, "a PATCH of an upload has the type application/offset+octet-stream");
    } else if (!of.parts.empty()) {
        wanted.early = detail::upload_answer(403, "what joins parts takes no bytes of its own");
    } else if (told != nullptr && !checksum) {
        wanted.early =
            detail::upload_answer(400, "a checksum is one of " + std::string(upload_checksum::algorithms) + ", in base64");
    } else if (is_creation(head) && here != 0) {
        wanted.early = created(of, here);  // it was begun already
    } else if (!from || *from != here) {
        wanted.early = detail::upload_answer(409, "the upload stands at another offset", here);
    } else if (auto sink = file_sink::resume(place, of.version(), of.size); !sink) {
        wanted.early = detail::upload_answer(409, "the file cannot be made: a file may be where its folder should be");
    } else if ((*sink)->size() != *from || !(*sink)->is_resumable()) {
        wanted.early = detail::upload_answer(423, "somebody else writes to this upload");
    } else {
        wanted.sink = std::make_shared<upload_intake>(*std::move(sink), std::move(checksum));
        wanted.limit = byte_count{of.size - *from};
    }
    return wanted;
}

RENDERBUS_DECL answer storage_uploads::finish(const upload_ticket& of, const std::filesystem::path& place,
                                              const incoming& call) const {
    if (is_creation(call) && !of.parts.empty()) return join(of, place);
    if (has_bytes(call)) return take_in(of, place, call);
    if (is_creation(call)) return name_what_is_whole(of, place), created(of, offset(of, place));
    if (call.method != "DELETE") return state_of(of, place);
    for (const auto& part : of.its_parts()) file_sink::forget(place, part.version());
    file_sink::forget(place, of.version());
    return detail::upload_answer(204);
}

/// A farm that was killed behind the last byte has not done so.
RENDERBUS_DECL void storage_uploads::name_what_is_whole(const upload_ticket& of, const std::filesystem::path& place) const {
    if (of.part_at || file_sink::kept(place, of.version()) != of.size) return;
    if (auto whole = file_sink::resume(place, of.version(), of.size)) static_cast<void>(take_whole(of, place, **whole));
}

RENDERBUS_DECL answer storage_uploads::state_of(const upload_ticket& of, const std::filesystem::path& place) const {
    name_what_is_whole(of, place);
    const auto here = offset(of, place);
    const bool is_joined = of.parts.empty() || here == of.size;
    auto made = detail::upload_answer(200, {}, is_joined ? std::optional(here) : std::nullopt);
    made.headers.push_back({"Upload-Length", std::to_string(of.size)});
    if (auto concat = of.concat(); !concat.empty()) made.headers.push_back({"Upload-Concat", std::move(concat)});
    return made;
}

RENDERBUS_DECL answer storage_uploads::take_in(const upload_ticket& of, const std::filesystem::path& place,
                                               const incoming& call) const {
    const auto intake = std::dynamic_pointer_cast<upload_intake>(call.sink);
    if (!intake) return detail::upload_answer(400, "a PATCH needs a body");
    if (!intake->is_right()) return detail::upload_answer(tus::checksum_mismatch, "what arrived has another checksum");
    const auto reached = intake->file().size();
    if (reached == of.size && !of.part_at)
        if (auto named = take_whole(of, place, intake->file()); named.status != 204) return named;
    intake->file().leave();
    return is_creation(call) ? created(of, reached) : detail::upload_answer(204, {}, reached);
}

RENDERBUS_DECL answer storage_uploads::take_whole(const upload_ticket& of, const std::filesystem::path& place,
                                                  file_sink& sink) const {
    const auto digest = sink.commit(of.digest);
    if (!digest && digest.error().code == data_errc::wrong_digest)
        return detail::upload_answer(tus::checksum_mismatch, "what arrived has another digest");
    if (!digest) return detail::upload_answer(507, "the farm cannot write the file");
    state_.files->remember(place, *digest);
    return detail::upload_answer(204, {}, of.size);
}

/// Parts stay until the file has its name, so that a farm that is killed meanwhile can be asked again.
RENDERBUS_DECL answer storage_uploads::join(const upload_ticket& of, const std::filesystem::path& place) const {
    const auto parts = of.its_parts();
    if (offset(of, place) != of.size) {
        for (const auto& part : parts)
            if (file_sink::kept(place, part.version()) != part.size)
                return detail::upload_answer(409, "a part is not here whole");
        auto sink = file_sink::create(place);
        if (!sink) return detail::upload_answer(409, "the file cannot be made: a file may be where its folder should be");
        for (const auto& part : parts) {
            if (part.size == 0) continue;
            auto kept = file_sink::open_kept(place, part.version());
            if (!kept) return detail::upload_answer(409, "a part is not here whole");
            file_part body(*std::move(kept), 0, part.size);
            if (auto poured = http::pour(body, **sink); !poured)
                return detail::upload_answer(507, "the farm cannot write the file");
        }
        auto named = take_whole(of, place, **sink);
        if (named.status == tus::checksum_mismatch)
            for (const auto& part : parts) file_sink::forget(place, part.version());
        if (named.status != 204) return named;
    }
    for (const auto& part : parts) file_sink::forget(place, part.version());
    return created(of, of.size);
}

}  // namespace renderbus::farm

#endif
