// SPDX-License-Identifier: BSL-1.0
// seeds: wire/v1 wire/v2
// options: -max_len=4096
#include "../json/sample_tree.hpp"

#include <renderbus/json/json.hpp>
#include <renderbus/json/layout.hpp>
#include <renderbus/signing/canonical.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

/// What is taken comes back the same after it was written, in whichever generation reads.
template <class T>
bool is_taken(std::string_view text, const renderbus::read_options& options = {}) {
    const auto value = renderbus::from_json<T>(text, options);
    if (!value) {
        require(!value.error().place.empty() && !value.error().cause.empty(), "a refusal names place and cause");
        return false;
    }
    const auto again = renderbus::to_json(*value);
    const auto back = renderbus::from_json<T>(again);
    require(back && *back == *value, "a value comes back as it was written");
    require(renderbus::to_json(*back) == again, "a value is written the same twice");
    return true;
}

void check_signing(std::string_view text) {
    const auto signed_text = renderbus::signing::flatten_text(text);
    if (!signed_text) return;
    const auto laid_out = renderbus::json::layout(text, {.indent = 1, .ascii_only = true});
    const auto spaced = renderbus::signing::flatten_text(laid_out);
    require(spaced.has_value(), "a laid out text is JSON");
    require(renderbus::signing::canonical_string({}, *signed_text) == renderbus::signing::canonical_string({}, *spaced),
            "blanks and escapes are not signed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Not one byte more than there is, so that a step beyond the end is seen.
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const bool is_json = is_taken<renderbus::raw_json>(text);
    const bool is_tree = is_taken<sample::tree>(text);
    require(is_json || !is_tree, "what a struct takes is JSON");
    if (is_taken<sample::tree>(text, {.refuse_unknown = true})) require(is_tree, "a strict reader takes no more than another");
    if (is_json) check_signing(text);
    return 0;
}
