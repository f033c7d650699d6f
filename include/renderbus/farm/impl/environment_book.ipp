// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_ENVIRONMENT_BOOK_IPP
#define RENDERBUS_FARM_IMPL_ENVIRONMENT_BOOK_IPP

#include <renderbus/farm/environment_book.hpp>
#include <renderbus/farm/refusal.hpp>

#include <algorithm>
#include <cstddef>

namespace renderbus::farm {

RENDERBUS_DECL result<environment_book> environment_book::open(std::shared_ptr<store> files) {
    auto kept = kept_file<std::vector<kept_environment>>::open(std::move(files), "environments.json");
    if (!kept) return std::move(kept).error();
    return environment_book(*std::move(kept));
}

RENDERBUS_DECL const kept_environment* environment_book::find(std::int64_t user_id, std::string_view name) const {
    const auto at = std::find_if(all().begin(), all().end(),
                                 [&](const kept_environment& one) { return one.user_id == user_id && one.name == name; });
    return at == all().end() ? nullptr : &*at;
}

template <class Edit>
result<void> environment_book::change(std::int64_t user_id, std::string_view name, Edit edit) {
    const auto* there = find(user_id, name);
    if (there == nullptr) return refuse(service_code::not_found, "editName: you have no render environment of this name");
    return kept_.change(
        [&, place = there - all().data()](std::vector<kept_environment>& next) { edit(next, next.begin() + place); });
}

RENDERBUS_DECL result<void> environment_book::add(kept_environment made) {
    constexpr std::ptrdiff_t most_of_one_user = 100;
    if (const auto* there = find(made.user_id, made.name)) {
        made.is_default = there->is_default;
        if (made == *there) return {};
        return refuse(service_code::parameter_invalid, "editName: there is another render environment of this name; update it");
    }
    const auto is_own = [&](const kept_environment& one) { return one.user_id == made.user_id; };
    if (std::count_if(all().begin(), all().end(), is_own) >= most_of_one_user)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than 100 render environments of one user");
    return kept_.change([&](std::vector<kept_environment>& next) { next.push_back(std::move(made)); });
}

RENDERBUS_DECL result<void> environment_book::update(kept_environment changed) {
    return change(changed.user_id, changed.name, [&](auto&, auto at) {
        changed.is_default = at->is_default && at->cg_id == changed.cg_id;
        *at = changed;
    });
}

RENDERBUS_DECL result<void> environment_book::remove(std::int64_t user_id, std::string_view name) {
    return change(user_id, name, [](auto& all, auto at) { all.erase(at); });
}

RENDERBUS_DECL result<void> environment_book::set_default(std::int64_t user_id, std::string_view name) {
    return change(user_id, name, [&](auto& all, auto at) {
        for (auto& one : all) one.is_default = one.is_default && !(one.user_id == user_id && one.cg_id == at->cg_id);
        at->is_default = true;
    });
}

}  // namespace renderbus::farm

#endif
