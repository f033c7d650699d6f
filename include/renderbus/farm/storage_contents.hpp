// SPDX-License-Identifier: BSL-1.0
#ifndef RENDERBUS_FARM_STORAGE_CONTENTS_HPP
#define RENDERBUS_FARM_STORAGE_CONTENTS_HPP

#include <renderbus/farm/farm_state.hpp>
#include <renderbus/farm/http_handler.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renderbus::farm {

/// The storages of a loopback farm, asked by content (`storage_protocol`): which of some contents a storage has, and a copy of a
/// file under another name. Who may ask is the storage service's affair.
class storage_contents {
public:
    explicit storage_contents(farm_state& state) : state_(state) {}

    static bool is_meant(std::string_view method) { return method == "OPTIONS" || method == "POST" || method == "COPY"; }

    /// What can be done at a storage.
    RENDERBUS_DECL answer tell() const;
    /// Answers a question of digests about the storage whose folder this is.
    RENDERBUS_DECL answer find(const std::filesystem::path& storage, std::string_view question);
    /// Copies a file that has that digest, whole or not at all.
    RENDERBUS_DECL answer copy(const std::filesystem::path& from, const std::filesystem::path& to, const sha256_digest& digest);
    /// Something was written to a storage: it is looked at anew when it is asked about.
    void forget() { known_.clear(); }

private:
    using paths_by_digest = std::unordered_map<std::string, std::string>;
    RENDERBUS_DECL result<const paths_by_digest*> contents_of(const std::filesystem::path& storage);

    farm_state& state_;
    std::map<std::filesystem::path, paths_by_digest> known_;  // by the storage's folder
};

}  // namespace renderbus::farm

#if defined(RENDERBUS_HEADER_ONLY)
#include <renderbus/farm/impl/storage_contents.ipp>
#endif

#endif
