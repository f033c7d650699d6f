// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_IMPL_SQLITE_VALUES_IPP
#define RENDERBUS_STORAGE_IMPL_SQLITE_VALUES_IPP

#include <renderbus/digest.hpp>
#include <renderbus/input_file.hpp>

#include <sqlite3.h>

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

inline bool digest_column(sqlite3_stmt* row, int column, sha256_digest& value) {
    const void* bytes = sqlite3_column_blob(row, column);
    if (sqlite3_column_bytes(row, column) != static_cast<int>(value.bytes.size()) || !bytes) return false;
    std::memcpy(value.bytes.data(), bytes, value.bytes.size());
    return true;
}

}  // namespace renderbus::detail

#endif
