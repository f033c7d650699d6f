// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_STORAGE_SERVICE_IPP
#define RENDERBUS_FARM_IMPL_STORAGE_SERVICE_IPP

#include <renderbus/farm/impl/storage_uploads.ipp>
#include <renderbus/farm/storage_service.hpp>
#include <renderbus/farm/submission.hpp>
#include <renderbus/json/json.hpp>
#include <renderbus/signing/signer.hpp>
#include <renderbus/transfer/byte_range.hpp>

#include <charconv>

namespace renderbus::farm {
namespace detail {

inline answer storage_answer(int status, std::string_view text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::string(text) + "\n", nullptr};
}

inline answer refusal_answer(const failure& why) {
    if (why.code.category() != service_category())
        return storage_answer(500, "the farm could not do this: " + why.code.message());
    auto made = storage_answer(why.code.value(), why.cause);
    if (why.code.value() == 401) made.headers.push_back({"WWW-Authenticate", "Basic realm=\"storage\""});
    if (why.code.value() == 405) made.headers.push_back({"Allow", "OPTIONS, GET, HEAD, PUT, POST, COPY"});
    return made;
}

/// Undoes percent-encoding, once. Encoded slashes are refused: they would make one name of two.
inline result<std::string> decoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            unsigned value = 0;
            const auto* digits = text.data() + i + 1;
            if (text.size() - i < 3 || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2)
                return refuse_storage(400, "the path is not percent-encoded as it should be");
            c = static_cast<char>(value);
            i += 2;
            if (c == '/') return refuse_storage(400, "the path has an encoded slash");
        }
        if (c == '?' && text[i] == '?') return refuse_storage(400, "the path has a query");
        if (c == '\\') return refuse_storage(400, "the path has a backslash");
        plain += c;
    }
    return plain;
}

/// The first component of a path, which is taken off.
inline std::string_view take_component(std::string_view& path) {
    const auto first = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(first.size() + 1, path.size()));
    return first;
}

}  // namespace detail

struct storage_service::admitted {
    relative_path name;
    std::filesystem::path place;
    bool is_folder = false;  ///< the path ends with a slash
};

RENDERBUS_DECL storage_service::storage_service(farm_state& state) : state_(state), contents_(state), uploads_(state) {
    for (const auto& one : state.options.accounts)
        users_.push_back({&one, secret(storage_protocol::basic_authorization(one.user_name, storage_key(one).reveal()))});
}

RENDERBUS_DECL const account* storage_service::caller_of(const incoming& call) const {
    const auto* given = http::find(call.headers, "Authorization");
    const account* found = nullptr;
    for (const auto& user : users_) {
        if (given != nullptr && signing::same_signature(user.authorization.reveal(), *given)) found = user.who;
    }
    return found;
}

RENDERBUS_DECL result<storage_service::admitted> storage_service::admit(const incoming& call) {
    const auto* who = caller_of(call);
    if (who == nullptr) return detail::refuse_storage(401, "user name or transfer key is wrong");
    const bool writes = call.method == "PUT";
    const bool by_content = storage_contents::is_meant(call.method);
    if (!writes && !by_content && call.method != "GET" && call.method != "HEAD")
        return detail::refuse_storage(405, "only GET, HEAD, PUT, and OPTIONS, POST and COPY for contents");
    auto path = detail::decoded(std::string_view(call.target).substr(std::string_view("/storage/").size()));
    if (!path) return std::move(path).error();
    const bool is_folder = path->ends_with('/');
    if (is_folder) path->pop_back();
    auto name = relative_path::parse(*path);
    if (!name) return detail::refuse_storage(400, "the path is refused: " + name.error().cause);
    if (file_sink::is_temporary(name->name())) return detail::refuse_storage(400, "names like this are the farm's own");
    const bool asks_storage = by_content && call.method != "COPY";
    if (asks_storage && (!is_folder || !name->text().starts_with("input/") || name->text().find('/', 6) != std::string::npos))
        return detail::refuse_storage(405, "only an input storage as a whole is asked by content");
    if (is_folder && call.method != "GET" && !asks_storage)
        return detail::refuse_storage(400, "a folder can only be listed, by GET");
    if (auto reached = may_reach(*who, name->text(), writes); !reached) return std::move(reached).error();
    auto place = state_.files->place_of(*name);
    if (!place) return detail::refuse_storage(403, "the path is refused: " + place.error().cause);
    return admitted{*std::move(name), *std::move(place), is_folder};
}

RENDERBUS_DECL result<void> storage_service::may_reach(const account& who, std::string_view name, bool writes) {
    const auto area = detail::take_component(name);
    const auto storage = detail::take_component(name);
    if (area == "input" || area == "output") {
        const std::string own_input = std::string(input_bid) + '-' + std::to_string(who.user_id);
        const bool is_own =
            area == "output" ? storage == output_storage(who) : storage == own_input || storage == input_storage(who);
        if (!is_own) return detail::refuse_storage(403, "this storage is not yours");
        if (writes && area == "output") return detail::refuse_storage(403, "only the farm writes to the output storage");
        if (writes && name.empty()) return detail::refuse_storage(400, "the path names a storage and no file");
        return {};
    }
    if (area != "config") return detail::refuse_storage(404, "there is no such storage; it is one of input, config and output");
    std::int64_t id = 0;
    const auto read = std::from_chars(storage.data(), storage.data() + storage.size(), id);
    const bool is_number = read.ec == std::errc{} && read.ptr == storage.data() + storage.size() && std::to_string(id) == storage;
    const auto* task = is_number ? state_.tasks.find(id) : nullptr;
    if (task == nullptr || task->user_id != who.user_id) return detail::refuse_storage(403, "this task is not yours");
    if (!writes) return {};
    if (detail::take_component(name) != "cfg" || !is_config_file_name(name))
        return detail::refuse_storage(403, "a task has the four files below cfg/ and no others");
    if (task->submitted != 0) return detail::refuse_storage(403, "the task was submitted already");
    return {};
}

/// Whose name an upload has must be free to be written by who calls, as for a PUT.
RENDERBUS_DECL result<std::pair<upload_ticket, std::filesystem::path>> storage_service::admit_upload(const incoming& call) {
    auto ticket = storage_uploads::is_creation(call) ? uploads_.asked_for(call) : upload_ticket::parse(call.target);
    if (!ticket) return std::move(ticket).error();
    auto where = admit({"PUT", std::string(detail::storage_root) + ticket->name, call.headers, {}, nullptr});
    if (!where) return std::move(where).error();
    if (where->name.text().starts_with("config/") && ticket->size > largest_config_file.bytes)
        return detail::refuse_storage(413, "a task's own file is not so large");
    return std::pair(*std::move(ticket), std::move(where->place));
}

RENDERBUS_DECL answer storage_service::finish_upload(const incoming& call) {
    if (call.method == "OPTIONS") return uploads_.tell();
    if (call.target == detail::storage_root && !storage_uploads::is_creation(call))
        return detail::storage_answer(405, "here uploads are made, by POST");
    auto upload = admit_upload(call);
    if (!upload) return detail::refusal_answer(upload.error());
    const auto& [ticket, place] = *upload;
    auto done = uploads_.finish(ticket, place, call);
    contents_.forget();
    return done;
}

RENDERBUS_DECL reception storage_service::begin(const incoming& head) {
    reception wanted;
    if (storage_uploads::is_meant(head)) {
        wanted.limit = byte_count{0};
        if (!storage_uploads::has_bytes(head)) return wanted;
        auto upload = admit_upload(head);
        if (upload) return uploads_.begin(upload->first, upload->second, head);
        wanted.early = detail::refusal_answer(upload.error());
        return wanted;
    }
    const auto where = admit(head);
    if (!where) {
        wanted.early = detail::refusal_answer(where.error());
        return wanted;
    }
    if (head.method != "PUT") {
        wanted.limit = head.method == "POST" ? storage_protocol::largest_contents_question : byte_count{0};
        return wanted;
    }
    const auto* digest = http::find(head.headers, "Repr-Digest");
    const auto expected = digest != nullptr ? parse_repr_digest(*digest) : result<std::optional<sha256_digest>>(std::nullopt);
    std::error_code ignored;
    if (!expected || !*expected) {
        wanted.early = detail::storage_answer(400, "a PUT needs a Repr-Digest with sha-256");
    } else if (std::filesystem::is_directory(where->place, ignored)) {
        wanted.early = detail::storage_answer(409, "there is a folder of this name");
    } else if (auto sink = file_sink::create(where->place); !sink) {
        const bool is_in_the_way = sink.error().code == scene_errc::unwritable_file;
        wanted.early = detail::storage_answer(is_in_the_way ? 409 : 500,
                                              "the file cannot be made: a file may be where its folder should be");
    } else {
        wanted.sink = *std::move(sink);
        wanted.limit = head.target.starts_with("/storage/config/") ? largest_config_file : state_.options.largest_file;
    }
    return wanted;
}

RENDERBUS_DECL answer storage_service::finish(incoming&& call) {
    if (storage_uploads::is_meant(call)) return finish_upload(call);
    const auto where = admit(call);
    if (!where) return detail::refusal_answer(where.error());
    if (call.method == "PUT") return take_in(*where, call);
    if (storage_contents::is_meant(call.method)) return by_content(*where, call);
    return where->is_folder ? give_list(*where) : give_file(*where, call);
}

RENDERBUS_DECL answer storage_service::by_content(const admitted& where, const incoming& call) {
    if (call.method == "OPTIONS") return contents_.tell();
    if (call.method == "POST") return contents_.find(where.place, call.body);
    const auto* destination = http::find(call.headers, "Destination");
    const auto* header = http::find(call.headers, "Repr-Digest");
    const auto digest = header != nullptr ? parse_repr_digest(*header) : result<std::optional<sha256_digest>>(std::nullopt);
    if (destination == nullptr || !destination->starts_with("/storage/") || !digest || !*digest)
        return detail::storage_answer(400, "a COPY needs a Destination below /storage/ and a Repr-Digest with sha-256");
    incoming there{"PUT", *destination, call.headers, {}, nullptr};
    const auto to = admit(there);
    if (!to) return detail::refusal_answer(to.error());
    return contents_.copy(where.place, to->place, **digest);
}

RENDERBUS_DECL answer storage_service::take_in(const admitted& where, const incoming& call) {
    const auto sink = std::dynamic_pointer_cast<file_sink>(call.sink);
    const auto* header = http::find(call.headers, "Repr-Digest");
    const auto expected = header != nullptr ? parse_repr_digest(*header) : result<std::optional<sha256_digest>>(std::nullopt);
    if (!sink || !expected || !*expected) return detail::storage_answer(400, "a PUT needs a Repr-Digest with sha-256");
    std::error_code ignored;
    const bool is_new = !std::filesystem::exists(where.place, ignored);
    const auto digest = sink->commit(*expected);
    if (!digest) {
        if (digest.error().code == data_errc::wrong_digest) return detail::storage_answer(400, "what arrived has another digest");
        return detail::storage_answer(507, "the farm cannot write the file");
    }
    state_.files->remember(where.place, *digest);
    contents_.forget();
    return {is_new ? 201 : 204, {}, {}, nullptr};
}

RENDERBUS_DECL answer storage_service::give_file(const admitted& where, const incoming& call) {
    auto file = input_file::open(where.place);
    if (!file) {
        const bool is_missing = file.error().code == scene_errc::missing_file || file.error().code == scene_errc::unreadable_file;
        return detail::storage_answer(is_missing ? 404 : 500, "there is no such file");
    }
    const auto digest = state_.files->digest(where.place);
    if (!digest) return detail::storage_answer(500, "the file cannot be read");
    const auto etag = '"' + to_hex(*digest) + '"';
    const auto* version = http::find(call.headers, "If-Match");
    if (version != nullptr && !matches(*version, etag)) return detail::storage_answer(412, "the file is another by now");
    const auto size = file->stamp().size;
    const auto* range = http::find(call.headers, "Range");
    const auto part = range != nullptr && call.method == "GET" ? asked_range(*range, size) : std::nullopt;
    if (part && part->size == 0) {
        auto none = detail::storage_answer(416, "the file has no such bytes");
        none.headers.push_back({"Content-Range", "bytes */" + std::to_string(size)});
        return none;
    }
    answer made{part ? 206 : 200,
                {{"Content-Type", "application/octet-stream"},
                 {"Accept-Ranges", "bytes"},
                 {"Repr-Digest", repr_digest(*digest)},  // of the whole, whatever part of it this is
                 {"ETag", etag}},
                {},
                nullptr};
    if (part) made.headers.push_back({"Content-Range", content_range(*part, size)});
    if (part) made.source = std::make_shared<file_part>(*std::move(file), part->from, part->size);
    else made.source = std::make_shared<file_source>(*std::move(file));
    return made;
}

RENDERBUS_DECL answer storage_service::give_list(const admitted& where) {
    constexpr std::size_t most_entries = 500'000;
    std::error_code ignored;
    if (!std::filesystem::is_directory(where.place, ignored)) return detail::storage_answer(404, "there is no such folder");
    const auto entries = state_.files->list(where.place, most_entries);
    if (!entries) return detail::storage_answer(500, "the folder cannot be listed");
    return {200, {{"Content-Type", "application/json"}}, to_json(*entries), nullptr};
}

}  // namespace renderbus::farm

#endif
