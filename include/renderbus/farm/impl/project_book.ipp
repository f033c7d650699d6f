// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_PROJECT_BOOK_IPP
#define RENDERBUS_FARM_IMPL_PROJECT_BOOK_IPP

#include <renderbus/farm/project_book.hpp>
#include <renderbus/farm/refusal.hpp>

#include <algorithm>
#include <cstddef>

namespace renderbus::farm {

RENDERBUS_DECL result<project_book> project_book::open(std::shared_ptr<store> files) {
    auto kept = kept_file<projects>::open(std::move(files), "projects.json");
    if (!kept) return std::move(kept).error();
    return project_book(*std::move(kept));
}

RENDERBUS_DECL const kept_project* project_book::find(std::int64_t id) const {
    const auto at = std::lower_bound(all().begin(), all().end(), id,
                                     [](const kept_project& one, std::int64_t wanted) { return one.id < wanted; });
    return at != all().end() && at->id == id ? &*at : nullptr;
}

RENDERBUS_DECL const kept_project* project_book::find(std::int64_t user_id, std::string_view name) const {
    const auto at = std::find_if(all().begin(), all().end(),
                                 [&](const kept_project& one) { return one.user_id == user_id && one.name == name; });
    return at == all().end() ? nullptr : &*at;
}

RENDERBUS_DECL result<void> project_book::add(std::int64_t user_id, const std::string& name, std::int64_t status) {
    const auto* there = find(user_id, name);
    if (there != nullptr && there->is_listed)
        return refuse(service_code::label_exists, "there is a project of this name already");
    const auto numbers = numbers_of(user_id, {name});
    if (!numbers) return numbers.error();
    return kept_.change([&](projects& next) {
        auto& one = next.all[static_cast<std::size_t>(find(numbers->front()) - all().data())];
        one.status = status;
        one.is_listed = true;
    });
}

RENDERBUS_DECL result<void> project_book::remove(std::int64_t user_id, std::string_view name) {
    const auto* there = find(user_id, name);
    if (there == nullptr || !there->is_listed) return refuse(service_code::not_found, "you have no project of this name");
    return kept_.change(
        [id = there->id](projects& next) { std::erase_if(next.all, [id](const kept_project& one) { return one.id == id; }); });
}

RENDERBUS_DECL result<std::vector<std::int64_t>> project_book::numbers_of(std::int64_t user_id,
                                                                          const std::vector<std::string>& names) {
    constexpr std::size_t most_projects = 100'000;
    std::vector<std::int64_t> numbers;
    std::vector<kept_project> made;
    auto next_id = kept_->next_id;
    for (const auto& name : names) {
        const auto* there = find(user_id, name);
        if (there == nullptr) {
            const auto again = std::find_if(made.begin(), made.end(), [&](const kept_project& one) { return one.name == name; });
            there = again != made.end() ? &*again : &made.emplace_back(kept_project{next_id++, user_id, name});
        }
        if (std::find(numbers.begin(), numbers.end(), there->id) == numbers.end()) numbers.push_back(there->id);
    }
    if (made.empty()) return numbers;
    if (all().size() + made.size() > most_projects)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than 100000 projects and labels");
    auto kept = kept_.change([&](projects& next) {
        next.next_id = next_id;
        next.all.insert(next.all.end(), made.begin(), made.end());
    });
    if (!kept) return std::move(kept).error();
    return numbers;
}

}  // namespace renderbus::farm

#endif
