// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_IMPL_MEMORY_JOURNAL_IPP
#define RENDERBUS_JOURNAL_IMPL_MEMORY_JOURNAL_IPP

#include <renderbus/journal/journal_line.hpp>
#include <renderbus/journal/memory_journal.hpp>

#include <utility>

namespace renderbus {

RENDERBUS_DECL result<std::optional<journal_entry>> memory_journal::find(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return std::move(right).error();
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(key);
    return known == known_.end() ? std::optional<journal_entry>{} : known->second;
}

RENDERBUS_DECL result<bool> memory_journal::begin(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return std::move(right).error();
    const std::scoped_lock lock(mutex_);
    return !known_.try_emplace(std::string(key)).second;
}

RENDERBUS_DECL result<void> memory_journal::keep(std::string_view key, const journal_entry& entry) {
    if (auto right = detail::check_key(key); !right) return right;
    if (auto right = detail::check_entry(entry); !right) return right;
    const std::scoped_lock lock(mutex_);
    known_.insert_or_assign(std::string(key), entry);
    return {};
}

RENDERBUS_DECL result<void> memory_journal::forget(std::string_view key) {
    if (auto right = detail::check_key(key); !right) return right;
    const std::scoped_lock lock(mutex_);
    if (const auto known = known_.find(key); known != known_.end()) known_.erase(known);
    return {};
}

}  // namespace renderbus

#endif
