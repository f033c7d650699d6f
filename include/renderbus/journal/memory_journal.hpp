// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_JOURNAL_MEMORY_JOURNAL_HPP
#define RENDERBUS_JOURNAL_MEMORY_JOURNAL_HPP

#include <renderbus/journal/journal_store.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace renderbus {

/// A journal that lives as long as this object, for tests and for retries within one process; a model of `journal_store`.
class memory_journal {
public:
    RENDERBUS_DECL result<std::optional<journal_entry>> find(std::string_view key);
    RENDERBUS_DECL result<bool> begin(std::string_view key);
    RENDERBUS_DECL result<void> keep(std::string_view key, const journal_entry& entry);
    RENDERBUS_DECL result<void> forget(std::string_view key);

private:
    std::mutex mutex_;
    std::map<std::string, std::optional<journal_entry>, std::less<>> known_;
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/journal/impl/memory_journal.ipp>
#endif

#endif
