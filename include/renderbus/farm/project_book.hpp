// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_PROJECT_BOOK_HPP
#define RENDERBUS_FARM_PROJECT_BOOK_HPP

#include <renderbus/farm/kept_file.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// A project, which the service also calls a label. A name that is on tasks alone has its number too, and is not listed.
struct kept_project {
    std::int64_t id = 0;
    std::int64_t user_id = 0;
    std::string name;
    std::int64_t status = 1;  ///< 0 on, 1 off
    bool is_listed = false;
};

/// The projects of all users. A number is never given twice.
class project_book {
public:
    static RENDERBUS_DECL result<project_book> open(std::shared_ptr<store> files);

    /// By their numbers.
    const std::vector<kept_project>& all() const noexcept { return kept_->all; }
    /// Null for a number that is none, or no more.
    RENDERBUS_DECL const kept_project* find(std::int64_t id) const;
    RENDERBUS_DECL const kept_project* find(std::int64_t user_id, std::string_view name) const;

    /// Refuses with 503 a name that is listed already, and more than 100,000 projects.
    RENDERBUS_DECL result<void> add(std::int64_t user_id, const std::string& name, std::int64_t status);
    /// Refuses with 404 a name that is not listed.
    RENDERBUS_DECL result<void> remove(std::int64_t user_id, std::string_view name);
    /// The numbers of names that are put on tasks, each once, made where there are none.
    RENDERBUS_DECL result<std::vector<std::int64_t>> numbers_of(std::int64_t user_id, const std::vector<std::string>& names);

private:
    struct projects {
        std::int64_t next_id = 1;
        std::vector<kept_project> all;
    };
    explicit project_book(kept_file<projects> kept) : kept_(std::move(kept)) {}
    kept_file<projects> kept_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/project_book.ipp>
#endif

#endif
