// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_RECORD_BOOK_HPP
#define RENDERBUS_FARM_RECORD_BOOK_HPP

#include <renderbus/farm/account.hpp>
#include <renderbus/farm/kept_file.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// No more records of one kind are kept of one user; the oldest are forgotten first.
inline constexpr std::size_t most_records = 1'000;

/// What users did, in the order of time: one file for each user.
template <class Record>
class record_book {
public:
    /// The files are `records/<kind>-<user>.json`.
    static result<record_book> open(const std::shared_ptr<store>& files, const std::vector<account>& accounts,
                                    std::string_view kind) {
        record_book made;
        for (const auto& one : accounts) {
            const auto name = "records/" + std::string(kind) + '-' + std::to_string(one.user_id) + ".json";
            auto kept = kept_file<std::vector<Record>>::open(files, name);
            if (!kept) return std::move(kept).error();
            made.by_user_.emplace(one.user_id, *std::move(kept));
        }
        return made;
    }

    /// The oldest first.
    const std::vector<Record>& of(std::int64_t user_id) const { return *by_user_.at(user_id); }

    result<void> add(std::int64_t user_id, Record what) {
        return by_user_.at(user_id).change([&](std::vector<Record>& all) {
            if (all.size() >= most_records) all.erase(all.begin(), all.end() - (most_records - 1));
            all.push_back(std::move(what));
        });
    }

private:
    std::map<std::int64_t, kept_file<std::vector<Record>>> by_user_;
};

}  // namespace renderbus::farm

#endif
