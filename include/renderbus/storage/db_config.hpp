// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_DB_CONFIG_HPP
#define RENDERBUS_STORAGE_DB_CONFIG_HPP

#include <renderbus/error.hpp>
#include <renderbus/secret.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace renderbus {

/// Which record a `db_config.ini` asks for, the file of the service's Python SDK: sections `[DATABASE_CONFIG]`, `[REDIS]` and
/// `[SQLITE]`, names and sections in small or capital letters. A name without a value is as if it were not there.
/// `open_record` (storage/open_record.hpp) makes it.
struct db_config {
    enum class database { none, sqlite, redis };

    database type = database::sqlite;  ///< `type`; none where `on` is false
    std::filesystem::path folder;      ///< `db_path`, else the variable RAYVISION_DB, else `$HOME/renderfarm_sdk`
    bool temporary = false;            ///< of SQLite: nothing is kept behind the upload
    std::string host = "127.0.0.1";
    std::uint16_t port = 6379;
    secret password = {};
    std::string table_index;  ///< the number of Redis's database, or any name that keeps studios apart; Redis needs one
    std::chrono::milliseconds timeout = std::chrono::seconds(5);

    /// Fails with `scene_errc` where the file cannot be read, and with `data_errc` and the line where it makes no sense. No
    /// failure shows a password. Sections and names that are not known are passed over, and so is `[TRANSFER_LOG_PATH]`, the
    /// service's own log.
    static RENDERBUS_DECL result<db_config> read(const std::filesystem::path& file);
    /// The same of a text; `place` is where it comes from.
    static RENDERBUS_DECL result<db_config> parse(std::string_view text, std::string_view place);
};

}  // namespace renderbus

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/storage/impl/db_config.ipp>
#endif

#endif
