// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_SETTING_BOOK_HPP
#define RENDERBUS_FARM_SETTING_BOOK_HPP

#include <renderbus/farm/kept_file.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace renderbus::farm {

/// What users have chosen for all their tasks.
class setting_book {
public:
    static RENDERBUS_DECL result<setting_book> open(std::shared_ptr<store> files);

    /// After how many seconds a task of this user's is reported as late.
    RENDERBUS_DECL std::int64_t task_over_time(std::int64_t user_id) const;
    RENDERBUS_DECL result<void> set_task_over_time(std::int64_t user_id, std::int64_t seconds);

private:
    struct setting {
        std::int64_t user_id = 0;
        std::int64_t task_over_time_sec = 43'200;
    };
    explicit setting_book(kept_file<std::vector<setting>> kept) : kept_(std::move(kept)) {}
    kept_file<std::vector<setting>> kept_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/setting_book.ipp>
#endif

#endif
