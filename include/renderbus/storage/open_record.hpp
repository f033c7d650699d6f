// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_STORAGE_OPEN_RECORD_HPP
#define RENDERBUS_STORAGE_OPEN_RECORD_HPP

#include <renderbus/storage/db_config.hpp>
#include <renderbus/storage/memory_record.hpp>
#include <renderbus/storage/redis.hpp>
#include <renderbus/storage/redis_leases.hpp>
#include <renderbus/storage/sqlite.hpp>

#include <charconv>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace renderbus {
namespace detail {

/// A number of a database, or a name that goes before the keys.
inline redis_options redis_options_of(db_config config) {
    redis_options made;
    made.host = std::move(config.host);
    made.port = config.port;
    made.password = std::move(config.password);
    made.timeout = config.timeout;
    const auto& index = config.table_index;
    const auto read = std::from_chars(index.data(), index.data() + index.size(), made.database);
    if (read.ec != std::errc{} || read.ptr != index.data() + index.size() || made.database < 0) {
        made.database = 0;
        made.prefix += index + ':';
    }
    return made;
}

}  // namespace detail

/// The record that a configuration asks for. Needs the libraries sqlite3 and hiredis. A temporary one, and none at all, is kept in
/// memory.
inline result<any_record_store> open_record(db_config config) {
    if (config.type == db_config::database::redis) {
        auto opened = redis_record::open(detail::redis_options_of(std::move(config)));
        if (!opened) return std::move(opened).error();
        return any_record_store(*std::move(opened));
    }
    if (config.type == db_config::database::none || config.temporary)
        return any_record_store(std::make_shared<memory_record>());
    auto opened = sqlite_record::open(config.folder / "renderbus_sent.db");
    if (!opened) return std::move(opened).error();
    return any_record_store(*std::move(opened));
}

/// The leases by which hosts share an upload (`upload_options::leases`), where the configuration names a server that all of them
/// have; else nothing.
inline result<std::optional<any_lease_store>> open_leases(db_config config) {
    if (config.type != db_config::database::redis) return std::optional<any_lease_store>{};
    auto opened = redis_leases::open(detail::redis_options_of(std::move(config)));
    if (!opened) return std::move(opened).error();
    return std::optional(any_lease_store(*std::move(opened)));
}

}  // namespace renderbus

#endif
