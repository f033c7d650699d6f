// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_FIELD_CHECK_HPP
#define RENDERBUS_FARM_FIELD_CHECK_HPP

#include <renderbus/farm/refusal.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus::farm {

/// No page of an answer has more items, and no list has more pages.
inline constexpr std::int64_t largest_page = 1'000;
inline constexpr std::int64_t most_pages = 1'000'000;

/// Looks at the fields of a request one after another, and keeps the first that goes too far:
///
///     if (auto fine = field_check().text("newName", what.new_name, 200).outcome(); !fine) return fine.error();
class field_check {
public:
    field_check& range(std::string_view field, std::int64_t value, std::int64_t least, std::int64_t most) {
        return that(value >= least && value <= most,
                    std::string(field) + " is not from " + std::to_string(least) + " to " + std::to_string(most));
    }
    field_check& text(std::string_view field, std::string_view value, std::size_t longest) {
        return that(value.size() <= longest, std::string(field) + " is longer than " + std::to_string(longest) + " bytes");
    }
    field_check& count(std::string_view field, std::size_t items, std::size_t most) {
        return that(items <= most, std::string(field) + " has more than " + std::to_string(most) + " items");
    }
    field_check& page(std::int64_t number, std::int64_t size) {
        return range("pageNum", number, 1, most_pages).range("pageSize", size, 1, largest_page);
    }
    /// `sentence` says what is wrong where it does not hold.
    field_check& that(bool holds, std::string sentence) {
        if (!holds && !refusal_) refusal_ = refuse(service_code::parameter_invalid, std::move(sentence));
        return *this;
    }

    result<void> outcome() const {
        if (refusal_) return *refusal_;
        return {};
    }

private:
    std::optional<failure> refusal_;
};

}  // namespace renderbus::farm

#endif
