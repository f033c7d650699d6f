// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_VALUES_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_VALUES_IPP

#include <renderbus/storage/claims.hpp>

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace renderbus::detail {

/// What is bound stays where it is until the call ends, so SQLite needs no copy of it.
class sqlite_values {
public:
    explicit sqlite_values(sqlite3_stmt* statement) : statement_(statement) {}
    sqlite_values& text(std::string_view value) {
        // A null pointer would bind NULL, and an empty view may hold one.
        sqlite3_bind_text64(statement_, ++place_, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
        return *this;
    }
    sqlite_values& blob(std::string_view value) {
        sqlite3_bind_blob64(statement_, ++place_, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC);
        return *this;
    }
    sqlite_values& number(std::int64_t value) {
        sqlite3_bind_int64(statement_, ++place_, value);
        return *this;
    }
    sqlite_values& stamp(const std::optional<file_stamp>& value) {
        if (!value) {
            place_ += 3;  // unbound is NULL
            return *this;
        }
        sqlite3_bind_int64(statement_, ++place_, static_cast<sqlite3_int64>(value->size));
        sqlite3_bind_int64(statement_, ++place_, value->mtime_ns);
        sqlite3_bind_int64(statement_, ++place_, static_cast<sqlite3_int64>(value->inode));
        return *this;
    }
    sqlite_values& digest(const sha256_digest& value) {
        sqlite3_bind_blob(statement_, ++place_, value.bytes.data(), static_cast<int>(value.bytes.size()), SQLITE_STATIC);
        return *this;
    }

private:
    sqlite3_stmt* statement_;
    int place_ = 0;
};

inline std::optional<file_stamp> stamp_column(sqlite3_stmt* row, int first) {
    for (int i = first; i < first + 3; ++i)
        if (sqlite3_column_type(row, i) != SQLITE_INTEGER) return {};
    return file_stamp{static_cast<std::uint64_t>(sqlite3_column_int64(row, first)), sqlite3_column_int64(row, first + 1),
                      static_cast<std::uint64_t>(sqlite3_column_int64(row, first + 2))};
}

inline std::string_view text_column(sqlite3_stmt* row, int column) {
    const void* text = sqlite3_column_blob(row, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    return {static_cast<const char*>(text), text ? size : 0};
}

/// What the columns size, mtime_ns, inode and digest, the first of a row, say; nothing where there is no digest.
inline std::optional<sent_file> sent_columns(sqlite3_stmt* row) {
    sent_file sent{stamp_column(row, 0), {}};
    const void* bytes = sqlite3_column_blob(row, 3);
    if (sqlite3_column_bytes(row, 3) != static_cast<int>(sent.digest.bytes.size()) || !bytes) return {};
    std::memcpy(sent.digest.bytes.data(), bytes, sent.digest.bytes.size());
    return sent;
}

}  // namespace renderbus::detail

#endif
