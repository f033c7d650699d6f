// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_IMPL_PROJECT_BOOK_IPP
#define RENDERBUS_FARM_IMPL_PROJECT_BOOK_IPP

#include <renderbus/farm/project_book.hpp>
#include <renderbus/farm/refusal.hpp>
#include <renderbus/json/json.hpp>

#include <algorithm>

namespace renderbus::farm {

RENDERBUS_DECL result<project_book> project_book::open(std::shared_ptr<store> files) {
    project_book book(std::move(files));
    const auto file = book.files_->state("projects.json");
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return book;
    auto text = store::read(file, mebibytes(16));
    if (!text) return std::move(text).error();
    auto all = from_json<std::vector<kept_project>>(*text);
    if (!all) {
        return failure{data_errc::invalid_value, file.string(),
                       "holds no projects that this farm wrote: " + all.error().message(),
                       "remove the file, or give the farm another root folder"};
    }
    book.all_ = *std::move(all);
    return book;
}

RENDERBUS_DECL bool project_book::has(std::int64_t user_id, std::string_view name) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](const kept_project& one) { return one.user_id == user_id && one.name == name; });
}

RENDERBUS_DECL result<void> project_book::add(std::int64_t user_id, std::string name, std::int64_t status) {
    constexpr std::size_t most_projects = 10'000;
    if (all_.size() >= most_projects)
        return refuse(service_code::parameter_invalid, "this farm keeps no more than 10000 projects");
    all_.push_back({all_.empty() ? 501 : all_.back().id + 1, user_id, std::move(name), status});
    auto written = files_->write(files_->state("projects.json"), to_json(all_));
    if (!written) all_.pop_back();
    return written;
}

}  // namespace renderbus::farm

#endif
