// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_DISPATCH_HPP
#define RENDERBUS_FARM_DISPATCH_HPP

#include <renderbus/api/envelope.hpp>
#include <renderbus/farm/call_check.hpp>
#include <renderbus/farm/refusal.hpp>

#include <concepts>
#include <map>
#include <string>
#include <string_view>

namespace renderbus::farm {

template <class Service, class E>
concept serves = requires(Service& service, session& who, const E& what) {
    { service.handle(who, what) } -> std::same_as<result<typename E::reply>>;
};

/// A service may want to hear of calls that worked: `succeeded(const session&, const E&, std::string_view body)`.
template <class Service, class E>
concept hears_of = requires(Service& service, const session& who, const E& what, std::string_view body) {
    service.succeeded(who, what, body);
};

/// What stands around every answer of one call.
struct envelope_marks {
    int generation = 2;
    std::int64_t server_time = 0;  ///< milliseconds since the epoch
    std::string request_id;
};

template <class Data>
api::envelope<Data> envelope_for(const envelope_marks& marks, std::int32_t code, std::string message) {
    api::envelope<Data> made;
    made.version = std::string(marks.generation == 1 ? generation_1::version : generation_2::version);
    made.result = code == api::success_code;
    made.message = std::move(message);
    made.code = code;
    made.server_time = marks.server_time;
    made.request_id = marks.request_id;
    return made;
}

/// The answer's text for a call that did not work. Only refusals tell their reason: other failures may name the farm's own files.
inline std::string refusal_text(const envelope_marks& marks, const failure& why) {
    const bool is_refusal = why.code.category() == service_category();
    const auto code = is_refusal ? why.code.value() : static_cast<std::int32_t>(service_code::internal_error);
    auto made = envelope_for<raw_json>(marks, code, is_refusal ? why.cause : "the farm could not do this: " + why.code.message());
    made.data.emplace();
    return to_json(made);
}

/// From a path of either generation to the handler of its endpoint in `Service`: an overload
/// `result<E::reply> handle(session&, const E&)` for every `E` of the list.
template <class Service, class List>
class dispatch_table;

template <class Service, class... E>
class dispatch_table<Service, type_list<E...>> {
public:
    struct entry {
        bool in_generation_1 = false;
        bool in_generation_2 = false;
        std::string (*run)(Service&, session&, std::string_view body, const envelope_marks&) = nullptr;

        /// The generation of a call: by the path, and by the call's `version` where both have it.
        int generation_of(std::string_view version) const {
            return in_generation_1 && (!in_generation_2 || version.starts_with("1.")) ? 1 : 2;
        }
    };

    dispatch_table() { (add<E>(), ...); }

    const entry* find(std::string_view path) const {
        const auto at = entries_.find(path);
        return at == entries_.end() ? nullptr : &at->second;
    }

private:
    template <class One>
    void add() {
        static_assert(serves<Service, One>,
                      "renderbus: the loopback farm has no handler for this endpoint; add handle(session&, const E&)");
        if constexpr (serves<Service, One>) {
            at_path<One>(One::at.generation_1).in_generation_1 = true;
            at_path<One>(One::at.generation_2).in_generation_2 = true;
            at_path<One>(One::at.generation_2_alias).in_generation_2 = true;
            entries_.erase(std::string_view());  // what a generation lacks has no path
        }
    }
    template <class One>
    entry& at_path(std::string_view path) {
        auto& at = entries_[path];
        at.run = &run<One>;
        return at;
    }

    template <class One>
    static std::string run(Service& service, session& who, std::string_view body, const envelope_marks& marks) {
        const auto request = from_json<One>(body);
        if (!request) return refusal_text(marks, refuse(service_code::parameter_invalid, request.error().message()));
        if (const auto kept = keeps_rules(One::at.name, *request, marks.generation); !kept)
            return refusal_text(marks, refuse(code_of(kept.error()), kept.error().cause));
        result<typename One::reply> reply = service.handle(who, *request);
        if (!reply) return refusal_text(marks, reply.error());
        if constexpr (hears_of<Service, One>) service.succeeded(who, *request, body);
        auto made = envelope_for<typename One::reply>(marks, api::success_code, "success");
        made.data.emplace(*std::move(reply));
        return to_json(made, {.generation = marks.generation, .reveal_secrets = true});
    }
    static service_code code_of(const failure& broken) {
        return broken.code == data_errc::missing_field ? service_code::parameter_missing : service_code::parameter_invalid;
    }

    std::map<std::string_view, entry> entries_;
};

}  // namespace renderbus::farm

#endif
