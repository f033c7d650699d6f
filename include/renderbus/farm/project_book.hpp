// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_PROJECT_BOOK_HPP
#define RENDERBUS_FARM_PROJECT_BOOK_HPP

#include <renderbus/farm/store.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace renderbus::farm {

/// A project, which the service also calls a label.
struct kept_project {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string name;
    std::int64_t status = 1;  ///< 0 on, 1 off
};

/// The projects of all users, in memory and as one JSON file in the farm's state.
class project_book {
public:
    static RENDERBUS_DECL result<project_book> open(std::shared_ptr<store> files);

    const std::vector<kept_project>& all() const noexcept { return all_; }
    RENDERBUS_DECL bool has(std::int64_t user_id, std::string_view name) const;
    RENDERBUS_DECL result<void> add(std::int64_t user_id, std::string name, std::int64_t status);

private:
    explicit project_book(std::shared_ptr<store> files) : files_(std::move(files)) {}
    std::shared_ptr<store> files_;
    std::vector<kept_project> all_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/project_book.ipp>
#endif

#endif
