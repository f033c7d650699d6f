// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_ENVIRONMENT_BOOK_HPP
#define RENDERBUS_FARM_ENVIRONMENT_BOOK_HPP

#include <renderbus/api/codes.hpp>
#include <renderbus/farm/kept_file.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace renderbus::farm {

/// A program's version with its plugins, under a name that its user has once.
struct kept_environment {
    std::int64_t user_id = 0;
    std::string name;
    api::dcc cg_id = {};
    std::string cg_name;
    std::string cg_version;
    api::render_layer_type render_layer_type = api::render_layer_type::render_layer;
    api::render_system system = api::render_system::on_linux;
    std::vector<std::int64_t> plugin_ids;
    std::string project_path;
    bool is_default = false;  ///< of its user and program; one at most

    friend bool operator==(const kept_environment&, const kept_environment&) = default;
};

/// The render environments of all users. What a name says that is not there is refused with 404.
class environment_book {
public:
    static RENDERBUS_DECL result<environment_book> open(std::shared_ptr<store> files);

    const std::vector<kept_environment>& all() const noexcept { return *kept_; }
    /// The same once more changes nothing; refuses a name that another environment has, and more than 100 of one user.
    RENDERBUS_DECL result<void> add(kept_environment made);
    /// All but the name changes; the default stays the default unless its program changes.
    RENDERBUS_DECL result<void> update(kept_environment changed);
    RENDERBUS_DECL result<void> remove(std::int64_t user_id, std::string_view name);
    RENDERBUS_DECL result<void> set_default(std::int64_t user_id, std::string_view name);

private:
    explicit environment_book(kept_file<std::vector<kept_environment>> kept) : kept_(std::move(kept)) {}
    RENDERBUS_DECL const kept_environment* find(std::int64_t user_id, std::string_view name) const;
    /// Changes the one of that name.
    template <class Edit>
    result<void> change(std::int64_t user_id, std::string_view name, Edit edit);

    kept_file<std::vector<kept_environment>> kept_;
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/environment_book.ipp>
#endif

#endif
