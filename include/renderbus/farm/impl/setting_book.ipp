// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_SETTING_BOOK_IPP
#define RENDERBUS_FARM_IMPL_SETTING_BOOK_IPP

#include <renderbus/farm/setting_book.hpp>

#include <algorithm>

namespace renderbus::farm {

RENDERBUS_DECL result<setting_book> setting_book::open(std::shared_ptr<store> files) {
    auto kept = kept_file<std::vector<setting>>::open(std::move(files), "settings.json");
    if (!kept) return std::move(kept).error();
    return setting_book(*std::move(kept));
}

RENDERBUS_DECL std::int64_t setting_book::task_over_time(std::int64_t user_id) const {
    const auto at = std::find_if(kept_->begin(), kept_->end(), [&](const setting& one) { return one.user_id == user_id; });
    return at == kept_->end() ? setting().task_over_time_sec : at->task_over_time_sec;
}

RENDERBUS_DECL result<void> setting_book::set_task_over_time(std::int64_t user_id, std::int64_t seconds) {
    return kept_.change([&](std::vector<setting>& all) {
        std::erase_if(all, [&](const setting& one) { return one.user_id == user_id; });
        all.push_back({user_id, seconds});
    });
}

}  // namespace renderbus::farm

#endif
