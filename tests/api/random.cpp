// SPDX-License-Identifier: BSL-1.0
#include "../json/random_values.hpp"
#include "support.hpp"

#include <renderbus/signing/canonical.hpp>

#include <algorithm>

namespace {

namespace signing = renderbus::signing;

/// The entries of a body as section 2 of the service's description has them, written anew: out of the JSON text, by recursion,
/// joined and sorted as whole lines.
void gather(renderbus::json::reader& in, const std::string& name, std::vector<std::pair<std::string, std::string>>& entries) {
    std::string_view text;
    switch (in.peek()) {
        case '{': {
            std::string member;
            in.begin_object();
            while (in.next_name(member)) {
                const auto own = name.empty() ? member : name + "." + member;
                gather(in, own, entries);
            }
            return;
        }
        case '[': {
            in.begin_array();
            for (std::size_t i = 0; in.next_item(); ++i) gather(in, name + std::to_string(i), entries);
            return;
        }
        case '"': {
            std::string value;
            in.string(value);
            entries.emplace_back(name, value);
            return;
        }
        default:
            in.raw(text);
            entries.emplace_back(name, text == "true" ? "True" : text == "false" ? "False" : text == "null" ? "None" : text);
    }
}

std::string expected_canonical(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> entries{{"accessId", "a"}, {"nonce", "123456"}, {"platform", "2"}};
    std::vector<std::pair<std::string, std::string>> of_body;
    renderbus::json::reader in(body, {});
    gather(in, "", of_body);
    for (const auto& one : of_body) std::erase_if(entries, [&](const auto& header) { return header.first == one.first; });
    entries.insert(entries.end(), of_body.begin(), of_body.end());
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string text;
    for (const auto& [name, value] : entries) text += (text.empty() ? "" : "&") + name + "=" + value;
    return text;
}

/// Sets what the other generation alone has back to nothing.
template <class Request>
Request as_in(Request request, int generation) {
    if constexpr (requires { Request::only_in; }) {
        const auto text = renderbus::to_json(request, {.generation = generation});
        request = renderbus::from_json<Request>(text).value();
    }
    return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_values_of_every_endpoint)

BOOST_AUTO_TEST_CASE(come_back_from_json) {
    random_values::generator random(20);
    for_each_endpoint(api::table{}, [&]<class Request>() {
        BOOST_TEST_CONTEXT(Request::at.name) {
            for (int round = 0; round < 40; ++round) {
                Request request{};
                random.fill(request);
                // A list that is always sent is never left out.
                if constexpr (std::is_same_v<Request, api::query::restart_frame_v1>) request.ids.items();
                const auto text = renderbus::to_json(request);
                BOOST_TEST_REQUIRE(renderbus::to_json(renderbus::from_json<Request>(text).value()) == text);
                using answer = api::envelope<typename Request::reply>;
                answer reply{};
                random.fill(reply);
                const auto told = renderbus::to_json(reply);
                auto back = renderbus::from_json<answer>(told, {.refuse_unknown = true});
                BOOST_TEST_REQUIRE(back.has_value(), told);
                BOOST_TEST_REQUIRE(renderbus::to_json(*back) == told);
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(are_signed_as_an_independent_reading_of_the_rule_has_it) {
    random_values::generator random(21);
    const std::vector<signing::entry> headers{{"accessId", "a"}, {"nonce", "123456"}, {"platform", "2"}};
    for_each_endpoint(api::table{}, [&]<class Request>() {
        for (const int generation : {1, 2}) {
            if (path_in(Request::at, generation).empty()) continue;
            BOOST_TEST_CONTEXT(Request::at.name << " " << generation) {
                for (int round = 0; round < 40; ++round) {
                    Request filled{};
                    random.fill(filled);
                    const auto request = as_in(filled, generation);
                    const auto body = renderbus::to_json(request, {.generation = generation});
                    BOOST_TEST_REQUIRE(signing::canonical_string(headers, signing::flatten(request, generation)) ==
                                       expected_canonical(body));
                    BOOST_TEST_REQUIRE(signing::canonical_string(headers, signing::flatten_text(body).value()) ==
                                       expected_canonical(body));
                }
            }
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
